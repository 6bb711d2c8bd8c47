#include <catch2/catch.hpp>

#include <algorithm>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

std::string index_differs(const TwinProcess& twin, const json::object& config, const std::string& feature) {
    Handle handle(config);
    const Outcome outcome = handle.index(feature);
    if (outcome.status != SYNCMOD_OK) return outcome.summary();
    const json::value document = outcome.document();
    if (at(document, "complete") != true || at(document, "stale") != false) return "not marked complete and fresh";
    if (number_at(document, "count") != static_cast<std::int64_t>(outcome.items().size())) return "count is wrong";
    return differs_from_truth(outcome, twin, feature);
}

}  // namespace

TEST_CASE("The full indexes of the three features equal the twin's truth, item by item", "[read]") {
    const TwinProcess twin({"--plays", "2000", "--ratings", "700", "--watchlist", "600"});
    const json::value state = twin.state(true);
    REQUIRE(expected_items(state, "history").size() == 2000);
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        INFO(feature);
        CHECK(index_differs(twin, config_for(twin), feature) == "");
    }
}

TEST_CASE("Every page size gives the same index", "[read]") {
    const TwinProcess twin({"--plays", "90", "--ratings", "40", "--watchlist", "30"});
    for (const int size : {1, 7, 30, 250, 9999}) {
        const json::object config =
            config_for(twin, {{"history_per_page", size}, {"ratings_per_page", size}, {"watchlist_per_page", size}});
        for (const char* feature : {"history", "ratings", "watchlist"}) {
            INFO(feature << " " << size);
            CHECK(index_differs(twin, config, feature) == "");
        }
    }
}

TEST_CASE("Season 0, epoch 0 and titles without an imdb id are in the index", "[read]") {
    const TwinProcess twin({"--plays", "2000", "--ratings", "80", "--watchlist", "80"});
    Handle handle(config_for(twin));
    std::size_t specials = 0, undated = 0, without_imdb = 0;
    const Outcome outcome = handle.index("history");
    for (const auto& [name, item] : outcome.items()) {
        if (text_at(item, "season") == "0") ++specials;
        if (text_at(item, "watched_at").starts_with("1970-01-01T00:00:00")) ++undated;
        if (!name.starts_with("imdb:")) ++without_imdb;
    }
    CHECK(specials > 0);
    CHECK(undated > 0);
    CHECK(without_imdb > 0);
}

TEST_CASE("Of two plays of one key the lower history id keeps the plain key", "[read]") {
    const TwinProcess twin;
    const json::object op = {{"op", "add"}, {"type", "movie"}, {"trakt", 7010001}, {"when", "2024-01-02T03:04:00Z"}};
    twin.edit(op);
    twin.edit(op);
    twin.edit(op);
    Handle handle(config_for(twin));
    const Outcome outcome = handle.index("history");
    const json::object& items = outcome.items();
    REQUIRE(items.size() == 3);
    std::vector<std::int64_t> ids;
    for (const json::value& play : twin.plays()) ids.push_back(number_at(play, "id"));
    std::sort(ids.begin(), ids.end());
    const std::string key = "imdb:tt90010011@1704164640";
    CHECK(number_at(items.at(key), "_trakt_history_id") == ids[0]);
    CHECK(items.contains(key + "~" + std::to_string(ids[1])));
    CHECK(items.contains(key + "~" + std::to_string(ids[2])));
}

TEST_CASE("A movie and a show that share their best id both appear, and the movie keeps the key", "[read]") {
    const TwinProcess twin({"--ratings", "60"});
    for (const char* type : {"movie", "show"})
        twin.edit({{"op", "rate"},
                   {"type", type},
                   {"trakt", type == std::string("movie") ? 7010002 : 8010009},
                   {"rating", 7}});
    const json::value state = twin.state(true);
    const auto titled = [&](const char* title) {
        for (const json::value& row : state.at("ratings").as_array())
            for (const char* type : {"movie", "show"})
                if (text_at(row, std::string(type) + ".title") == title && text_at(row, "type") == type) return row;
        return json::value();
    };
    const std::string shared = text_at(titled("Quiet Orbit"), "movie.ids.tmdb");
    REQUIRE(shared != "");
    REQUIRE(text_at(titled("Weatherglass"), "show.ids.tmdb") == shared);

    Handle handle(config_for(twin, {{"key_priority", {"tmdb", "trakt", "slug"}}}));
    const Outcome outcome = handle.index("ratings");
    CHECK(difference(outcome.items(), expected_items(state, "ratings", {"tmdb", "trakt", "slug"})) == "");
    CHECK(text_at(outcome.items().at("tmdb:" + shared), "title") == "Quiet Orbit");
}

TEST_CASE("If two titles have only a shared id for a key, the type is put before it", "[read]") {
    const TwinProcess twin;
    twin.edit({{"op", "rate"}, {"type", "movie"}, {"trakt", 7010002}, {"rating", 7}});
    twin.edit({{"op", "rate"}, {"type", "show"}, {"trakt", 8010009}, {"rating", 8}});
    Handle handle(config_for(twin, {{"key_priority", {"tmdb"}}}));
    const Outcome outcome = handle.index("ratings");
    CHECK(outcome.items().size() == 2);
    CHECK(difference(outcome.items(), expected_items(twin.state(true), "ratings", {"tmdb"})) == "");
}

TEST_CASE("An empty account has empty indexes, and that is a success", "[read]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        const Outcome outcome = handle.index(feature);
        CHECK(outcome.summary() == "OK");
        CHECK(number_at(outcome.document(), "count") == 0);
        CHECK(at(outcome.document(), "complete") == true);
        CHECK(outcome.items().empty());
    }
}

TEST_CASE("A second index has the changes made since the first", "[read]") {
    const TwinProcess twin({"--plays", "60", "--ratings", "20", "--watchlist", "20"});
    Handle handle(config_for(twin));
    for (const char* feature : {"history", "ratings", "watchlist"}) REQUIRE(handle.index(feature).summary() == "OK");
    twin.edit({{"op", "add"}, {"count", 3}, {"when", "backdated"}});
    twin.edit({{"op", "remove"}, {"count", 2}});
    twin.edit({{"op", "unrate"}, {"count", 2}});
    twin.edit({{"op", "watchlist_remove"}, {"count", 2}});
    for (const char* feature : {"history", "ratings", "watchlist"})
        CHECK(differs_from_truth(handle.index(feature), twin, feature) == "");
}

TEST_CASE("A server without pagination headers, or without pages, is read to its end", "[read]") {
    const TwinProcess twin({"--plays", "130", "--ratings", "40", "--watchlist", "31"});
    const json::object config =
        config_for(twin, {{"history_per_page", 20}, {"ratings_per_page", 5}, {"watchlist_per_page", 10}});
    const json::object manner = GENERATE(json::object{{"pagination_headers", false}}, json::object{{"unpaged", true}},
                                         json::object{{"max_limit", 7}}, json::object{{"tie_order", "id_asc"}},
                                         json::object{{"double_ratings", 3}},
                                         json::object{{"counts_lag", -2}, {"stats", "absent"}, {"maps", "absent"}});
    twin.switches(manner);
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        INFO(feature << " " << json::serialize(manner));
        const std::string wrong = index_differs(twin, config, feature);
        // If counts announce rows that never arrive, and no other answer shows that they do not exist, the index is
        // refused.
        if (manner.contains("counts_lag"))
            CHECK(wrong.starts_with("INCOMPLETE partial_read"));
        else
            CHECK(wrong == "");
    }
}

TEST_CASE("No row is lost if the counts in the headers lag", "[read]") {
    const TwinProcess twin({"--plays", "130"});
    twin.switches({{"counts_lag", 30}});
    CHECK(index_differs(twin, config_for(twin, {{"history_per_page", 20}}), "history") == "");
}

TEST_CASE("A list with more pages than configured is INCOMPLETE page_cap, other lists are complete", "[read]") {
    const TwinProcess twin({"--plays", "100", "--ratings", "80", "--watchlist", "40"});
    for (const std::string feature : {"history", "ratings", "watchlist"}) {
        INFO(feature);
        Handle capped(config_for(twin, {{feature + "_per_page", 10}, {feature + "_max_pages", 1}}));
        const Outcome outcome = capped.index(feature);
        CHECK(outcome.status == SYNCMOD_INCOMPLETE);
        CHECK(outcome.reason == "page_cap");
        CHECK(index_differs(twin, config_for(twin, {{feature + "_per_page", 10}, {feature + "_max_pages", 10}}),
                            feature) == "");
    }
}

TEST_CASE("A row without its movie is skipped and logged, the others are in the index", "[read]") {
    const TwinProcess twin({"--plays", "60"});
    twin.fault({{"path", "/sync/history/movies"}, {"kind", "bad_rows"}, {"rows", 1}});
    HostRecorder host;
    Handle handle(config_for(twin), &host);
    const Outcome outcome = handle.index("history");
    CHECK(outcome.items().size() == 59);
    CHECK(host.has_logged("rows_skipped"));
    json::object expected = expected_items(twin, "history");
    for (const auto& [key, item] : outcome.items()) CHECK(expected.at(key) == item);
}

TEST_CASE("A list of mostly skipped rows is BAD_DATA schema_changed, not a small index", "[read]") {
    const TwinProcess twin({"--plays", "200"});
    twin.fault({{"path", "/sync/history/episodes"}, {"kind", "bad_rows"}, {"every", true}});
    Handle handle(config_for(twin));
    const Outcome outcome = handle.index("history");
    CHECK(outcome.status == SYNCMOD_BAD_DATA);
    CHECK(outcome.reason == "schema_changed");
}

TEST_CASE("Progress grows, has a total before the end, and ends with all rows", "[read]") {
    const TwinProcess twin({"--plays", "600", "--ratings", "200", "--watchlist", "100", "--latency-ms", "60"});
    HostRecorder host;
    Handle handle(config_for(twin, {{"history_per_page", 15}, {"ratings_per_page", 4}, {"watchlist_per_page", 4}}),
                  &host);
    for (const std::string feature : {"history", "ratings", "watchlist"}) {
        INFO(feature);
        std::vector<std::pair<std::uint64_t, std::uint64_t>> seen;
        const Terms terms{.progress = [&](std::uint64_t done, std::uint64_t total, const std::string&) {
            seen.emplace_back(done, total);
        }};
        const Outcome outcome = handle.index(feature, terms);
        const std::uint64_t count = outcome.items().size();
        REQUIRE(seen.size() >= 3);
        CHECK(std::is_sorted(seen.begin(), seen.end(), [](auto a, auto b) { return a.first < b.first; }));
        CHECK(seen.back() == std::pair(count, count));
        for (const auto& [done, total] : seen) CHECK((total == 0 || done <= total));
        CHECK(seen[seen.size() / 2].second == count);
    }
    std::size_t finals = 0;
    for (const Event& event : host.events())
        if (event.name == "snapshot:progress" && at(event.payload, "final") == true) ++finals;
    CHECK(finals == 3);
}

TEST_CASE("Every request has an api:hit event with method, endpoint and status", "[read]") {
    const TwinProcess twin({"--plays", "60", "--watchlist", "4"});
    HostRecorder host;
    Handle handle(config_for(twin, {{"history_per_page", 10}}), &host);
    handle.index("history");
    handle.add("watchlist", parse(R"([{"type":"movie","ids":{"trakt":7010001}}])"));
    std::vector<std::string> told, made;
    for (const Event& event : host.events())
        if (event.name == "api:hit")
            told.push_back(text_at(event.payload, "method") + " " + text_at(event.payload, "endpoint") + " " +
                           text_at(event.payload, "status"));
    for (const json::value& entry : twin.ledger())
        made.push_back(text_at(entry, "method") + " " + text_at(entry, "path") + " " + text_at(entry, "status"));
    std::sort(told.begin(), told.end());  // pages arrive in any order
    std::sort(made.begin(), made.end());
    CHECK(told == made);
    CHECK(made.size() > 8);
}

TEST_CASE("Compressed and plain answers give the same index, and the user agent is configured or the default",
          "[read]") {
    const TwinProcess twin({"--plays", "1000"});
    const bool gzip = GENERATE(true, false);
    twin.switches({{"gzip", gzip}});
    Handle handle(config_for(twin, gzip ? json::object{{"user_agent", "my-host/7"}} : json::object{}));
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
    for (const json::value& entry : twin.ledger())
        CHECK(text_at(entry, "user_agent") == (gzip ? "my-host/7" : "mod_trakt/3.2.0"));
}

TEST_CASE("An answer above max_response_bytes is BAD_DATA response_too_large", "[read]") {
    const TwinProcess twin({"--plays", "400", "--watchlist", "100"});
    twin.switches({{"gzip", GENERATE(true, false)}});
    Handle handle(config_for(twin, {{"max_response_bytes", 5'000}}));
    const Outcome outcome = handle.index("watchlist");
    CHECK(outcome.status == SYNCMOD_BAD_DATA);
    CHECK(outcome.reason == "response_too_large");
    // Two lists are read in parallel, and either of them may fail first.
    CHECK(handle.index("history").status != SYNCMOD_OK);
    CHECK(index_differs(twin, config_for(twin, {{"max_response_bytes", 20'000}, {"history_per_page", 10}}),
                        "history") == "");
}

TEST_CASE("An unknown feature and the playlists, which are not offered, are NOT_SUPPORTED", "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    for (const char* feature : {"", "History", "movies", "\xff"}) {
        for (const Outcome& outcome :
             {handle.index(feature), handle.add(feature, json::array{}), handle.remove(feature, json::array{})}) {
            CHECK(outcome.status == SYNCMOD_NOT_SUPPORTED);
            CHECK(outcome.reason == "unknown_feature");
        }
    }
    CHECK(handle.index("playlists").reason == "feature_disabled");
    CHECK(handle.add("playlists", json::array{}).reason == "feature_disabled");
    CHECK(twin.ledger().empty());
}
