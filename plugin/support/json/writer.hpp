// Writing compact JSON, with UTF-8 unescaped, to the end of a string that the caller owns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/json/value.hpp"

namespace mod_trakt::json {

// Used by one thread at a time. The caller is responsible for an order of calls that gives valid JSON.
class Writer {
public:
    // Appends to `out`, which must outlive the writer. While an array or object is open, nothing else may read or
    // change `out`, because it is longer than the written text. Its capacity is used before more is allocated.
    explicit Writer(std::string& out) : out_(out) {}
    ~Writer() {
        if (depth_ > 0 && end_ < out_.size()) out_.resize(end_);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    void begin_object();
    void end_object();
    void begin_array();
    void end_array();
    void key(std::string_view name);

    void null();
    void boolean(bool value);
    void integer(std::int64_t value);
    void real(double value);
    void string(std::string_view text);
    // Writes a value that was read; numbers keep their spelling. A missing value is written as null.
    void value(Value value);
    // Writes JSON text made elsewhere, which must be one complete value.
    void raw(std::string_view json);

    void member(std::string_view name, std::string_view text);
    void member(std::string_view name, const char* text) { member(name, std::string_view(text)); }
    void member(std::string_view name, const std::string& text) { member(name, std::string_view(text)); }
    void member(std::string_view name, bool flag) { key(name), boolean(flag); }
    void member(std::string_view name, int number) { key(name), integer(number); }
    void member(std::string_view name, std::int64_t number) { key(name), integer(number); }
    void member(std::string_view name, std::uint64_t number) { key(name), integer(static_cast<std::int64_t>(number)); }
    void member(std::string_view name, double number) { key(name), real(number); }
    void member(std::string_view name, Value any);
    void member(std::string_view name, std::nullptr_t) { key(name), null(); }
    template <typename T>
    void member(std::string_view name, const std::optional<T>& maybe) {
        if (maybe)
            member(name, *maybe);
        else
            member(name, nullptr);
    }

private:
    // reserve() returns the place of the next text, where `bytes` may be written; set_end() ends that text.
    char* reserve(std::size_t bytes);
    void set_end(const char* end);
    void grow(std::size_t bytes);

    void begin(char bracket);
    void end(char bracket);
    void put(std::string_view text);
    void put_quoted_text(std::string_view text, std::string_view suffix);
    void put_escaped(std::string_view text, std::string_view suffix);

    std::string& out_;
    std::size_t end_ = 0;    // end of the written text while depth_ is not 0; else that is the end of `out_`
    std::size_t depth_ = 0;  // arrays and objects that are open
    bool comma_ = false;     // the next value of this array or object needs a comma before it
};

}  // namespace mod_trakt::json
