#include "changes/title_groups.hpp"

#include <catch2/catch.hpp>

#include <array>

#include "tests/support/module_bench.hpp"

namespace mod_trakt::title_groups_test {

using test::answer;
using test::ModuleBench;

namespace {

TitleName name(const std::string& item) {
    const KeyRules rules;
    json::Document document;
    REQUIRE_FALSE(document.parse(item));
    return title_name(reduce(document.root(), rules));
}
TitleName movie(const std::string& ids) { return name(R"({"type":"movie","ids":{)" + ids + "}}"); }

std::string added(int movies, int episodes = 0) {
    return R"({"added":{"movies":)" + std::to_string(movies) + R"(,"episodes":)" + std::to_string(episodes) + "}}";
}

}  // namespace

TEST_CASE("Names of one title and minute join one group, names of another minute do not", "[identity]") {
    changes::TitleGroups groups;
    CHECK(groups.join(0, {movie(R"("imdb":"tt1")")}, 60'000).is_new);
    const auto same = groups.join(1, {movie(R"("imdb":"tt1","tmdb":5)")}, 60'000);
    CHECK_FALSE(same.is_new);
    CHECK(same.first == 0);
    CHECK(groups.join(2, {movie(R"("imdb":"tt1")")}, 120'000).is_new);
    // By the second name of the group.
    CHECK(groups.join(3, {movie(R"("tmdb":5)")}, 60'000).group == same.group);
}

TEST_CASE("A name that contradicts any name of a group stays out of it", "[identity]") {
    changes::TitleGroups groups;
    groups.join(0, {movie(R"("imdb":"tt1")")});
    CHECK_FALSE(groups.join(1, {movie(R"("trakt":1,"imdb":"tt1")")}).is_new);
    // It agrees with the first name, but Trakt's ids differ.
    CHECK(groups.join(2, {movie(R"("trakt":2,"imdb":"tt1")")}).is_new);
}

TEST_CASE("A name that fits several groups joins none", "[identity]") {
    changes::TitleGroups groups;
    groups.join(0, {movie(R"("trakt":1,"imdb":"tt1")")});
    groups.join(1, {movie(R"("trakt":2,"imdb":"tt1")")});
    CHECK(groups.join(2, {movie(R"("imdb":"tt1")")}).is_new);
}

TEST_CASE("Groups that prove to be one title become one, in any order of the names", "[identity]") {
    changes::TitleGroups groups;
    groups.join(0, {movie(R"("imdb":"tt1")")});
    groups.join(1, {movie(R"("trakt":4,"tmdb":5)")});
    groups.join(2, {movie(R"("tmdb":6)")});
    const auto place = groups.join(3, {movie(R"("imdb":"tt1","tmdb":5)")});
    CHECK_FALSE(place.is_new);
    CHECK(place.group == 0);
    CHECK(place.absorbed == std::vector<std::size_t>{1});
    CHECK(place.surer == 1);
    CHECK(groups.is_absorbed(1));
    CHECK_FALSE(groups.is_absorbed(2));
    // Names of the absorbed group now belong to the first group.
    CHECK(groups.join(4, {movie(R"("tmdb":5)")}).group == 0);
    CHECK(groups.join(5, {movie(R"("trakt":9,"imdb":"tt1")")}).is_new);
}

TEST_CASE("Three names of one play are one play, in any order", "[identity]") {
    const std::string at = R"(,"watched_at":"2026-09-11T12:00:00Z"})";
    const std::string imdb = R"({"type":"movie","ids":{"imdb":"tt1"})" + at,
                      tmdb = R"({"type":"movie","ids":{"tmdb":5})" + at,
                      both = R"({"type":"movie","ids":{"imdb":"tt1","tmdb":5})" + at;
    for (const std::string& items :
         {imdb + "," + tmdb + "," + both, both + "," + imdb + "," + tmdb, imdb + "," + both + "," + tmdb}) {
        ModuleBench bench;
        bench.answer_post("/sync/history", added(1));
        CHECK(bench.add("history", "[" + items + "]") == "added added added");
        const std::string body = bench.posted("/sync/history").at(0);
        CHECK(body.find("watched_at") == body.rfind("watched_at"));
    }
    for (const char* feature : {"ratings", "watchlist"}) {
        INFO(feature);
        ModuleBench bench;
        bench.answer_post("/sync/" + std::string(feature), added(1));
        CHECK(bench.add(
                  feature,
                  R"([{"type":"movie","ids":{"imdb":"tt1"},"rating":5},{"type":"movie","ids":{"tmdb":5},"rating":6},)"
                  R"({"type":"movie","ids":{"imdb":"tt1","tmdb":5},"rating":7}])") == "added added added");
    }
}

TEST_CASE("A title held under another Trakt id is another title, in every feature and direction", "[identity]") {
    // The account holds movie 71; the inputs name 71 and 72, which share its imdb id.
    const std::string two =
        R"([{"type":"movie","ids":{"trakt":71,"imdb":"tt0000001"},"rating":5,"watched_at":"2026-09-11T12:00:00Z"},
            {"type":"movie","ids":{"trakt":72,"imdb":"tt0000001"},"rating":5,"watched_at":"2026-09-11T12:00:00Z"}])";
    const std::string movie_71 =
        R"("type":"movie","movie":{"title":"a","year":2000,"ids":{"trakt":71,"imdb":"tt0000001"}}})";
    const auto holding = [&](ModuleBench& bench) {
        bench.lists["/sync/history/movies"] = R"([{"id":12,"watched_at":"2026-09-11T12:00:00.000Z",)" + movie_71 +
                                              R"(,{"id":11,"watched_at":"2026-09-11T12:00:00.000Z",)" + movie_71 + "]";
        bench.lists["/sync/watchlist"] =
            R"([{"rank":1,"id":1,"listed_at":"2026-09-11T12:00:00.000Z",)" + movie_71 + "]";
        bench.lists["/sync/ratings/movies"] = R"([{"rated_at":"2026-09-11T12:00:00.000Z","rating":5,)" + movie_71 + "]";
    };
    ModuleBench adds, removals;
    holding(adds);
    holding(removals);
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        INFO(feature);
        const std::string path = "/sync/" + std::string(feature);
        adds.answer_post(path, added(1));
        CHECK(adds.add(feature, two) == "existing added");
        CHECK(adds.posted(path).at(0).find("71") == std::string::npos);
    }
    removals.answer_post("/sync/history/remove", R"({"deleted":{"movies":1}})");
    CHECK(removals.remove("history", two) == "removed absent");
    CHECK(removals.posted("/sync/history/remove").at(0) == R"({"ids":[12]})");
}

TEST_CASE("An id beside another title's Trakt id means the held title that has it, in every feature and direction",
          "[identity]") {
    // The account holds movie 72. Trakt's id of 71 came with 72's imdb id; the second input is 72.
    const std::string beside =
        R"({"type":"movie","ids":{"trakt":71,"imdb":"tt2"},"rating":9,"watched_at":"2026-09-11T12:00:00Z"})";
    const std::string alone = R"({"type":"movie","ids":{"imdb":"tt2"},"rating":1,"watched_at":"2026-09-11T12:00:00Z"})";
    const std::string movie_72 = R"("type":"movie","movie":{"title":"a","year":2000,"ids":{"trakt":72,"imdb":"tt2"}}})";
    for (const bool is_first : {true, false}) {
        const std::string items = "[" + (is_first ? beside + "," + alone : alone + "," + beside) + "]";
        const auto either = [&](const std::string& one, const std::string& two) {
            return is_first ? one + " " + two : two + " " + one;
        };
        ModuleBench bench;
        bench.lists["/sync/history/movies"] = R"([{"id":12,"watched_at":"2026-09-11T12:00:00.000Z",)" + movie_72 + "]";
        bench.lists["/sync/watchlist"] =
            R"([{"rank":1,"id":1,"listed_at":"2026-09-11T12:00:00.000Z",)" + movie_72 + "]";
        bench.lists["/sync/ratings/movies"] = R"([{"rated_at":"2026-09-11T12:00:00.000Z","rating":5,)" + movie_72 + "]";
        for (const char* feature : {"history", "watchlist"}) {
            INFO(feature << is_first);
            const std::string path = "/sync/" + std::string(feature);
            bench.answer_post(path, added(1));
            CHECK(bench.add(feature, items) == either("added", "existing"));
            CHECK(bench.posted(path).at(0).find("72") == std::string::npos);
        }
        bench.answer_post("/sync/ratings", added(2));
        CHECK(bench.add("ratings", items) == either("added", "updated"));
        const std::string body = bench.posted("/sync/ratings").at(0);
        CHECK(body.find(R"({"ids":{"trakt":71},"rating":9})") != std::string::npos);
        CHECK(body.find(R"({"ids":{"trakt":72},"rating":1})") != std::string::npos);
    }
}

TEST_CASE("The rating of the last input counts, in whatever order its names were merged", "[identity]") {
    const auto rated = [](const std::string& ids, int rating) {
        return R"({"type":"movie","ids":{)" + ids + R"(},"rating":)" + std::to_string(rating) + "}";
    };
    const std::string imdb = R"("imdb":"tt1")", tmdb = R"("tmdb":5)", both = imdb + "," + tmdb;
    for (const auto& names :
         {std::array{imdb, both, imdb}, {imdb, both, tmdb}, {both, imdb, both}, {tmdb, imdb, both}}) {
        INFO(names[0] << ' ' << names[1] << ' ' << names[2]);
        ModuleBench bench;
        bench.answer_post("/sync/ratings", added(1));
        CHECK(bench.add("ratings", "[" + rated(names[0], 5) + "," + rated(names[1], 6) + "," + rated(names[2], 7) +
                                       "]") == "added added added");
        const std::string body = bench.posted("/sync/ratings").at(0);
        CHECK(body.find(R"("rating":7)") != std::string::npos);
        CHECK(body.find("rating\"") == body.rfind("rating\""));
    }
}

TEST_CASE("The first name with Trakt's own id replaces the sent name", "[identity]") {
    changes::TitleGroups groups;
    CHECK_FALSE(groups.join(0, {movie(R"("imdb":"tt1")")}).is_surer);
    CHECK(groups.join(1, {movie(R"("imdb":"tt1","trakt":7)")}).is_surer);
    CHECK_FALSE(groups.join(2, {movie(R"("imdb":"tt1","trakt":7,"tmdb":3)")}).is_surer);
}

TEST_CASE("A movie and an episode that share a number and a minute are two plays", "[identity]") {
    ModuleBench bench;
    bench.answer_post("/sync/history", added(1, 1));
    CHECK(bench.add("history",
                    R"([{"type":"movie","ids":{"tmdb":603},"watched_at":"2026-09-11T12:00:00Z"},
                        {"type":"episode","ids":{"tmdb":603},"watched_at":"2026-09-11T12:00:00Z"}])") == "added added");
    CHECK(bench.posted("/sync/history").at(0) ==
          R"({"movies":[{"ids":{"tmdb":603},"watched_at":"2026-09-11T12:00:00.000Z"}],)"
          R"("episodes":[{"ids":{"tmdb":603},"watched_at":"2026-09-11T12:00:00.000Z"}]})");
}

TEST_CASE("Episodes whose keys are \"unknown:\" under the rules of 3.2.0 are still different plays", "[identity]") {
    ModuleBench bench(R"(,"key_profile":"crosswatch-3.2")");
    bench.answer_post("/sync/history", added(0, 2));
    // Ids of the show that make no key, and own tvdb ids.
    CHECK(
        bench.add(
            "history",
            R"([{"type":"episode","ids":{"tvdb":71},"show_ids":{"slug":"a"},"season":1,"episode":1,"watched_at":"2026-09-11T12:00:00Z"},
                        {"type":"episode","ids":{"tvdb":72},"show_ids":{"slug":"a"},"season":1,"episode":2,"watched_at":"2026-09-11T12:00:00Z"}])") ==
        "added added");
    const std::string body = bench.posted("/sync/history").at(0);
    CHECK(body.find("71") != std::string::npos);
    CHECK(body.find("72") != std::string::npos);
}

TEST_CASE("Titles of one call that share an id but not Trakt's are each sent, in every feature and direction",
          "[identity]") {
    const std::string two = R"([{"type":"movie","ids":{"trakt":1,"imdb":"tt1"},"rating":5},
                                {"type":"movie","ids":{"trakt":2,"imdb":"tt1"},"rating":6}])";
    ModuleBench bench;
    bench.answer_post("/sync/ratings", added(2));
    bench.answer_post("/sync/watchlist", added(2));
    bench.answer_post("/sync/ratings/remove", R"({"deleted":{"movies":2}})");
    bench.answer_post("/sync/watchlist/remove", R"({"deleted":{"movies":2}})");
    CHECK(bench.add("ratings", two) == "added added");
    CHECK(bench.add("watchlist", two) == "added added");
    CHECK(bench.remove("ratings", two) == "removed removed");
    CHECK(bench.remove("watchlist", two) == "removed removed");
    for (const char* path : {"/sync/ratings", "/sync/watchlist", "/sync/ratings/remove", "/sync/watchlist/remove"}) {
        INFO(path);
        CHECK(bench.posted(path).at(0).find(R"("trakt":1)") != std::string::npos);
        CHECK(bench.posted(path).at(0).find(R"("trakt":2)") != std::string::npos);
    }
}

TEST_CASE("A title with two names is sent once, by its Trakt id, in every feature and direction", "[identity]") {
    const std::string two =
        R"([{"type":"movie","ids":{"imdb":"tt1"},"rating":5,"watched_at":"2026-09-11T12:00:00Z"},
            {"type":"movie","ids":{"imdb":"tt1","trakt":7},"rating":6,"watched_at":"2026-09-11T12:00:40Z"}])";
    ModuleBench bench;
    for (const char* path : {"/sync/history", "/sync/ratings", "/sync/watchlist"}) bench.answer_post(path, added(1));
    bench.answer_post("/sync/ratings/remove", R"({"deleted":{"movies":1}})");
    bench.answer_post("/sync/watchlist/remove", R"({"deleted":{"movies":1}})");
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        INFO(feature);
        CHECK(bench.add(feature, two) == "added added");
    }
    CHECK(bench.remove("ratings", two) == "removed removed");
    CHECK(bench.remove("watchlist", two) == "removed removed");
    for (const char* path :
         {"/sync/history", "/sync/ratings", "/sync/watchlist", "/sync/ratings/remove", "/sync/watchlist/remove"}) {
        INFO(path);
        const std::string body = bench.posted(path).at(0);
        CHECK(body.find(R"("trakt":7)") != std::string::npos);
        CHECK(body.find("tt1") == body.rfind("tt1"));
    }
    CHECK(bench.posted("/sync/ratings").at(0).find(R"("rating":6)") != std::string::npos);
}

}  // namespace mod_trakt::title_groups_test
