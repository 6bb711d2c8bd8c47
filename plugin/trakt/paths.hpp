// The addresses of Trakt's lists and bulk writes. No other room writes one.
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
// Where a bulk write goes ("/sync/watchlist/remove").
std::string_view write_path(FeatureId feature, Change change) noexcept;
// Where plays are mirrored to as owned titles.
inline constexpr std::string_view collection_path = "/sync/collection";
// What health asks for: the stamps, and the cheapest page of a list that a locked account refuses.
inline constexpr std::string_view activities_path = "/sync/last_activities";
inline constexpr std::string_view watchlist_probe_path = "/sync/watchlist?limit=1&page=1";

}  // namespace mod_trakt::trakt
