#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::remove_test {

using test::answer;
using test::ModuleBench;

namespace {

constexpr const char* noon = "2026-09-11T12:00:00.000Z";
constexpr const char* one = "2026-09-11T13:00:00.000Z";

std::string movie(int tmdb, const std::string& at, const std::string& more = {}) {
    return R"({"type":"movie","ids":{"tmdb":)" + std::to_string(tmdb) + R"(},"watched_at":")" + at + "\"" + more + "}";
}
std::string with_id(int tmdb, const std::string& at, int id) {
    return movie(tmdb, at, R"(,"_trakt_history_id":)" + std::to_string(id));
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
std::string deleted(int movies, const std::string& gone = {}) {
    return R"({"deleted":{"movies":)" + std::to_string(movies) + R"(,"episodes":0},"not_found":{"movies":[],"ids":[)" +
           gone + "]}}";
}
using Bodies = std::vector<std::string>;

}  // namespace

TEST_CASE("A play is removed by its history id if title and minute agree with it", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(11, 2, noon)});
    bench.answer_post("/sync/history/remove", deleted(2));
    CHECK(bench.remove("history", list({with_id(1, noon, 10), with_id(2, noon, 11)})) == "removed removed");
    CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[10,11]})"});
    CHECK(bench.transport->sent.size() == 2);  // one look-up of that minute
    CHECK(bench.last.document.find("\"event_key\":\"tmdb:1@") != std::string::npos);
}

TEST_CASE("A history id of another title, or of a play that was added again, is ignored for title and minute",
          "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(12, 1, noon), row(11, 2, noon)});
    bench.answer_post("/sync/history/remove", deleted(1));
    CHECK(bench.remove("history", list({with_id(1, noon, 11)})) == "removed");
    CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[12]})"});
}

TEST_CASE("An undo removes the play with the history id that its run added, and never another one of that minute",
          "[history][undo]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(12, 1, noon), row(11, 2, noon)});
    bench.answer_post("/sync/history/remove", deleted(1));
    CallScope scope = bench.scope();
    scope.undoes = "a run";
    const std::string items = list({with_id(1, noon, 10), with_id(2, noon, 11), movie(1, noon)});
    CHECK(bench.take(bench.module->remove("history", items, scope)) == "absent removed absent");
    CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[11]})"});
}

TEST_CASE("A history id of another title or minute is ignored, also if the last index shows that play", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(13, 1, one), row(12, 1, noon), row(11, 2, noon), row(10, 3, noon)});
    bench.index("history");
    bench.answer_post("/sync/history/remove", deleted(1));
    SECTION("of another title") {
        CHECK(bench.remove("history", list({with_id(1, noon, 11)})) == "removed");
        CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[12]})"});
    }
    SECTION("of another minute") {
        CHECK(bench.remove("history", list({with_id(1, noon, 13)})) == "removed");
        CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[12]})"});
    }
    SECTION("of another title, removed by this handle") {
        REQUIRE(bench.remove("history", list({with_id(3, noon, 10)})) == "removed");
        bench.answer_post("/sync/history/remove", deleted(1));
        bench.lists["/sync/history/movies"] = list({row(13, 1, one), row(12, 1, noon), row(11, 2, noon)});
        CHECK(bench.remove("history", list({with_id(1, noon, 10)})) == "removed");
        CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[10]})", R"({"ids":[12]})"});
    }
}

TEST_CASE("Without an id the play of that title and minute is found first", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(11, 1, one), row(12, 2, noon)});
    bench.answer_post("/sync/history/remove", deleted(1));
    CHECK(bench.remove("history", list({movie(1, "2026-09-11T12:00:45.000Z"), movie(9, noon)})) == "removed absent");
    CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[10]})"});
}

TEST_CASE("Without a matching play no POST is sent", "[history]") {
    ModuleBench bench;
    CHECK(bench.remove("history", list({movie(1, noon)})) == "absent");
    CHECK(bench.posted("/sync/history/remove").empty());
}

TEST_CASE("Of several plays in one minute each input removes one, the highest history id first", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(30, 1, noon), row(20, 1, noon)});
    bench.answer_post("/sync/history/remove", deleted(2));
    CHECK(bench.remove("history", list({movie(1, noon), movie(1, noon)})) == "removed removed");
    CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[30,20]})"});
}

TEST_CASE("If there are more inputs than plays, the last inputs are absent", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon)});
    bench.answer_post("/sync/history/remove", deleted(1));
    CHECK(bench.remove("history", list({movie(1, noon), movie(1, noon)})) == "removed absent");
    CHECK(bench.member("confirmed_keys") == "[]");  // one key, two outcomes
}

TEST_CASE("A play that one input names by id is not removed for another input by its minute", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(30, 1, noon), row(20, 1, noon)});
    bench.answer_post("/sync/history/remove", deleted(2));
    CHECK(bench.remove("history", list({movie(1, noon), with_id(1, noon, 30)})) == "removed removed");
    CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[20,30]})"});
}

TEST_CASE("Plays whose ids Trakt no longer knows are absent, the others are counted", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(11, 2, noon)});
    bench.answer_post("/sync/history/remove", deleted(1, "10"));
    CHECK(bench.remove("history", list({with_id(1, noon, 10), with_id(2, noon, 11)})) == "absent removed");
    ModuleBench all;
    all.lists = bench.lists;
    all.answer_post("/sync/history/remove", deleted(0, "10,11"));
    CHECK(all.remove("history", list({with_id(1, noon, 10), with_id(2, noon, 11)})) == "absent absent");
}

TEST_CASE("A count of deleted plays that does not match proves nothing: the plays are read back", "[history]") {
    for (const std::string& body :
         {deleted(1), deleted(3), deleted(2, "10"), std::string("{}"), std::string(R"({"deleted":null})"),
          std::string(R"({"deleted":{"movies":3,"episodes":-1}})"),
          std::string(R"({"deleted":{"movies":-9223372036854775808,"episodes":-9223372036854775808}})"),
          std::string(R"({"deleted":{"movies":9223372036854775807,"episodes":9223372036854775807}})")}) {
        ModuleBench bench;
        bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(11, 2, noon)});
        bench.answer_post("/sync/history/remove", body);
        INFO(body);
        const std::string verdicts = bench.remove("history", list({with_id(1, noon, 10), with_id(2, noon, 11)}));
        CHECK(verdicts.ends_with("rejected:not removed"));
        CHECK(bench.member("confirmed_keys") == "[]");
        ModuleBench unreadable;
        unreadable.lists = bench.lists;
        unreadable.answer_post("/sync/history/remove", body);
        unreadable.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
            const bool after = !unreadable.posted("/sync/history/remove").empty();
            return after && request.method == http::Method::Get ? std::optional<http::Outcome>(answer(503))
                                                                : std::nullopt;
        };
        CHECK(unreadable.remove("history", list({with_id(1, noon, 10), with_id(2, noon, 11)}))
                  .ends_with("unknown:ambiguous"));
    }
}

TEST_CASE("An item without a time is rejected, so that all plays of a title are never removed by accident",
          "[history]") {
    ModuleBench bench;
    CHECK(
        bench.remove("history",
                     R"([{"type":"movie","ids":{"tmdb":1}},{"type":"movie","ids":{"tmdb":1},"all_plays":false},
        {"type":"movie","ids":{"tmdb":1},"all_plays":"true"},{"type":"show","ids":{"tmdb":1},"all_plays":true},5])") ==
        "rejected:missing watched_at rejected:missing watched_at rejected:missing watched_at rejected:unsupported type "
        "rejected:invalid item");
    CHECK(bench.transport->sent.empty());
}

TEST_CASE("all_plays removes every play of the title by its id, and no play of another title", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(11, 1, one), row(12, 2, noon)});
    bench.answer_post("/sync/history/remove", deleted(2));
    CHECK(bench.remove("history", R"([{"type":"movie","ids":{"tmdb":1},"all_plays":true}])") == "removed");
    CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[11,10]})"});
}

TEST_CASE("all_plays with an unreadable time is rejected; with a readable time it means that minute", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(11, 1, one)});
    bench.answer_post("/sync/history/remove", deleted(1));
    for (const char* time : {R"("garbage")", R"("2024-02-30T00:00:00Z")", R"("")", "-1", "[]", "{}", "false", "1.5"}) {
        INFO(time);
        CHECK(bench
                  .remove("history", R"([{"type":"movie","ids":{"tmdb":1},"all_plays":true,"watched_at":)" +
                                         std::string(time) + "}]")
                  .starts_with("rejected:"));
    }
    CHECK(bench.transport->sent.empty());
    const std::string item = R"({"type":"movie","ids":{"tmdb":1},"all_plays":true,"watched_at":")";
    CHECK(bench.remove("history", "[" + item + noon + R"("}])") == "removed");
    CHECK(bench.posted("/sync/history/remove") == Bodies{R"({"ids":[10]})"});
}

TEST_CASE("No removal ever names a title instead of plays", "[history]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon)});
    bench.answer_post("/sync/history/remove", deleted(1));
    bench.remove("history",
                 list({movie(1, noon), movie(2, noon), R"({"type":"movie","ids":{"tmdb":1},"all_plays":true})"}));
    for (const std::string& body : bench.posted("/sync/history/remove")) CHECK(body.starts_with(R"({"ids":[)"));
}

TEST_CASE("Plays removed before a cancel are reported as removed", "[history]") {
    ModuleBench bench(R"(,"history_chunk_size":1)");
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(11, 2, noon)});
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method != http::Method::Post) return std::nullopt;
        bench.cancel = 1;
        return answer(200, deleted(1));
    };
    CHECK(bench.remove("history", list({with_id(1, noon, 10), with_id(2, noon, 11)})) == "removed deferred:cancelled");
    CHECK(test::outline(bench.last.failure.value()) == "CANCELLED cancelled");
    CHECK(bench.member("confirmed_keys") == R"(["tmdb:1"])");
}

TEST_CASE("Plays of a removal that a server fault left uncertain are sent again", "[history]") {
    ModuleBench bench(R"(,"history_chunk_size":1)");
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(11, 2, noon), row(12, 3, noon)});
    bench.answer_post("/sync/history/remove", deleted(1));
    bench.answer_post("/sync/history/remove", http::Outcome(answer(500)));
    bench.answer_post("/sync/history/remove", R"({"deleted":{"movies":0},"not_found":{"ids":[11]}})");
    bench.answer_post("/sync/history/remove", deleted(1));
    CHECK(bench.remove("history", list({with_id(1, noon, 10), with_id(2, noon, 11), with_id(3, noon, 12)})) ==
          "removed removed removed");
    CHECK(bench.posted("/sync/history/remove").size() == 4);
}

TEST_CASE("When the plays cannot be looked up, nothing is removed", "[history]") {
    ModuleBench bench;
    bench.odd = [](const http::Request&) { return std::optional<http::Outcome>(answer(503)); };
    CHECK(bench.remove("history", list({movie(1, noon), with_id(2, noon, 11)})) ==
          "deferred:server_fault deferred:server_fault");
    CHECK(bench.posted("/sync/history/remove").empty());
}

TEST_CASE("A dry run of a removal shows the known history ids, and reports plays without one", "[history]") {
    ModuleBench bench;
    const std::string items = list({movie(1, noon), with_id(2, noon, 11), movie(9, noon)});
    CHECK(bench.take(bench.module->remove("history", items, bench.dry())) ==
          "unknown:look-up unknown:look-up unknown:look-up");
    CHECK(bench.member("requests") == R"([{"method":"POST","path":"/sync/history/remove","body":{"ids":[11]}}])");
    CHECK(bench.transport->sent.empty());
    bench.lists["/sync/history/movies"] = list({row(10, 1, noon), row(11, 2, noon)});
    bench.index("history");
    CHECK(bench.take(bench.module->remove("history", items, bench.dry())) == "removed removed absent");
    CHECK(bench.member("requests") == R"([{"method":"POST","path":"/sync/history/remove","body":{"ids":[10,11]}}])");
}

}  // namespace mod_trakt::remove_test
