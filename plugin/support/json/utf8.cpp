// Finding invalid UTF-8 and control characters.
#include "support/json/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace mod_trakt::json {
namespace {

constexpr std::uint64_t every_byte = 0x0101010101010101;

// True if all bytes are from 0x20 to 0x7F. A borrow only affects bytes after one below 0x20, so it cannot turn "no"
// into "yes".
template <std::size_t words>
bool are_plain_ascii(const char* bytes) noexcept {
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < words; ++i) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes + i * sizeof word, sizeof word);
        found |= (word - every_byte * 0x20) | word;
    }
    return (found & every_byte * 0x80) == 0;
}

// Length of the character that begins here; 0 if no valid character does.
std::size_t character_length(std::string_view text) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0) == 0x80; };
    const unsigned char lead = byte(0);
    if (lead < 0x80) return lead >= 0x20 || lead == '\t' || lead == '\n' || lead == '\r' ? 1 : 0;
    if (lead < 0xC2 || lead > 0xF4) return 0;
    const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    if (text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i)
        if (!continues(i)) return 0;
    const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
    const bool surrogate = lead == 0xED && byte(1) >= 0xA0;
    const bool too_high = lead == 0xF4 && byte(1) >= 0x90;
    return overlong || surrogate || too_high ? 0 : length;
}

}  // namespace

bool is_plain_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        if (text.size() >= 32 && are_plain_ascii<4>(text.data())) {
            text.remove_prefix(32);
            continue;
        }
        if (text.size() >= 8 && are_plain_ascii<1>(text.data())) {
            text.remove_prefix(8);
            continue;
        }
        const std::size_t length = character_length(text);
        if (length == 0) return false;
        text.remove_prefix(length);
    }
    return true;
}

}  // namespace mod_trakt::json
