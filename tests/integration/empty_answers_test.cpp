// Lists that answer with less than the account has: an empty list and the end of a list are believed only with a proof.
#include <catch2/catch.hpp>

#include <filesystem>
#include <utility>
#include <vector>

#include "support/config.hpp"
#include "support/machine_time.hpp"
#include "support/plugin_library.hpp"
#include "support/temp_folder.hpp"
#include "support/truth.hpp"
#include "support/twin_process.hpp"

using namespace mod_trakt::tests;

namespace {

const json::object sizes = {{"plays", 60}, {"ratings", 40}, {"watchlist", 25}, {"now", "2026-09-12T12:00:00Z"}};
const json::object small_pages = {{"history_per_page", 12}, {"ratings_per_page", 4}, {"watchlist_per_page", 8}};

struct Site {
    explicit Site(const json::object& of = sizes) : config(in_folder(config_for(twin, small_pages), folder)) {
        twin.reset(of);
        twin.clock({{"advance_ms", 600'000}});
    }
    Outcome index(const std::string& feature) const { return Handle(config).index(feature); }
    std::string differs(const std::string& feature) const { return differs_from_truth(index(feature), twin, feature); }
    bool keeps_no_snapshot() const {
        for (const auto& file : std::filesystem::recursive_directory_iterator(folder.str()))
            if (file.path().extension() == ".snapshot") return false;
        return true;
    }

    const TwinProcess twin;
    const TempFolder folder;
    const json::object config;
};

const std::vector<std::pair<std::string, std::string>> lists = {
    {"history", "/sync/history/movies"},  {"history", "/sync/history/episodes"}, {"ratings", "/sync/ratings/movies"},
    {"ratings", "/sync/ratings/seasons"}, {"watchlist", "/sync/watchlist"},
};

}  // namespace

TEST_CASE("An empty answer without headers is asked for again, and an outage is an error that nothing keeps",
          "[empty]") {
    for (const auto& [feature, path] : lists) {
        INFO(path);
        const Site site;
        site.twin.fault({{"kind", "empty_bare"}, {"path", path}});
        CHECK(site.differs(feature) == "");
        site.twin.clear_faults();
        std::filesystem::remove_all(site.folder.path());
        std::filesystem::create_directory(site.folder.path());
        site.twin.fault({{"kind", "empty_bare"}, {"path", path}, {"every", true}});
        for (int run = 0; run < 2; ++run) {
            const Outcome outcome = site.index(feature);
            CHECK(outcome.status == SYNCMOD_INCOMPLETE);
            CHECK(outcome.reason == "partial_read");
            CHECK(site.keeps_no_snapshot());
        }
        site.twin.clear_faults();
        CHECK(site.differs(feature) == "");
    }
}

TEST_CASE("An outage of all answers is an error, also for an account that was read before", "[empty]") {
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        for (const bool before : {false, true}) {
            INFO(feature << before);
            const Site site;
            if (before) CHECK(site.differs(feature) == "");
            for (const char* type : {"movie", "episode"})
                site.twin.edit({{"op", "add"}, {"type", type}, {"when", "backdated"}});
            site.twin.edit({{"op", "rate"}, {"type", "movie"}});
            site.twin.edit({{"op", "watchlist_add"}, {"type", "movie"}});
            site.twin.clock({{"advance_ms", 600'000}});
            site.twin.fault({{"kind", "empty_bare"}, {"method", "GET"}, {"every", true}});
            CHECK(site.index(feature).status != SYNCMOD_OK);
            site.twin.clear_faults();
            CHECK(site.differs(feature) == "");
        }
    }
}

TEST_CASE("An account that is empty on a server without headers is believed when the statistics say so", "[empty]") {
    const Site site({{"plays", 0}, {"ratings", 0}, {"watchlist", 0}, {"now", "2026-09-12T12:00:00Z"}});
    site.twin.switches({{"pagination_headers", false}});
    CHECK(site.differs("history") == "");
    CHECK(site.differs("ratings") == "");
    CHECK(site.twin.count_requests("GET", "/users/me/stats") == 2);
    // No other answer counts the watchlist there, and its stamps are set.
    CHECK(site.index("watchlist").reason == "partial_read");
    const TempFolder elsewhere;
    const json::object anew = in_folder(site.config, elsewhere);
    for (const char* stats : {"sparse", "absent"}) {
        site.twin.switches({{"stats", stats}});
        CHECK(Handle(anew).index("history").reason == "partial_read");
        CHECK(Handle(anew).index("ratings").reason == "partial_read");
    }
    site.twin.switches({{"unset_stamps", true}});
    for (const char* feature : {"history", "ratings"}) CHECK(Handle(anew).index(feature).summary() == "OK");
    site.twin.switches({{"activities", "sparse"}});
    CHECK(Handle(in_folder(site.config, TempFolder())).index("history").reason == "partial_read");
}

TEST_CASE("A list that ends without headers behind full pages needs a witness of its count", "[empty]") {
    const Site site({{"plays", 0}, {"ratings", 16}, {"watchlist", 0}, {"now", "2026-09-12T12:00:00Z"}});
    site.twin.edit({{"op", "add"}, {"type", "movie"}, {"count", 12}, {"when", "backdated"}});
    site.twin.edit({{"op", "add"}, {"type", "episode"}, {"count", 24}, {"when", "backdated"}});
    site.twin.switches({{"pagination_headers", false}});
    CHECK(site.differs("history") == "");
    CHECK(site.differs("ratings") == "");
    CHECK(site.twin.count_requests("GET", "/users/me/stats") == 2);
    site.twin.switches({{"stats", "absent"}});
    const TempFolder elsewhere;
    const json::object anew = in_folder(site.config, elsewhere);
    // The watched maps also count the plays; no other answer counts ratings.
    CHECK(differs_from_truth(Handle(anew).index("history"), site.twin, "history") == "");
    CHECK(Handle(anew).index("ratings").reason == "partial_read");
    site.twin.switches({{"maps", "absent"}});
    CHECK(Handle(in_folder(site.config, TempFolder())).index("history").reason == "partial_read");
}

TEST_CASE("A list that was read with headers is not believed without them", "[empty]") {
    for (const auto& [feature, path] : lists) {
        INFO(path);
        const Site site;
        CHECK(site.differs(feature) == "");
        site.twin.edit({{"op", "add"}, {"type", "movie"}, {"when", "backdated"}});
        site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}});
        for (const char* type : {"movie", "season"}) {
            site.twin.edit({{"op", "rate"}, {"type", type}});
            site.twin.edit({{"op", "watchlist_add"}, {"type", type}});
        }
        site.twin.clock({{"advance_ms", 600'000}});
        site.twin.switches({{"pagination_headers", false}});
        if (feature != "watchlist") {
            CHECK(site.differs(feature) == "");
            CHECK(site.twin.count_requests("GET", "/users/me/stats") == 1);
        }
        site.twin.edit({{"op", "add"}, {"type", "movie"}, {"when", "backdated"}});
        site.twin.edit({{"op", "add"}, {"type", "episode"}, {"when", "backdated"}});
        for (const char* type : {"movie", "season"}) site.twin.edit({{"op", "rate"}, {"type", type}});
        site.twin.clock({{"advance_ms", 600'000}});
        site.twin.switches({{"stats", "absent"}, {"maps", "absent"}});
        CHECK(site.index(feature).reason == "partial_read");
        site.twin.switches({{"pagination_headers", true}});
        CHECK(site.differs(feature) == "");
    }
}

TEST_CASE("A list that is emptied on the site is believed with a witness", "[empty]") {
    const Site site;
    for (const char* feature : {"history", "ratings", "watchlist"}) CHECK(site.differs(feature) == "");
    site.twin.edit({{"op", "remove"}, {"type", "movie"}, {"count", 1000}});
    site.twin.edit({{"op", "unrate"}, {"type", "show"}, {"count", 10}});
    for (const char* type : {"movie", "show", "season", "episode"})
        site.twin.edit({{"op", "watchlist_remove"}, {"type", type}, {"count", 6}});
    site.twin.clock({{"advance_ms", 600'000}});
    for (const char* feature : {"history", "ratings"}) CHECK(site.differs(feature) == "");
    // The server announces 0 rows, which the statistics contradict.
    const Site lied_to;
    CHECK(lied_to.differs("ratings") == "");
    lied_to.twin.edit({{"op", "rate"}, {"type", "show"}});
    lied_to.twin.clock({{"advance_ms", 600'000}});
    lied_to.twin.fault({{"kind", "empty"},
                        {"path", "/sync/ratings/shows"},
                        {"every", true},
                        {"headers", {{"X-Pagination-Item-Count", "0"}, {"X-Pagination-Page-Count", "0"}}}});
    CHECK(lied_to.index("ratings").reason == "partial_read");
    lied_to.twin.clear_faults();
    CHECK(lied_to.differs("ratings") == "");
}

TEST_CASE("The watchlist without headers is believed by the counts of its types, or after three reads in an hour",
          "[empty]") {
    const Site site;
    CHECK(site.differs("watchlist") == "");
    for (const char* type : {"movie", "show", "season", "episode"})
        site.twin.edit({{"op", "watchlist_add"}, {"type", type}});
    site.twin.clock({{"advance_ms", 600'000}});
    site.twin.switches({{"headerless", "/sync/watchlist"}});
    CHECK(site.differs("watchlist") == "");
    CHECK(site.twin.count_requests("GET", "/sync/watchlist/seasons") == 1);
    for (const char* type : {"movie", "show", "season", "episode"})
        site.twin.edit({{"op", "watchlist_add"}, {"type", type}}, 2);
    site.twin.clock({{"advance_ms", 600'000}});
    site.twin.switches({{"pagination_headers", false}});
    CHECK(site.index("watchlist").reason == "partial_read");
    CHECK(site.index("watchlist").reason == "partial_read");
    CHECK(site.index("watchlist").reason == "partial_read");
    const LaterDate later(61 * 60'000);
    CHECK(site.differs("watchlist") == "");
}

TEST_CASE("An empty look-up without headers does not prove that a play is not held", "[empty]") {
    const Site site;
    const json::value play = site.twin.plays()[3];
    const json::object item = {
        {"type", play.at("type")}, {"ids", {{"trakt", play.at("trakt")}}}, {"watched_at", play.at("watched_at")}};
    site.twin.fault({{"kind", "empty_bare"}, {"query", "start_at="}, {"every", true}});
    CHECK(Handle(site.config).add("history", json::array{item}).verdicts() == "existing");
    CHECK(site.twin.count_requests("POST", "/sync/history") == 0);
}
