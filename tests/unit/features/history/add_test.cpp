#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::add_test {

using test::answer;
using test::ModuleBench;

namespace {

std::string movie(int tmdb, const std::string& at) {
    return R"({"type":"movie","ids":{"tmdb":)" + std::to_string(tmdb) + R"(},"watched_at":")" + at + R"("})";
}
std::string list(std::initializer_list<std::string> items) {
    std::string text = "[";
    for (const std::string& item : items) text += (text.size() > 1 ? "," : "") + item;
    return text + "]";
}
std::string row(int id, int tmdb, const std::string& at) {
    return R"({"id":)" + std::to_string(id) + R"(,"watched_at":")" + at +
           R"(","type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":)" + std::to_string(tmdb + 7000) +
           R"(,"tmdb":)" + std::to_string(tmdb) + "}}}";
}
std::string added(int movies, int episodes = 0) {
    return R"({"added":{"movies":)" + std::to_string(movies) + R"(,"episodes":)" + std::to_string(episodes) + "}}";
}

constexpr const char* noon = "2026-09-11T12:00:00.000Z";
constexpr const char* noon_late = "2026-09-11T12:00:59.000Z";
constexpr const char* one = "2026-09-11T13:00:00.000Z";

// An episode with its own ids and those of its show.
constexpr const char* episode_with_both =
    R"({"type":"episode","ids":{"tvdb":77},"show_ids":{"tvdb":7},"season":0,"episode":4,"watched_at":"2026-09-11T12:00:00.000Z"})";

}  // namespace

TEST_CASE("A play that the account has, same title and same minute, is existing and not sent", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon_late)});
    bench.answer_post("/sync/history", added(2));
    CHECK(bench.add("history", list({movie(1, noon), movie(1, one), movie(2, noon)})) == "existing added added");
    CHECK(bench.posted("/sync/history") ==
          std::vector<std::string>{R"({"movies":[{"ids":{"trakt":7001},"watched_at":"2026-09-11T13:00:00.000Z"},)"
                                   R"({"ids":{"tmdb":2},"watched_at":"2026-09-11T12:00:00.000Z"}]})"});
}

TEST_CASE("Plays are looked up by their minute, both ends included, before anything is sent", "[history]") {
    ModuleBench bench;
    bench.answer_post("/sync/history", added(1));
    bench.add("history", list({movie(1, "2026-09-11T12:00:31.000Z")}));
    bool looked = false;
    for (const auto& sent : bench.transport->sent)
        looked =
            looked ||
            sent.request.url.find(
                "/sync/history/movies?start_at=2026-09-11T12%3A00%3A00.000Z&end_at=2026-09-11T12%3A00%3A59.000Z") !=
                std::string::npos;
    CHECK(looked);
}

TEST_CASE("The same play twice is sent once and both share the verdict", "[history]") {
    ModuleBench bench;
    bench.answer_post("/sync/history", added(2));
    CHECK(bench.add("history", list({movie(1, noon), movie(1, noon_late), movie(1, one)})) == "added added added");
    CHECK(bench.posted("/sync/history").at(0).find("12:00:59") == std::string::npos);
    CHECK(bench.member("count") == "3");
    CHECK(bench.member("confirmed_keys") == R"(["tmdb:1"])");
}

TEST_CASE("Each result has the event key of the play, with the caller's seconds", "[history]") {
    ModuleBench bench;
    bench.answer_post("/sync/history", added(2));
    bench.add("history", list({movie(1, "1970-01-01T00:01:05.000Z"), movie(2, "1970-01-01T00:00:00.000Z")}));
    CHECK(bench.last.document.find(R"("event_key":"tmdb:1@65")") != std::string::npos);
    CHECK(bench.last.document.find(R"("event_key":"tmdb:2@0")") != std::string::npos);
}

TEST_CASE("Plays without a date, of the wrong type or without ids are rejected, each for its reason", "[history]") {
    ModuleBench bench;
    CHECK(
        bench.add(
            "history",
            R"([{"type":"movie","ids":{"tmdb":1}},{"type":"movie","ids":{"tmdb":1},"watched_at":"2026-02-30T00:00:00Z"},
        {"type":"show","ids":{"tmdb":1},"watched_at":"2026-02-03T00:00:00Z"},{"type":"movie","watched_at":"2026-02-03T00:00:00Z"},
        {"type":"episode","watched_at":"2026-02-03T00:00:00Z"},"x"])") ==
        "rejected:missing watched_at rejected:missing watched_at rejected:unsupported type rejected:missing ids "
        "rejected:episode scope or ids missing rejected:invalid item");
    CHECK(bench.transport->sent.empty());
    CHECK(bench.message(1) == "items[1]: watched_at is not a date with a time");
}

TEST_CASE("If the plays of the account cannot be read, none is sent", "[history]") {
    ModuleBench bench;
    bench.odd = [](const http::Request& request) -> std::optional<http::Outcome> {
        return ModuleBench::path_in(request.url) == "/sync/history/movies" ? std::optional<http::Outcome>(answer(503))
                                                                           : std::nullopt;
    };
    CHECK(bench.add("history", list({movie(1, noon)})) == "deferred:server_fault");
    CHECK(bench.posted("/sync/history").empty());
    CHECK(test::outline(bench.last.failure.value()) == "REMOTE server_fault");
}

TEST_CASE("A title that Trakt does not know by its id is looked for among all plays", "[history]") {
    const std::string unknown_date =
        R"([{"type":"movie","ids":{"trakt":1,"tmdb":5},"watched_at":"1970-01-01T00:00:00Z"}])";
    const auto row_of = [](int trakt) {
        return R"([{"id":9,"watched_at":"1970-01-01T00:00:00.000Z","type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":)" +
               std::to_string(trakt) + R"(,"tmdb":5}}}])";
    };
    ModuleBench bench;
    bench.lists.erase("/sync/history/movies/1");  // 404
    bench.answer_post("/sync/history", added(1));
    CHECK(bench.add("history", unknown_date) == "added");
    ModuleBench held;
    held.lists.erase("/sync/history/movies/1");
    held.lists["/sync/history/movies"] = row_of(1);
    CHECK(held.add("history", unknown_date) == "existing");
    // Titles with different Trakt ids are different, even if they share other ids.
    ModuleBench other;
    other.lists.erase("/sync/history/movies/1");
    other.lists["/sync/history/movies"] = row_of(2);
    other.answer_post("/sync/history", added(1));
    CHECK(other.add("history", unknown_date) == "added");
}

TEST_CASE("If a minute cannot be looked up, its play is not sent", "[history]") {
    ModuleBench bench;
    bench.lists.erase("/sync/history/movies");  // 404, for the full read too
    CHECK(bench.add("history", list({movie(1, noon)})) == "deferred:not_found");
    CHECK(bench.posted("/sync/history").empty());
}

TEST_CASE("After a 404 behind the first page of a look-up nothing is sent", "[history]") {
    ModuleBench bench;
    bench.odd = [](const http::Request& request) -> std::optional<http::Outcome> {
        if (ModuleBench::path_in(request.url) != "/sync/history/movies") return std::nullopt;
        if (request.url.find("page=1&") == std::string::npos) return answer(404);
        return answer(200, list({row(10, 9, noon)}), {{"X-Pagination-Page-Count", "2"}, {"X-Pagination-Limit", "1"}});
    };
    CHECK(bench.add("history", list({movie(1, noon)})) == "deferred:partial_read");
    CHECK(bench.posted("/sync/history").empty());
}

TEST_CASE("Many plays are sent in chunks, and an error in one chunk does not affect the others", "[history]") {
    ModuleBench bench(R"(,"history_chunk_size":1)");
    bench.answer_post("/sync/history", added(1));
    bench.answer_post("/sync/history", http::Outcome(answer(422)));
    bench.answer_post("/sync/history", added(1));
    CHECK(bench.add("history", list({movie(1, noon), movie(2, noon), movie(3, noon)})) ==
          "added rejected:http:422 added");
    CHECK(bench.posted("/sync/history").size() == 3);
    CHECK_FALSE(bench.last.failure);
}

namespace {

// Calls `what` when the play has been sent.
void after_post(ModuleBench& bench, std::function<void()> what) {
    bench.odd = [what = std::move(what)](const http::Request& request) {
        if (request.method == http::Method::Post) what();
        return std::optional<http::Outcome>();
    };
}

}  // namespace

TEST_CASE("A play whose answer was lost, and that has arrived, is added and is not sent again", "[history]") {
    ModuleBench bench;
    bench.answer_post("/sync/history", http::Outcome(test::lost(http::TransportError::Kind::Timeout)));
    after_post(bench, [&] { bench.lists["/sync/history/movies"] = list({row(10, 1, noon)}); });
    CHECK(bench.add("history", list({movie(1, noon)})) == "added");
    CHECK(bench.posted("/sync/history").size() == 1);
    CHECK_FALSE(bench.last.failure);
}

TEST_CASE("A play whose answer was lost, and that has not arrived, is sent again", "[history]") {
    ModuleBench bench;
    bench.answer_post("/sync/history", http::Outcome(test::lost(http::TransportError::Kind::Timeout)));
    bench.answer_post("/sync/history", added(1));
    const std::int64_t begin_ms = bench.clock->steady_ms();
    CHECK(bench.add("history", list({movie(1, noon)})) == "added");
    CHECK(bench.posted("/sync/history").size() == 2);
    CHECK(bench.clock->steady_ms() - begin_ms >= 15'000);
}

TEST_CASE("A play whose answer was lost is unknown, and is not sent again, while the history cannot be read",
          "[history]") {
    ModuleBench bench;
    bench.answer_post("/sync/history", http::Outcome(test::lost(http::TransportError::Kind::Timeout)));
    bool is_away = false;
    bench.odd = [&](const http::Request& request) {
        if (is_away) return std::optional<http::Outcome>(answer(503));
        is_away = request.method == http::Method::Post;
        return std::optional<http::Outcome>();
    };
    CHECK(bench.add("history", list({movie(1, noon)})) == "unknown:timeout");
    CHECK(bench.posted("/sync/history").size() == 1);
}

TEST_CASE("A play is not sent again while a new play of its minute may be the same one under another id", "[history]") {
    ModuleBench bench;
    bench.answer_post("/sync/history", http::Outcome(test::lost(http::TransportError::Kind::Timeout)));
    after_post(bench, [&] { bench.lists["/sync/history/movies"] = list({row(10, 2, noon)}); });
    // The search for the id finds nothing.
    CHECK(bench.add("history", list({std::string(R"({"type":"movie","ids":{"imdb":"tt0000001"},"watched_at":")") +
                                     noon + R"("})"})) == "unknown:timeout");
    CHECK(bench.posted("/sync/history").size() == 1);
}

TEST_CASE("An episode that Trakt does not find by its own ids is not found, unless the number fallback is on",
          "[history]") {
    const std::string unknown_flat = R"({"added":{"episodes":0},"not_found":{"episodes":[{"ids":{"tvdb":77}}]}})";
    ModuleBench plain;
    plain.answer_post("/sync/history", unknown_flat);
    CHECK(plain.add("history", list({episode_with_both})) == "not_found");
    CHECK(plain.posted("/sync/history").size() == 1);

    ModuleBench bench(R"(,"history_number_fallback":true)");
    bench.answer_post("/sync/history", unknown_flat);
    bench.answer_post("/sync/history", added(0, 1));
    CHECK(bench.add("history", list({episode_with_both})) == "added");
    CHECK(
        bench.posted("/sync/history").at(1) ==
        R"({"shows":[{"ids":{"tvdb":7},"seasons":[{"number":0,"episodes":[{"number":4,"watched_at":"2026-09-11T12:00:00.000Z"}]}]}]})");
}

TEST_CASE("The number fallback tries once: an episode that its show does not have either is not found", "[history]") {
    ModuleBench bench(R"(,"history_number_fallback":"yes")");
    bench.answer_post("/sync/history", R"({"added":{"episodes":0},"not_found":{"episodes":[{"ids":{"tvdb":77}}]}})");
    bench.answer_post(
        "/sync/history",
        R"({"added":{"episodes":0},"not_found":{"shows":[{"ids":{"tvdb":7},"seasons":[{"number":0,"episodes":[{"number":4}]}]}]}})");
    CHECK(bench.add("history", list({episode_with_both})) == "not_found");
    CHECK(bench.posted("/sync/history").size() == 2);
}

TEST_CASE("The number fallback names the show as any other play does, and never one of several shows", "[history]") {
    const auto play_of_show = [](int id, int show) {
        return R"({"id":)" + std::to_string(id) + R"(,"watched_at":")" + noon +
               R"(","type":"episode","episode":{"season":0,"number":1,"ids":{"trakt":)" + std::to_string(1000 + id) +
               R"(}},"show":{"title":"s","year":2000,"ids":{"trakt":)" + std::to_string(show) + R"(,"tvdb":7}}})";
    };
    const std::string unknown_flat = R"({"added":{"episodes":0},"not_found":{"episodes":[{"ids":{"trakt":777}}]}})";
    const std::string by_trakt_id =
        R"({"type":"episode","ids":{"trakt":777},"show_ids":{"tvdb":7},"season":0,"episode":4,"watched_at":"2026-09-11T12:00:00.000Z"})";
    ModuleBench held(R"(,"history_number_fallback":true)");
    held.lists["/sync/history/episodes"] = list({play_of_show(1, 70)});
    held.lists["/search/trakt/777"] = "[]";
    held.answer_post("/sync/history", unknown_flat);
    held.answer_post("/sync/history", added(0, 1));
    held.index("history");
    CHECK(held.add("history", list({by_trakt_id})) == "added");
    REQUIRE(held.posted("/sync/history").size() == 2);
    CHECK(held.posted("/sync/history").at(1).starts_with(R"({"shows":[{"ids":{"trakt":70},"seasons")"));

    // Without a snapshot it is possible that another show has that id too.
    ModuleBench looked_up(R"(,"history_number_fallback":true)");
    looked_up.lists = held.lists;
    looked_up.answer_post("/sync/history", unknown_flat);
    looked_up.answer_post("/sync/history", added(0, 1));
    CHECK(looked_up.add("history", list({by_trakt_id})) == "added");
    CHECK(looked_up.posted("/sync/history").at(1).starts_with(R"({"shows":[{"ids":{"tvdb":7},"seasons")"));

    ModuleBench shared(R"(,"history_number_fallback":true)");
    shared.lists["/sync/history/episodes"] = list({play_of_show(1, 70), play_of_show(2, 71)});
    shared.lists["/search/trakt/777"] = "[]";
    shared.answer_post("/sync/history", unknown_flat);
    CHECK(shared.add("history", list({by_trakt_id})) == "not_found");
    CHECK(shared.posted("/sync/history").size() == 1);
    CHECK(shared.asked("/search/tvdb/7") == 0);
}

TEST_CASE("Only plays added by this call are mirrored to the collection, and only if configured", "[history]") {
    const std::string items = list({movie(1, noon), movie(2, noon), movie(3, noon), movie(1, one), episode_with_both});
    const std::string answered = R"({"added":{"movies":2,"episodes":1},"not_found":{"movies":[{"ids":{"tmdb":2}}]}})";
    ModuleBench silent;
    silent.lists["/sync/history/movies"] = list({row(10, 3, noon)});
    silent.answer_post("/sync/history", answered);
    CHECK(silent.add("history", items) == "added not_found existing added added");
    CHECK(silent.posted("/sync/collection").empty());

    for (
        const auto& [types, expected] : std::vector<std::pair<std::string, std::string>>{
            {"",
             R"({"movies":[{"ids":{"tmdb":1},"collected_at":"2026-09-11T12:00:00.000Z"}],"episodes":[{"ids":{"tvdb":77},"collected_at":"2026-09-11T12:00:00.000Z"}]})"},
            {R"(,"history_collection_types":["movies"])",
             R"({"movies":[{"ids":{"tmdb":1},"collected_at":"2026-09-11T12:00:00.000Z"}]})"},
            {R"(,"history_collection_types":["shows"])",
             R"({"episodes":[{"ids":{"tvdb":77},"collected_at":"2026-09-11T12:00:00.000Z"}]})"}}) {
        ModuleBench bench(R"(,"history_collection":true)" + types);
        bench.lists["/sync/history/movies"] = list({row(10, 3, noon)});
        bench.answer_post("/sync/history", answered);
        bench.answer_post("/sync/collection", "{}");
        CHECK(bench.add("history", items) == "added not_found existing added added");
        CHECK(bench.posted("/sync/collection") == std::vector<std::string>{expected});
    }
}

TEST_CASE("An error of the mirror is logged and does not change the outcome", "[history]") {
    for (const int status : {420, 500}) {
        ModuleBench bench(R"(,"history_collection":true)");
        bench.answer_post("/sync/history", added(1));
        bench.answer_post("/sync/collection", http::Outcome(answer(status)));
        CHECK(bench.add("history", list({movie(1, noon)})) == "added");
        CHECK_FALSE(bench.last.failure);
        CHECK(bench.log->count(status == 420 ? "collection_limit" : "collection_add_failed") == 1);
    }
}

TEST_CASE("A dry run of plays sends no request, and uses the last snapshot", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon)});
    CHECK(bench.take(bench.module->add("history", list({movie(1, noon), movie(2, noon)}), bench.dry())) ==
          "unknown:look-up unknown:look-up");
    CHECK(bench.transport->sent.empty());
    bench.index("history");
    const std::size_t sent = bench.transport->sent.size();
    CHECK(bench.take(bench.module->add("history", list({movie(1, noon), movie(2, noon)}), bench.dry())) ==
          "existing added");
    CHECK(bench.transport->sent.size() == sent);
    CHECK(
        bench.member("requests") ==
        R"([{"method":"POST","path":"/sync/history","body":{"movies":[{"ids":{"tmdb":2},"watched_at":"2026-09-11T12:00:00.000Z"}]}}])");
}

TEST_CASE("After a write the last snapshot is not the present state", "[history]") {
    ModuleBench bench;
    bench.index("history");
    bench.answer_post("/sync/history", added(1));
    CHECK(bench.add("history", list({movie(1, noon)})) == "added");
    CHECK(bench.take(bench.module->add("history", list({movie(1, noon)}), bench.dry())) == "unknown:look-up");
    // Trakt removes a watched title from the watchlist.
    bench.index("watchlist");
    bench.answer_post("/sync/history", added(1));
    CHECK(bench.add("history", list({movie(2, noon)})) == "added");
    CHECK(bench.take(bench.module->remove("watchlist", list({movie(2, noon)}), bench.dry())) == "unknown:proof");
}

TEST_CASE("Many plays are looked up by one full read instead of one request each", "[history]") {
    ModuleBench bench;
    std::string items = "[";
    for (int i = 0; i < 30; ++i)
        items += (i > 0 ? "," : "") +
                 movie(100 + i, "2026-09-" + std::string(i < 9 ? "0" : "") + std::to_string(i + 1) + "T12:00:00.000Z");
    bench.answer_post("/sync/history", added(30));
    bench.add("history", items + "]");
    CHECK(bench.asked("/sync/history/movies") <= 2);
    CHECK(bench.posted("/sync/history").size() == 1);
    CHECK(bench.member("count") == "30");
}

}  // namespace mod_trakt::add_test
