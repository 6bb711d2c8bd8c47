// Writing JSON: compact, UTF-8 as it is, to the end of a string that the caller owns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/json/value.hpp"

namespace mod_trakt::json {

class Writer {
public:
    // Appends to `out`, which must outlive the writer and not be touched meanwhile.
    explicit Writer(std::string& out) : out_(out) {}
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
    // A value as it was read: numbers keep their spelling. Absent is written as null.
    void value(Value value);
    // JSON text made elsewhere; must be one whole value.
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
    void begin_value();
    void begin(char bracket);
    void end(char bracket);
    void quoted(std::string_view text, std::string_view behind);
    void escaped(std::string_view text, std::string_view behind);

    std::string& out_;
    bool comma_ = false;  // a value stands before the next one, in the same array or object
};

}  // namespace mod_trakt::json
