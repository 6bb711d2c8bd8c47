// Ids that cannot decide alone: a look-up of one minute shows only a part of the account, and lists never show some ids
// that Trakt accepts.
#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "support/config.hpp"
#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

namespace {

constexpr const char* first_minute = "2024-05-06T20:11:00.000Z";
constexpr const char* other_minute = "2024-05-07T20:11:00.000Z";

// Two titles of one type, and an item that names them by an id which both have.
struct Pair {
    const char* type;
    std::int64_t a, b;
    json::array edits;
    json::object item;
};

Pair pair_of(const std::string& how) {
    if (how == "movie")
        return {"movie",
                7010001,
                7010002,
                {{{"type", "movie"}, {"trakt", 7010001}, {"ids", {{"imdb", "tt5"}}}},
                 {{"type", "movie"}, {"trakt", 7010002}, {"ids", {{"imdb", "tt5"}}}}},
                {{"type", "movie"}, {"ids", {{"imdb", "tt5"}}}}};
    if (how == "episode")
        return {"episode",
                8210102,
                8210103,
                {{{"type", "episode"}, {"trakt", 8210102}, {"ids", {{"tmdb", 4428745}}}},
                 {{"type", "episode"}, {"trakt", 8210103}, {"ids", {{"tmdb", 4428745}}}}},
                {{"type", "episode"}, {"ids", {{"tmdb", 4428745}}}}};
    return {
        "episode",
        8210102,
        8220102,
        {{{"type", "show"}, {"trakt", 8010001}, {"ids", {{"imdb", "tt5"}}}},
         {{"type", "show"}, {"trakt", 8010002}, {"ids", {{"imdb", "tt5"}}}}},
        {{"type", "episode"}, {"ids", json::object()}, {"show_ids", {{"imdb", "tt5"}}}, {"season", 1}, {"episode", 2}}};
}

json::object played(const json::object& item, const char* when) { return merged(item, {{"watched_at", when}}); }

std::multiset<std::string> plays_in(const TwinProcess& twin) {
    std::multiset<std::string> found;
    for (const json::value& play : twin.plays())
        found.insert(text_at(play, "trakt") + " " + text_at(play, "watched_at"));
    return found;
}

}  // namespace

TEST_CASE("A play that was looked up by a shared id is not removed while another title may be meant", "[titles]") {
    const Pair pair = pair_of(GENERATE("movie", "episode", "show"));
    INFO(json::serialize(pair.item));
    const TwinProcess twin;
    twin.titles(pair.edits);
    twin.edit({{"op", "add"}, {"type", pair.type}, {"trakt", pair.a}, {"when", first_minute}});
    const bool is_shared = GENERATE(true, false);
    if (is_shared) twin.edit({{"op", "add"}, {"type", pair.type}, {"trakt", pair.b}, {"when", other_minute}});
    const auto before = plays_in(twin);

    SECTION("removals") {
        const Outcome removed = Handle(config_for(twin)).remove("history", {played(pair.item, first_minute)});
        CHECK(removed.verdicts() == (is_shared ? "rejected" : "removed"));
        if (is_shared) CHECK(text_at(removed.result(0), "hint") == "ambiguous ids");
        if (is_shared) CHECK(plays_in(twin) == before);
        if (!is_shared) CHECK(plays_in(twin).empty());
    }
    SECTION("adds of a play that is there") {
        const Outcome added = Handle(config_for(twin)).add("history", {played(pair.item, first_minute)});
        CHECK(added.verdicts() == (is_shared ? "rejected" : "existing"));
        CHECK(plays_in(twin) == before);
    }
    SECTION("a play named by its history id is decided") {
        json::object named = played(pair.item, first_minute);
        for (const json::value& play : twin.plays())
            if (number_at(play, "trakt") == pair.a) named["_trakt_history_id"] = number_at(play, "id");
        CHECK(Handle(config_for(twin)).remove("history", {named}).verdicts() == "removed");
        CHECK(twin.count_below("GET", "/search") == 0);
    }
    SECTION("neither the search nor the history can be read") {
        twin.fault({{"path", "/search"}, {"kind", "status"}, {"status", 500}, {"every", true}});
        // The look-up is the first read.
        twin.fault({{"path", "/sync/history"},
                    {"method", "GET"},
                    {"kind", "status"},
                    {"status", 500},
                    {"nth", 2},
                    {"times", 1000}});
        const Outcome removed = Handle(config_for(twin)).remove("history", {played(pair.item, first_minute)});
        CHECK(removed.verdicts() == "deferred");
        CHECK(plays_in(twin) == before);
    }
}

TEST_CASE("A rating or entry under an id that Trakt accepts and never shows is added once", "[titles]") {
    const std::string feature = GENERATE("ratings", "watchlist");
    const auto [type, trakt, alias] = GENERATE(table<const char*, std::int64_t, const char*>({
        {"movie", 7010001, "imdb"},
        {"show", 8010001, "imdb"},
        {"season", 8110001, "tmdb"},
        {"episode", 8210102, "imdb"},
    }));
    INFO(feature << " " << type);
    const TwinProcess twin;
    const json::value value = std::string(alias) == "imdb" ? json::value("tt777") : json::value(777777);
    twin.titles({{{"type", type}, {"trakt", trakt}, {"alias", {{alias, value}}}}});
    const json::object item = {{"type", type}, {"ids", {{alias, value}}}, {"rating", 8}};
    Handle handle(config_for(twin));
    handle.index(feature);
    REQUIRE(handle.add(feature, {item}).verdicts() == "added");
    twin.clear_ledger();
    const Terms anew{.flags = SYNCMOD_CALL_FRESH};
    CHECK(handle.add(feature, {item}, anew).verdicts() == "existing");
    CHECK(twin.count_below("POST", "/") == 0);
    CHECK(twin.count_below("GET", "/search") == 0);
    if (feature == "ratings") {
        CHECK(handle.add(feature, {merged(item, {{"rating", 3}})}).verdicts() == "updated");
        CHECK(number_at(twin.state().at(feature).at(0), "rating") == 3);
    }
    SECTION("a search confirms the alias before something is removed by it") {
        // Trakt has no search for seasons.
        const bool is_confirmed = std::string(type) != "season";
        const Outcome removed = handle.remove(feature, {item});
        CHECK(removed.verdicts() == (is_confirmed ? "removed" : "rejected"));
        CHECK(twin.count_below("GET", "/search") == (is_confirmed ? 1 : 0));
        CHECK(twin.state().at(feature).as_array().size() == (is_confirmed ? 0 : 1));
    }
    SECTION("without a search nothing is removed") {
        twin.fault({{"path", "/search"}, {"kind", "status"}, {"status", 500}, {"every", true}});
        const Outcome removed = handle.remove(feature, {item});
        CHECK(removed.verdicts() == "rejected");
        CHECK(text_at(removed.result(0), "hint") == "ambiguous ids");
        CHECK(twin.state().at(feature).as_array().size() == 1);
    }
}

TEST_CASE("An episode under an id of its show that Trakt accepts and never shows is added once", "[titles]") {
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    INFO(feature);
    const TwinProcess twin;
    twin.titles({{{"type", "show"}, {"trakt", 8010001}, {"alias", {{"imdb", "tt777"}}}}});
    const json::object item = {
        {"type", "episode"}, {"ids", json::object()}, {"show_ids", {{"imdb", "tt777"}}}, {"season", 1},
        {"episode", 2},      {"rating", 8},           {"watched_at", first_minute}};
    Handle handle(config_for(twin));
    handle.index(feature);
    REQUIRE(handle.add(feature, {item}).verdicts() == "added");
    twin.clear_ledger();
    const Terms anew{.flags = SYNCMOD_CALL_FRESH};
    CHECK(handle.add(feature, {item}, anew).verdicts() == "existing");
    CHECK(twin.count_below("POST", "/") == 0);
    twin.fault({{"path", "/search"}, {"kind", "status"}, {"status", 500}, {"every", true}});
    CHECK(handle.remove(feature, {item}).verdicts() == "rejected");
    twin.clear_faults();
    CHECK(handle.remove(feature, {item}).verdicts() == "removed");
}

TEST_CASE("A play that was added by one id is not added again by another", "[titles]") {
    const TwinProcess twin;
    const bool is_movie = GENERATE(true, false);
    const json::object by_trakt_id = {{"type", is_movie ? "movie" : "episode"},
                                      {"ids", {{"trakt", is_movie ? 7010001 : 8210102}}}};
    const json::object by_other_id = is_movie ? json::object{{"type", "movie"}, {"ids", {{"imdb", "tt90010011"}}}}
                                              : json::object{{"type", "episode"},
                                                             {"ids", json::object()},
                                                             {"show_ids", {{"trakt", 8010001}}},
                                                             {"season", 1},
                                                             {"episode", 2}};
    Handle handle(config_for(twin));
    handle.index("history");
    REQUIRE(handle.add("history", {played(by_trakt_id, first_minute)}).verdicts() == "added");
    CHECK(handle.add("history", {played(by_other_id, first_minute)}).verdicts() == "existing");
    CHECK(twin.plays().size() == 1);
    // A title that is certainly another one is not looked up.
    twin.clear_ledger();
    const json::object other = {{"type", "movie"}, {"ids", {{"trakt", 7010004}}}};
    CHECK(handle.add("history", {played(other, first_minute)}).verdicts() == "added");
    CHECK(twin.count_below("GET", "/sync/history") == 0);
}

TEST_CASE("A removal that did nothing is not absent if the entry was added by another id", "[titles]") {
    const std::string feature = GENERATE("ratings", "watchlist");
    INFO(feature);
    const TwinProcess twin;
    Handle handle(config_for(twin));
    handle.index(feature);
    const json::object by_trakt_id = {{"type", "episode"}, {"ids", {{"trakt", 8210102}}}, {"rating", 8}};
    const json::object by_number = {{"type", "episode"},
                                    {"ids", json::object()},
                                    {"show_ids", {{"trakt", 8010001}}},
                                    {"season", 1},
                                    {"episode", 2}};
    REQUIRE(handle.add(feature, {by_trakt_id}).verdicts() == "added");
    twin.switches({{"remove_at_most", 0}});
    const Outcome removed = handle.remove(feature, {by_number});
    CHECK(removed.verdicts() == "rejected");
    CHECK(text_at(removed.result(0), "hint") == "not removed");
    twin.switches({{"remove_at_most", nullptr}});
    CHECK(handle.remove(feature, {by_number}).verdicts() == "removed");
    CHECK(handle.remove(feature, {by_number}).verdicts() == "absent");
}

TEST_CASE("A removal whose ids name one episode and whose numbers name another one is rejected", "[titles]") {
    const auto [key, value] = GENERATE(table<const char*, json::value>({
        {"tvdb", 777},
        {"tmdb", 777},
        {"imdb", "tt777"},
    }));
    const TwinProcess twin;
    twin.titles({{{"type", "episode"}, {"trakt", 8210102}, {"ids", {{key, value}}}}});
    for (const std::int64_t episode : {8210102, 8210103})
        twin.edit({{"op", "add"}, {"type", "episode"}, {"trakt", episode}, {"when", first_minute}});
    const auto before = plays_in(twin);
    const json::object item = played({{"type", "episode"},
                                      {"ids", {{key, value}}},
                                      {"show_ids", {{"trakt", 8010001}}},
                                      {"season", 1},
                                      {"episode", 3}},
                                     first_minute);
    Handle handle(config_for(twin));
    SECTION("cold") {}
    SECTION("warm") { handle.index("history"); }
    twin.clear_ledger();
    const Outcome removed = handle.remove("history", {item});
    CHECK(removed.verdicts() == "rejected");
    CHECK(text_at(removed.result(0), "hint") == "ambiguous ids");
    CHECK(plays_in(twin) == before);
    CHECK(twin.count_below("GET", "/search") == 0);
    // The play that the caller names by its history id is decided.
    json::object named = item;
    for (const json::value& play : twin.plays())
        if (number_at(play, "trakt") == 8210103) named["_trakt_history_id"] = number_at(play, "id");
    if (std::string(key) == "tvdb") return;
    CHECK(handle.remove("history", {named}).verdicts() == "removed");
    CHECK(plays_in(twin) == std::multiset<std::string>{"8210102 " + std::string(first_minute)});
}

TEST_CASE("An id that a search has found does not overrule the numbers of a removal", "[titles]") {
    const TwinProcess twin;
    twin.titles({{{"type", "episode"}, {"trakt", 8210102}, {"alias", {{"imdb", "tt777"}}}}});
    for (const std::int64_t episode : {8210102, 8210103}) {
        twin.edit({{"op", "add"}, {"type", "episode"}, {"trakt", episode}, {"when", first_minute}});
        twin.edit({{"op", "rate"}, {"type", "episode"}, {"trakt", episode}, {"rating", 5}});
        twin.edit({{"op", "watchlist_add"}, {"type", "episode"}, {"trakt", episode}});
    }
    const json::object by_alias = played({{"type", "episode"}, {"ids", {{"imdb", "tt777"}}}}, first_minute);
    Handle handle(config_for(twin));
    REQUIRE(handle.add("history", {by_alias}).verdicts() == "existing");
    REQUIRE(twin.count_below("GET", "/search") == 1);
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    INFO(feature);
    const std::string list = feature == "history" ? "plays" : feature;
    const json::value before = twin.state().at(list);
    const Outcome removed =
        handle.remove(feature, {merged(by_alias, {{"show_ids", {{"trakt", 8010001}}}, {"season", 1}, {"episode", 3}})});
    CHECK(removed.verdicts() == "rejected");
    CHECK(text_at(removed.result(0), "hint") == "ambiguous ids");
    CHECK(twin.state().at(list) == before);
    CHECK(handle.remove(feature, {by_alias}).verdicts() == "removed");
}

TEST_CASE("Many items with one id cost one search, and all get the verdict that it gives", "[titles]") {
    const TwinProcess twin;
    twin.titles({{{"type", "show"}, {"trakt", 8010001}, {"ids", {{"tvdb", nullptr}}}}});
    twin.titles({{{"type", "show"}, {"trakt", 8010001}, {"alias", {{"tvdb", 99}}}}});
    json::array items;
    for (int minute = 0; minute < 130; ++minute) {
        const std::string when = "2024-05-0" + std::to_string(1 + minute / 60) +
                                 "T20:" + (minute % 60 < 10 ? "0" : "") + std::to_string(minute % 60) + ":00.000Z";
        items.push_back(
            {{"type", "episode"}, {"show_ids", {{"tvdb", 99}}}, {"season", 1}, {"episode", 2}, {"watched_at", when}});
        twin.edit({{"op", "add"}, {"type", "episode"}, {"trakt", 8210102}, {"when", when}});
    }
    Handle handle(config_for(twin));
    SECTION("an alias of the show") {
        const Outcome added = handle.add("history", items);
        for (std::size_t i = 0; i < items.size(); ++i) CHECK(text_at(added.result(i), "verdict") == "existing");
        CHECK(twin.plays().size() == items.size());
    }
    SECTION("an id of two shows") {
        twin.titles({{{"type", "show"}, {"trakt", 8010001}, {"ids", {{"tvdb", 99}}}},
                     {{"type", "show"}, {"trakt", 8010002}, {"ids", {{"tvdb", 99}}}}});
        twin.edit({{"op", "add"}, {"type", "episode"}, {"trakt", 8220102}, {"when", other_minute}});
        handle.index("history");
        const Outcome removed = handle.remove("history", items);
        for (std::size_t i = 0; i < items.size(); ++i) CHECK(text_at(removed.result(i), "hint") == "ambiguous ids");
        CHECK(twin.plays().size() == items.size() + 1);
    }
    CHECK(twin.count_below("GET", "/search") == 1);
}
