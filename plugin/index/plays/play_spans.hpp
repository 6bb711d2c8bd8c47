// Which spans of time hold all that has changed between a list of plays and the watched map. Where many titles have
// changed within some weeks, reading these weeks costs far less than a list for each title.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_set>
#include <vector>

#include "index/plays/play_list.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::index {

// Both ends are included. They are the ends of minutes: how exactly Trakt compares seconds is not documented.
struct TimeSpan {
    std::int64_t from_ms = 0, until_ms = 0;
    std::int64_t rows = 0;  // that stand there now
};

struct SpanPlan {
    std::vector<TimeSpan> spans;  // the oldest first; no two of them meet
    // Titles with changes in the minute of the epoch, where Trakt keeps plays without a date: whether it filters on
    // that is not documented, so the spans do not count for them.
    std::unordered_set<std::int64_t> undated_titles;

    bool holds(std::int64_t watched_ms) const noexcept;
    // That it takes to read all of it.
    std::int64_t requests(std::int64_t page_size) const noexcept;
};

// `map` is sorted. The spans are chosen so that reading them takes few requests.
SpanPlan plan_spans(std::span<const Play> before, std::span<const trakt::WatchedTime> map, std::int64_t page_size);

// Whether these rows, all of the plan's spans, are title by title and time by time what the sorted map has there. Rows
// without a title, which no map shows, do not count.
bool agrees(std::span<const Play> rows, std::span<const trakt::WatchedTime> map, const SpanPlan& plan);

// `before` with these rows in place of the plays of the plan's spans, and `of_titles` in place of those of the undated
// titles. Plays without a title stay.
std::vector<Play> replace_spans(std::span<const Play> before, const SpanPlan& plan, std::span<const Play> rows,
                                std::span<const Play> of_titles);

}  // namespace mod_trakt::index
