// Every recorded answer that has a `not_found`: each input of a write gets the verdict that the answer means.
#include <catch2/catch.hpp>

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "changes/classify.hpp"
#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::not_found_shapes_test {

using test::fixture;
using test::ModuleBench;

namespace {

struct Sent {
    const char* item;  // members of the input
    const char* verdict;
};

// A write whose request is answered with the fixture.
struct Row {
    const char* fixture;
    const char* feature;
    Change change;
    std::vector<std::pair<const char*, const char*>> lists;  // what the account has: rows by path
    std::vector<Sent> sent;
    // The same after the request; empty: nobody reads it. An echo of what was not sent makes the write read back.
    std::vector<std::pair<const char*, const char*>> lists_then = {};
};

constexpr const char* play_path = "/sync/history/movies";

const std::vector<Row> rows = {
    {"history_add_response.json",
     "history",
     Change::Add,
     {},
     {{R"("type":"movie","ids":{"imdb":"tt1"})", "added"},
      {R"("type":"episode","ids":{"tvdb":1})", "added"},
      {R"("type":"episode","show_ids":{"trakt":5},"season":1,"episode":1)", "added"},
      {R"("type":"episode","show_ids":{"trakt":5},"season":1,"episode":2)", "added"}}},
    {"history_add_response_legacy.json",
     "history",
     Change::Add,
     {},
     {{R"("type":"movie","ids":{"imdb":"tt1"})", "added"},
      {R"("type":"movie","ids":{"tmdb":2})", "added"},
      {R"("type":"episode","ids":{"tvdb":1})", "added"}}},
    {"history_add_response_not_found.json",
     "history",
     Change::Add,
     {},
     {{R"("type":"movie","ids":{"imdb":"tt1"})", "added"},
      {R"("type":"movie","ids":{"imdb":"tt99999901"})", "not_found"},
      {R"("type":"episode","show_ids":{"tvdb":999999902},"season":1,"episode":1)", "not_found"},
      {R"("type":"episode","show_ids":{"tvdb":999999902},"season":0,"episode":7)", "not_found"},
      {R"("type":"episode","show_ids":{"trakt":8010001},"season":9,"episode":1)", "not_found"},
      {R"("type":"episode","show_ids":{"trakt":8010001},"season":9,"episode":2)", "not_found"},
      {R"("type":"episode","show_ids":{"trakt":8010001},"season":9,"episode":3)", "added"},
      {R"("type":"episode","show_ids":{"trakt":8010001},"season":1,"episode":1)", "added"},
      {R"("type":"episode","ids":{"tvdb":999999904})", "not_found"}},
     {{"/sync/history/episodes",
       R"([{"id":2,"type":"episode","episode":{"season":9,"number":3,"ids":{"trakt":93}},"show":{"ids":{"trakt":8010001}}},)"
       R"({"id":1,"type":"episode","episode":{"season":1,"number":1,"ids":{"trakt":11}},"show":{"ids":{"trakt":8010001}}}])"}}},
    // The movies are echoed without ids, and none was added.
    {"history_add_response_quirky_echo.json",
     "history",
     Change::Add,
     {},
     {{R"("type":"movie","ids":{"imdb":"tt1"})", "not_found"},
      {R"("type":"movie","ids":{"imdb":"tt2"})", "not_found"},
      {R"("type":"episode","show_ids":{"tvdb":8910002},"season":4,"episode":7)", "not_found"}}},
    {"history_remove_response.json",
     "history",
     Change::Remove,
     {{play_path, R"([{"id":1,"type":"movie","movie":{"ids":{"trakt":1}}}])"},
      {"/sync/history/episodes",
       R"([{"id":3,"type":"episode","episode":{"season":1,"number":3,"ids":{"trakt":3}},"show":{"ids":{"trakt":5}}},)"
       R"({"id":2,"type":"episode","episode":{"season":1,"number":2,"ids":{"trakt":2}},"show":{"ids":{"trakt":5}}}])"}},
     {{R"("type":"movie","ids":{"trakt":1},"_trakt_history_id":1)", "removed"},
      {R"("type":"episode","ids":{"trakt":2},"_trakt_history_id":2)", "removed"},
      {R"("type":"episode","ids":{"trakt":3},"_trakt_history_id":3)", "removed"}}},
    // A play that Trakt no longer has by its id is gone.
    {"history_remove_response_not_found_ids.json",
     "history",
     Change::Remove,
     {{play_path, R"([{"id":10900099999,"type":"movie","movie":{"ids":{"trakt":2}}},)"
                  R"({"id":1,"type":"movie","movie":{"ids":{"trakt":1}}}])"}},
     {{R"("type":"movie","ids":{"trakt":1},"_trakt_history_id":1)", "removed"},
      {R"("type":"movie","ids":{"trakt":2},"_trakt_history_id":10900099999)", "absent"}}},
    {"ratings_add_response.json",
     "ratings",
     Change::Add,
     {},
     {{R"("type":"movie","ids":{"imdb":"tt1"})", "added"},
      {R"("type":"show","ids":{"imdb":"tt2"})", "added"},
      {R"("type":"season","show_ids":{"trakt":5},"season":0)", "added"},
      {R"("type":"episode","show_ids":{"trakt":5},"season":1,"episode":2)", "added"},
      {R"("type":"episode","ids":{"tvdb":2})", "added"}}},
    {"ratings_add_response_not_found.json",
     "ratings",
     Change::Add,
     {},
     {{R"("type":"movie","ids":{"imdb":"tt99999901"})", "not_found"},
      {R"("type":"movie","ids":{"imdb":"tt1"})", "added"},
      {R"("type":"show","ids":{"tvdb":999999902})", "not_found"},
      {R"("type":"season","show_ids":{"tvdb":999999902},"season":1)", "not_found"},
      {R"("type":"episode","show_ids":{"tvdb":999999902},"season":1,"episode":2)", "not_found"},
      {R"("type":"season","ids":{"trakt":999999903})", "not_found"},
      {R"("type":"episode","ids":{"tvdb":999999904})", "not_found"}}},
    {"ratings_remove_response.json",
     "ratings",
     Change::Remove,
     {{"/sync/ratings/movies", R"([{"rating":5,"type":"movie","movie":{"ids":{"trakt":1}}}])"},
      {"/sync/ratings/episodes",
       R"([{"rating":5,"type":"episode","episode":{"season":1,"number":2,"ids":{"trakt":2}},"show":{"ids":{"trakt":5}}}])"}},
     {{R"("type":"movie","ids":{"trakt":1})", "removed"},
      {R"("type":"episode","show_ids":{"trakt":5},"season":1,"episode":2)", "removed"}}},
    {"ratings_remove_response_not_found.json",
     "ratings",
     Change::Remove,
     {},
     {{R"("type":"movie","ids":{"imdb":"tt99999901"})", "not_found"}}},
    {"watchlist_add_response.json",
     "watchlist",
     Change::Add,
     {},
     {{R"("type":"movie","ids":{"imdb":"tt1"})", "added"},
      {R"("type":"show","ids":{"tvdb":1})", "added"},
      {R"("type":"episode","ids":{"tvdb":2})", "existing"}}},
    {"watchlist_add_response_not_found.json",
     "watchlist",
     Change::Add,
     {},
     {{R"("type":"movie","ids":{"imdb":"tt99999901"})", "not_found"},
      {R"("type":"movie","ids":{"imdb":"tt1"})", "added"},
      {R"("type":"show","ids":{"tvdb":999999902})", "not_found"},
      {R"("type":"season","show_ids":{"tvdb":999999902},"season":1)", "not_found"},
      {R"("type":"episode","show_ids":{"tvdb":999999902},"season":1,"episode":2)", "not_found"},
      {R"("type":"season","ids":{"trakt":999999903})", "not_found"},
      {R"("type":"episode","ids":{"tvdb":999999904})", "not_found"}}},
    {"watchlist_remove_response.json",
     "watchlist",
     Change::Remove,
     {{"/sync/watchlist", R"([{"type":"movie","movie":{"ids":{"trakt":1}}},)"
                          R"({"type":"season","season":{"number":1,"ids":{"trakt":3}},"show":{"ids":{"trakt":5}}}])"}},
     {{R"("type":"movie","ids":{"trakt":1})", "removed"},
      {R"("type":"movie","ids":{"tmdb":999999905})", "not_found"},
      {R"("type":"season","ids":{"trakt":3})", "removed"}}}};

std::string text_of(const std::vector<std::string>& words, const char* between) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : between) + word;
    return text;
}

// All plays are of one minute.
void show(ModuleBench& bench, const std::vector<std::pair<const char*, const char*>>& lists) {
    constexpr std::string_view no_time = R"("type")", time = R"("watched_at":"2026-09-11T12:00:00.000Z","type")";
    for (const auto& [path, rows_there] : lists) {
        std::string& text = bench.lists[path] = rows_there;
        for (std::size_t at = 0; (at = text.find(no_time, at)) != std::string::npos; at += time.size())
            text.replace(at, no_time.size(), time);
    }
}

// Answers to requests of which no input gets a verdict, or that the plugin does not make.
struct ShapeRow {
    const char* fixture;
    Change change;
    std::vector<MediaRef> sent;
    const char* verdicts;
};

template <typename Ref>
MediaRef by(IdKey key, const char* id) {
    Ref ref;
    ref.ids.set(key, id);
    return ref;
}

const std::vector<ShapeRow> shapes = {
    {"collection_add_response.json",
     Change::Add,
     {by<EpisodeRef>(IdKey::Tvdb, "1"), by<EpisodeRef>(IdKey::Tvdb, "999999904"), by<EpisodeRef>(IdKey::Tvdb, "2")},
     "added not_found added"},
    {"collection_add_response_legacy.json",
     Change::Add,
     {by<EpisodeRef>(IdKey::Tvdb, "1"), by<EpisodeRef>(IdKey::Tvdb, "2")},
     "added added"},
    {"collection_remove_response.json",
     Change::Remove,
     {by<MovieRef>(IdKey::Imdb, "tt1"), by<EpisodeRef>(IdKey::Tvdb, "2")},
     "removed removed"},
    {"hidden_add_response.json", Change::Add, {by<ShowRef>(IdKey::Trakt, "1")}, "added"},
    {"hidden_remove_response.json", Change::Remove, {by<MovieRef>(IdKey::Trakt, "1")}, "unknown"},
    {"list_items_add_response.json",
     Change::Add,
     {by<MovieRef>(IdKey::Imdb, "tt99999901"), by<MovieRef>(IdKey::Imdb, "tt1"), by<ShowRef>(IdKey::Trakt, "1"),
      by<EpisodeRef>(IdKey::Trakt, "2")},
     "not_found added existing added"},
    {"list_items_remove_response.json",
     Change::Remove,
     {by<MovieRef>(IdKey::Imdb, "tt1"), by<ShowRef>(IdKey::Tvdb, "999999902")},
     "removed not_found"}};

}  // namespace

TEST_CASE("Every recorded answer of a write gives each input its verdict", "[not_found][features]") {
    for (const Row& row : rows) {
        INFO(row.fixture);
        ModuleBench bench;
        const bool adds = row.change == Change::Add;
        show(bench, row.lists);
        bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
            if (request.method == http::Method::Post) show(bench, row.lists_then);
            return std::nullopt;
        };
        // Ratings of each type have a request of their own.
        for (std::size_t i = 0; i < media_types.size(); ++i)
            bench.answer_post("/sync/" + std::string(row.feature) + (adds ? "" : "/remove"), fixture(row.fixture));
        std::vector<std::string> items, expected;
        for (const Sent& sent : row.sent) {
            items.push_back("{" + std::string(sent.item) + R"(,"watched_at":"2026-09-11T12:00:00Z","rating":5})");
            expected.push_back(sent.verdict);
        }
        const std::string inputs = "[" + text_of(items, ",") + "]";
        CHECK((adds ? bench.add(row.feature, inputs) : bench.remove(row.feature, inputs)) == text_of(expected, " "));
    }
}

TEST_CASE("The recorded answers of other requests are read alike", "[not_found][features]") {
    for (const ShapeRow& row : shapes) {
        INFO(row.fixture);
        const test::Parsed answer(fixture(row.fixture));
        std::vector<std::string> verdicts;
        for (const changes::Finding& finding :
             changes::classify_answer(row.change, answer.root(), row.sent, [](std::size_t) { return std::nullopt; }))
            verdicts.emplace_back(changes::verdict_name(finding.verdict));
        CHECK(text_of(verdicts, " ") == row.verdicts);
    }
}

TEST_CASE("There is a row for every recorded answer that has titles which were not found", "[not_found][features]") {
    std::set<std::string> known, recorded;
    for (const Row& row : rows) known.insert(row.fixture);
    for (const ShapeRow& row : shapes) known.insert(row.fixture);
    for (const auto& file : std::filesystem::directory_iterator(MOD_TRAKT_FIXTURES)) {
        const std::string name = file.path().filename().string();
        if (file.is_regular_file() && fixture(name).find("\"not_found\"") != std::string::npos) recorded.insert(name);
    }
    CHECK(known == recorded);
}

}  // namespace mod_trakt::not_found_shapes_test
