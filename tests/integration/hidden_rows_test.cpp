// Hidden rows: the count of a list includes them, and no page shows them.
#include <catch2/catch.hpp>

#include <filesystem>

#include "support/indexed_site.hpp"
#include "support/machine_time.hpp"
#include "support/plugin_library.hpp"
#include "support/temp_folder.hpp"
#include "support/truth.hpp"
#include "support/twin_process.hpp"

using namespace mod_trakt::tests;

namespace {

struct Site : IndexedSite {
    explicit Site(int plays = 100, int per_page = 25)
        : IndexedSite({{"plays", plays}, {"ratings", 60}, {"watchlist", 40}},
                      {{"history_per_page", per_page}, {"watchlist_per_page", 8}, {"ratings_per_page", 4}}) {}
    // Hides the plays of a type at these places; the newest play has place 0.
    void hide(const std::string& type, const std::vector<std::size_t>& places) const {
        std::vector<json::value> own;
        for (const json::value& play : twin.plays())
            if (text_at(play, "type") == type) own.push_back(play);
        for (const std::size_t place : places) twin.edit({{"op", "hide"}, {"id", own.at(place).at("id")}});
    }
};

std::int64_t skipped(const Outcome& outcome) {
    const json::value document = outcome.document();
    return document.as_object().contains("skipped") ? number_at(document, "skipped") : 0;
}

std::vector<std::size_t> places_between(std::size_t from, std::size_t until, std::size_t step = 1) {
    std::vector<std::size_t> places;
    for (std::size_t place = from; place < until; place += step) places.push_back(place);
    return places;
}

// Checks that the next index has exactly the shown rows, and counts the hidden ones.
void check_next_index(const Site& site, std::int64_t hidden) {
    const Outcome outcome = site.index("history");
    CHECK(differs_from_truth(outcome, site.twin, "history") == "");
    CHECK(skipped(outcome) == hidden);
}

const json::object nothing_tells = {{"maps", "absent"}, {"stats", "absent"}};

}  // namespace

TEST_CASE("Hidden rows that others follow are skipped, and cost nothing from then on", "[read][hidden]") {
    const Site site;
    site.twin.switches(nothing_tells);
    site.hide("episode", {3, 30, 31, 49, 50, 77, 78});  // of 80, in pages of 25
    check_next_index(site, 7);
    CHECK(site.requests_of_an_exact_index("history") == 1);
    // A new play is found on the newest page, in which a row is hidden.
    site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "now"}});
    site.twin.clock({{"advance_ms", 600'000}});
    CHECK(site.requests_of_an_exact_index("history") == 2);
    CHECK(skipped(site.index("history")) == 7);
    // A backdated play takes a full read, and no further proof.
    site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}});
    site.twin.clock({{"advance_ms", 600'000}});
    CHECK(site.requests_of_an_exact_index("history") <= 10);
    CHECK(skipped(site.index("history")) == 7);
    const json::value play = parse(R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"}])");
    CHECK(Handle(site.config).add("history", play).verdicts() == "added");
    CHECK(site.differs("history") == "");
    CHECK(skipped(site.index("history")) == 7);
}

TEST_CASE("All rows of a page may be hidden", "[read][hidden]") {
    const Site site;
    site.twin.switches(nothing_tells);
    site.hide("episode", places_between(25, 50));  // the second page of four
    check_next_index(site, 25);
    CHECK(site.requests_of_an_exact_index("history") == 1);
    site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}});
    site.twin.clock({{"advance_ms", 600'000}});
    CHECK(site.requests_of_an_exact_index("history") <= 10);
}

TEST_CASE("All rows of several pages in a row may be hidden", "[read][hidden]") {
    const Site site(400, 20);
    site.twin.switches(nothing_tells);
    site.hide("episode", places_between(100, 200));
    check_next_index(site, 100);
}

TEST_CASE("Hidden rows in more places than the plugin examines are skipped after three reads in an hour",
          "[read][hidden]") {
    const Site site(700, 20);
    site.twin.switches(nothing_tells);
    site.hide("episode", places_between(5, 500, 20));
    for (int run = 0; run < 2; ++run) CHECK(site.index("history").reason == "partial_read");
    const LaterDate later(61 * 60'000);
    check_next_index(site, 25);
    CHECK(site.requests_of_an_exact_index("history") == 1);
}

TEST_CASE("The rows of a lost page are not taken for rows that were hidden before", "[read][hidden]") {
    const Site site;
    site.twin.switches(nothing_tells);
    site.hide("episode", places_between(25, 50));
    CHECK(site.differs("history") == "");
    site.twin.edit({{"op", "show_all"}});
    site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}});
    site.twin.clock({{"advance_ms", 600'000}});
    site.twin.fault({{"kind", "empty"}, {"path", "/sync/history/episodes"}, {"query", "page=3&"}, {"times", 1}});
    check_next_index(site, 0);
}

TEST_CASE("A witness that counts as many rows as are shown proves hidden rows", "[read][hidden]") {
    for (const json::object& tells : {json::object{{"stats_count_hidden", false}},
                                      json::object{{"stats", "absent"}, {"maps_show_hidden", false}}}) {
        const Site site;
        site.twin.switches(tells);
        site.hide("episode", {0, 3, 79});
        site.hide("movie", {19});
        check_next_index(site, 4);
        CHECK(site.requests_of_an_exact_index("history") == 1);
    }
}

TEST_CASE("Hidden rows at the end of a list are skipped after three reads in an hour", "[read][hidden]") {
    const Site site;
    site.twin.switches(nothing_tells);
    site.hide("episode", {5, 78, 79});
    for (int run = 0; run < 3; ++run) CHECK(site.index("history").reason == "partial_read");
    const LaterDate later(61 * 60'000);
    check_next_index(site, 3);
    CHECK(site.requests_of_an_exact_index("history") == 1);
}

TEST_CASE("Hidden rows at the end of several lists take no more reads than those of one", "[read][hidden]") {
    const Site site;
    site.twin.switches(nothing_tells);
    site.hide("episode", {78, 79});
    site.hide("movie", {19});
    for (int run = 0; run < 2; ++run) CHECK(site.index("history").reason == "partial_read");
    const LaterDate later(61 * 60'000);
    check_next_index(site, 3);
}

TEST_CASE("Ratings and the watchlist have hidden rows too", "[read][hidden]") {
    const Site site;
    site.twin.switches(nothing_tells);
    const json::value state = site.twin.state();
    const json::array ratings = state.at("ratings").as_array(), watchlist = state.at("watchlist").as_array();
    for (const std::size_t place : {2, 20}) {
        const json::value& rated = ratings.at(place);
        site.twin.edit({{"op", "hide"}, {"type", rated.at("type")}, {"trakt", rated.at("trakt")}});
    }
    std::int64_t hidden_rated = static_cast<std::int64_t>(ratings.size());
    const json::value& listed = watchlist.at(9);
    site.twin.edit({{"op", "hide"}, {"type", listed.at("type")}, {"trakt", listed.at("trakt")}});
    const json::value now = site.twin.state();
    hidden_rated -= static_cast<std::int64_t>(now.at("ratings").as_array().size());
    const auto hidden_listed = static_cast<std::int64_t>(watchlist.size() - now.at("watchlist").as_array().size());
    for (const auto& [feature, hidden] : {std::pair("ratings", hidden_rated), {"watchlist", hidden_listed}}) {
        INFO(feature);
        const Outcome outcome = site.index(feature);
        CHECK(differs_from_truth(outcome, site.twin, feature) == "");
        CHECK(hidden > 0);
        CHECK(skipped(outcome) == hidden);
        CHECK(site.requests_of_an_exact_index(feature) == 1);
    }
    site.twin.edit({{"op", "rate"}, {"type", "show"}});
    site.twin.edit({{"op", "watchlist_add"}, {"type", "show"}});
    site.twin.clock({{"advance_ms", 600'000}});
    for (const auto& [feature, hidden] : {std::pair("ratings", hidden_rated), {"watchlist", hidden_listed}}) {
        CHECK(site.differs(feature) == "");
        CHECK(skipped(site.index(feature)) == hidden);
    }
}

TEST_CASE("Rows that are lost for a while are not hidden rows", "[read][hidden]") {
    const Site site;
    site.twin.switches(nothing_tells);
    for (const char* query : {"page=1&", "page=2&", "page=3&", "page=4&"}) {
        INFO(query);
        site.twin.fault({{"kind", "drop_rows"},
                         {"rows", 2},
                         {"path", "/sync/history/episodes"},
                         {"query", query},
                         {"every", true}});
        CHECK(site.index("history").reason == "partial_read");
        site.twin.clear_faults();
        CHECK(site.differs("history") == "");
        std::filesystem::remove_all(site.folder.path());
        std::filesystem::create_directory(site.folder.path());
    }
    // Every page lacks its last row, whatever its size.
    site.twin.fault({{"kind", "drop_rows"}, {"rows", 1}, {"path", "/sync/history/episodes"}, {"every", true}});
    CHECK(site.index("history").reason == "partial_read");
}

TEST_CASE("A read without headers does not show how many rows are hidden", "[read][hidden]") {
    const Site site;
    site.twin.switches({{"pagination_headers", false}, {"maps", "absent"}});
    site.hide("episode", {30, 31, 49, 50});
    check_next_index(site, 0);
    site.twin.switches({{"pagination_headers", true}});
    // With the hidden ones, the count fits three new plays on top of all those that the last index had.
    for (int n = 0; n < 3; ++n) site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "now"}});
    site.twin.edit({{"op", "remove"}, {"type", "episode"}, {"count", 4}});
    site.twin.clock({{"advance_ms", 600'000}});
    check_next_index(site, 4);
}

TEST_CASE("A hidden row that is shown again is in the index", "[read][hidden]") {
    const Site site;
    site.twin.switches(nothing_tells);
    site.hide("episode", {30, 31});
    CHECK(site.differs("history") == "");
    site.twin.edit({{"op", "show_all"}});
    site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}});
    site.twin.clock({{"advance_ms", 600'000}});
    check_next_index(site, 0);
}

namespace {

// Three hundred plays in pages of 10. Some plays are hidden, but the maps show them. A full read takes more than thirty
// requests.
struct SiteWithMaps : Site {
    SiteWithMaps() : Site(300, 10) {
        hide("episode", hidden_places);
        check_next_index(*this, hidden());
        CHECK(requests_of_an_exact_index("history") == 1);
    }
    std::int64_t hidden() const { return static_cast<std::int64_t>(hidden_places.size()); }
    std::size_t requests_after(const json::object& op) const {
        twin.edit(op);
        twin.clock({{"advance_ms", 600'000}});
        return requests_of_an_exact_index("history");
    }
    const std::vector<std::size_t> hidden_places = {55, 56, 57};
};

constexpr std::size_t few = 7;  // stamps twice, the newest page, maps, and reads of hidden and of changed plays
constexpr std::int64_t day_ms = 86'400'000;

}  // namespace

TEST_CASE("Hidden rows that the maps show cost no full read when plays are backdated or removed", "[read][hidden]") {
    const SiteWithMaps site;
    for (const char* type : {"episode", "movie"}) {
        INFO(type);
        CHECK(site.requests_after({{"op", "add"}, {"type", type}, {"when", "backdated"}}) <= few);
        CHECK(site.requests_after({{"op", "remove"}, {"id", site.twin.plays().at(20).at("id")}}) <= few);
        check_next_index(site, site.hidden());
    }
}

TEST_CASE("Hidden rows that the maps show cost no full read to verify", "[read][hidden]") {
    const SiteWithMaps site;
    const LaterDate later(day_ms + 60'000);
    CHECK(site.requests_of_an_exact_index("history") <= few);
    check_next_index(site, site.hidden());
}

TEST_CASE("A row that the maps show is found when it is no longer hidden", "[read][hidden]") {
    const SiteWithMaps site;
    site.twin.edit({{"op", "show_all"}});
    SECTION("after a change") {
        site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}});
        site.twin.clock({{"advance_ms", 600'000}});
        check_next_index(site, 0);
    }
    SECTION("when all is verified") {
        const LaterDate later(day_ms + 60'000);
        check_next_index(site, 0);
    }
}

TEST_CASE("Hidden rows that the maps show may go away, and others may come", "[read][hidden]") {
    const SiteWithMaps site;
    json::array plays;
    for (const json::value& play : site.twin.plays())
        if (text_at(play, "type") == "episode") plays.push_back(play);
    site.twin.edit({{"op", "show_all"}});
    site.twin.edit({{"op", "hide"}, {"id", plays.at(55).at("id")}});
    site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}});
    site.twin.clock({{"advance_ms", 600'000}});
    check_next_index(site, 1);
    // A hidden play is removed, and a new play is hidden at once.
    const json::value added = site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}, {"count", 2}});
    site.twin.edit({{"op", "hide"}, {"id", added.at("added").at(0)}});
    site.twin.edit({{"op", "remove"}, {"id", plays.at(55).at("id")}});
    site.twin.clock({{"advance_ms", 600'000}});
    check_next_index(site, 1);
    CHECK(site.requests_after({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}}) <= few);
}

TEST_CASE("A title whose plays are all hidden may be unknown to the server", "[read][hidden]") {
    const Site site(300, 10);
    std::vector<json::value> movies;
    for (const json::value& play : site.twin.plays())
        if (text_at(play, "type") == "movie") movies.push_back(play);
    const std::int64_t title = number_at(movies.at(movies.size() / 2), "trakt");
    site.twin.edit({{"op", "hide"}, {"type", "movie"}, {"trakt", title}});
    site.twin.fault({{"kind", "status"},
                     {"status", 404},
                     {"path", "/sync/history/movies/" + std::to_string(title)},
                     {"every", true}});
    CHECK(site.differs("history") == "");
    CHECK(skipped(site.index("history")) > 0);
    site.twin.edit({{"op", "add"}, {"type", "movie"}, {"when", "backdated"}});
    site.twin.clock({{"advance_ms", 600'000}});
    CHECK(site.requests_of_an_exact_index("history") <= few);
}
