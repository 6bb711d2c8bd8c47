#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::ratings_test {

using test::answer;
using test::ModuleBench;

namespace {

std::string movie(int tmdb, const std::string& rating, const std::string& more = {}) {
    return R"({"type":"movie","ids":{"tmdb":)" + std::to_string(tmdb) + R"(},"rating":)" + rating + more + "}";
}
std::string list(std::initializer_list<std::string> items) {
    std::string text = "[";
    for (const std::string& item : items) text += (text.size() > 1 ? "," : "") + item;
    return text + "]";
}
std::string row(int tmdb, int rating, const std::string& at = "2026-09-11T12:00:00.000Z") {
    return R"({"rated_at":")" + at + R"(","rating":)" + std::to_string(rating) +
           R"(,"type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":)" + std::to_string(tmdb + 7000) +
           R"(,"tmdb":)" + std::to_string(tmdb) + "}}}";
}
using Bodies = std::vector<std::string>;

}  // namespace

TEST_CASE("An equal rating is existing, a different one updated, a first one added", "[ratings]") {
    ModuleBench bench;
    bench.lists["/sync/ratings/movies"] = list({row(1, 7), row(2, 7)});
    bench.answer_post("/sync/ratings", R"({"added":{"movies":2}})");
    CHECK(bench.add("ratings", list({movie(1, "7"), movie(2, "8"), movie(3, "9")})) == "existing updated added");
    CHECK(bench.posted("/sync/ratings") ==
          Bodies{R"({"movies":[{"ids":{"trakt":7002},"rating":8},{"ids":{"tmdb":3},"rating":9}]})"});
    CHECK(bench.member("count") == "2");
    CHECK(bench.member("confirmed_keys") == R"(["tmdb:2","tmdb:3"])");
    CHECK(bench.member("skipped_keys") == R"(["tmdb:1"])");
}

TEST_CASE("The same rating at another time is a change, but not within a minute", "[ratings]") {
    ModuleBench bench;
    bench.lists["/sync/ratings/movies"] = list({row(1, 7), row(2, 7)});
    bench.answer_post("/sync/ratings", R"({"added":{"movies":1}})");
    CHECK(bench.add("ratings", list({movie(1, "7", R"(,"rated_at":"2026-09-11T12:01:00Z")"),
                                     movie(2, "7", R"(,"rated_at":"2026-09-11T12:01:01Z")")})) == "existing updated");
}

TEST_CASE("The time of a rating is sent in one form, and left out if it is invalid", "[ratings]") {
    ModuleBench bench;
    bench.answer_post("/sync/ratings", R"({"added":{"movies":3}})");
    bench.add("ratings",
              list({movie(1, "7", R"(,"rated_at":"2026-09-11T14:00:00+02:00")"),
                    movie(2, "7", R"(,"rated_at":1789128000)"), movie(3, "7", R"(,"rated_at":"yesterday")")}));
    CHECK(
        bench.posted("/sync/ratings") ==
        Bodies{
            R"({"movies":[{"ids":{"tmdb":1},"rating":7,"rated_at":"2026-09-11T12:00:00.000Z"},)"
            R"({"ids":{"tmdb":2},"rating":7,"rated_at":"2026-09-11T12:00:00.000Z"},{"ids":{"tmdb":3},"rating":7}]})"});
}

TEST_CASE("An invalid rating, an unknown type and missing ids are rejected, each with its reason", "[ratings]") {
    ModuleBench bench;
    bench.answer_post("/sync/ratings", R"({"added":{"movies":2}})");
    CHECK(bench.add("ratings",
                    list({movie(1, "0"), movie(2, "11"), movie(3, "null"), movie(4, "\"good\""), movie(5, "7.5"),
                          R"({"type":"movie","rating":5})", R"({"type":"person","ids":{"tmdb":1},"rating":5})",
                          R"({"ids":{"tmdb":1},"rating":5})", "7", movie(6, "\"10\"")})) ==
          "rejected:invalid rating rejected:invalid rating rejected:invalid rating rejected:invalid rating added "
          "rejected:missing ids rejected:unsupported type rejected:unsupported type rejected:invalid item added");
    CHECK(bench.posted("/sync/ratings") ==
          Bodies{R"({"movies":[{"ids":{"tmdb":5},"rating":8},{"ids":{"tmdb":6},"rating":10}]})"});
    CHECK(bench.message(0) == "items[0]: rating is not a number from 1 to 10");
}

TEST_CASE("Each type is sent in its own requests, in a fixed order and in chunks", "[ratings]") {
    ModuleBench bench(R"(,"ratings_chunk_size":1)");
    for (const char* counts :
         {R"({"movies":1})", R"({"movies":1})", R"({"shows":1})", R"({"seasons":1})", R"({"episodes":1})"})
        bench.answer_post("/sync/ratings", R"({"added":)" + std::string(counts) + "}");
    CHECK(bench.add("ratings", list({R"({"type":"episode","ids":{"tvdb":4},"rating":1})",
                                     R"({"type":"season","ids":{"trakt":3},"rating":2})", movie(1, "3"),
                                     R"({"type":"show","ids":{"tvdb":2},"rating":4})", movie(2, "5")})) ==
          "added added added added added");
    REQUIRE(bench.posted("/sync/ratings").size() == 5);
    CHECK(bench.posted("/sync/ratings")[0] == R"({"movies":[{"ids":{"tmdb":1},"rating":3}]})");
    CHECK(bench.posted("/sync/ratings")[2].starts_with(R"({"shows")"));
    CHECK(bench.posted("/sync/ratings")[3].starts_with(R"({"seasons")"));
    CHECK(bench.posted("/sync/ratings")[4].starts_with(R"({"episodes")"));
}

TEST_CASE("A title that Trakt does not know is not confirmed", "[ratings]") {
    ModuleBench bench;
    bench.answer_post("/sync/ratings",
                      R"({"added":{"movies":1},"not_found":{"movies":[{"rating":8,"ids":{"tmdb":2}}]}})");
    CHECK(bench.add("ratings", list({movie(1, "7"), movie(2, "8")})) == "added not_found");
    CHECK(bench.member("confirmed_keys") == R"(["tmdb:1"])");
}

TEST_CASE("Of several ratings of one title the last is sent, and all inputs share its verdict", "[ratings]") {
    ModuleBench bench;
    bench.answer_post("/sync/ratings", R"({"added":{"movies":1}})");
    CHECK(bench.add("ratings", list({movie(1, "7"), movie(1, "7"), movie(1, "8")})) == "added added added");
    CHECK(bench.posted("/sync/ratings") == Bodies{R"({"movies":[{"ids":{"tmdb":1},"rating":8}]})"});
}

TEST_CASE("A changed rating is updated, in each way that a server counts it", "[ratings]") {
    for (const char* answer : {R"({"added":{"movies":1}})", R"({"added":{"movies":0}})",
                               R"({"added":{"movies":0},"existing":{"movies":1}})"}) {
        INFO(answer);
        ModuleBench bench;
        bench.lists["/sync/ratings/movies"] = list({row(1, 7)});
        bench.answer_post("/sync/ratings", answer);
        CHECK(bench.add("ratings", list({movie(1, "9")})) == "updated");
    }
}

TEST_CASE("Removing distinguishes removed from absent ratings", "[ratings]") {
    ModuleBench bench;
    bench.lists["/sync/ratings/movies"] = list({row(1, 7)});
    bench.answer_post("/sync/ratings/remove", R"({"deleted":{"movies":1}})");
    CHECK(bench.remove("ratings", R"([{"type":"movie","ids":{"tmdb":1}},{"type":"movie","ids":{"tmdb":2}}])") ==
          "removed absent");
    CHECK(bench.posted("/sync/ratings/remove") == Bodies{R"({"movies":[{"ids":{"trakt":7001}},{"ids":{"tmdb":2}}]})"});
}

TEST_CASE("An error in one type does not affect the others", "[ratings]") {
    ModuleBench bench;
    bench.answer_post("/sync/ratings", http::Outcome(answer(422)));
    bench.answer_post("/sync/ratings", R"({"added":{"shows":1}})");
    CHECK(bench.add("ratings", list({movie(1, "7"), R"({"type":"show","ids":{"tvdb":2},"rating":4})"})) ==
          "rejected:http:422 added");
    CHECK_FALSE(bench.last.failure);
}

TEST_CASE("An error that ends the call in one type leaves later types unsent", "[ratings]") {
    ModuleBench bench;
    bench.answer_post("/sync/ratings", http::Outcome(answer(426)));
    CHECK(bench.add("ratings", list({movie(1, "7"), R"({"type":"show","ids":{"tvdb":2},"rating":4})"})) ==
          "deferred:http:426 deferred:vip_required");
    CHECK(bench.posted("/sync/ratings").size() == 1);
    CHECK(test::outline(bench.last.failure.value()) == "FORBIDDEN vip_required");
}

TEST_CASE("A dry run of ratings sends no request, and uses the last snapshot", "[ratings]") {
    ModuleBench bench;
    const std::string items = list({movie(1, "7"), movie(2, "8"), movie(3, "9")});
    CHECK(bench.take(bench.module->add("ratings", items, bench.dry())) == "unknown:proof unknown:proof unknown:proof");
    CHECK(bench.transport->sent.empty());
    bench.lists["/sync/ratings/movies"] = list({row(1, 7), row(2, 7)});
    bench.index("ratings");
    CHECK(bench.take(bench.module->add("ratings", items, bench.dry())) == "existing updated added");
    CHECK(bench.take(bench.module->remove("ratings", items, bench.dry())) == "removed removed absent");
}

TEST_CASE("A 420 ends the ratings of all types in the call; removals are sent", "[ratings]") {
    ModuleBench bench(R"(,"ratings_chunk_size":1)");
    const auto rated = [](const std::string& type, int tmdb) {
        return R"({"type":")" + type + R"(","ids":{"tmdb":)" + std::to_string(tmdb) + R"(},"rating":7})";
    };
    bench.answer_post("/sync/ratings", R"({"added":{"movies":1}})");
    bench.answer_post("/sync/ratings", http::Outcome(answer(420)));
    const std::string items = list({rated("show", 1), rated("movie", 2), rated("movie", 3), rated("movie", 4)});
    CHECK(bench.add("ratings", items) == "limit:trakt_limit added limit:trakt_limit limit:trakt_limit");
    CHECK(bench.posted("/sync/ratings").size() == 2);
    CHECK(bench.message(0).find("https://trakt.tv/vip") != std::string::npos);
    CHECK_FALSE(bench.last.failure);
    bench.lists["/sync/ratings/movies"] = list({row(1, 7)});
    bench.answer_post("/sync/ratings/remove", R"({"deleted":{"movies":1}})");
    CHECK(bench.remove("ratings", list({movie(1, "7")})) == "removed");
}

}  // namespace mod_trakt::ratings_test
