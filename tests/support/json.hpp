// JSON in tests: Boost.JSON under a short name, and the few things that tests do with it all the time.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

namespace mod_trakt::test {

namespace json = boost::json;

// Parses text that a test wrote itself, so that items can be given as people write them.
json::value parse(std::string_view text);

// The member at a path such as "api.last_activities.status"; null when it is not there.
const json::value& at(const json::value& root, std::string_view path);

std::string text_at(const json::value& root, std::string_view path);
std::int64_t number_at(const json::value& root, std::string_view path);

// Members of `extra` over those of `base`; objects are merged, all else is replaced.
json::object merged(json::object base, const json::object& extra);

// Empty when both objects have the same members; else what differs, a few lines of it.
std::string difference(const json::object& actual, const json::object& expected);

}  // namespace mod_trakt::test
