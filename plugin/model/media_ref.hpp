// How Trakt is told which title is meant. Plays have a type of their own, so that no history body can name a whole show
// or season, which Trakt would take for every episode of it.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "model/ids.hpp"
#include "model/item.hpp"
#include "model/media_type.hpp"

namespace mod_trakt {

struct MovieRef {
    Ids ids;
    bool operator==(const MovieRef&) const = default;
};
struct ShowRef {
    Ids ids;
    bool operator==(const ShowRef&) const = default;
};
struct SeasonRef {
    Ids ids;
    bool operator==(const SeasonRef&) const = default;
};
struct EpisodeRef {
    Ids ids;
    bool operator==(const EpisodeRef&) const = default;
};
struct SeasonInShow {
    Ids show;
    std::int64_t season = 0;
    bool operator==(const SeasonInShow&) const = default;
};
struct EpisodeInShow {
    Ids show;
    std::int64_t season = 0;
    std::int64_t episode = 0;
    bool operator==(const EpisodeInShow&) const = default;
};

using PlayRef = std::variant<MovieRef, EpisodeRef, EpisodeInShow>;
using MediaRef = std::variant<MovieRef, ShowRef, SeasonRef, EpisodeRef, SeasonInShow, EpisodeInShow>;

// What a nested title is, whatever it is nested in.
MediaType media_type(const PlayRef& ref) noexcept;
MediaType media_type(const MediaRef& ref) noexcept;

MediaRef to_media_ref(const PlayRef& play);
// nullopt: a show or a season, which no play is of.
std::optional<PlayRef> to_play_ref(const MediaRef& media);

// Why an item cannot be addressed: the fixed slug of the original ("missing ids", "unsupported type", ...) and a
// sentence.
struct Rejection {
    std::string hint;
    std::string message;
};

// The item's own ids that Trakt looks titles up by: of an episode or season less those that are its show's.
Ids own_ids(const Item& item);
// The ids of an episode's or season's show: show_ids, or by convention its own when it has numbers but no show_ids.
Ids show_scope_ids(const Item& item);

// For plays: movies by ids; episodes by their own ids, else by show ids, season and number.
std::variant<PlayRef, Rejection> play_ref(const Item& item);
// For an episode that was not found by its own ids: the same play by show ids, season and number, if it has them.
std::optional<EpisodeInShow> episode_in_show(const Item& item);
// For the watchlist: all four types.
std::variant<MediaRef, Rejection> watchlist_ref(const Item& item);
// For ratings: all four types (the check of the rating itself is rating_of's).
std::variant<MediaRef, Rejection> rating_ref(const Item& item);
// 1..10, rounded half up; nullopt: no valid rating.
std::optional<int> rating_of(const Field& rating);

}  // namespace mod_trakt
