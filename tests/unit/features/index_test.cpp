// The documents of the three features.
#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::index_test {

using test::answer;
using test::ModuleBench;
using test::outline;
using test::thrown_by;

namespace {

// The keys of an index, in order.
std::string keys_of(const std::string& document) {
    json::Document parsed;
    REQUIRE_FALSE(parsed.parse(document));
    std::string text;
    for (const auto [key, value] : parsed.root()["items"].members())
        text += (text.empty() ? "" : " ") + std::string(key);
    return text;
}

constexpr const char* two_plays =
    R"([{"id":11,"watched_at":"1970-01-01T00:02:07.000Z","type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":1,"imdb":"tt1"}}},
        {"id":10,"watched_at":"1970-01-01T00:02:07.000Z","type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":1,"imdb":"tt1"}}}])";

ModuleBench& failing(ModuleBench& bench, const std::string& path, http::Outcome outcome) {
    bench.odd = [path, outcome](const http::Request& request) -> std::optional<http::Outcome> {
        return ModuleBench::path_in(request.url) == path ? std::optional(outcome) : std::nullopt;
    };
    return bench;
}

}  // namespace

TEST_CASE("The history has movies and episodes, with seconds and history ids", "[index]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = two_plays;
    bench.lists["/sync/history/episodes"] =
        R"([{"id":20,"watched_at":"1970-01-01T00:00:00.000Z","type":"episode","episode":{"season":0,"number":3,"title":"e","ids":{"trakt":5}},
             "show":{"title":"s","year":1999,"ids":{"trakt":9,"tvdb":7}}}])";
    const std::string index = bench.index("history");
    CHECK(keys_of(index) == "imdb:tt1@127~11 imdb:tt1@127 tvdb:7#s00e03@0");
    CHECK(index.find(R"("_trakt_history_id":20)") != std::string::npos);
    CHECK(index.starts_with(R"({"complete":true,"stale":false,"generated_at":")"));
}

TEST_CASE("A newest page with one history id twice proves nothing", "[index]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = two_plays;
    bench.index("history");
    bench.move_stamps("2026-09-02");
    std::string twice = two_plays;
    twice.replace(twice.find("\"id\":10"), 7, "\"id\":11");
    bench.lists["/sync/history/movies"] = twice;
    CHECK(outline(thrown_by([&] { bench.index("history"); })) == "INCOMPLETE partial_read");
}

TEST_CASE("The ratings come from four lists, the watchlist from one", "[index]") {
    ModuleBench bench;
    bench.index("ratings");
    for (const char* bucket : {"movies", "shows", "seasons", "episodes"})
        CHECK(bench.asked(std::string("/sync/ratings/") + bucket) == 1);
    bench.index("watchlist");
    CHECK(bench.asked("/sync/watchlist") == 1);
    CHECK(bench.asked("/sync/last_activities") == 1);  // one answer serves all features
}

TEST_CASE("An empty account is an empty index, not a failure", "[index]") {
    ModuleBench bench;
    for (const char* feature : {"history", "ratings", "watchlist"})
        CHECK(bench.index(feature).find(R"("count":0,"items":{})") != std::string::npos);
}

TEST_CASE("If any list cannot be read, the index is a failure, never smaller", "[index]") {
    for (const char* path : {"/sync/history/movies", "/sync/history/episodes"}) {
        ModuleBench bench;
        bench.lists["/sync/history/movies"] = two_plays;
        failing(bench, path, answer(500));
        const Error error = thrown_by([&] { bench.index("history"); });
        CHECK(outline(error) ==
              (std::string(path).ends_with("movies") ? "REMOTE server_fault" : "INCOMPLETE partial_read"));
        CHECK(bench.log->count("index_failed") == 1);
    }
}

TEST_CASE("The last complete index is served for a failed read when the caller allows it, marked as stale", "[index]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = two_plays;
    const std::string first = bench.index("history");
    bench.move_stamps("2026-09-02");
    failing(bench, "/sync/history/movies", answer(500));
    CallScope allowing = bench.scope();
    allowing.allow_stale = true;
    const std::string stale = bench.index("history", allowing);
    CHECK(stale.starts_with(R"({"complete":true,"stale":true,)"));
    CHECK(stale.substr(stale.find("\"generated_at\"")) == first.substr(first.find("\"generated_at\"")));

    CHECK(outline(thrown_by([&] { bench.index("history"); })) == "REMOTE server_fault");
    allowing.fresh = true;  // has priority over allow_stale
    CHECK(outline(thrown_by([&] { bench.index("history", allowing); })) == "REMOTE server_fault");
}

TEST_CASE("A refused or cancelled read never returns an older index", "[index]") {
    for (const auto& [outcome, expected] : std::vector<std::pair<http::Outcome, std::string>>{
             {answer(401), "UNAUTHENTICATED token_expired"},
             {answer(403), "FORBIDDEN app_rejected"},
             {answer(423), "FORBIDDEN account_locked"},
             {test::lost(http::TransportError::Kind::Cancelled), "CANCELLED cancelled"}}) {
        ModuleBench bench;
        bench.index("history");
        bench.move_stamps("2026-09-02");
        failing(bench, "/sync/history/movies", outcome);
        CallScope allowing = bench.scope();
        allowing.allow_stale = true;
        CHECK(outline(thrown_by([&] { bench.index("history", allowing); })) == expected);
    }
}

TEST_CASE("Without an older index a failed read is a failure, even if stale is allowed", "[index]") {
    ModuleBench bench;
    failing(bench, "/sync/watchlist", answer(502));
    CallScope allowing = bench.scope();
    allowing.allow_stale = true;
    CHECK(outline(thrown_by([&] { bench.index("watchlist", allowing); })) == "REMOTE server_fault");
}

TEST_CASE("Unknown activities do not stop a read", "[index]") {
    ModuleBench bench;
    bench.lists["/sync/history/movies"] = two_plays;
    failing(bench, "/sync/last_activities", answer(500));
    CHECK(keys_of(bench.index("history")) == "imdb:tt1@127~11 imdb:tt1@127");
}

TEST_CASE("A few skipped rows are counted, many mean that the API has changed", "[index]") {
    ModuleBench few;
    few.lists["/sync/watchlist"] =
        R"([5,{"id":1,"type":"movie","movie":{"ids":{"imdb":"tt1"}}},{"id":2,"type":"person"},{"id":3,"type":"movie"}])";
    CHECK(keys_of(few.index("watchlist")) == "imdb:tt1");
    CHECK(few.log->count("rows_skipped") == 1);
    ModuleBench many;
    std::string rows = "[";
    for (int i = 0; i < 30; ++i)
        rows += (i > 0 ? "," : "") + std::string(R"({"id":)") + std::to_string(i) + R"(,"film":{}})";
    many.lists["/sync/watchlist"] = rows + "]";
    CHECK(outline(thrown_by([&] { many.index("watchlist"); })) == "BAD_DATA schema_changed");
}

TEST_CASE("A call that is cancelled before it begins sends no request", "[index]") {
    ModuleBench bench;
    bench.cancel = 1;
    CHECK(outline(thrown_by([&] { bench.index("history"); })) == "CANCELLED cancelled");
    CHECK(bench.transport->sent.empty());
}

}  // namespace mod_trakt::index_test
