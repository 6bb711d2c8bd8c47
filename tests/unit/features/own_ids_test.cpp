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

std::string list_of(const std::string& feature) {
    return "/sync/" + feature + (feature == "watchlist" ? "" : "/episodes");
}

// The items of the index, as a host hands them back; `changed`: with another time and rating; `as_before`: without the
// members that begin with "_", as hosts of 3.2.0 do it.
std::string handed_back(ModuleBench& bench, const std::string& feature, bool changed, bool as_before) {
    json::Document document;
    if (document.parse(bench.index(feature))) return "no index";
    std::string text = "[";
    for (const auto [key, item] : document.root()["items"].members()) {
        json::Writer writer(text);
        writer.begin_object();
        for (const auto [name, value] : item.members())
            if ((!changed || (name != "watched_at" && name != "rating")) && (!as_before || name[0] != '_'))
                writer.member(name, value);
        if (changed) {
            writer.member("watched_at", "2024-05-01T12:00:00.000Z");
            writer.member("rating", 8);
        }
        writer.end_object();
    }
    return text + "]";
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

TEST_CASE("An episode row without its show, handed back, is written as that episode", "[own_ids]") {
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const std::string profile = GENERATE("default", "crosswatch-3.2");
    const bool as_before = GENERATE(false, true);
    const bool is_known = GENERATE(true, false);  // to the handle that writes
    if (as_before && !is_known) return;           // such an item is one of another show
    for (const char* show : {"null", "{}", R"({"title":"S","ids":null})", R"({"ids":{"trakt":null}})", "[]", "5"}) {
        INFO(feature << ' ' << profile << ' ' << show << ' ' << is_known);
        const std::string settings = R"(,"key_profile":")" + profile + "\"";
        ModuleBench reader(settings), other(settings);
        reader.lists[list_of(feature)] = other.lists[list_of(feature)] = row(show);
        const std::string same = handed_back(reader, feature, false, as_before),
                          changed = handed_back(reader, feature, true, as_before);
        ModuleBench& bench = is_known ? reader : other;
        if (feature != "watchlist") {
            bench.answer_post("/sync/" + feature, R"({"added":{"episodes":1}})");
            bench.add(feature, changed);
            REQUIRE(bench.posted("/sync/" + feature).size() == 1);
            CHECK(bench.posted("/sync/" + feature).front().find(R"("episodes":[{"ids":{)") != std::string::npos);
            CHECK(bench.posted("/sync/" + feature).front().find(R"("trakt":5005)") != std::string::npos);
            CHECK(bench.posted("/sync/" + feature).front().find("shows") == std::string::npos);
        }
        bench.answer_post("/sync/" + feature + "/remove", R"({"deleted":{"episodes":1},"not_found":{"ids":[]}})");
        bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
            if (request.method == http::Method::Post) bench.lists[list_of(feature)] = "[]";
            return std::nullopt;
        };
        CHECK(bench.remove(feature, same) == "removed");
        const std::vector<std::string> removals = bench.posted("/sync/" + feature + "/remove");
        REQUIRE(removals.size() == 1);
        if (feature == "history")
            CHECK(removals.front() == R"({"ids":[77]})");
        else
            CHECK(removals.front().find(R"("episodes":[{"ids":{)") != std::string::npos);
        CHECK(removals.front().find("shows") == std::string::npos);
    }
}

}  // namespace mod_trakt::own_ids_test
