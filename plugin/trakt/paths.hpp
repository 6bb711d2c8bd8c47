// The addresses of Trakt's lists and calls. No other room writes one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/change.hpp"
#include "model/feature_id.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::trakt {

// The list of a feature: of one type, or of all types that the feature has ("/sync/ratings/movies", "/sync/history").
std::string list_path(FeatureId feature, std::optional<MediaType> type = std::nullopt);
// The plays of one movie or episode.
std::string history_of_title(MediaType type, std::int64_t trakt_id);
// The plays of a type between two moments, both included (Unix epoch, ms).
std::string history_between(MediaType type, std::int64_t from_ms, std::int64_t until_ms);
// All moments at which movies or episodes were watched. Precondition: `type` is one of these; the
// map of shows has keys that nobody documents.
std::string watched_map_path(MediaType type);
// One page of a list, whose path may carry a query already.
std::string page_target(std::string_view path, std::int64_t page, int limit);
// Where a bulk write goes ("/sync/watchlist/remove").
std::string write_path(FeatureId feature, Change change);
// Where plays are mirrored to as owned titles.
inline constexpr std::string_view collection_path = "/sync/collection";
// Who the user is, and what the account may hold.
inline constexpr std::string_view settings_path = "/users/settings";
// What health asks for: the stamps, and the cheapest page of a list that a locked account refuses.
inline constexpr std::string_view activities_path = "/sync/last_activities";
inline constexpr std::string_view watchlist_probe_path = "/sync/watchlist?limit=1&page=1";
// At auth_url; all others are at api_url.
inline constexpr std::string_view token_path = "/oauth/token";

}  // namespace mod_trakt::trakt
