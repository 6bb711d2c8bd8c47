// Tells whether many bytes are still those that were written: 64 bits (XXH3), not for security. They may come in
// pieces, so that each is looked at while it is still in the machine's cache.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mod_trakt {

class Checksum {
public:
    Checksum() noexcept;

    void add(std::string_view bytes) noexcept;
    std::uint64_t value() const noexcept;

private:
    // What xxHash keeps; its header stays out of this one.
    alignas(64) std::array<std::byte, 576> state_;
};

std::uint64_t checksum(std::string_view bytes) noexcept;

}  // namespace mod_trakt
