// A name of 64 bits for some texts: tells "same or changed" without keeping the texts. Not for security.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace mod_trakt {

class Fingerprint {
public:
    Fingerprint& add(std::string_view text) noexcept {
        while (text.size() >= 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, text.data(), 8);
            mix(word ^ (word >> 29));
            text.remove_prefix(8);
        }
        for (const char c : text) mix(static_cast<unsigned char>(c));
        mix(0x1F);  // so that ("ab","c") and ("a","bc") differ
        return *this;
    }
    // 16 hexadecimal digits.
    std::string hex() const {
        static constexpr char digits[] = "0123456789abcdef";
        std::string text(16, '0');
        for (int i = 0; i < 16; ++i) text[i] = digits[(hash_ >> (60 - 4 * i)) & 0xF];
        return text;
    }

private:
    void mix(std::uint64_t value) noexcept {
        hash_ ^= value;
        hash_ *= 0x100000001B3ull;
        hash_ ^= hash_ >> 32;
    }
    std::uint64_t hash_ = 0xCBF29CE484222325ull;
};

}  // namespace mod_trakt
