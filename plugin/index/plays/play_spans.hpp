// Finds the spans of time that contain all changes between a list of plays and the watched map. If many titles changed
// within a few weeks, reading these weeks takes far fewer requests than one list per title.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include "index/plays/play_list.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::index {

// A span of time with both its ends. Spans begin and end with whole minutes, because Trakt does not document how
// exactly it compares seconds.
struct TimeSpan {
    std::int64_t from_ms = 0, until_ms = 0;
    std::int64_t rows = 0;  // how many rows the list has in this span now
};

struct SpanPlan {
    std::vector<TimeSpan> spans;  // the oldest first, without overlap
    // Titles with changes among plays without a date, which Trakt keeps at the epoch. It does not document whether its
    // date filter finds them, so these titles are read by themselves.
    std::unordered_set<std::int64_t> undated_titles;

    bool contains(std::int64_t watched_ms) const noexcept;
    // Requests that reading the whole plan takes.
    std::int64_t requests(std::int64_t page_size) const noexcept;
};

// Chooses the spans so that reading them takes few requests. `map` and `hidden` are sorted. The spans also
// contain the times of `hidden` (see play_changes.hpp).
SpanPlan plan_spans(std::span<const Play> before, std::span<const trakt::WatchedTime> map, std::int64_t page_size,
                    std::span<const trakt::WatchedTime> hidden = {});

// True if in the plan's spans each title has the same watched times in `rows` with `hidden` as in the sorted map.
// `rows`: all rows of these spans. Rows without a Trakt id are ignored, because no watched map has them.
bool agrees(std::span<const Play> rows, std::span<const trakt::WatchedTime> map, const SpanPlan& plan,
            std::span<const trakt::WatchedTime> hidden = {});

// `before`, with `rows` instead of the plays in the plan's spans and `of_titles` instead of the plays of the undated
// titles. Plays without a Trakt id stay.
std::vector<Play> replace_spans(std::span<const Play> before, const SpanPlan& plan, std::span<const Play> rows,
                                std::span<const Play> of_titles);

}  // namespace mod_trakt::index
