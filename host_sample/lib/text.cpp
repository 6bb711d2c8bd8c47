#include "lib/text.hpp"

#include <boost/json.hpp>
#include <optional>

#include "syncmod/syncmod.h"

namespace syncmod_host {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

struct CodePoint {
    char32_t value;
    std::size_t bytes;
};

std::optional<CodePoint> decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return CodePoint{first, 1};
    const std::size_t length = first >= 0xF0 && first < 0xF5   ? 4
                               : first >= 0xE0 && first < 0xF0 ? 3
                               : first >= 0xC2 && first < 0xE0 ? 2
                                                               : 0;
    if (length == 0 || text.size() < length) return std::nullopt;
    char32_t value = static_cast<char32_t>(first & (0xFF >> (length + 1)));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
        value = (value << 6) | (byte(i) & 0x3F);
    }
    const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (overlong || surrogate || value > 0x10FFFF) return std::nullopt;
    return CodePoint{value, length};
}

// Calls visit(code point, its bytes) for each character; broken bytes arrive as U+FFFD one by one.
template <typename Visit>
void each_character(std::string_view text, Visit&& visit) {
    while (!text.empty()) {
        if (const auto point = decode(text)) {
            visit(point->value, text.substr(0, point->bytes));
            text.remove_prefix(point->bytes);
        } else {
            visit(char32_t{0xFFFD}, replacement);
            text.remove_prefix(1);
        }
    }
}

bool is_control(char32_t c) {
    // Bidirectional overrides are here too: they can make a line read as something else.
    return c < 0x20 || (c >= 0x7F && c < 0xA0) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

std::size_t columns_of(char32_t c) {
    if (c >= 0x300 && c <= 0x36F) return 0;  // combining marks
    const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                      (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                      (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
}

}  // namespace

std::string printable(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    each_character(text, [&](char32_t c, std::string_view bytes) {
        if (is_control(c))
            clean += ' ';
        else
            clean += bytes;
    });
    return clean;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    each_character(text, [&](char32_t c, std::string_view) { width += columns_of(c); });
    return width;
}

std::string shortened(std::string_view text, std::size_t columns) {
    std::string clean = printable(text);
    if (display_width(clean) <= columns) return clean;
    std::string cut;
    std::size_t width = 3;
    bool full = false;
    each_character(clean, [&](char32_t c, std::string_view bytes) {
        full = full || width + columns_of(c) > columns;
        if (full) return;
        width += columns_of(c);
        cut += bytes;
    });
    return cut + "...";
}

std::string json_quoted(std::string_view text) {
    std::string valid;
    valid.reserve(text.size());
    each_character(text, [&](char32_t, std::string_view bytes) { valid += bytes; });
    return boost::json::serialize(boost::json::value(valid));
}

std::string counted(std::uint64_t number, std::string_view what) {
    return std::to_string(number) + " " + std::string(what) + (number == 1 ? "" : "s");
}

std::string abi_text(std::uint32_t abi_version) {
    return std::to_string(SYNCMOD_ABI_MAJOR(abi_version)) + "." + std::to_string(SYNCMOD_ABI_MINOR(abi_version));
}

std::string lower_ascii(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

}  // namespace syncmod_host
