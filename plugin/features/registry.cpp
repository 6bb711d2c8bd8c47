// The instances of all features, in the order of FeatureId.
#include "features/registry.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "features/history/history.hpp"
#include "features/ratings/ratings.hpp"
#include "features/watchlist/watchlist.hpp"
#include "support/error.hpp"

namespace mod_trakt::features {
namespace {

// They have no state, so they need no constructor at run time and no destructor at unload.
constexpr Watchlist watchlist;
constexpr Ratings ratings;
constexpr History history;

constexpr std::array<const Feature*, feature_count> registered = {&watchlist, &ratings, &history};
static_assert(std::ranges::equal(registered, feature_ids, {}, [](const Feature* feature) { return feature->id(); }));

// "watchlist, ratings, history"
std::string all_names() {
    std::string names;
    for (const FeatureId id : feature_ids) names.append(names.empty() ? "" : ", ").append(name_of(id));
    return names;
}

}  // namespace

const Feature& find_feature(std::string_view name) {
    if (const auto id = feature_named(name)) return *registered[index_of(*id)];
    std::string shown(1, '"');
    shown.append(name.substr(0, 60)).append(1, '"');
    if (is_not_offered(name))
        throw Failure(Status::NotSupported, "feature_disabled", "the feature " + shown + " is not offered");
    throw Failure(Status::NotSupported, "unknown_feature",
                  "there is no feature " + shown + "; the features are: " + all_names());
}

}  // namespace mod_trakt::features
