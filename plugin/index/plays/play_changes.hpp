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

// In all comparisons `map` and `hidden` are sorted. `hidden`: the times that the map has for rows that no page shows.

// The titles, by their Trakt ids, whose watched times differ between `map` and `before` with `hidden`.
std::vector<std::int64_t> changed_titles(std::span<const Play> before, std::span<const trakt::WatchedTime> map,
                                         std::span<const trakt::WatchedTime> hidden = {});

// True if these plays with `hidden` have the same watched times as the map, for each of `titles`.
bool agrees(std::span<const Play> plays, std::span<const trakt::WatchedTime> map,
            const std::unordered_set<std::int64_t>& titles, std::span<const trakt::WatchedTime> hidden = {});

// True if the map lacks a row of `newest`, the newest rows of a list, or has a newer time that is neither among them
// nor hidden. The rows were just read, so such a map is older than they are, or the account has changed since.
bool contradicts(std::span<const trakt::WatchedTime> map, std::span<const Play> newest,
                 std::span<const trakt::WatchedTime> hidden = {});

// The plays as entries of a watched map: sorted, only plays with a Trakt id, and with `hidden` among them.
std::vector<trakt::WatchedTime> sorted_times(std::span<const Play> plays,
                                             std::span<const trakt::WatchedTime> hidden = {});

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
