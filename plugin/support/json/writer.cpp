// Escaping texts and formatting numbers.
#include "support/json/writer.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "support/json/rapidjson.hpp"

namespace mod_trakt::json {
namespace {

constexpr std::uint64_t every_byte = 0x0101010101010101;

constexpr bool needs_escape(char c) noexcept { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

// True if a byte of the word needs an escape.
constexpr bool has_byte_to_escape(std::uint64_t word) noexcept {
    const std::uint64_t quote = word ^ every_byte * '"';
    const std::uint64_t backslash = word ^ every_byte * '\\';
    const std::uint64_t found = ((word - every_byte * 0x20) & ~word) | ((quote - every_byte) & ~quote) |
                                ((backslash - every_byte) & ~backslash);
    return (found & every_byte * 0x80) != 0;
}

template <typename Word>
Word load(const char* bytes) noexcept {
    Word word = 0;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

template <typename Word>
void store(char* to, Word word) noexcept {
    std::memcpy(to, &word, sizeof word);
}

// Copies a text. Returns false if a byte of it needs an escape. The last word may overlap the one before it.
bool copy_long(std::string_view text, char* to) noexcept {
    const char* const from = text.data();
    const std::size_t last_at = text.size() - 8;
    for (std::size_t at = 0; at < last_at; at += 8) {
        const auto word = load<std::uint64_t>(from + at);
        if (has_byte_to_escape(word)) return false;
        store(to + at, word);
    }
    const auto last = load<std::uint64_t>(from + last_at);
    store(to + last_at, last);
    return !has_byte_to_escape(last);
}

inline bool copy_plain(std::string_view text, char* to) noexcept {
    const char* const from = text.data();
    const std::size_t size = text.size();
    if (size > 8) return copy_long(text, to);
    if (size >= 4) {
        const auto first = load<std::uint32_t>(from), last = load<std::uint32_t>(from + size - 4);
        store(to, first);
        store(to + size - 4, last);
        return !has_byte_to_escape(std::uint64_t{last} << 32 | first);
    }
    for (const char c : text) *to++ = c;
    return std::none_of(text.begin(), text.end(), needs_escape);
}

// Texts up to this length are written together with quotes and separators.
constexpr std::size_t short_bytes = 56;

// Writes a text in quotes and returns the end; null if a byte of it needs an escape.
inline char* put_quoted(char* to, std::string_view text) noexcept {
    *to++ = '"';
    if (!copy_plain(text, to)) return nullptr;
    to += text.size();
    *to++ = '"';
    return to;
}

void append_escape(std::string& out, char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\b': out += "\\b"; return;
        case '\f': out += "\\f"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: break;
    }
    constexpr std::string_view digits = "0123456789ABCDEF";
    out += "\\u00";
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
}

}  // namespace

void Writer::grow(std::size_t bytes) {
    // Growing by this much at a time is cheap, even if not all of it is used.
    constexpr std::size_t step_bytes = 512;
    out_.resize(std::max(end_ + bytes, std::min(out_.capacity(), end_ + step_bytes)));
}

inline char* Writer::reserve(std::size_t bytes) {
    if (depth_ == 0) end_ = out_.size();
    if (out_.size() - end_ < bytes) grow(bytes);
    return out_.data() + end_;
}

inline void Writer::set_end(const char* end) {
    end_ = static_cast<std::size_t>(end - out_.data());
    if (depth_ == 0) out_.resize(end_);
}

// Writes text as it is, with a comma before it if a value needs one here.
void Writer::put(std::string_view text) {
    char* to = reserve(text.size() + comma_);
    if (comma_) *to++ = ',';
    if (!text.empty()) std::memcpy(to, text.data(), text.size());
    set_end(to + text.size());
}

// Writes a text in quotes and then `suffix`. Nearly all texts are short and need no escape.
void Writer::put_quoted_text(std::string_view text, std::string_view suffix) {
    if (text.size() > short_bytes) return put_escaped(text, suffix);
    char* to = reserve(comma_ + text.size() + 2 + suffix.size());
    if (comma_) *to++ = ',';
    to = put_quoted(to, text);
    if (to == nullptr) {
        set_end(out_.data() + end_);  // discards what was written of it
        return put_escaped(text, suffix);
    }
    for (const char c : suffix) *to++ = c;
    set_end(to);
}

void Writer::member(std::string_view name, std::string_view text) {
    if (name.size() + text.size() <= short_bytes) {
        char* to = reserve(comma_ + name.size() + text.size() + 5);  // four quotes and a colon
        if (comma_) *to++ = ',';
        to = put_quoted(to, name);
        if (to != nullptr) {
            *to++ = ':';
            to = put_quoted(to, text);
        }
        if (to != nullptr) {
            set_end(to);
            comma_ = true;
            return;
        }
        set_end(out_.data() + end_);  // discards what was written of it
    }
    key(name);
    string(text);
}

void Writer::member(std::string_view name, Value any) {
    if (any.is_string()) return member(name, any.text());
    key(name);
    value(any);
}

void Writer::put_escaped(std::string_view text, std::string_view suffix) {
    put("\"");
    comma_ = false;
    while (!text.empty()) {
        const auto special = std::find_if(text.begin(), text.end(), needs_escape);
        const auto plain = static_cast<std::size_t>(special - text.begin());
        put(text.substr(0, plain));
        text.remove_prefix(plain);
        if (text.empty()) break;
        std::string escape;
        append_escape(escape, text.front());
        put(escape);
        text.remove_prefix(1);
    }
    put("\"");
    put(suffix);
}

void Writer::begin(char bracket) {
    char* to = reserve(1u + comma_);
    ++depth_;
    if (comma_) *to++ = ',';
    *to++ = bracket;
    set_end(to);
    comma_ = false;
}

void Writer::end(char bracket) {
    char* to = reserve(1);
    *to++ = bracket;
    if (depth_ > 0) --depth_;
    set_end(to);
    comma_ = true;
}

void Writer::begin_object() { begin('{'); }
void Writer::end_object() { end('}'); }
void Writer::begin_array() { begin('['); }
void Writer::end_array() { end(']'); }
void Writer::key(std::string_view name) {
    put_quoted_text(name, ":");
    comma_ = false;
}
void Writer::null() { raw("null"); }
void Writer::boolean(bool value) { raw(value ? "true" : "false"); }
void Writer::integer(std::int64_t value) {
    std::array<char, 24> text;
    const char* end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    raw({text.data(), static_cast<std::size_t>(end - text.data())});
}
void Writer::real(double value) {
    if (!std::isfinite(value)) return null();  // NaN and infinity are not JSON
    std::array<char, 32> text;
    const char* end = rapidjson::internal::dtoa(value, text.data());
    raw({text.data(), static_cast<std::size_t>(end - text.data())});
}
void Writer::string(std::string_view text) {
    put_quoted_text(text, {});
    comma_ = true;
}
void Writer::raw(std::string_view json) {
    put(json);
    comma_ = true;
}

void Writer::value(Value value) {
    if (!value.present()) return null();
    switch (value.kind()) {
        case Kind::Null: return null();
        case Kind::False: return boolean(false);
        case Kind::True: return boolean(true);
        case Kind::Number: return raw(value.number_text());
        case Kind::String: return string(value.text());
        case Kind::Array:
            begin_array();
            for (const Value element : value.elements()) this->value(element);
            return end_array();
        case Kind::Object:
            begin_object();
            for (const auto [name, member] : value.members()) {
                key(name);
                this->value(member);
            }
            return end_object();
    }
}

}  // namespace mod_trakt::json
