// Comparing and merging play lists: which titles differ from the watched map, and how new plays are put into a former
// list.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_set>
#include <vector>

#include "index/plays/play_list.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::index {

// The titles, by their Trakt ids, whose watched times differ between `before` and `map`, which is sorted.
std::vector<std::int64_t> changed_titles(std::span<const Play> before, std::span<const trakt::WatchedTime> map);

// True if these plays have the same watched times as the sorted map, for each of `titles`.
bool agrees(std::span<const Play> plays, std::span<const trakt::WatchedTime> map,
            const std::unordered_set<std::int64_t>& titles);

// True if the map lacks a row of `newest`, the newest rows of a list, or has a newer time that is not among them. The
// rows were just read, so such a map is older than they are, or was changed since.
bool contradicts(std::span<const trakt::WatchedTime> map, std::span<const Play> newest);

// The plays as entries of a watched map: sorted, and only plays with a Trakt id.
std::vector<trakt::WatchedTime> sorted_times(std::span<const Play> plays);

// `before` without the plays for which `is_replaced` is true, and with `added` merged in: newest first, plays of the
// same second by history id in the direction that `before` shows.
std::vector<Play> replace_plays(std::span<const Play> before, const std::function<bool(const Play&)>& is_replaced,
                                std::vector<Play> added);
// The same, replacing all plays of `titles`.
std::vector<Play> replace_titles(std::span<const Play> before, const std::unordered_set<std::int64_t>& titles,
                                 std::vector<Play> added);

// The epoch seconds of all plays that are in one list only, or whose entries have another text now.
std::unordered_set<std::int64_t> changed_seconds(std::span<const Play> before, std::span<const Play> now);

}  // namespace mod_trakt::index
