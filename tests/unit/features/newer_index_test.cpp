// A complete index replaces the handle's earlier knowledge: the next write uses the index.
#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::newer_index_test {

using test::ModuleBench;

namespace {

constexpr const char* noon = "2024-03-01T12:00:00.000Z";
constexpr const char* one_was_added = R"({"added":{"movies":1},"existing":{"movies":0},"not_found":{"movies":[]}})";
constexpr const char* one_was_deleted = R"({"deleted":{"movies":1},"not_found":{"movies":[],"ids":[]}})";

struct Site {
    std::string feature, path, list;
};

Site site_of(const std::string& feature) {
    if (feature == "history") return {feature, "/sync/history", "/sync/history/movies"};
    if (feature == "ratings") return {feature, "/sync/ratings", "/sync/ratings/movies"};
    return {feature, "/sync/watchlist", "/sync/watchlist"};
}

std::string item(int trakt) {
    return R"([{"type":"movie","ids":{"trakt":)" + std::to_string(trakt) + R"(},"rating":5,"watched_at":")" + noon +
           "\"}]";
}

std::string row(int trakt) {
    return R"({"id":)" + std::to_string(trakt + 100) + R"(,"type":"movie","rating":5,"rated_at":")" + noon +
           R"(","watched_at":")" + noon + R"(","listed_at":")" + noon +
           R"(","movie":{"title":"m","year":2000,"ids":{"trakt":)" + std::to_string(trakt) + "}}}";
}

struct Bench {
    Bench() {
        bench.lists[site.list] = "[" + row(1) + "," + row(2) + "]";
        bench.index(site.feature);
        // A write that reads what the account has.
        REQUIRE(bench.add(site.feature, item(1)) == "existing");
    }
    // Another program changes the account, and the host builds the index.
    void change(const std::string& rows) {
        bench.lists[site.list] = rows;
        bench.move_stamps("2026-09-02");
        CallScope scope = bench.scope();
        scope.fresh = is_fresh;
        bench.index(site.feature, scope);
    }
    Site site = site_of(GENERATE("history", "ratings", "watchlist"));
    bool is_fresh = GENERATE(false, true);
    test::TempFolder temp;
    ModuleBench bench{"", GENERATE(false, true) ? R"(,"state_dir":")" + (temp / "state") + "\"" : std::string()};
};

}  // namespace

TEST_CASE("A title that a newer index does not show is added, whatever the account had before", "[once][module]") {
    Bench given;
    ModuleBench& bench = given.bench;
    INFO(given.site.feature);
    given.change("[" + row(2) + "]");
    bench.answer_post(given.site.path, one_was_added);
    CHECK(bench.add(given.site.feature, item(1)) == "added");
    CHECK(bench.posted(given.site.path).size() == 1);
}

TEST_CASE("A title that a newer index shows is removed, although the account did not have it before",
          "[once][module]") {
    Bench given;
    ModuleBench& bench = given.bench;
    INFO(given.site.feature);
    given.change("[" + row(1) + "," + row(2) + "," + row(3) + "]");
    bench.answer_post(given.site.path + "/remove", one_was_deleted);
    CHECK(bench.remove(given.site.feature, item(3)) == "removed");
    CHECK(bench.posted(given.site.path + "/remove").size() == 1);
}

TEST_CASE("A write after a newer index makes no more reads than a write after an older one", "[once][module]") {
    Bench given;
    ModuleBench& bench = given.bench;
    INFO(given.site.feature);
    given.change("[" + row(1) + "," + row(2) + "," + row(3) + "]");
    bench.answer_post(given.site.path, one_was_added);
    const std::size_t lists = bench.asked(given.site.list), stamps = bench.asked("/sync/last_activities");
    CHECK(bench.add(given.site.feature, item(4)) == "added");
    CHECK(bench.asked(given.site.list) == lists);
    CHECK(bench.asked("/sync/last_activities") == stamps);
}

}  // namespace mod_trakt::newer_index_test
