// The bodies of bulk writes. Ids are JSON numbers where Trakt has numbers, missing ids are omitted, and the order of
// the input is kept.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "model/media_ref.hpp"

namespace mod_trakt::trakt {

// {"movies":[{"ids","watched_at"}],"episodes":[...],
//  "shows":[{"ids","seasons":[{"number","episodes":[{"number","watched_at"}]}]}]}
// Empty members are omitted. There is one show entry per distinct id map, and one season entry per number.
struct PlayToAdd {
    PlayRef ref;
    std::int64_t watched_ms = 0;
};
std::string history_add_body(std::span<const PlayToAdd> plays);
// The same with collected_at; each movie and each episode outside "shows" appears once per id map.
std::string collection_add_body(std::span<const PlayToAdd> plays);
// {"ids":[...]}: the only way to remove one of several plays.
std::string history_remove_body(std::span<const std::int64_t> history_ids);

// A title with its rating.
struct Rated {
    MediaRef ref;
    std::optional<int> rating;  // nullopt in a removal
    std::optional<std::int64_t> rated_ms;
};
std::string ratings_body(std::span<const Rated> entries);

std::string watchlist_body(std::span<const MediaRef> entries);

}  // namespace mod_trakt::trakt
