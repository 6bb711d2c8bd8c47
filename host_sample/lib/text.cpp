#include "lib/text.hpp"

#include <utf8proc.h>

#include <boost/json.hpp>

#include "syncmod/syncmod.h"

namespace syncmod_host {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

// Calls visit(code point, its bytes) for each character; each invalid byte is visited as U+FFFD.
template <typename Visit>
void each_character(std::string_view text, Visit&& visit) {
    while (!text.empty()) {
        utf8proc_int32_t character = 0;
        const utf8proc_ssize_t bytes = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                                        static_cast<utf8proc_ssize_t>(text.size()), &character);
        if (bytes > 0)
            visit(character, text.substr(0, static_cast<std::size_t>(bytes)));
        else
            visit(utf8proc_int32_t{0xFFFD}, replacement);
        text.remove_prefix(bytes > 0 ? static_cast<std::size_t>(bytes) : 1);
    }
}

bool is_control(utf8proc_int32_t c) {
    switch (utf8proc_category(c)) {
        case UTF8PROC_CATEGORY_CC:
        case UTF8PROC_CATEGORY_ZL:
        case UTF8PROC_CATEGORY_ZP: return true;
        // Bidirectional overrides can make a line read as something else.
        default: return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }
}

std::size_t columns_of(utf8proc_int32_t c) { return static_cast<std::size_t>(utf8proc_charwidth(c)); }

}  // namespace

std::string printable(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    each_character(text, [&](utf8proc_int32_t c, std::string_view bytes) {
        if (is_control(c))
            clean += ' ';
        else
            clean += bytes;
    });
    return clean;
}

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    each_character(text, [&](utf8proc_int32_t c, std::string_view) { width += columns_of(c); });
    return width;
}

std::string shortened(std::string_view text, std::size_t columns) {
    std::string clean = printable(text);
    if (display_width(clean) <= columns) return clean;
    std::string cut;
    std::size_t width = 3;
    bool full = false;
    each_character(clean, [&](utf8proc_int32_t c, std::string_view bytes) {
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
    each_character(text, [&](utf8proc_int32_t, std::string_view bytes) { valid += bytes; });
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
