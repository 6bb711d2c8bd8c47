// Tells whether many bytes are still those that were written: 64 bits, not for security. They may come in pieces, so
// that each is looked at while it is still in the machine's cache.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace mod_trakt {

class Checksum {
public:
    void add(std::string_view bytes) noexcept {
        size_ += bytes.size();
        if (rest_size_ > 0) {
            const std::size_t wanted = std::min(block_bytes - rest_size_, bytes.size());
            std::memcpy(rest_.data() + rest_size_, bytes.data(), wanted);
            rest_size_ += wanted;
            bytes.remove_prefix(wanted);
            if (rest_size_ < block_bytes) return;
            add_blocks(rest_.data(), block_bytes);
            rest_size_ = 0;
        }
        const std::size_t whole = bytes.size() - bytes.size() % block_bytes;
        add_blocks(bytes.data(), whole);
        rest_size_ = bytes.size() - whole;
        if (rest_size_ > 0) std::memcpy(rest_.data(), bytes.data() + whole, rest_size_);
    }

    std::uint64_t value() const noexcept {
        std::uint64_t sum = size_;
        for (const std::uint64_t lane : lanes_) sum = mixed(sum, lane);
        for (std::size_t i = 0; i < rest_size_; ++i) sum = mixed(sum, static_cast<unsigned char>(rest_[i]));
        return sum;
    }

private:
    static constexpr std::uint64_t prime = 0x9E3779B97F4A7C15ull;
    static constexpr std::size_t block_bytes = 32;

    static std::uint64_t mixed(std::uint64_t hash, std::uint64_t word) noexcept {
        hash = (hash ^ word) * prime;
        return hash ^ (hash >> 29);
    }
    static std::uint64_t word_at(const char* place) noexcept {
        std::uint64_t word = 0;
        std::memcpy(&word, place, sizeof(word));
        return word;
    }
    // Four sums that do not wait for each other: the machine works on them side by side.
    void add_blocks(const char* bytes, std::size_t size) noexcept {
        auto [a, b, c, d] = lanes_;
        for (std::size_t at = 0; at < size; at += block_bytes) {
            a = mixed(a, word_at(bytes + at));
            b = mixed(b, word_at(bytes + at + 8));
            c = mixed(c, word_at(bytes + at + 16));
            d = mixed(d, word_at(bytes + at + 24));
        }
        lanes_ = {a, b, c, d};
    }

    std::array<std::uint64_t, 4> lanes_ = {prime, prime << 1, prime << 2, prime << 3};
    std::array<char, block_bytes> rest_{};  // bytes that do not fill a block yet
    std::size_t rest_size_ = 0;
    std::uint64_t size_ = 0;
};

inline std::uint64_t checksum(std::string_view bytes) noexcept {
    Checksum sum;
    sum.add(bytes);
    return sum.value();
}

}  // namespace mod_trakt
