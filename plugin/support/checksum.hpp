// A 64-bit checksum (XXH3) that detects damage; not for security. The bytes may be added in parts, each while it is
// still in the CPU cache.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mod_trakt {

// Used by one thread at a time.
class Checksum {
public:
    Checksum() noexcept;

    void add(std::string_view bytes) noexcept;
    std::uint64_t value() const noexcept;

private:
    // The state of xxHash, as bytes, so that this header does not include xxhash.h.
    alignas(64) std::array<std::byte, 576> state_;
};

std::uint64_t checksum(std::string_view bytes) noexcept;

}  // namespace mod_trakt
