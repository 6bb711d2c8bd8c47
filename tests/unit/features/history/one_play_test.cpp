// Users who want one play of each title only (LIMIT-3).
#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"

namespace mod_trakt::one_play_test {

using test::answer;
using test::ModuleBench;

namespace {

constexpr const char* settings_path = "/users/settings";
constexpr const char* noon = "2026-09-11T12:00:00.000Z";
constexpr const char* one = "2026-09-11T13:00:00.000Z";
constexpr const char* two = "2026-09-11T14:00:00.000Z";

std::string list(std::initializer_list<std::string> items) {
    std::string text = "[";
    for (const std::string& item : items) text += (text.size() > 1 ? "," : "") + item;
    return text + "]";
}
std::string movie(const std::string& ids, const std::string& at) {
    return R"({"type":"movie","ids":{)" + ids + R"(},"watched_at":")" + at + R"("})";
}
std::string movie(int tmdb, const std::string& at) { return movie(R"("tmdb":)" + std::to_string(tmdb), at); }
std::string episode(int number, const std::string& at) {
    return R"({"type":"episode","show_ids":{"trakt":9},"season":1,"episode":)" + std::to_string(number) +
           R"(,"watched_at":")" + at + R"("})";
}
std::string movie_row(int id, int tmdb, const std::string& at) {
    return R"({"id":)" + std::to_string(id) + R"(,"watched_at":")" + at +
           R"(","type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":)" + std::to_string(tmdb + 7000) +
           R"(,"tmdb":)" + std::to_string(tmdb) + "}}}";
}
std::string episode_row(int id, int number, const std::string& at) {
    return R"({"id":)" + std::to_string(id) + R"(,"watched_at":")" + at +
           R"(","type":"episode","episode":{"season":1,"number":)" + std::to_string(number) +
           R"(,"title":"e","ids":{"trakt":)" + std::to_string(500 + number) +
           R"(}},"show":{"title":"s","year":2000,"ids":{"trakt":9}}})";
}
std::string added(int movies, int episodes = 0) {
    return R"({"added":{"movies":)" + std::to_string(movies) + R"(,"episodes":)" + std::to_string(episodes) + "}}";
}

void wish(ModuleBench& bench, const std::string& once) {
    bench.lists[settings_path] = R"({"user":{"ids":{"uuid":"0f1e2d3c"}},"browsing":{"watch_only_once":)" + once + "}}";
}

// The holdings are known by an earlier index or by look-ups.
ModuleBench& with_history(ModuleBench& bench, bool is_indexed, const std::string& movies,
                          const std::string& episodes = "[]") {
    bench.lists["/sync/history/movies"] = movies;
    bench.lists["/sync/history/episodes"] = episodes;
    if (is_indexed) bench.index("history");
    return bench;
}

}  // namespace

TEST_CASE("With watch_only_once the newest play of a title is sent, and the others are limit", "[history]") {
    ModuleBench bench;
    wish(bench, "true");
    with_history(bench, GENERATE(true, false), "[]");
    bench.answer_post("/sync/history", added(2, 1));
    CHECK(bench.add("history", list({movie(1, noon), movie(1, two), movie(1, one), movie(2, noon), episode(3, one),
                                     episode(3, noon)})) ==
          "limit:watch_only_once added limit:watch_only_once added added limit:watch_only_once");
    REQUIRE(bench.posted("/sync/history").size() == 1);
    CHECK(bench.posted("/sync/history")[0] ==
          R"({"movies":[{"ids":{"tmdb":1},"watched_at":"2026-09-11T14:00:00.000Z"},)"
          R"({"ids":{"tmdb":2},"watched_at":"2026-09-11T12:00:00.000Z"}],)"
          R"("shows":[{"ids":{"trakt":9},"seasons":[{"number":1,"episodes":[{"number":3,)"
          R"("watched_at":"2026-09-11T13:00:00.000Z"}]}]}]})");
    CHECK(bench.message(0).find("watch_only_once") != std::string::npos);
    CHECK_FALSE(bench.last.failure);
}

TEST_CASE("With watch_only_once a title that is held at another minute is limit, at the same minute existing",
          "[history]") {
    ModuleBench bench;
    wish(bench, "true");
    with_history(bench, GENERATE(true, false), list({movie_row(10, 1, one)}), list({episode_row(11, 3, one)}));
    bench.answer_post("/sync/history", added(1, 1));
    // Older and newer plays, and the title under another id.
    CHECK(bench.add("history", list({movie(1, noon), movie(1, two), movie(1, one), movie(R"("trakt":7001)", two),
                                     episode(3, two), episode(3, one), episode(4, two), movie(2, two)})) ==
          "limit:watch_only_once limit:watch_only_once existing limit:watch_only_once "
          "limit:watch_only_once existing added added");
    REQUIRE(bench.posted("/sync/history").size() == 1);
    CHECK(bench.posted("/sync/history")[0].find("7001") == std::string::npos);
}

TEST_CASE("If the user does not want that, all plays are sent; also if it is not known, with one warning",
          "[history]") {
    ModuleBench bench;
    const std::string once = GENERATE("false", "null");
    wish(bench, once);
    with_history(bench, GENERATE(true, false), list({movie_row(10, 1, one)}));
    bench.answer_post("/sync/history", added(2));
    bench.answer_post("/sync/history", added(2));
    CHECK(bench.add("history", list({movie(1, noon), movie(1, two), movie(1, one)})) == "added added existing");
    CHECK(bench.add("history", list({movie(2, noon), movie(2, two)})) == "added added");
    CHECK(bench.log->count("watch_only_once_unknown") == (once == "null" ? 1 : 0));
}

TEST_CASE("The settings are requested only if a verdict depends on them", "[history]") {
    ModuleBench bench;
    wish(bench, "true");
    with_history(bench, true, list({movie_row(10, 1, one)}));
    bench.answer_post("/sync/history", added(2));
    CHECK(bench.add("history", list({movie(1, one), movie(2, noon), movie(3, noon)})) == "existing added added");
    CHECK(bench.asked(settings_path) == 0);
    CHECK(bench.remove("history", list({movie(1, one)})) != "");
    CHECK(bench.asked(settings_path) == 0);
    CHECK(bench.add("history", list({movie(1, two)})) == "limit:watch_only_once");
    CHECK(bench.asked(settings_path) == 1);
}

TEST_CASE("Settings that cannot be read leave all plays to be sent", "[history]") {
    ModuleBench bench;
    bench.lists.erase(settings_path);
    with_history(bench, GENERATE(true, false), list({movie_row(10, 1, one)}));
    bench.answer_post("/sync/history", added(1));
    CHECK(bench.add("history", list({movie(1, two)})) == "added");
    CHECK(bench.log->count("watch_only_once_unknown") == 1);
}

TEST_CASE("With watch_only_once nothing is sent while the plays of a title cannot be read", "[history]") {
    ModuleBench bench;
    wish(bench, "true");
    // Look-ups by minute work, and the whole list does not.
    bench.odd = [](const http::Request& request) -> std::optional<http::Outcome> {
        const bool is_whole =
            request.url.find("/sync/history") != std::string::npos && request.url.find("start_at") == std::string::npos;
        return is_whole && request.method == http::Method::Get ? std::optional<http::Outcome>(answer(500))
                                                               : std::nullopt;
    };
    CHECK(bench.add("history", list({movie(1, noon)})).starts_with("deferred:"));
    CHECK(bench.posted("/sync/history").empty());
}

TEST_CASE("A play that this handle has added counts as held", "[history]") {
    ModuleBench bench;
    wish(bench, "true");
    with_history(bench, true, "[]");
    bench.answer_post("/sync/history", added(1));
    CHECK(bench.add("history", list({movie(1, noon)})) == "added");
    CHECK(bench.add("history", list({movie(1, one), movie(1, noon)})) == "limit:watch_only_once existing");
}

TEST_CASE("A dry run leaves out further plays as a write would, and its hint names the settings if they are unknown",
          "[history]") {
    ModuleBench bench;
    wish(bench, "true");
    with_history(bench, true, list({movie_row(10, 1, one)}));
    const std::string items = list({movie(1, two), movie(1, one), movie(2, noon), movie(3, noon), movie(3, one)});
    const std::size_t sent = bench.transport->sent.size();
    CHECK(bench.take(bench.module->add("history", items, bench.dry())) ==
          "unknown:settings existing added unknown:settings added");
    CHECK(bench.transport->sent.size() == sent);
    bench.add("watchlist", "[" + movie(9, noon) + "]");  // asks for the settings
    REQUIRE(bench.asked(settings_path) == 1);
    CHECK(bench.take(bench.module->add("history", items, bench.dry())) ==
          "limit:watch_only_once existing added limit:watch_only_once added");
}

}  // namespace mod_trakt::one_play_test
