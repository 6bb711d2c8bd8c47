// Items of one call that share an id and contradict each other in another one.
#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "support/config.hpp"
#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

namespace {

constexpr const char* minute = "2024-05-06T20:11:00.000Z";

json::object with_ids(json::object item, const char* member, const json::object& ids) {
    item[member] = ids;
    return merged(item, {{"watched_at", minute}, {"rating", 8}});
}

// A title that Trakt knows by an imdb id, and two items that name it by that id, with different tmdb ids.
struct Kind {
    explicit Kind(const std::string& name) {
        const char* member = "ids";
        if (name == "episode in its show") {
            type = "episode";
            trakt = 8210102;
            titles = {{{"type", "show"}, {"trakt", 8010001}, {"ids", {{"imdb", "tt5"}}}}};
            one = {{"season", 1}, {"episode", 2}};
            member = "show_ids";
        } else {
            type = name;
            trakt = name == "movie" ? 7010001 : name == "show" ? 8010001 : 8210102;
            titles = {{{"type", name}, {"trakt", trakt}, {"ids", {{"imdb", "tt5"}}}}};
        }
        one["type"] = type;
        other = with_ids(one, member, {{"imdb", "tt5"}, {"tmdb", 99}});
        one = with_ids(one, member, {{"imdb", "tt5"}, {"tmdb", 98}});
    }
    std::string type;
    std::int64_t trakt = 0;
    json::array titles;
    json::object one, other;
};

}  // namespace

TEST_CASE("Of items that share an id and contradict each other, Trakt's search decides which title they mean",
          "[titles]") {
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const std::string name = GENERATE("movie", "show", "episode", "episode in its show");
    if (feature == "history" && name == "show") return;
    const bool has_read = GENERATE(true, false);
    INFO(feature << ": " << name);
    const Kind kind(name);
    const TwinProcess twin;
    twin.titles(kind.titles);
    const char* list = feature == "history" ? "plays" : feature.c_str();
    Handle handle(config_for(twin));
    if (has_read) handle.index(feature);

    SECTION("one title") {
        CHECK(handle.add(feature, {kind.one, kind.other}).verdicts() == "added added");
        const json::array there = twin.state().at(list).as_array();
        REQUIRE(there.size() == 1);
        CHECK(number_at(there[0], "trakt") == kind.trakt);
        CHECK(twin.count_below("GET", "/search") == 1);
    }
    SECTION("no answer") {
        twin.fault({{"path", "/search"}, {"kind", "status"}, {"status", 500}, {"every", true}});
        const Outcome added = handle.add(feature, {kind.one, kind.other});
        CHECK(added.verdicts() == "rejected rejected");
        CHECK(text_at(added.result(1), "hint") == "ambiguous ids");
        CHECK(twin.state().at(list).as_array().empty());
        CHECK(twin.count_below("POST", "/") == 0);
    }
}

TEST_CASE("An item between two titles of the call is one of them or rejected", "[titles]") {
    const TwinProcess twin;
    twin.titles({{{"type", "movie"}, {"trakt", 7010001}, {"ids", {{"imdb", "tt5"}, {"tmdb", 51}}}},
                 {{"type", "movie"}, {"trakt", 7010002}, {"ids", {{"imdb", "tt5"}, {"tmdb", 52}}}}});
    const auto movie = [](const json::object& ids) { return with_ids({{"type", "movie"}}, "ids", ids); };
    Handle handle(config_for(twin));
    const json::array titles = {movie({{"trakt", 7010001}, {"imdb", "tt5"}}),
                                movie({{"trakt", 7010002}, {"imdb", "tt5"}})};
    SECTION("rejected") {
        const bool comes_first = GENERATE(true, false);
        json::array items = titles;
        items.insert(comes_first ? items.begin() : items.end(), movie({{"imdb", "tt5"}}));
        CHECK(handle.add("history", items).verdicts() ==
              (comes_first ? "rejected added added" : "added added rejected"));
        CHECK(twin.plays().size() == 2);
    }
    SECTION("decided by its other id") {
        CHECK(handle.add("history", {movie({{"imdb", "tt5"}, {"tmdb", 51}}), movie({{"imdb", "tt5"}, {"tmdb", 52}})})
                  .verdicts() == "added added");
        std::set<std::int64_t> there;
        for (const json::value& play : twin.plays()) there.insert(number_at(play, "trakt"));
        CHECK(there == std::set<std::int64_t>{7010001, 7010002});
    }
}
