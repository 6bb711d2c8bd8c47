// The paths of Trakt's lists and calls. No other room contains one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/change.hpp"
#include "model/feature_id.hpp"
#include "model/id_key.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::trakt {

// The list of a feature, for one type or for all of its types ("/sync/ratings/movies", "/sync/history").
std::string list_path(FeatureId feature, std::optional<MediaType> type = std::nullopt);
// The plays of one movie or episode.
std::string history_of_title(MediaType type, std::int64_t trakt_id);
// The plays of a type between two times, both inclusive (Unix epoch, ms).
std::string history_between(MediaType type, std::int64_t from_ms, std::int64_t until_ms);
// The titles of a type with this id. Precondition: the key is Trakt, Tvdb, Imdb or Tmdb.
std::string search_path(IdKey key, std::string_view value, MediaType type);
// The paths at which servers may offer the watched map of a type, the usual one first.
// Precondition: `type` is Movie or Episode.
std::vector<std::string> watched_map_paths(MediaType type);
// One page of a list, whose path may already have a query.
std::string page_target(std::string_view path, std::int64_t page, int limit);
// The path of a bulk write ("/sync/watchlist/remove").
std::string write_path(FeatureId feature, Change change);
// The collection, to which plays are mirrored as owned titles.
inline constexpr std::string_view collection_path = "/sync/collection";
// The user, and the limits of the account.
inline constexpr std::string_view settings_path = "/users/settings";
// The same, with the user's preferences for the history.
inline constexpr std::string_view settings_target = "/users/settings?extended=browsing";
// The page on which a person upgrades the account, for answers that do not name it.
inline constexpr std::string_view upgrade_url = "https://trakt.tv/vip";
// The statistics of the user.
inline constexpr std::string_view stats_path = "/users/me/stats";
// The requests of health: the stamps, and the shortest page of a list. Trakt refuses that list for a locked account.
inline constexpr std::string_view activities_path = "/sync/last_activities";
inline constexpr std::string_view watchlist_probe_path = "/sync/watchlist?limit=1&page=1";
// Below auth_url; all other paths are below api_url.
inline constexpr std::string_view token_path = "/oauth/token";

}  // namespace mod_trakt::trakt
