// Episodes whose ids are their own although they have numbers: no feature sends them as the ids of a show (TITLE-11).
#include <catch2/catch.hpp>

#include <string>

#include "tests/support/module_bench.hpp"

namespace mod_trakt::own_ids_test {

using test::ModuleBench;

namespace {

constexpr const char* noon = "2024-03-01T12:00:00.000Z";

// A row of any list, of S1E2 with Trakt's id 5005; `show` is the value of that member.
std::string row(const std::string& show) {
    return std::string(R"([{"id":77,"rank":1,"type":"episode","rating":5,"watched_at":")") + noon +
           R"(","rated_at":")" + noon + R"(","listed_at":")" + noon +
           R"(","episode":{"season":1,"number":2,"title":"E","ids":{"trakt":5005,"tvdb":6006}},"show":)" + show + "}]";
}

std::string planned(ModuleBench& bench) { return bench.member("requests"); }

}  // namespace

TEST_CASE("An episode whose show_ids are unusable is sent by its own ids", "[own_ids]") {
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const std::string profile = GENERATE("default", "crosswatch-3.2");
    for (const char* show_ids : {R"({"tmdb":null})", R"({"tmdb":0})", R"({"tmdb":"abc"})", R"({"foo":5})"}) {
        INFO(feature << ' ' << profile << ' ' << show_ids);
        const std::string items =
            std::string(R"([{"type":"episode","season":1,"episode":1,"rating":5,"ids":{"tvdb":777},"watched_at":")") +
            noon + R"(","show_ids":)" + show_ids + "}]";
        ModuleBench bench(R"(,"key_profile":")" + profile + "\"");
        bench.take(bench.module->add(feature, items, bench.dry()));
        CHECK(planned(bench).find(R"("episodes":[{"ids":{"tvdb":777})") != std::string::npos);
        CHECK(planned(bench).find("shows") == std::string::npos);
        if (feature == "history") continue;
        bench.take(bench.module->remove(feature, items, bench.dry()));
        CHECK(planned(bench).find(R"("episodes":[{"ids":{"tvdb":777})") != std::string::npos);
        CHECK(planned(bench).find("shows") == std::string::npos);
    }
}

TEST_CASE("A removal by own ids beside unusable show_ids takes the play of that episode", "[own_ids]") {
    ModuleBench bench;
    bench.lists["/sync/history/episodes"] = row(R"({"title":"S","ids":{"trakt":9}})");
    bench.answer_post("/sync/history/remove", R"({"deleted":{"episodes":1},"not_found":{"ids":[]}})");
    CHECK(bench.remove("history", std::string(R"([{"type":"episode","season":1,"episode":2,"ids":{"tvdb":6006},)") +
                                      R"("show_ids":{"tmdb":null},"watched_at":")" + noon + "\"}]") == "removed");
    CHECK(bench.posted("/sync/history/remove") == std::vector<std::string>{R"({"ids":[77]})"});
}

}  // namespace mod_trakt::own_ids_test
