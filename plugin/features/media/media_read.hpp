// What the readers of ratings and watchlist share: one list per type in, one complete snapshot out. What
// last_activities prove unchanged is taken over, a type that changed is read alone.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "account/context.hpp"
#include "index/snapshot/snapshot.hpp"
#include "trakt/page.hpp"
#include "trakt/rows.hpp"

namespace mod_trakt::features {

// The media of one type, e.g. the ratings of shows.
struct MediaType {
    std::string_view name;  // "shows", as in paths and stamps
    std::string_view type;  // "show", as in items
};
inline constexpr std::array<MediaType, 4> media_types = {
    {{"movies", "movie"}, {"shows", "show"}, {"seasons", "season"}, {"episodes", "episode"}}};

// Some of the types, by their index.
using TypeSet = std::array<bool, media_types.size()>;

struct MediaList {
    std::string path;
    std::vector<std::size_t> types;  // indexes of media_types whose rows stand in it
    std::function<std::optional<std::int64_t>(json::Value row)> identity;
    std::function<trakt::RowResult(json::Value row)> to_row;
};

struct MediaRead {
    std::string_view feature;
    index::PageOptions pages;
    bool rows_are_unique = false;   // see index::List
    std::string_view leaf_of_type;  // "rated_at": movies.rated_at moves with the movies
    std::string_view leaf_of_all;   // "watchlist.updated_at"; empty: there is none
    // The lists that hold these types and no others, as few as can be.
    std::function<std::vector<MediaList>(const TypeSet& wanted)> lists_of;
    // Whether to read everything rather than these types; empty: never.
    std::function<bool(const TypeSet& wanted)> all_at_once_is_cheaper = {};
    std::function<void(const trakt::Page&)> on_page = {};  // may be empty
};

// Throws Failure as index::read_lists does, and BAD_DATA ("schema_changed"). The snapshot is on the shelf when it
// returns.
index::SnapshotPtr read_media(const MediaRead& read, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
