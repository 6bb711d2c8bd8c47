// Which plays that were just sent the watched map shows.
#include "features/history/sent_plays.hpp"

#include <catch2/catch.hpp>

#include "unit/changes/wired_context.hpp"

namespace mod_trakt::sent_plays_test {

namespace {

constexpr std::int64_t minute_ms = 60'000;

TitleName movie(IdKey key, int id) {
    TitleName name;
    name.type = MediaType::Movie;
    name.ids.set(key, std::to_string(id));
    return name;
}

// A play to add of a title that is not held.
changes::Intent play(IdKey key, int id, std::int64_t minute) {
    changes::Intent intent;
    intent.name = movie(key, id);
    intent.title = MovieRef{intent.name.ids};
    intent.minute_ms = minute * minute_ms;
    return intent;
}

account::HeldPlay held(int trakt, std::int64_t minute) { return {minute * minute_ms, movie(IdKey::Trakt, trakt), {}}; }

// What is found of plays at the minutes 1 to 3, each by an id that is not Trakt's. `there`: the Trakt ids of what the
// account has at minute 1.
std::string found(const std::vector<account::HeldPlay>& before, const std::vector<int>& there,
                  IdKey key = IdKey::Tmdb) {
    std::string rows = "[", map = "{";
    for (const int id : there) {
        rows +=
            (rows.size() > 1 ? "," : "") + std::string(R"({"id":)") + std::to_string(id + 100) +
            R"(,"watched_at":"1970-01-01T00:01:00Z","type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":)" +
            std::to_string(id) + "}}}";
        map += (map.size() > 1 ? ",\"" : "\"") + std::to_string(id) + R"(":["1970-01-01T00:01:00Z"])";
    }
    const std::string count = std::to_string(there.size());
    test::WiredContext wired({test::answer(200, rows + "]",
                                           {{"X-Pagination-Page", "1"},
                                            {"X-Pagination-Limit", "100"},
                                            {"X-Pagination-Page-Count", "1"},
                                            {"X-Pagination-Item-Count", count}}),
                              test::answer(200, map + "}"), test::answer(200, "{}")});
    const std::vector<changes::Intent> plays = {play(key, 7, 1), play(key, 8, 2), play(key, 9, 3)};
    std::string text;
    for (const auto& one : features::sent_plays_by_map(plays, before, wired.context, wired.scope))
        text += (text.empty() ? "" : " ") + std::string(!one ? "open" : *one ? "there" : "not");
    return text;
}

}  // namespace

TEST_CASE("A sent play is not there if no new play is at its minute", "[sent_plays]") {
    CHECK(found({held(1, 1)}, {1}) == "not not not");
    CHECK(found({}, {1}) == "open not not");
    CHECK(found({held(1, 1)}, {1, 2}) == "open not not");
}

TEST_CASE("A play that has gone from the minute of a sent play does not hide a new one", "[sent_plays]") {
    CHECK(found({held(1, 1)}, {2}) == "open not not");
    CHECK(found({held(1, 1), held(2, 1)}, {2, 3}) == "open not not");
}

TEST_CASE("A sent play whose Trakt id is known is there if the map has it, and explains no other play",
          "[sent_plays]") {
    CHECK(found({held(1, 1)}, {7}, IdKey::Trakt) == "there not not");
    CHECK(found({held(1, 1)}, {7, 1}, IdKey::Trakt) == "there not not");
    CHECK(found({held(1, 1)}, {2}, IdKey::Trakt) == "open not not");
}

}  // namespace mod_trakt::sent_plays_test
