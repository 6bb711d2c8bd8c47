// Working with lists of plays: which titles differ from the watched map, and how new plays come into an old list.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_set>
#include <vector>

#include "index/plays/play_list.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::index {

struct ChangedTitle {
    std::int64_t trakt_id = 0;
    bool still_watched = false;  // the map has plays of it
};

// `map` is sorted. Titles whose times are not the same in both.
std::vector<ChangedTitle> changed_titles(std::span<const Play> before, std::span<const trakt::WatchedTime> map);

// Whether these plays are, title by title and time by time, what the sorted map has of the titles named.
bool agrees(std::span<const Play> plays, std::span<const trakt::WatchedTime> map,
            const std::unordered_set<std::int64_t>& titles);

// As a watched map has them: of plays whose title is known, sorted.
std::vector<trakt::WatchedTime> sorted_times(std::span<const Play> plays);

// `before` without the plays that are to be replaced, and with `added` at their places: newest first, plays of one
// moment by history id as `before` has them.
std::vector<Play> replace_plays(std::span<const Play> before, const std::function<bool(const Play&)>& is_replaced,
                                std::vector<Play> added);
// The same for all plays of `titles`.
std::vector<Play> replace_titles(std::span<const Play> before, const std::unordered_set<std::int64_t>& titles,
                                 std::vector<Play> added);

// The moments (epoch seconds) of all plays that are in one list only, or whose entries were read anew with another
// text.
std::unordered_set<std::int64_t> changed_seconds(std::span<const Play> before, std::span<const Play> now);

}  // namespace mod_trakt::index
