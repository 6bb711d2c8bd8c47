// Computes the items that an index must have, from the twin's rows by the rules for items and keys. It shares no code
// with the plugin.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/support/json.hpp"

namespace mod_trakt::test {

using Priority = std::vector<std::string>;

Priority usual_priority();

// The members of "items" for "history", "ratings" or "watchlist". `state` is the twin's full state.
json::object expected_items(const json::value& state, const std::string& feature,
                            const Priority& priority = usual_priority());

// The same for an account that has only these plays.
using Rows = std::vector<const json::value*>;
json::object expected_plays(const Rows& rows, const Priority& priority = usual_priority());

// Seconds since 1970 of the twin's ISO times.
std::int64_t epoch_of(const std::string& iso);

}  // namespace mod_trakt::test
