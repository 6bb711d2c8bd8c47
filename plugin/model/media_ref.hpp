// How a request names a title to Trakt. Plays have a type of their own, so that no history body can name a whole show
// or season: Trakt would add a play for each of its episodes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
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
// A season by its show and number.
struct SeasonInShow {
    Ids show;
    std::int64_t season = 0;
    bool operator==(const SeasonInShow&) const = default;
};
// An episode by its show and numbers.
struct EpisodeInShow {
    Ids show;
    std::int64_t season = 0;
    std::int64_t episode = 0;
    bool operator==(const EpisodeInShow&) const = default;
};

using PlayRef = std::variant<MovieRef, EpisodeRef, EpisodeInShow>;
using MediaRef = std::variant<MovieRef, ShowRef, SeasonRef, EpisodeRef, SeasonInShow, EpisodeInShow>;

// The type of the title itself, not of the show that it is nested in.
MediaType media_type(const PlayRef& ref) noexcept;
MediaType media_type(const MediaRef& ref) noexcept;

MediaRef to_media_ref(const PlayRef& play);
// Nullopt for a show or season, which has no plays.
std::optional<PlayRef> to_play_ref(const MediaRef& media);

// Why a request cannot name an item: the original's fixed slug (such as "missing ids") and a sentence.
struct Rejection {
    std::string hint;
    std::string message;
};

// True if the ids name one season or episode. Imdb and tmdb ids are more often shared by several.
inline bool is_strong(const Ids& ids) noexcept { return ids.has(IdKey::Trakt) || ids.has(IdKey::Tvdb); }

// For requests in which another id beside the Trakt id could name another title.
inline Ids trakt_id_alone(std::string_view trakt_id) {
    Ids ids;
    ids.set(IdKey::Trakt, trakt_id);
    return ids;
}

// The item's own ids by which Trakt finds titles. For an episode or season the ids of its show are left out.
Ids own_ids(const Item& item);
// The ids of an episode's or season's show: show_ids; by convention the own ids of an episode that has numbers but no
// show_ids.
Ids show_scope_ids(const Item& item);

// The reference for a play: a movie by ids; an episode by its own Trakt or tvdb id, else by show ids, season and
// number, else by its own other ids.
std::variant<PlayRef, Rejection> play_ref(const Item& item);
// For an episode that Trakt did not find by its own ids: the reference by show ids, season and number, if it has them.
std::optional<EpisodeInShow> episode_in_show(const Item& item);
// The reference for the watchlist: all four types.
std::variant<MediaRef, Rejection> watchlist_ref(const Item& item);
// The reference for ratings: all four types. rating_of checks the rating itself.
std::variant<MediaRef, Rejection> rating_ref(const Item& item);
// 1 to 10, rounded half up; nullopt if the rating is invalid.
std::optional<int> rating_of(const Field& rating);

}  // namespace mod_trakt
