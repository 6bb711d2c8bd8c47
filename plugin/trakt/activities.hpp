// GET /sync/last_activities: the stamps that show what has changed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/feature_id.hpp"
#include "model/media_type.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::trakt {

// One stamp of a feature. `leaf` names its place in the answer ("movies.watched_at"). `value` is the text as Trakt sent
// it; empty means unknown, and an unknown stamp proves nothing.
struct Stamp {
    std::string leaf;
    std::string value;
    bool operator==(const Stamp&) const = default;
};
using Stamps = std::vector<Stamp>;

// The leaf that changes with a feature's media of this type; empty when the feature has no media of the type.
std::string_view leaf_of(FeatureId feature, MediaType type) noexcept;
// The leaf that changes with the feature as a whole ("watchlist.updated_at"); empty when there is none.
std::string_view leaf_of_all(FeatureId feature) noexcept;

// The value of one leaf; empty when unknown. A view into `stamps`.
std::string_view value_of(const Stamps& stamps, std::string_view leaf) noexcept;
void set_value(Stamps& stamps, std::string_view leaf, std::string_view value);

// True if the account never had entries of these types in the feature: the answer is complete (it has the newest time
// of all and every other group), and only the stamps of these types are missing.
bool are_unset(FeatureId feature, std::span<const MediaType> types, json::Value activities);

// The stamp of the account's settings, as Trakt sent it; empty: unknown. A view into `activities`.
std::string_view settings_stamp(json::Value activities) noexcept;

// All stamps that change with the feature.
Stamps stamps_of(FeatureId feature, json::Value activities);

}  // namespace mod_trakt::trakt
