// Ids that a caller gives beside the one that decides may belong to another title. Written titles are not remembered
// under them, so these ids neither remove a written title nor count as it.
#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::told_ids_test {

using test::ModuleBench;

namespace {

constexpr const char* noon = "2024-03-01T12:00:00.000Z";

std::string counts(const char* member, const std::string& type, int count) {
    return "{\"" + std::string(member) + "\":{\"" + type + "\":" + std::to_string(count) +
           R"(},"existing":{},"not_found":{"movies":[],"shows":[],"seasons":[],"episodes":[],"ids":[]}})";
}

// Trakt takes the first input for title 1. The second input names title 2 by the other id of the first.
struct Named {
    const char* type;   // of the title, in counts
    const char* first;  // as Trakt takes it for title 1
    const char* second;
    const char* row;     // title 1
    const char* search;  // for the second
    const char* found;   // title 2
};

const Named by_movie = {"movies",
                        R"("type":"movie","ids":{"trakt":1,"tmdb":900})",
                        R"("type":"movie","ids":{"tmdb":900})",
                        R"("type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":1}})",
                        "/search/tmdb/900",
                        R"([{"type":"movie","movie":{"title":"n","year":2000,"ids":{"trakt":2}}}])"};
const Named without_trakt_id = {"movies",
                                R"("type":"movie","ids":{"imdb":"tt1","tmdb":900})",
                                R"("type":"movie","ids":{"tmdb":900})",
                                R"("type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":1,"imdb":"tt1"}})",
                                "/search/tmdb/900",
                                R"([{"type":"movie","movie":{"title":"n","year":2000,"ids":{"trakt":2}}}])"};
const Named by_episode = {
    "episodes",
    R"("type":"episode","ids":{"trakt":1,"tvdb":900})",
    R"("type":"episode","ids":{"tvdb":900})",
    R"("type":"episode","episode":{"title":"e","season":1,"number":1,"ids":{"trakt":1}},"show":{"title":"s","year":2000,"ids":{"trakt":10}})",
    "/search/tvdb/900",
    R"([{"type":"episode","episode":{"title":"f","season":1,"number":1,"ids":{"trakt":2}}}])"};
const Named by_show = {
    "episodes",
    R"("type":"episode","show_ids":{"trakt":10,"tmdb":900},"season":1,"episode":1)",
    R"("type":"episode","show_ids":{"tmdb":900},"season":1,"episode":1)",
    R"("type":"episode","episode":{"title":"e","season":1,"number":1,"ids":{"trakt":1}},"show":{"title":"s","year":2000,"ids":{"trakt":10}})",
    "/search/tmdb/900",
    R"([{"type":"show","show":{"title":"t","year":2000,"ids":{"trakt":20}}}])"};

std::string item(const char* name, int rating = 5) {
    return std::string("[{") + name + R"(,"rating":)" + std::to_string(rating) + R"(,"watched_at":")" + noon + "\"}]";
}

struct Bench {
    Bench() {
        INFO(feature << ": " << named.first);
        bench.index(feature);
        bench.answer_post(path, counts("added", named.type, 1));
        REQUIRE(bench.add(feature, item(named.first)) == "added");
        bench.lists[feature == "watchlist" ? path : path + "/" + named.type] =
            std::string("[{\"id\":101,\"rating\":5,\"rated_at\":\"") + noon + R"(","watched_at":")" + noon +
            R"(","listed_at":")" + noon + "\"," + named.row + "}]";
        bench.lists[named.search] = named.found;
        bench.clock->advance(60'000);  // longer than a change may take
    }
    std::string feature = GENERATE("history", "ratings", "watchlist");
    std::string path = "/sync/" + feature;
    Named named = GENERATE(by_movie, without_trakt_id, by_episode, by_show);
    test::TempFolder temp;
    ModuleBench bench{"", GENERATE(false, true) ? R"(,"state_dir":")" + (temp / "state") + "\"" : std::string()};
};

}  // namespace

TEST_CASE("A title is not removed by another id that was sent with it when it was added", "[titles]") {
    Bench given;
    ModuleBench& bench = given.bench;
    INFO(given.feature << ": " << given.named.second);
    bench.answer_post(given.path + "/remove", counts("deleted", given.named.type, 0));
    CHECK(bench.remove(given.feature, item(given.named.second)) == "absent");
    for (const std::string& body : bench.posted(given.path + "/remove")) {
        CHECK(body.find("900") != std::string::npos);
        CHECK(body.find("trakt") == std::string::npos);
        CHECK(body.find("101") == std::string::npos);
    }
}

TEST_CASE("An added title is not taken for the title of another id that was sent with it", "[titles]") {
    Bench given;
    ModuleBench& bench = given.bench;
    INFO(given.feature << ": " << given.named.second);
    bench.answer_post(given.path, counts("added", given.named.type, 1));
    CHECK(bench.add(given.feature, item(given.named.second)) == "added");
    REQUIRE(bench.posted(given.path).size() == 2);
    CHECK(bench.posted(given.path)[1].find("\"trakt\":1") == std::string::npos);
}

}  // namespace mod_trakt::told_ids_test
