// Tells whether many bytes are still those that were written: 64 bits, four words at a time, not for security.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace mod_trakt {

inline std::uint64_t checksum(std::string_view bytes) noexcept {
    constexpr std::uint64_t prime = 0x9E3779B97F4A7C15ull;
    const auto mixed = [](std::uint64_t hash, std::uint64_t word) {
        hash = (hash ^ word) * prime;
        return hash ^ (hash >> 29);
    };
    // Four sums that do not wait for each other: the machine works on them side by side.
    std::array<std::uint64_t, 4> lanes = {prime, prime << 1, prime << 2, prime << 3};
    const std::uint64_t size = bytes.size();
    while (bytes.size() >= 32) {
        std::array<std::uint64_t, 4> words{};
        std::memcpy(words.data(), bytes.data(), 32);
        for (std::size_t i = 0; i < 4; ++i) lanes[i] = mixed(lanes[i], words[i]);
        bytes.remove_prefix(32);
    }
    std::uint64_t sum = size;
    for (const std::uint64_t lane : lanes) sum = mixed(sum, lane);
    for (const char c : bytes) sum = mixed(sum, static_cast<unsigned char>(c));
    return sum;
}

}  // namespace mod_trakt
