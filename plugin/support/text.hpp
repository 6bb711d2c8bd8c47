// Small helpers for ASCII text.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mod_trakt {

constexpr bool is_ascii_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_ascii_digit(char c) noexcept { return c >= '0' && c <= '9'; }
constexpr bool is_ascii_control(char c) noexcept { return (c >= '\0' && c < ' ') || c == '\x7F'; }
constexpr char ascii_lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// Not empty, and nothing but 0-9.
constexpr bool all_ascii_digits(std::string_view text) noexcept {
    for (const char c : text)
        if (!is_ascii_digit(c)) return false;
    return !text.empty();
}

constexpr std::string_view ascii_strip(std::string_view text) noexcept {
    while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
    return text;
}

// True if the text has a control character, such as a line break or a NUL. Such a text must not become a header line.
constexpr bool has_control(std::string_view text) noexcept {
    for (const char c : text)
        if (is_ascii_control(c)) return true;
    return false;
}

inline std::string ascii_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = ascii_lower(c);
    return lower;
}

constexpr bool equal_ignoring_ascii_case(std::string_view a, std::string_view b) noexcept {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (ascii_lower(a[i]) != ascii_lower(b[i])) return false;
    return true;
}

// The part of a foreign text, such as a header's value, that a message or a log may show: its printable ASCII start.
inline std::string printable_start(std::string_view text, std::size_t most_bytes) {
    text = text.substr(0, most_bytes);
    std::size_t end = 0;
    while (end < text.size() && text[end] >= ' ' && text[end] < '\x7F') ++end;
    return std::string(text.substr(0, end));
}

// The digits as a number; nullopt if the text is empty, has other characters, or has more digits than surely fit.
// Quicker than parse_number(), for the ids of many rows.
constexpr std::optional<std::int64_t> short_number(std::string_view digits) noexcept {
    constexpr std::size_t surely_fit = 18;
    if (digits.empty() || digits.size() > surely_fit) return std::nullopt;
    std::int64_t value = 0;
    unsigned worst = 0;
    for (const char c : digits) {
        const unsigned digit = static_cast<unsigned char>(c) - unsigned{'0'};
        worst = digit > worst ? digit : worst;
        value = value * 10 + digit;
    }
    return worst <= 9 ? std::optional(value) : std::nullopt;
}

// The whole text as a whole number; nullopt when it contains anything else or the number does not fit.
template <std::integral Number>
std::optional<Number> parse_number(std::string_view text) noexcept {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (text.empty() || error != std::errc() || stop != end) return std::nullopt;
    return value;
}

}  // namespace mod_trakt
