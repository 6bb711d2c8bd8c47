// Boost.JSON for small documents. Long lists are written directly as text, for speed.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace mod_trakt::twin {

namespace json = boost::json;

// Appends `text` as a JSON string, quotes included.
void append_json_string(std::string& out, std::string_view text);
void append_number(std::string& out, std::int64_t number);

// The member; nullptr when it is missing.
inline const json::value* member(const json::object& object, std::string_view name) { return object.if_contains(name); }
const json::object* object_member(const json::object& object, std::string_view name);
const json::array* array_member(const json::object& object, std::string_view name);
std::int64_t int_member(const json::object& object, std::string_view name, std::int64_t fallback);
bool bool_member(const json::object& object, std::string_view name, bool fallback);
std::string string_member(const json::object& object, std::string_view name, std::string fallback = {});

}  // namespace mod_trakt::twin
