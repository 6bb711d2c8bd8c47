// Tells whether many bytes are still those that were written: 64 bits, not for security.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace mod_trakt {

inline std::uint64_t checksum(std::string_view bytes) noexcept {
    constexpr std::uint64_t prime = 0x9E3779B97F4A7C15ull;
    const auto word_at = [&bytes](std::size_t place) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + place, sizeof(word));
        return word;
    };
    const auto mixed = [](std::uint64_t hash, std::uint64_t word) {
        hash = (hash ^ word) * prime;
        return hash ^ (hash >> 29);
    };
    // Four sums that do not wait for each other: the machine works on them side by side.
    std::uint64_t a = prime, b = prime << 1, c = prime << 2, d = prime << 3;
    std::size_t at = 0;
    for (; at + 32 <= bytes.size(); at += 32) {
        a = mixed(a, word_at(at));
        b = mixed(b, word_at(at + 8));
        c = mixed(c, word_at(at + 16));
        d = mixed(d, word_at(at + 24));
    }
    std::uint64_t sum = mixed(mixed(mixed(mixed(bytes.size(), a), b), c), d);
    for (; at < bytes.size(); ++at) sum = mixed(sum, static_cast<unsigned char>(bytes[at]));
    return sum;
}

}  // namespace mod_trakt
