// If Trakt's answer does not show an item's outcome, the verdict comes from what the account holds afterwards.
#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::settled_writes_test {

using test::answer;
using test::ModuleBench;

namespace {

constexpr const char* noon = "2026-09-11T12:00:00.000Z";

std::string list(const std::vector<std::string>& items) {
    std::string text = "[";
    for (const std::string& item : items) text += (text.size() > 1 ? "," : "") + item;
    return text + "]";
}

// One feature: how its items and rows look, and where they are.
struct Site {
    std::string feature, path, list;
    std::string item(int n, const std::string& more = {}) const {
        std::string text = R"({"type":"movie","ids":{"trakt":)" + std::to_string(n) + "}";
        if (feature == "ratings") text += R"(,"rating":)" + std::to_string(rating);
        if (feature == "history") text += std::string(R"(,"watched_at":")") + noon + "\"";
        return text + more + "}";
    }
    std::string row(int n) const {
        return R"({"id":)" + std::to_string(n + 100) + R"(,"type":"movie","rating":)" + std::to_string(held_rating) +
               R"(,"rated_at":")" + noon + R"(","watched_at":")" + noon + R"(","listed_at":")" + noon +
               R"(","movie":{"title":"m","year":2000,"ids":{"trakt":)" + std::to_string(n) + "}}}";
    }
    std::string items(const std::vector<int>& numbers) const {
        std::vector<std::string> texts;
        for (const int n : numbers) texts.push_back(item(n));
        return settled_writes_test::list(texts);
    }
    std::string rows(const std::vector<int>& numbers) const {
        std::vector<std::string> texts;
        for (const int n : numbers) texts.push_back(row(n));
        return settled_writes_test::list(texts);
    }
    int rating = 9, held_rating = 9;
};

Site site_of(const std::string& feature) {
    if (feature == "history") return {feature, "/sync/history", "/sync/history/movies"};
    if (feature == "ratings") return {feature, "/sync/ratings", "/sync/ratings/movies"};
    return {feature, "/sync/watchlist", "/sync/watchlist"};
}

std::string deleted(int movies) {
    return R"({"deleted":{"movies":)" + std::to_string(movies) +
           R"(,"episodes":0},"not_found":{"movies":[],"ids":[]}})";
}

// From the first POST on, the account holds `after`.
void change_at_post(ModuleBench& bench, const Site& site, std::vector<http::Outcome> answers, std::string after) {
    for (http::Outcome& one : answers) {
        bench.answer_post(site.path, one);
        bench.answer_post(site.path + "/remove", one);
    }
    bench.odd = [&bench, site, after](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method == http::Method::Post) bench.lists[site.list] = after;
        return std::nullopt;
    };
}

}  // namespace

TEST_CASE("If Trakt deleted nothing, a removal is 'not removed' if the account still has the entry, else removed",
          "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings", "history"));
    INFO(site.feature);
    for (const bool is_gone : {false, true}) {
        ModuleBench bench;
        bench.lists[site.list] = site.rows({1, 2});
        change_at_post(bench, site, {answer(200, deleted(0))}, is_gone ? site.rows({2}) : site.rows({1, 2}));
        CHECK(bench.remove(site.feature, site.items({1})) == (is_gone ? "removed" : "rejected:not removed"));
        if (!is_gone) CHECK(bench.message(0).find("trakt:1") != std::string::npos);
        CHECK(bench.posted(site.path + "/remove").size() == 1);
    }
}

TEST_CASE("If Trakt deleted nothing, a removal is unknown if the account cannot be read afterwards", "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings", "history"));
    INFO(site.feature);
    ModuleBench bench;
    bench.lists[site.list] = site.rows({1, 2});
    bool posted = false;
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method == http::Method::Post) return posted = true, answer(200, deleted(0));
        return posted ? std::optional<http::Outcome>(answer(503)) : std::nullopt;
    };
    CHECK(bench.remove(site.feature, site.items({1})) == "unknown:not removed");
    CHECK_FALSE(bench.last.failure);
}

TEST_CASE("A removal of an entry that the account does not have is absent, without a further request", "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings"));
    ModuleBench bench;
    bench.lists[site.list] = site.rows({1});
    bench.answer_post(site.path + "/remove", deleted(0));
    CHECK(bench.remove(site.feature, site.items({2})) == "absent");
    CHECK(bench.transport->sent.back().request.method == http::Method::Post);
}

TEST_CASE("A removal that was done in part has one true verdict for each item", "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings", "history"));
    INFO(site.feature);
    ModuleBench bench;
    bench.lists[site.list] = site.rows({1, 2, 3});
    change_at_post(bench, site, {answer(200, deleted(2))}, site.rows({2}));
    CHECK(bench.remove(site.feature, site.items({1, 2, 3})) == "removed rejected:not removed removed");
    CHECK(bench.member("count") == "2");
    // The verdicts of an answer without counts are read back, too.
    ModuleBench uncounted;
    uncounted.lists[site.list] = site.rows({1, 2, 3});
    change_at_post(uncounted, site, {answer(200, "{}")}, site.rows({3}));
    CHECK(uncounted.remove(site.feature, site.items({1, 2, 3})) == "removed removed rejected:not removed");
}

TEST_CASE("If some plays are left after a removal of all plays of a title, the message says how many", "[settle]") {
    const Site site = site_of("history");
    const auto play = [](int id, const char* at) {
        return R"({"id":)" + std::to_string(id) + R"(,"type":"movie","watched_at":")" + at +
               R"(","movie":{"title":"m","year":2000,"ids":{"trakt":1}}})";
    };
    const std::string first = play(11, noon), second = play(12, "2026-09-10T12:00:00.000Z");
    ModuleBench bench;
    bench.lists[site.list] = list({first, second});
    bench.lists["/sync/history/movies/1"] = bench.lists[site.list];
    change_at_post(bench, site, {answer(200, deleted(1))}, list({second}));
    const auto change = bench.odd;
    bench.odd = [&bench, change, second](const http::Request& request) {
        if (request.method == http::Method::Post) bench.lists["/sync/history/movies/1"] = list({second});
        return change(request);
    };
    CHECK(bench.remove("history", R"([{"type":"movie","ids":{"trakt":1},"all_plays":true}])") ==
          "rejected:not removed");
    CHECK(bench.message(0).find("1 of 2 plays were removed") != std::string::npos);
    // The handle knows which plays are left.
    bench.answer_post("/sync/history/remove", deleted(1));
    CHECK(bench.remove("history", R"([{"type":"movie","ids":{"trakt":1},"all_plays":true}])") == "removed");
    CHECK(bench.posted("/sync/history/remove").back() == R"({"ids":[12]})");
}

TEST_CASE("Counts that do not add up are decided by what the account has afterwards", "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings", "history"));
    INFO(site.feature);
    ModuleBench bench;
    bench.lists[site.list] = site.rows({9});
    change_at_post(bench, site, {answer(201, R"({"added":{"movies":2,"episodes":0},"not_found":{"movies":[]}})")},
                   site.rows({1, 3, 9}));
    CHECK(bench.add(site.feature, site.items({1, 2, 3})) == "added rejected:not added added");
    CHECK(bench.posted(site.path).size() == 1);
    // If the answer does not list the titles that Trakt does not know, the missing ones are those.
    ModuleBench unnamed;
    unnamed.lists[site.list] = site.rows({9});
    change_at_post(unnamed, site, {answer(201, R"({"added":{"movies":2,"episodes":0},"not_found":{"movies":null}})")},
                   site.rows({1, 3, 9}));
    CHECK(unnamed.add(site.feature, site.items({1, 2, 3})) == "added not_found added");
    // Without counts the change may still arrive.
    ModuleBench uncounted;
    uncounted.lists[site.list] = site.rows({9});
    change_at_post(uncounted, site, {answer(201, "{}")}, site.rows({1, 3, 9}));
    CHECK(uncounted.add(site.feature, site.items({1, 2, 3})) == "added unknown:unverified added");
}

TEST_CASE("A title that is named by other ids may be held under ids that the row does not show: it stays unknown",
          "[settle]") {
    ModuleBench bench;
    bench.answer_post("/sync/watchlist", R"({"added":{"movies":1},"not_found":{"movies":[]}})");
    bench.lists["/sync/watchlist"] = site_of("watchlist").rows({9});
    CHECK(bench.add("watchlist", R"([{"type":"movie","ids":{"imdb":"tt1"}},{"type":"movie","ids":{"imdb":"tt2"}}])") ==
          "unknown:ambiguous unknown:ambiguous");
}

TEST_CASE("A conflict is existing if the account has exactly this entry, else the item is rejected", "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings", "history"));
    INFO(site.feature);
    for (const bool is_there : {false, true}) {
        ModuleBench bench;
        Site before = site;
        before.held_rating = 4;
        bench.lists[site.list] = site.feature == "ratings" ? before.rows({1}) : "[]";
        change_at_post(bench, site, {answer(409)}, is_there ? site.rows({1}) : bench.lists[site.list]);
        CHECK(bench.add(site.feature, site.items({1})) == (is_there ? "existing" : "rejected:http:409"));
        CHECK(bench.posted(site.path).size() == 1);
    }
}

TEST_CASE("An item that Trakt refuses does not affect others, and its message names it", "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings", "history"));
    const int status = GENERATE(400, 413, 422);
    const bool removing = GENERATE(false, true);
    INFO(site.feature << " " << status << (removing ? " remove" : " add"));
    ModuleBench bench;
    std::vector<int> held;
    if (removing) held = {1, 2, 3, 4};
    bench.lists[site.list] = site.rows(held);
    const std::string bad = site.feature == "history" && removing ? "103" : R"("trakt":3)";
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method != http::Method::Post) return std::nullopt;
        if (request.body.find(bad) != std::string::npos) return answer(status);
        std::size_t count = 0;
        for (const int n : {1, 2, 4})
            for (const std::string& word : {R"("trakt":)" + std::to_string(n) + "}", std::to_string(100 + n)})
                count += request.body.find(word) != std::string::npos;
        return answer(201, std::string(removing ? R"({"deleted":{"movies":)" : R"({"added":{"movies":)") +
                               std::to_string(count) + R"(,"episodes":0}})");
    };
    const std::string items =
        list({site.item(1), site.item(2), site.item(3, R"(,"title":"The \n Bad One")"), site.item(4)});
    const std::string good = removing ? "removed" : "added";
    CHECK((removing ? bench.remove(site.feature, items) : bench.add(site.feature, items)) ==
          good + " " + good + " rejected:http:" + std::to_string(status) + " " + good);
    CHECK(bench.message(2).find("\"The   Bad One\" (movie trakt:3)") != std::string::npos);
    CHECK_FALSE(bench.last.failure);
}

TEST_CASE("Plays that a refused request has added are seen, and never sent again", "[settle]") {
    const Site site = site_of("history");
    const int status = GENERATE(400, 413, 422, 409);
    ModuleBench bench;
    std::vector<http::Outcome> answers = {answer(status), answer(201, R"({"added":{"movies":1,"episodes":0}})")};
    change_at_post(bench, site, answers, site.rows({1, 3}));
    const std::string there = status == 409 ? "existing" : "added";
    CHECK(bench.add("history", site.items({1, 2, 3})) == there + " added " + there);
    REQUIRE(bench.posted("/sync/history").size() == 2);
    CHECK(bench.posted("/sync/history")[1].find(R"("trakt":2)") != std::string::npos);
    CHECK(bench.posted("/sync/history")[1].find(R"("trakt":1)") == std::string::npos);
}

TEST_CASE("Plays of a refused request are not sent again while the account cannot be read", "[settle]") {
    const Site site = site_of("history");
    ModuleBench bench;
    bool posted = false;
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method == http::Method::Post) return posted = true, answer(400);
        return posted ? std::optional<http::Outcome>(answer(503)) : std::nullopt;
    };
    CHECK(bench.add("history", site.items({1, 2})) == "unknown:http:400 unknown:http:400");
    CHECK(bench.posted("/sync/history").size() == 1);
}

TEST_CASE("A refused chunk of plays is read back once, however often it is halved", "[settle]") {
    const Site site = site_of("history");
    ModuleBench bench;
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method != http::Method::Post) return std::nullopt;
        return answer(400);
    };
    CHECK(bench.add("history", site.items({1, 2, 3, 4})) ==
          "rejected:http:400 rejected:http:400 rejected:http:400 rejected:http:400");
    CHECK(bench.posted("/sync/history").size() == 7);
    CHECK(bench.asked("/sync/history/movies") == 2);  // before the write, and after the first refusal
}

TEST_CASE("One look-up that fails for days defers its plays only", "[settle]") {
    const bool removing = GENERATE(false, true);
    ModuleBench bench;
    const auto lookup = [](int n) { return "/sync/history/movies/" + std::to_string(n); };
    const auto play = [](int n) {
        return R"({"type":"movie","ids":{"trakt":)" + std::to_string(n) + R"(},"watched_at":"1970-01-01T00:00:00Z"})";
    };
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (ModuleBench::path_in(request.url) == lookup(5)) return answer(500);
        return std::nullopt;
    };
    std::vector<std::string> rows;
    for (const int n : {4, 5, 6, 7}) {
        const std::string row =
            R"({"id":)" + std::to_string(n + 100) +
            R"(,"type":"movie","watched_at":"1970-01-01T00:00:00.000Z","movie":{"title":"m","ids":{"trakt":)" +
            std::to_string(n) + "}}}";
        bench.lists[lookup(n)] = removing ? "[" + row + "]" : "[]";
        if (removing) rows.push_back(row);
    }
    bench.lists["/sync/history/movies"] = list(rows);
    const std::string items = list({play(4), play(5), play(6), play(7)});
    bench.answer_post("/sync/history", R"({"added":{"movies":3,"episodes":0}})");
    bench.answer_post("/sync/history/remove", deleted(3));
    if (removing)
        CHECK(bench.remove("history", items) == "removed deferred:server_fault removed removed");
    else
        CHECK(bench.add("history", items) == "added deferred:server_fault added added");
    CHECK_FALSE(bench.last.failure);
    CHECK(bench.message(1).find("could not be read") != std::string::npos);
}

TEST_CASE("When every look-up fails, the call fails after a few of them", "[settle]") {
    ModuleBench bench;
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (ModuleBench::path_in(request.url).starts_with("/sync/history")) return answer(500);
        return std::nullopt;
    };
    std::vector<std::string> items;
    for (int n = 1; n <= 10; ++n)
        items.push_back(R"({"type":"movie","ids":{"trakt":1},"watched_at":"2026-09-)" + std::string(n < 10 ? "0" : "") +
                        std::to_string(n) + R"(T12:00:00Z"})");
    bench.add("history", list(items));
    REQUIRE(bench.last.failure);
    CHECK(bench.last.failure->reason == "server_fault");
    CHECK(bench.asked("/sync/history/movies") == 3);
    CHECK(bench.posted("/sync/history").empty());
}

TEST_CASE("A refused item that the account has, by holdings that are not certain, is existing if it is still there",
          "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings"));
    INFO(site.feature);
    for (const bool is_there : {true, false}) {
        ModuleBench bench;
        bench.lists[site.list] = site.rows({1});
        bench.index(site.feature);
        CHECK(bench.add(site.feature, site.items({1})) == "existing");  // the holdings are proven now
        bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
            // The list had an entry, so its emptiness needs a witness.
            if (ModuleBench::path_in(request.url) == "/users/me/stats")
                return answer(200, R"({"movies":{"plays":0,"ratings":0}})");
            if (request.method != http::Method::Post) return std::nullopt;
            if (!is_there) bench.lists[site.list] = "[]";
            return answer(422);
        };
        const std::size_t posts = bench.posted(site.path).size();
        CHECK(bench.add(site.feature, site.items({1})) == (is_there ? "existing" : "rejected:http:422"));
        CHECK(bench.posted(site.path).size() == posts + 1);
    }
}

TEST_CASE("SETTLE-2: a change that was sent twice without a certain outcome is deferred only settle_ms later",
          "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings"));
    INFO(site.feature);
    const bool arrives = GENERATE(false, true);
    ModuleBench bench;
    bench.lists[site.list] = site.rows({});
    for (int n = 0; n < 2; ++n)
        bench.answer_post(site.path, n == 0 ? http::Outcome(test::lost(http::TransportError::Kind::Timeout))
                                            : http::Outcome(answer(502)));
    std::optional<std::int64_t> read_ms;  // the first time after the last request
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method == http::Method::Get && bench.posted(site.path).size() == 2 && !read_ms)
            read_ms = bench.clock->steady_ms();
        return std::nullopt;
    };
    bench.clock->on_block = [&] {
        if (!read_ms || !arrives || bench.lists[site.list] != "[]") return;
        bench.lists[site.list] = site.rows({1});
        bench.move_stamps("2026-09-02");
    };
    CHECK(bench.add(site.feature, site.items({1})) == (arrives ? "added" : "deferred:http:502"));
    REQUIRE(read_ms);
    CHECK(bench.clock->steady_ms() - *read_ms >= 15'000);
}

TEST_CASE("An entry that another process writes is not another name of an own entry", "[settle]") {
    const Site site = site_of(GENERATE("watchlist", "ratings"));
    INFO(site.feature);
    const test::TempFolder folder;
    const std::string in_folder = R"(,"state_dir":")" + folder.path() + '"';
    ModuleBench one({}, in_folder), two({}, in_folder);
    for (ModuleBench* bench : {&one, &two})
        for (int n = 0; n < 2; ++n)
            bench->answer_post(site.path, R"({"added":{"movies":1},"existing":{"movies":0},"not_found":{}})");
    CHECK(one.add(site.feature, site.items({1})) == "added");
    CHECK(two.add(site.feature, site.items({2})) == "added");
    // The own entry was removed on the site.
    std::string row = site.row(2);
    for (std::size_t at = row.find(noon); at != std::string::npos; at = row.find(noon, at))
        row.replace(at, std::string(noon).size(), "2026-09-12T08:00:00.000Z");
    one.lists[site.list] = list({row});
    one.move_stamps("2026-09-02");
    CHECK(one.add(site.feature, site.items({1})) == "added");
    REQUIRE(one.posted(site.path).size() == 2);
    CHECK(one.posted(site.path)[1].find("\"trakt\":1}") != std::string::npos);
}

}  // namespace mod_trakt::settled_writes_test
