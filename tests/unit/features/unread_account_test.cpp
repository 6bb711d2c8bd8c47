// Writes while the list of the account cannot be read.
#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "tests/support/module_bench.hpp"

namespace mod_trakt::unread_account_test {

using test::answer;
using test::ModuleBench;

namespace {

struct UnreadBench : ModuleBench {
    UnreadBench() {
        odd = [](const http::Request& request) -> std::optional<http::Outcome> {
            const std::string path = path_in(request.url);
            const bool is_list = path.starts_with("/sync/watchlist") || path.starts_with("/sync/ratings");
            return request.method == http::Method::Get && is_list ? std::optional<http::Outcome>(answer(503))
                                                                  : std::nullopt;
        };
    }
};

const char* const by_other_ids[] = {
    R"({"type":"movie","ids":{"imdb":"tt5"}})",
    R"({"type":"show","ids":{"tvdb":5,"imdb":"tt5"}})",
    R"({"type":"season","ids":{"tvdb":5}})",
    R"({"type":"season","show_ids":{"imdb":"tt5"},"season":1})",
    R"({"type":"episode","ids":{"tmdb":5}})",
    R"({"type":"episode","show_ids":{"imdb":"tt5"},"season":1,"episode":2})",
    // The tmdb id may be the one of an episode that is held.
    R"({"type":"episode","ids":{"tmdb":5},"show_ids":{"trakt":8},"season":1,"episode":2})",
};

struct Named {
    const char* item;
    const char* sent;
    const char* deleted;
};
const Named by_trakt_id[] = {
    {R"({"type":"movie","ids":{"trakt":1,"imdb":"tt5"}})", R"({"movies":[{"ids":{"trakt":1}}]})", "movies"},
    {R"({"type":"show","ids":{"trakt":1,"tvdb":5}})", R"({"shows":[{"ids":{"trakt":1}}]})", "shows"},
    {R"({"type":"season","ids":{"trakt":1,"tvdb":5}})", R"({"seasons":[{"ids":{"trakt":1}}]})", "seasons"},
    {R"({"type":"season","show_ids":{"trakt":8,"imdb":"tt5"},"season":1})",
     R"({"shows":[{"ids":{"trakt":8},"seasons":[{"number":1}]}]})", "seasons"},
    {R"({"type":"episode","ids":{"trakt":1,"tmdb":5},"show_ids":{"imdb":"tt5"},"season":1,"episode":2})",
     R"({"episodes":[{"ids":{"trakt":1}}]})", "episodes"},
    {R"({"type":"episode","show_ids":{"trakt":8,"imdb":"tt5"},"season":1,"episode":2})",
     R"({"shows":[{"ids":{"trakt":8},"seasons":[{"number":1,"episodes":[{"number":2}]}]}]})", "episodes"},
};

std::string typed(const std::string& item, const char* more) {
    return "[" + item.substr(0, item.size() - 1) + more + "}]";
}

}  // namespace

TEST_CASE("While the list cannot be read, no removal is sent by ids that may belong to another title", "[unread]") {
    const std::string feature = GENERATE("watchlist", "ratings");
    for (const char* item : by_other_ids) {
        INFO(feature << " " << item);
        UnreadBench bench;
        CHECK(bench.remove(feature, typed(item, "")) == "deferred:server_fault");
        CHECK(bench.posted("/sync/" + feature + "/remove").empty());
        CHECK(bench.message(0).find("could not be read") != std::string::npos);
    }
}

TEST_CASE("While the list cannot be read, a title with a Trakt id is changed only by that id", "[unread]") {
    const std::string feature = GENERATE("watchlist", "ratings");
    for (const Named& title : by_trakt_id) {
        INFO(feature << " " << title.item);
        UnreadBench bench;
        const std::string path = "/sync/" + feature;
        const std::string counted = std::string(R"(":{")") + title.deleted + R"(":1}})";
        bench.answer_post(path + "/remove", "{\"deleted" + counted);
        CHECK(bench.remove(feature, typed(title.item, "")) == "removed");
        CHECK(bench.posted(path + "/remove") == std::vector<std::string>{title.sent});
        bench.answer_post(path, "{\"added" + counted);
        CHECK(bench.add(feature, typed(title.item, R"(,"rating":7)")) == "added");
        const std::vector<std::string> posted = bench.posted(path);
        REQUIRE(posted.size() == 1);
        CHECK(posted[0].find("tt5") == std::string::npos);
        CHECK(posted[0].find(":5") == std::string::npos);
        CHECK(posted[0].find("\"trakt\":") != std::string::npos);
    }
}

TEST_CASE("While the list cannot be read, adds without a Trakt id are sent as the caller names them", "[unread]") {
    UnreadBench bench;
    bench.answer_post("/sync/watchlist", R"({"added":{"movies":1}})");
    CHECK(bench.add("watchlist", R"([{"type":"movie","ids":{"imdb":"tt5"}}])") == "added");
    CHECK(bench.posted("/sync/watchlist") == std::vector<std::string>{R"({"movies":[{"ids":{"imdb":"tt5"}}]})"});
}

}  // namespace mod_trakt::unread_account_test
