// JSON in tests: Boost.JSON under a short name, and helpers that many tests use.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace mod_trakt::test {

namespace json = boost::json;

// Parses JSON text that a test contains; throws if it is not JSON.
json::value parse(std::string_view text);

// The member at a path such as "api.last_activities.status"; null if it is missing.
const json::value& at(const json::value& root, std::string_view path);

std::string text_at(const json::value& root, std::string_view path);
std::int64_t number_at(const json::value& root, std::string_view path);

// `base` with the members of `extra`: objects are merged, other members are replaced.
json::object merged(json::object base, const json::object& extra);

// The first few differences between both objects, one for each line; empty if they are equal.
std::string difference(const json::object& actual, const json::object& expected);

}  // namespace mod_trakt::test
