// Finding invalid UTF-8 and control characters, and replacing broken text.
#include "support/json/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace mod_trakt::json {
namespace {

constexpr std::uint64_t every_byte = 0x0101010101010101;

// True if all bytes are from 0x20 to 0x7F. The subtraction borrows only at a byte below 0x20, so it cannot make a wrong
// word look right.
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

// Length of the character that begins here; 0 if it is not a valid character.
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

constexpr std::string_view replacement = "\xEF\xBF\xBD";
constexpr std::string_view replacement_escape = "\\ufffd";

// The code unit of the escape "\\uXXXX" that begins here; nullopt if there is no such escape.
std::optional<unsigned> escaped_unit(std::string_view text) noexcept {
    if (text.size() < replacement_escape.size() || text[0] != '\\' || text[1] != 'u') return std::nullopt;
    unsigned unit = 0;
    const char* const end = text.data() + replacement_escape.size();
    const auto [stop, error] = std::from_chars(text.data() + 2, end, unit, 16);
    return error == std::errc() && stop == end ? std::optional(unit) : std::nullopt;
}

bool is_first_half(std::optional<unsigned> unit) noexcept { return unit && *unit >= 0xD800 && *unit < 0xDC00; }
bool is_second_half(std::optional<unsigned> unit) noexcept { return unit && *unit >= 0xDC00 && *unit < 0xE000; }

// The replacement has the length of the escape, so the text is changed in place.
std::size_t replace_lone_surrogates(std::string& json) {
    constexpr std::size_t escape_length = replacement_escape.size();
    std::size_t replaced = 0;
    for (std::size_t at = json.find('\\'); at != std::string::npos && at + 1 < json.size(); at = json.find('\\', at)) {
        const std::string_view rest = std::string_view(json).substr(at);
        const auto unit = escaped_unit(rest);
        if (!unit) {
            at += 2;
        } else if (is_first_half(unit) && is_second_half(escaped_unit(rest.substr(escape_length)))) {
            at += 2 * escape_length;
        } else {
            if (is_first_half(unit) || is_second_half(unit)) {
                json.replace(at, escape_length, replacement_escape);
                ++replaced;
            }
            at += escape_length;
        }
    }
    return replaced;
}

std::size_t replace_invalid_bytes(std::string& json) {
    std::string valid;
    valid.reserve(json.size() + 64);
    std::size_t replaced = 0;
    for (std::string_view rest = json; !rest.empty();) {
        const bool is_ascii = static_cast<unsigned char>(rest.front()) < 0x80;
        std::size_t length = is_ascii ? 1 : character_length(rest);
        if (length > 0) {
            valid.append(rest.substr(0, length));
        } else {
            valid.append(replacement);
            ++replaced;
            // The bytes that continue a character belong to the broken one.
            length = 1;
            while (length < std::min<std::size_t>(4, rest.size()) &&
                   (static_cast<unsigned char>(rest[length]) & 0xC0) == 0x80)
                ++length;
        }
        rest.remove_prefix(length);
    }
    json = std::move(valid);
    return replaced;
}

}  // namespace

Replaced replace_broken_text(std::string& json) {
    Replaced replaced;
    replaced.count = replace_lone_surrogates(json);
    replaced.was_plain = is_plain_utf8(json);
    if (!replaced.was_plain) replaced.count += replace_invalid_bytes(json);
    return replaced;
}

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
