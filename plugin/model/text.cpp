// Lower case, digits and values as text, by the rules of Python's str.
#include "model/text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "model/unicode_tables.hpp"

namespace mod_trakt {
namespace {

struct Decoded {
    char32_t point = 0;
    std::size_t length = 1;
};

// All text here has passed the JSON parser, so it is valid UTF-8. Invalid bytes are not changed.
Decoded decode(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char lead = byte(0);
    const std::size_t left = text.size() - at;
    if (lead >= 0xF0 && left >= 4)
        return {
            static_cast<char32_t>((lead & 7u) << 18 | (byte(1) & 63u) << 12 | (byte(2) & 63u) << 6 | (byte(3) & 63u)),
            4};
    if (lead >= 0xE0 && left >= 3)
        return {static_cast<char32_t>((lead & 15u) << 12 | (byte(1) & 63u) << 6 | (byte(2) & 63u)), 3};
    if (lead >= 0xC0 && left >= 2) return {static_cast<char32_t>((lead & 31u) << 6 | (byte(1) & 63u)), 2};
    return {lead, 1};
}

std::size_t start_of_last(std::string_view text) noexcept {
    std::size_t at = text.size() - 1;
    while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
    return at;
}

void append(std::string& out, char32_t point) {
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | (point >> 6));
        out += static_cast<char>(0x80 | (point & 63));
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | (point >> 12));
        out += static_cast<char>(0x80 | ((point >> 6) & 63));
        out += static_cast<char>(0x80 | (point & 63));
    } else {
        out += static_cast<char>(0xF0 | (point >> 18));
        out += static_cast<char>(0x80 | ((point >> 12) & 63));
        out += static_cast<char>(0x80 | ((point >> 6) & 63));
        out += static_cast<char>(0x80 | (point & 63));
    }
}

bool is_space(char32_t c) noexcept {
    if (c <= 0x20) return (c >= 0x09 && c <= 0x0D) || c >= 0x1C;
    if (c < 0x1680) return c == 0x85 || c == 0xA0;
    return c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
           c == 0x3000;
}

bool within(std::span<const unicode::Range> ranges, char32_t point) noexcept {
    const auto after = std::upper_bound(ranges.begin(), ranges.end(), point,
                                        [](char32_t p, const unicode::Range& range) { return p < range.first; });
    return after != ranges.begin() && point <= (after - 1)->last;
}

char32_t lower_point(char32_t point) noexcept {
    const auto runs = unicode::lower_runs();
    const auto after = std::upper_bound(runs.begin(), runs.end(), point,
                                        [](char32_t p, const unicode::LowerRun& run) { return p < run.first; });
    if (after == runs.begin()) return point;
    const unicode::LowerRun& run = *(after - 1);
    if (point > run.last || (point - run.first) % run.step != 0) return point;
    return static_cast<char32_t>(static_cast<std::int32_t>(point) + run.delta);
}

// A sigma is final if a cased letter precedes it and none follows it. Ignorable characters between them do not count.
bool sigma_is_final(std::string_view text, std::size_t at) noexcept {
    bool cased_before = false;
    std::string_view before = text.substr(0, at);
    while (!before.empty()) {
        const std::size_t start = start_of_last(before);
        const char32_t point = decode(before, start).point;
        if (!within(unicode::case_ignorable(), point)) {
            cased_before = within(unicode::cased(), point);
            break;
        }
        before = before.substr(0, start);
    }
    if (!cased_before) return false;
    for (std::size_t next = at + 2; next < text.size();) {
        const Decoded c = decode(text, next);
        if (!within(unicode::case_ignorable(), c.point)) return !within(unicode::cased(), c.point);
        next += c.length;
    }
    return true;
}

// Python's repr() of a float: the shortest digits that give the same number, in scientific form from 1e16 and below
// 1e-4.
std::string float_text(double value) {
    if (std::isinf(value)) return value < 0 ? "-inf" : "inf";
    const double size = std::fabs(value);
    const bool scientific = size != 0 && (size < 1e-4 || size >= 1e16);
    std::array<char, 400> buffer;
    const auto format = scientific ? std::chars_format::scientific : std::chars_format::fixed;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format).ptr;
    std::string text(buffer.data(), end);
    if (!scientific && text.find('.') == std::string::npos) text += ".0";
    return text;
}

bool written_as_integer(std::string_view number) noexcept {
    return number.find_first_of(".eE") == std::string_view::npos;
}

void append_quoted(std::string& out, std::string_view text) {
    const bool apostrophe = text.find('\'') != std::string_view::npos;
    const char quote = apostrophe && text.find('"') == std::string_view::npos ? '"' : '\'';
    out += quote;
    for (const char c : text) {
        if (c == '\n') {
            out += "\\n";
        } else if (c == '\r') {
            out += "\\r";
        } else if (c == '\t') {
            out += "\\t";
        } else {
            if (c == '\\' || c == quote) out += '\\';
            out += c;
        }
    }
    out += quote;
}

void append_text(std::string& out, json::Value value, bool nested) {
    if (!value.present()) return;
    switch (value.kind()) {
        case json::Kind::Null: out += "None"; return;
        case json::Kind::False: out += "False"; return;
        case json::Kind::True: out += "True"; return;
        case json::Kind::String:
            if (nested)
                append_quoted(out, value.text());
            else
                out += value.text();
            return;
        case json::Kind::Number: {
            const std::string_view number = value.number_text();
            if (!written_as_integer(number))
                out += float_text(value.number().value_or(number.front() == '-' ? -HUGE_VAL : HUGE_VAL));
            else
                out += number == "-0" ? "0" : number;
            return;
        }
        case json::Kind::Array: {
            out += '[';
            bool first = true;
            for (const json::Value element : value.elements()) {
                if (!first) out += ", ";
                first = false;
                append_text(out, element, true);
            }
            out += ']';
            return;
        }
        case json::Kind::Object: {
            out += '{';
            bool first = true;
            for (const auto [name, member] : value.members()) {
                if (!first) out += ", ";
                first = false;
                append_quoted(out, name);
                out += ": ";
                append_text(out, member, true);
            }
            out += '}';
            return;
        }
    }
}

}  // namespace

std::string_view strip(std::string_view text) noexcept {
    while (!text.empty()) {
        const Decoded c = decode(text, 0);
        if (!is_space(c.point)) break;
        text.remove_prefix(c.length);
    }
    while (!text.empty()) {
        const std::size_t at = start_of_last(text);
        if (!is_space(decode(text, at).point)) break;
        text = text.substr(0, at);
    }
    return text;
}

void lower_in_place(std::string& text) {
    bool ascii = true;
    for (char& c : text) {
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
        if (ascii) c = ascii_lower(c);
    }
    if (!ascii) text = lower(text);
}

std::string lower(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const Decoded c = decode(text, at);
        if (c.point < 0x80)
            out += ascii_lower(static_cast<char>(c.point));
        else if (c.length == 1)
            out += text[at];
        else if (c.point == 0x3A3)
            append(out, sigma_is_final(text, at) ? 0x3C2 : 0x3C3);
        else if (c.point == 0x130)
            out += "i\xCC\x87";
        else
            append(out, lower_point(c.point));
        at += c.length;
    }
    return out;
}

int digit_value(std::string_view text, std::size_t at) noexcept {
    if (is_ascii_digit(text[at])) return text[at] - '0';
    if (static_cast<unsigned char>(text[at]) < 0x80) return -1;
    const char32_t point = decode(text, at).point;
    const auto zeros = unicode::decimal_zeros();
    const auto after = std::upper_bound(zeros.begin(), zeros.end(), point);
    if (after == zeros.begin() || point - *(after - 1) > 9) return -1;
    return static_cast<int>(point - *(after - 1));
}

std::size_t digit_length(std::string_view text, std::size_t at, Digits accepted) noexcept {
    if (at >= text.size()) return 0;
    if (is_ascii_digit(text[at])) return 1;
    if (accepted == Digits::Ascii || digit_value(text, at) < 0) return 0;
    return decode(text, at).length;
}

std::string digits_of(std::string_view text, Digits accepted) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = digit_length(text, at, accepted);
        out += text.substr(at, length);
        at += length > 0 ? length : decode(text, at).length;
    }
    return out;
}

std::string text_of(json::Value value) {
    std::string out;
    append_text(out, value, false);
    return out;
}

bool truthy(json::Value value) noexcept {
    if (!value.present()) return false;
    switch (value.kind()) {
        case json::Kind::Null:
        case json::Kind::False: return false;
        case json::Kind::True: return true;
        case json::Kind::Number: return value.number().value_or(1) != 0;
        case json::Kind::String: return !value.text().empty();
        case json::Kind::Array:
        case json::Kind::Object: return !value.empty();
    }
    return false;
}

std::optional<std::string> integral_text(json::Value number) {
    const std::string_view text = number.number_text();
    if (text.empty()) return std::nullopt;
    if (written_as_integer(text)) return std::string(text == "-0" ? "0" : text);
    const std::optional<double> value = number.number();
    if (!value || *value != std::floor(*value)) return std::nullopt;
    if (*value == 0) return "0";
    std::array<char, 400> buffer;
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), *value, std::chars_format::fixed).ptr;
    return std::string(buffer.data(), end);
}

}  // namespace mod_trakt
