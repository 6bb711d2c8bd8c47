// GET /sync/last_activities: the stamps that say what has changed (trakt-api.md 12.1).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "support/json/value.hpp"

namespace mod_trakt::trakt {

// The stamps of one feature, by leaf ("movies.watched_at"); the text as Trakt sent it, empty when it sent none: that is
// "unknown", which never equals anything.
struct Stamp {
    std::string leaf;
    std::string value;
    bool operator==(const Stamp&) const = default;
};
using Stamps = std::vector<Stamp>;

// Of one leaf; empty when it is not known.
std::string_view value_of(const Stamps& stamps, std::string_view leaf) noexcept;
void set_value(Stamps& stamps, std::string_view leaf, std::string_view value);

// The leaves that move when the feature does. `feature` is "watchlist", "history" or "ratings".
Stamps stamps_of(std::string_view feature, json::Value activities);

}  // namespace mod_trakt::trakt
