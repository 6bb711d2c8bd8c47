// The proofs of the history, with known lists.
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>
#include <set>

#include "index/plays/newest_page.hpp"
#include "index/plays/play_changes.hpp"
#include "index/plays/play_table.hpp"
#include "index/plays/rank_search.hpp"

namespace mod_trakt::play_proofs_test {

using index::Play;

namespace {

constexpr std::int64_t minute = 60'000;

// Newest first, one play per minute; ids descend with the time.
std::vector<Play> list_of(std::int64_t count) {
    std::vector<Play> plays;
    for (std::int64_t i = count; i > 0; --i) plays.push_back({1000 + i, i % 7 + 1, i * minute, {}});
    return plays;
}

std::vector<std::int64_t> ids_of(std::span<const Play> plays) {
    std::vector<std::int64_t> ids;
    for (const Play& play : plays) ids.push_back(play.history_id);
    return ids;
}

std::vector<Play> page_of(const std::vector<Play>& list, std::int64_t page, std::int64_t size) {
    const auto from = std::min<std::size_t>(list.size(), static_cast<std::size_t>((page - 1) * size));
    const auto to = std::min<std::size_t>(list.size(), from + static_cast<std::size_t>(size));
    return {list.begin() + static_cast<std::ptrdiff_t>(from), list.begin() + static_cast<std::ptrdiff_t>(to)};
}

struct Searched {
    std::optional<std::vector<Play>> result;
    int pages = 0;
};

Searched search_for(const std::vector<Play>& before, const std::vector<Play>& now, std::int64_t size) {
    index::RankSearch search(before, static_cast<std::int64_t>(now.size()), size);
    Searched done;
    for (std::vector<std::int64_t> wanted = {1}; !wanted.empty(); wanted = search.wanted()) {
        for (const std::int64_t page : wanted) {
            ++done.pages;
            REQUIRE(done.pages < 10'000);
            if (!search.take(page, page_of(now, page, size))) return done;
        }
    }
    done.result = search.result();
    return done;
}

std::vector<trakt::WatchedTime> map_of(const std::vector<Play>& plays) {
    std::vector<trakt::WatchedTime> map;
    for (const Play& play : plays) map.push_back({play.trakt_id, play.watched_ms});
    std::sort(map.begin(), map.end());
    return map;
}

}  // namespace

TEST_CASE("The newest page proves new plays on top of the former list", "[proof]") {
    const auto before = list_of(1000);
    const auto now = list_of(1003);
    CHECK(index::new_on_top(before, before.size(), page_of(now, 1, 250), 1003) == 3u);
    CHECK(index::new_on_top(before, before.size(), page_of(before, 1, 250), 1000) == 0u);
    // The total announces more rows.
    CHECK_FALSE(index::new_on_top(before, before.size(), page_of(now, 1, 250), 1004));
    CHECK_FALSE(index::new_on_top(before, before.size(), page_of(now, 1, 250), 1002));
    CHECK_FALSE(index::new_on_top(before, before.size(), page_of(before, 1, 250), 999));
    CHECK_FALSE(index::new_on_top(before, before.size(), page_of(before, 1, 250), 1001));
}

TEST_CASE("The newest page proves nothing if a row below the newest known one is new, removed or different",
          "[proof]") {
    const auto before = list_of(1000);
    auto backdated = before;
    backdated.insert(backdated.begin() + 5, Play{9999, 1, before[5].watched_ms, {}});
    CHECK_FALSE(index::new_on_top(before, before.size(), page_of(backdated, 1, 250), 1001));
    auto replaced = list_of(1001);
    replaced.erase(replaced.begin() + 7);
    CHECK_FALSE(index::new_on_top(before, before.size(), page_of(replaced, 1, 250), 1000));
    auto moved = list_of(1001);
    moved[9].watched_ms -= 1000;
    CHECK_FALSE(index::new_on_top(before, before.size(), page_of(moved, 1, 250), 1001));
    auto retitled = list_of(1001);
    retitled[9].trakt_id += 1;
    CHECK_FALSE(index::new_on_top(before, before.size(), page_of(retitled, 1, 250), 1001));
}

TEST_CASE("Plays of one minute may change places on the newest page", "[proof]") {
    auto before = list_of(1000);
    before[1].watched_ms = before[0].watched_ms;
    auto now = before;
    std::swap(now[0], now[1]);
    now.insert(now.begin(), Play{5000, 3, before[0].watched_ms, {}});
    CHECK(index::new_on_top(before, before.size(), page_of(now, 1, 250), 1001) == 1u);
}

TEST_CASE("A title whose times differ from the map has changed", "[proof]") {
    const auto before = list_of(50);
    auto now = before;
    CHECK(index::changed_titles(before, map_of(now)).empty());
    now.push_back({1, 500, 0, {}});  // another title, at epoch 0
    now.push_back(before[10]);       // watched twice in one minute
    now.back().history_id = 2;
    std::erase_if(now, [&](const Play& play) { return play.trakt_id == 3; });
    const auto changed = index::changed_titles(before, map_of(now));
    CHECK(std::set<std::int64_t>(changed.begin(), changed.end()) ==
          std::set<std::int64_t>{500, before[10].trakt_id, 3});
}

TEST_CASE("Times of hidden rows count as plays when a map is compared", "[proof]") {
    const auto before = list_of(50);
    const std::vector<trakt::WatchedTime> hidden = {{1, 7'000}, {1, before[0].watched_ms + minute}, {500, 0}};
    auto map = map_of(before);
    map.insert(map.end(), hidden.begin(), hidden.end());
    std::sort(map.begin(), map.end());
    CHECK(index::changed_titles(before, map, hidden).empty());
    CHECK(index::changed_titles(before, map) == std::vector<std::int64_t>{1, 500});
    CHECK(index::changed_titles(before, map_of(before), hidden) == std::vector<std::int64_t>{1, 500});

    const auto newest = page_of(before, 1, 10);
    CHECK_FALSE(index::contradicts(map, newest, hidden));
    CHECK(index::contradicts(map, newest));
    CHECK(index::contradicts(map_of(before), newest, hidden));

    std::vector<Play> of_title;
    for (const Play& play : before)
        if (play.trakt_id == 1) of_title.push_back(play);
    CHECK(index::agrees(of_title, map, {1}, hidden));
    CHECK_FALSE(index::agrees(of_title, map, {1}));
    of_title.push_back({9999, 1, 7'000, {}});  // it is no longer hidden
    CHECK_FALSE(index::agrees(of_title, map, {1}, hidden));
}

TEST_CASE("New plays of a title are inserted at their places", "[proof]") {
    auto before = list_of(10);
    before[4].watched_ms = before[3].watched_ms;  // 1007 before 1006: ids descend within a minute
    std::vector<Play> added;
    for (const Play& play : before)
        if (play.trakt_id == before[3].trakt_id) added.push_back(play);
    added.push_back({5000, before[3].trakt_id, before[3].watched_ms, {}});
    added.push_back({1, before[3].trakt_id, 0, {}});
    const auto now = index::replace_titles(before, {before[3].trakt_id}, added);
    CHECK(ids_of(now) ==
          std::vector<std::int64_t>{1010, 1009, 1008, 5000, 1007, 1006, 1005, 1004, 1003, 1002, 1001, 1});
    CHECK(index::agrees(added, map_of(now), {before[3].trakt_id}));
    added.pop_back();
    CHECK_FALSE(index::agrees(added, map_of(now), {before[3].trakt_id}));
}

TEST_CASE("Rank search finds plays that were added, and reads few pages", "[proof]") {
    const auto before = list_of(100'000);
    for (const std::size_t place : {0u, 1u, 249u, 250u, 50'000u, 99'750u, 99'999u, 100'000u}) {
        auto now = before;
        now.insert(now.begin() + static_cast<std::ptrdiff_t>(place),
                   Play{1, 9, place < 100'000 ? before[place].watched_ms : 0, {}});
        const Searched done = search_for(before, now, 250);
        INFO(place << " in " << done.pages << " pages");
        REQUIRE(done.result);
        CHECK(ids_of(*done.result) == ids_of(now));
        CHECK(done.pages <= 11);
    }
}

TEST_CASE("Rank search finds plays that were removed, and reads few pages", "[proof]") {
    const auto before = list_of(100'000);
    for (const std::size_t place : {0u, 249u, 250u, 251u, 50'000u, 99'749u, 99'999u}) {
        auto now = before;
        now.erase(now.begin() + static_cast<std::ptrdiff_t>(place));
        const Searched done = search_for(before, now, 250);
        INFO(place << " in " << done.pages << " pages");
        REQUIRE(done.result);
        CHECK(ids_of(*done.result) == ids_of(now));
        CHECK(done.pages <= 11);
    }
}

TEST_CASE("Rank search is exact for any number of changes of one sign", "[proof]") {
    std::mt19937 random(7);
    for (int round = 0; round < 300; ++round) {
        const auto size = static_cast<std::int64_t>(5 + random() % 40);
        auto before = list_of(static_cast<std::int64_t>(1 + random() % 2000));
        auto now = before;
        const bool add = random() % 2 == 0;
        const std::size_t changes = 1 + random() % (round % 5 == 0 ? 200 : 10);
        const bool together = random() % 4 == 0;  // all at one place, as after an import
        const std::size_t together_at = random() % (now.size() + 1);
        for (std::size_t i = 0; i < changes && !(now.size() == 1 && !add); ++i) {
            const std::size_t at = together ? std::min(together_at, now.size()) : random() % (now.size() + 1);
            if (add)
                now.insert(
                    now.begin() + static_cast<std::ptrdiff_t>(at),
                    Play{static_cast<std::int64_t>(1'000'000 + i), 1, at < now.size() ? now[at].watched_ms : 0, {}});
            else
                now.erase(now.begin() + static_cast<std::ptrdiff_t>(std::min(at, now.size() - 1)));
        }
        if (now.size() == before.size()) continue;
        const Searched done = search_for(before, now, size);
        INFO("round " << round << (add ? " add " : " remove ") << changes);
        REQUIRE(done.result);
        CHECK(ids_of(*done.result) == ids_of(now));
        CHECK(done.pages <=
              static_cast<int>((now.size() + static_cast<std::size_t>(size) - 1) / static_cast<std::size_t>(size)) + 1);
    }
}

TEST_CASE("Ten changes of one sign in 100,000 plays take less than eighty pages", "[proof]") {
    std::mt19937 random(11);
    const auto before = list_of(100'000);
    for (const bool add : {true, false}) {
        auto now = before;
        for (int i = 0; i < 10; ++i) {
            const std::size_t at = random() % now.size();
            if (add)
                now.insert(now.begin() + static_cast<std::ptrdiff_t>(at), Play{i + 1, 1, now[at].watched_ms, {}});
            else
                now.erase(now.begin() + static_cast<std::ptrdiff_t>(at));
        }
        const Searched done = search_for(before, now, 250);
        INFO(done.pages);
        REQUIRE(done.result);
        CHECK(ids_of(*done.result) == ids_of(now));
        CHECK(done.pages <= 75);
    }
}

TEST_CASE("Rank search fails when a page shows both added and removed plays", "[proof]") {
    const auto before = list_of(2000);
    auto now = before;
    now.insert(now.begin() + 100, Play{1, 1, now[100].watched_ms, {}});
    now.insert(now.begin() + 100, Play{2, 1, now[100].watched_ms, {}});
    now.erase(now.begin() + 50);
    CHECK_FALSE(search_for(before, now, 250).result);
    auto dated = before;
    dated[60].watched_ms += 1000;
    dated.insert(dated.begin() + 100, Play{1, 1, dated[100].watched_ms, {}});
    CHECK_FALSE(search_for(before, dated, 250).result);
    auto swapped = before;
    swapped.pop_back();
    std::swap(swapped[3], swapped[4]);
    CHECK_FALSE(search_for(before, swapped, 250).result);
}

TEST_CASE("Rank search fails when a page has another length than announced", "[proof]") {
    const auto before = list_of(2000);
    const auto now = list_of(2001);
    index::RankSearch search(before, 2001, 250);
    CHECK_FALSE(search.take(1, page_of(now, 1, 249)));
    CHECK_FALSE(search.take(0, page_of(now, 1, 250)));
    CHECK_FALSE(search.take(10, {}));
}

TEST_CASE("The decoded play table equals the encoded plays, in few bytes", "[proof]") {
    std::mt19937_64 random(3);
    std::vector<Play> plays;
    std::string entries;
    std::vector<std::string> texts;
    for (int i = 0; i < 1000; ++i) texts.push_back(i % 10 == 3 ? "" : "\"k" + std::to_string(i) + "\":{}");
    for (int i = 0; i < 1000; ++i) {
        const bool odd = i % 100 == 0;
        plays.push_back({odd ? static_cast<std::int64_t>(random()) : 10'987'000'000 - i,
                         odd ? static_cast<std::int64_t>(random()) : static_cast<std::int64_t>(random() % 300'000),
                         odd ? std::numeric_limits<std::int64_t>::min() + i : 1'789'242'120'000 - i * 3'600'000LL,
                         texts[static_cast<std::size_t>(i)]});
        if (texts[static_cast<std::size_t>(i)].empty()) continue;
        if (!entries.empty()) entries += ',';
        entries += texts[static_cast<std::size_t>(i)];
    }
    entries += "}}";
    const std::string table = index::encode_plays(plays);
    CHECK(table.size() < 16 * plays.size());
    const auto decoded = index::decode_plays(table, plays.size(), entries);
    REQUIRE(decoded);
    CHECK(decoded->rest == "}");
    for (std::size_t i = 0; i < plays.size(); ++i) {
        CHECK(decoded->plays[i].history_id == plays[i].history_id);
        CHECK(decoded->plays[i].trakt_id == plays[i].trakt_id);
        CHECK(decoded->plays[i].watched_ms == plays[i].watched_ms);
        CHECK(decoded->plays[i].entry == plays[i].entry);
    }
    // Damage is seen.
    CHECK_FALSE(index::decode_plays(table, plays.size() - 1, entries));
    CHECK_FALSE(index::decode_plays(table, plays.size() + 1, entries));
    CHECK_FALSE(index::decode_plays(std::string_view(table).substr(0, table.size() / 2), plays.size(), entries));
    CHECK_FALSE(index::decode_plays(table, plays.size(), std::string_view(entries).substr(0, entries.size() / 2)));
}

TEST_CASE("The decoded times of hidden rows equal the encoded ones", "[proof]") {
    const std::vector<trakt::WatchedTime> times = {
        {1, std::numeric_limits<std::int64_t>::min()}, {1, 60'000}, {1, 60'000}, {7, 0}, {9'000'000'000, 5}};
    const std::string table = index::encode_times(times);
    CHECK(index::decode_times(table, times.size()) == times);
    CHECK(index::decode_times("", 0) == std::vector<trakt::WatchedTime>());
    // Damage is seen.
    CHECK_FALSE(index::decode_times(table, times.size() - 1));
    CHECK_FALSE(index::decode_times(table, times.size() + 1));
    CHECK_FALSE(index::decode_times(std::string_view(table).substr(0, table.size() - 1), times.size()));
    CHECK_FALSE(index::decode_times(index::encode_times(std::vector<trakt::WatchedTime>{{2, 0}, {1, 0}}), 2));
}

}  // namespace mod_trakt::play_proofs_test
