// The bodies of bulk writes: ids as JSON numbers where Trakt has numbers, absent ids left out, first-seen order kept.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "model/media_ref.hpp"

namespace mod_trakt::trakt {

// {"movies":[{"ids","watched_at"}],"episodes":[...],
//  "shows":[{"ids","seasons":[{"number","episodes":[{"number","watched_at"}]}]}]}
// Members only when not empty; one show entry per distinct id map, one season entry per number.
struct PlayToAdd {
    PlayRef ref;
    std::int64_t watched_ms = 0;
};
std::string history_add_body(std::span<const PlayToAdd> plays);
// The same with collected_at; movies and flat episodes once per id map.
std::string collection_add_body(std::span<const PlayToAdd> plays);
// {"ids":[...]}: the only way to take away one of several plays.
std::string history_remove_body(std::span<const std::int64_t> history_ids);

struct Rated {
    MediaRef ref;
    std::optional<int> rating;  // absent in a removal
    std::optional<std::int64_t> rated_ms;
};
std::string ratings_body(std::span<const Rated> entries);

std::string watchlist_body(std::span<const MediaRef> entries);

}  // namespace mod_trakt::trakt
