// Spans contain all changes and take few requests, and only rows that agree with the map are accepted.
#include "index/plays/play_spans.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>
#include <utility>

#include "index/plays/play_changes.hpp"

namespace mod_trakt::play_spans_test {

using index::Play;

namespace {

constexpr std::int64_t minute = 60'000;

std::vector<trakt::WatchedTime> map_of(const std::vector<Play>& plays) { return index::sorted_times(plays); }

// The rows with which Trakt answers for this span: every play in it, of any title, without undated plays.
std::vector<Play> rows_of(const std::vector<Play>& plays, const index::SpanPlan& plan) {
    std::vector<Play> rows;
    for (const index::TimeSpan& span : plan.spans)
        for (const Play& play : plays)
            if (play.watched_ms >= span.from_ms && play.watched_ms <= span.until_ms) rows.push_back(play);
    return rows;
}

std::vector<Play> of_undated(const std::vector<Play>& plays, const index::SpanPlan& plan) {
    std::vector<Play> rows;
    std::copy_if(plays.begin(), plays.end(), std::back_inserter(rows),
                 [&](const Play& play) { return plan.undated_titles.contains(play.trakt_id); });
    return rows;
}

std::set<std::int64_t> ids_of(const std::vector<Play>& plays) {
    std::set<std::int64_t> ids;
    for (const Play& play : plays) ids.insert(play.history_id);
    return ids;
}

void sort_newest_first(std::vector<Play>& plays) {
    std::sort(plays.begin(), plays.end(), [](const Play& a, const Play& b) {
        return a.watched_ms != b.watched_ms ? a.watched_ms > b.watched_ms : a.history_id > b.history_id;
    });
}

struct Change {
    std::vector<Play> before, now;
};

// Plays of some weeks, some of them undated or without a title, and changes to them.
Change random_change(std::mt19937& random) {
    const auto below = [&random](std::uint32_t size) { return static_cast<std::int64_t>(random() % size); };
    const auto moment = [&] {
        if (below(15) == 0) return below(2) * 30'000;
        return (1'000'000 + below(below(2) == 0 ? 400 : 40'000)) * minute + (below(4) == 0 ? below(60) * 1'000 : 0);
    };
    Change change;
    std::int64_t id = 0;
    // No map shows that a play was replaced by another one of the same title and time.
    std::set<std::pair<std::int64_t, std::int64_t>> used;
    const std::int64_t plays = 20 + below(200);
    const std::int64_t changes = below(3) == 0 ? 2 : 30;
    for (std::int64_t n = 0; n < plays; ++n) {
        const std::int64_t title = below(20) == 0 ? 0 : 1 + below(60);
        const Play play{++id, title, moment(), {}};
        if (!used.emplace(title, play.watched_ms).second) continue;
        const std::int64_t fate = title == 0 ? 99 : below(100);
        if (fate >= changes) change.before.push_back(play);
        if (fate >= changes * 2 || fate < changes) change.now.push_back(play);
    }
    sort_newest_first(change.before);
    sort_newest_first(change.now);
    return change;
}

}  // namespace

TEST_CASE("The rows of the spans, and of titles with undated changes, make up the present list", "[spans]") {
    std::size_t with_undated = 0;
    for (unsigned seed = 1; seed <= 400; ++seed) {
        INFO("seed " << seed);
        std::mt19937 random(seed);
        const Change change = random_change(random);
        const auto map = map_of(change.now);
        const std::int64_t page = seed % 3 == 0 ? 5 : 50;
        const auto plan = index::plan_spans(change.before, map, page);
        with_undated += plan.undated_titles.empty() ? 0 : 1;
        for (std::size_t i = 1; i < plan.spans.size(); ++i) CHECK(plan.spans[i].from_ms > plan.spans[i - 1].until_ms);
        const auto rows = rows_of(change.now, plan);
        const auto of_titles = of_undated(change.now, plan);
        CHECK(index::agrees(rows, map, plan));
        const auto replaced = index::replace_spans(change.before, plan, rows, of_titles);
        CHECK(replaced.size() == change.now.size());
        CHECK(ids_of(replaced) == ids_of(change.now));
        CHECK(std::is_sorted(replaced.begin(), replaced.end(),
                             [](const Play& a, const Play& b) { return a.watched_ms > b.watched_ms; }));
    }
    CHECK(with_undated > 100);
}

TEST_CASE("Rows that differ from the map in the spans do not agree with it", "[spans]") {
    std::size_t changed = 0;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        INFO("seed " << seed);
        std::mt19937 random(seed);
        const Change change = random_change(random);
        const auto map = map_of(change.now);
        const auto plan = index::plan_spans(change.before, map, 50);
        auto rows = rows_of(change.now, plan);
        const auto place = std::find_if(rows.begin(), rows.end(), [&](const Play& play) {
            return play.trakt_id != 0 && !plan.undated_titles.contains(play.trakt_id);
        });
        if (place == rows.end()) continue;
        ++changed;
        const Play play = *place;
        const auto with = [&](std::int64_t title, std::int64_t watched_ms) {
            auto others = rows;
            others[static_cast<std::size_t>(place - rows.begin())] = {play.history_id, title, watched_ms, {}};
            return index::agrees(others, map, plan);
        };
        CHECK(with(play.trakt_id, play.watched_ms));
        CHECK_FALSE(with(9'999, play.watched_ms));                                     // another title
        CHECK_FALSE(with(play.trakt_id, play.watched_ms / minute * minute + 59'500));  // another second
        auto more = rows;
        more.push_back({77'777, play.trakt_id, play.watched_ms, {}});
        CHECK_FALSE(index::agrees(more, map, plan));
        rows.erase(place);
        CHECK_FALSE(index::agrees(rows, map, plan));
        // Rows outside of the spans, and rows without a Trakt id, are ignored.
        auto beside = rows_of(change.now, plan);
        beside.push_back({77'778, 3, plan.spans.back().until_ms + 1, {}});
        beside.push_back({77'779, 0, play.watched_ms, {}});
        CHECK(index::agrees(beside, map, plan));
    }
    CHECK(changed > 100);
}

TEST_CASE("Spans have the times of hidden rows, so that a row that is shown again is seen", "[spans]") {
    std::size_t undated = 0;
    for (unsigned seed = 1; seed <= 200; ++seed) {
        INFO("seed " << seed);
        std::mt19937 random(seed);
        Change change = random_change(random);
        const auto map = map_of(change.now);
        std::vector<trakt::WatchedTime> hidden;
        std::vector<Play> shown_again;
        std::erase_if(change.now, [&](const Play& play) {
            if (play.trakt_id == 0 || play.history_id % 10 != 0) return false;
            hidden.push_back({play.trakt_id, play.watched_ms});
            shown_again.push_back(play);
            std::erase_if(change.before, [&](const Play& own) { return own.history_id == play.history_id; });
            return true;
        });
        std::sort(hidden.begin(), hidden.end());
        const auto plan = index::plan_spans(change.before, map, 50, hidden);
        undated += plan.undated_titles.empty() ? 0 : 1;
        const auto rows = rows_of(change.now, plan);
        const auto of_titles = of_undated(change.now, plan);
        CHECK(index::agrees(rows, map, plan, hidden));
        CHECK(index::agrees(of_titles, map, plan.undated_titles, hidden));
        CHECK(ids_of(index::replace_spans(change.before, plan, rows, of_titles)) == ids_of(change.now));
        for (const Play& play : shown_again) {
            auto with = [&](std::vector<Play> read) {
                read.push_back(play);
                return read;
            };
            if (plan.undated_titles.contains(play.trakt_id))
                CHECK_FALSE(index::agrees(with(of_titles), map, plan.undated_titles, hidden));
            else
                CHECK_FALSE(index::agrees(with(rows), map, plan, hidden));
        }
    }
    CHECK(undated > 100);
}

TEST_CASE("A thousand plays of some weeks take as many spans as pages", "[spans]") {
    std::mt19937 random(1);
    std::vector<Play> before, now;
    std::int64_t id = 0;
    for (std::int64_t n = 0; n < 20'000; ++n)  // one every three hours
        before.push_back({++id, 1 + static_cast<std::int64_t>(random() % 5'000), (1'000'000 + n * 180) * minute, {}});
    now = before;
    std::set<std::int64_t> titles;
    for (std::int64_t n = 0; n < 1'000; ++n) {
        const auto title = 10'000 + static_cast<std::int64_t>(random() % 300);
        titles.insert(title);
        now.push_back({++id, title, (2'000'000 + static_cast<std::int64_t>(random() % 30'240)) * minute, {}});
    }
    sort_newest_first(before);
    sort_newest_first(now);
    const auto plan = index::plan_spans(before, map_of(now), 250);
    CHECK(titles.size() > 280);
    CHECK(plan.requests(250) == 5);  // 168 plays were there before
    CHECK(index::plan_spans(now, map_of(now), 250).spans.empty());
}

TEST_CASE("Spans are joined if that saves a page", "[spans]") {
    // Three minutes of four plays.
    std::vector<Play> now;
    for (std::int64_t n = 0; n < 12; ++n) now.push_back({100 - n, n + 1, (9'000 - n / 4 * 10) * minute, {}});
    const auto plan_of = [&](std::int64_t page_size) { return index::plan_spans({}, map_of(now), page_size); };
    CHECK(plan_of(5).requests(5) == 3);
    CHECK(plan_of(5).spans.size() == 3);  // joining them would save nothing
    CHECK(plan_of(7).requests(7) == 2);
    CHECK(plan_of(8).requests(8) == 2);
    CHECK(plan_of(12).spans.size() == 2);
    CHECK(plan_of(13).spans.size() == 1);
    CHECK(plan_of(13).requests(13) == 1);
    index::SpanPlan undated;
    undated.undated_titles = {1, 2};
    CHECK(undated.requests(13) == 2);
}

TEST_CASE("A minute with more plays than fit on a page is one span", "[spans]") {
    std::vector<Play> before, now;
    for (std::int64_t n = 1; n <= 30; ++n) now.push_back({n, n, 5'000 * minute + n % 2, {}});
    const auto plan = index::plan_spans(before, map_of(now), 10);
    REQUIRE(plan.spans.size() == 1);
    CHECK(plan.spans[0].from_ms == 5'000 * minute);
    CHECK(plan.spans[0].until_ms == 5'001 * minute - 1);
    CHECK(plan.spans[0].rows == 30);
}

}  // namespace mod_trakt::play_spans_test
