// Writing JSON texts, and reading members with defaults.
#include "twin/json.hpp"

#include <boost/json/src.hpp>
#include <charconv>

namespace mod_trakt::twin {

void append_json_string(std::string& out, std::string_view text) {
    out += json::serialize(json::string_view(text.data(), text.size()));
}

void append_number(std::string& out, std::int64_t number) {
    char buffer[24];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
    out.append(buffer, end);
}

const json::object* object_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    return value ? value->if_object() : nullptr;
}

const json::array* array_member(const json::object& object, std::string_view name) {
    const json::value* value = member(object, name);
    return value ? value->if_array() : nullptr;
}

std::int64_t int_member(const json::object& object, std::string_view name, std::int64_t fallback) {
    const json::value* value = member(object, name);
    if (!value) return fallback;
    if (const auto* number = value->if_int64()) return *number;
    if (const auto* number = value->if_uint64()) return static_cast<std::int64_t>(*number);
    return fallback;
}

bool bool_member(const json::object& object, std::string_view name, bool fallback) {
    const json::value* value = member(object, name);
    return value && value->is_bool() ? value->get_bool() : fallback;
}

std::string string_member(const json::object& object, std::string_view name, std::string fallback) {
    const json::value* value = member(object, name);
    return value && value->is_string() ? std::string(value->get_string()) : std::move(fallback);
}

}  // namespace mod_trakt::twin
