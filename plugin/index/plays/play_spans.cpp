#include "index/plays/play_spans.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <utility>

#include "index/plays/play_changes.hpp"
#include "model/timestamp.hpp"
#include "support/clock.hpp"

namespace mod_trakt::index {
namespace {

using trakt::WatchedTime;

// Plays without a date have the first minute of the epoch.
bool is_dated(std::int64_t watched_ms) noexcept { return floor_to_minute_ms(watched_ms) != 0; }

// After a full last page one more page has to be requested, to see that the list ends.
std::int64_t requests_for(std::int64_t rows, std::int64_t page_size) noexcept { return rows / page_size + 1; }

// All watched times of both lists that have a date, the oldest first.
std::vector<std::int64_t> moments_of(std::span<const Play> before, std::span<const WatchedTime> map) {
    std::vector<std::int64_t> moments;
    moments.reserve(map.size());
    for (const WatchedTime& time : map)
        if (is_dated(time.watched_ms)) moments.push_back(time.watched_ms);
    for (const Play& play : before)
        if (play.trakt_id == 0 && is_dated(play.watched_ms)) moments.push_back(play.watched_ms);
    std::sort(moments.begin(), moments.end());
    return moments;
}

// Counts the rows of a span, and the requests that reading it takes.
class Costs {
public:
    Costs(std::vector<std::int64_t> moments, std::int64_t page_size)
        : moments_(std::move(moments)), page_size_(page_size) {}

    // How many rows are older than `from_ms`, or not newer than `until_ms`.
    std::int64_t rows_before(std::int64_t from_ms) const {
        return std::lower_bound(moments_.begin(), moments_.end(), from_ms) - moments_.begin();
    }
    std::int64_t rows_until(std::int64_t until_ms) const {
        return std::upper_bound(moments_.begin(), moments_.end(), until_ms) - moments_.begin();
    }
    std::int64_t rows(std::int64_t from_ms, std::int64_t until_ms) const {
        return rows_until(until_ms) - rows_before(from_ms);
    }
    std::int64_t requests(std::int64_t rows) const noexcept { return requests_for(rows, page_size_); }

private:
    std::vector<std::int64_t> moments_;
    std::int64_t page_size_;
};

// Starting with the oldest minute, each span grows while that costs no further request, so rows between two changes are
// read too. `minutes` is sorted.
std::vector<TimeSpan> short_spans(const std::vector<std::int64_t>& minutes, const Costs& costs) {
    std::vector<TimeSpan> spans;
    for (const std::int64_t minute : minutes) {
        const std::int64_t until_ms = minute + minute_ms - 1;
        if (!spans.empty()) {
            TimeSpan& last = spans.back();
            const std::int64_t rows = costs.rows(last.from_ms, until_ms);
            if (minute <= last.until_ms || costs.requests(rows) == costs.requests(last.rows)) {
                last.until_ms = until_ms;
                last.rows = rows;
                continue;
            }
        }
        spans.push_back({minute, until_ms, costs.rows(minute, until_ms)});
    }
    return spans;
}

// Joins neighbouring spans if that takes fewer requests: the last page of a span is rarely full.
std::vector<TimeSpan> join_spans(std::vector<TimeSpan> spans, const Costs& costs) {
    constexpr std::size_t most_joined = 2'000;  // the effort is quadratic
    if (spans.size() > most_joined) return spans;
    struct Best {
        std::int64_t requests = 0;
        std::size_t first = 0;  // number of the first span that is joined into the last one
    };
    std::vector<Best> best(spans.size() + 1);  // for the first i spans
    std::vector<std::int64_t> before;          // rows that are older than each span
    before.reserve(spans.size());
    for (const TimeSpan& span : spans) before.push_back(costs.rows_before(span.from_ms));
    for (std::size_t count = 1; count <= spans.size(); ++count) {
        best[count].requests = std::numeric_limits<std::int64_t>::max();
        const std::int64_t until = costs.rows_until(spans[count - 1].until_ms);
        for (std::size_t first = count; first-- > 0;) {
            const std::int64_t requests = best[first].requests + costs.requests(until - before[first]);
            if (requests < best[count].requests) best[count] = {requests, first};
        }
    }
    std::vector<TimeSpan> result;
    for (std::size_t count = spans.size(); count > 0; count = best[count].first) {
        const std::int64_t from_ms = spans[best[count].first].from_ms, until_ms = spans[count - 1].until_ms;
        result.push_back({from_ms, until_ms, costs.rows(from_ms, until_ms)});
    }
    std::reverse(result.begin(), result.end());
    return result;
}

}  // namespace

std::int64_t SpanPlan::requests(std::int64_t page_size) const noexcept {
    return std::accumulate(
        spans.begin(), spans.end(), static_cast<std::int64_t>(undated_titles.size()),
        [page_size](std::int64_t sum, const TimeSpan& span) { return sum + requests_for(span.rows, page_size); });
}

bool SpanPlan::contains(std::int64_t watched_ms) const noexcept {
    const auto behind = std::upper_bound(spans.begin(), spans.end(), watched_ms,
                                         [](std::int64_t ms, const TimeSpan& span) { return ms < span.from_ms; });
    return behind != spans.begin() && watched_ms <= std::prev(behind)->until_ms;
}

SpanPlan plan_spans(std::span<const Play> before, std::span<const WatchedTime> map, std::int64_t page_size,
                    std::span<const WatchedTime> hidden) {
    SpanPlan plan;
    std::vector<WatchedTime> changed(hidden.begin(), hidden.end());
    const std::vector<WatchedTime> ours = sorted_times(before);
    std::set_symmetric_difference(ours.begin(), ours.end(), map.begin(), map.end(), std::back_inserter(changed));
    for (const WatchedTime& time : changed)
        if (!is_dated(time.watched_ms)) plan.undated_titles.insert(time.trakt_id);
    std::vector<std::int64_t> minutes;
    for (const WatchedTime& time : changed)
        if (!plan.undated_titles.contains(time.trakt_id)) minutes.push_back(floor_to_minute_ms(time.watched_ms));
    std::sort(minutes.begin(), minutes.end());

    const Costs costs(moments_of(before, map), page_size);
    plan.spans = join_spans(short_spans(minutes, costs), costs);
    return plan;
}

bool agrees(std::span<const Play> rows, std::span<const WatchedTime> map, const SpanPlan& plan,
            std::span<const WatchedTime> hidden) {
    const auto counts = [&plan](const WatchedTime& time) {
        return !plan.undated_titles.contains(time.trakt_id) && plan.contains(time.watched_ms);
    };
    std::vector<WatchedTime> wanted, read;
    std::copy_if(map.begin(), map.end(), std::back_inserter(wanted), counts);
    const std::vector<WatchedTime> times = sorted_times(rows, hidden);
    std::copy_if(times.begin(), times.end(), std::back_inserter(read), counts);
    return read == wanted;
}

std::vector<Play> replace_spans(std::span<const Play> before, const SpanPlan& plan, std::span<const Play> rows,
                                std::span<const Play> of_titles) {
    const auto is_of_span = [&plan](const Play& play) {
        return play.trakt_id != 0 && !plan.undated_titles.contains(play.trakt_id) && plan.contains(play.watched_ms);
    };
    std::vector<Play> added(of_titles.begin(), of_titles.end());
    std::copy_if(rows.begin(), rows.end(), std::back_inserter(added), is_of_span);
    return replace_plays(
        before, [&](const Play& play) { return is_of_span(play) || plan.undated_titles.contains(play.trakt_id); },
        std::move(added));
}

}  // namespace mod_trakt::index
