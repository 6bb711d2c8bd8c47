#include "features/registry.hpp"

#include <string>

#include "features/history/history.hpp"
#include "features/ratings/ratings.hpp"
#include "features/watchlist/watchlist.hpp"
#include "support/error.hpp"

namespace mod_trakt {
namespace {

// Without state, so they need no construction at run time and no destruction at unload.
constexpr features::Watchlist watchlist;
constexpr features::History history;
constexpr features::Ratings ratings;

}  // namespace

const features::Feature& find_feature(std::string_view name) {
    for (const features::Feature* feature :
         {static_cast<const features::Feature*>(&watchlist), static_cast<const features::Feature*>(&history),
          static_cast<const features::Feature*>(&ratings)})
        if (feature->name() == name) return *feature;
    if (name == "playlists")
        throw Failure(Status::NotSupported, "feature_disabled", "the feature \"playlists\" is not offered");
    throw Failure(
        Status::NotSupported, "unknown_feature",
        "there is no feature \"" + std::string(name.substr(0, 60)) + "\"; there are watchlist, history and ratings");
}

}  // namespace mod_trakt
