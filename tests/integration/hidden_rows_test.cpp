// Rows that the count of a list includes and no page shows.
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
    // Hides the plays of a type at these places, the newest is 0.
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

// The next index has exactly what is shown, and counts the others.
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
    // A backdated one takes a full read, and no further proof.
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

TEST_CASE("Hidden rows in more places than can be looked into are skipped after three reads in an hour",
          "[read][hidden]") {
    const Site site(700, 20);
    site.twin.switches(nothing_tells);
    site.hide("episode", places_between(5, 500, 20));
    for (int run = 0; run < 2; ++run) CHECK(site.index("history").reason == "partial_read");
    const LaterDate later(61 * 60'000);
    check_next_index(site, 25);
    CHECK(site.requests_of_an_exact_index("history") == 1);
}

TEST_CASE("A page that is lost does not stand for as many rows that were hidden before", "[read][hidden]") {
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
    // Every page lacks its last rows, whatever its size.
    site.twin.fault({{"kind", "drop_rows"}, {"rows", 1}, {"path", "/sync/history/episodes"}, {"every", true}});
    CHECK(site.index("history").reason == "partial_read");
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
