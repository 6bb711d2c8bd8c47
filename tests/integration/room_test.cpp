// The room that the account's settings leave (LIMIT-1 to LIMIT-3), with state folders as real processes use them.
#include <catch2/catch.hpp>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

const std::string settings_path = "/users/settings";

json::object movie(int number, const std::string& minute = {}) {
    json::object item = {{"type", "movie"}, {"ids", {{"trakt", 1'000'030 + number}}}};
    if (!minute.empty()) item["watched_at"] = "2024-05-01T" + minute + ":00Z";
    return item;
}
json::object episode(int number, const std::string& minute) {
    return {
        {"type", "episode"}, {"ids", {{"trakt", 8'210'100 + number}}}, {"watched_at", "2024-05-01T" + minute + ":00Z"}};
}
json::array movies(int from, int until) {
    json::array items;
    for (int i = from; i <= until; ++i) items.push_back(movie(i));
    return items;
}

struct Site {
    explicit Site(std::vector<std::string> options = {"--watchlist", "10"}) : twin(std::move(options)) { mature(); }
    void mature() const { twin.clock({{"advance_ms", 600'000}}); }
    json::object config(const json::object& more = {}) const { return in_folder(config_for(twin, more), folder); }
    std::size_t asked() const { return twin.count_requests("GET", settings_path); }

    const TwinProcess twin;
    TempFolder folder;
};

}  // namespace

TEST_CASE("The watchlist is filled to its limit in the caller's order; the message has the room and where to upgrade",
          "[room]") {
    const Site site;
    site.twin.switches({{"vip", false}, {"watchlist_limit", 12}});
    site.mature();
    const Outcome outcome = Handle(site.config()).add("watchlist", movies(1, 4));
    CHECK(outcome.verdicts() == "added added limit limit");
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(text_at(outcome.result(3), "message").find("holds 10 of 12 entries") != std::string::npos);
    CHECK(text_at(outcome.result(3), "message").find("room for only 2") != std::string::npos);
    CHECK(text_at(outcome.result(3), "message").find("https://trakt.tv/vip") != std::string::npos);
    CHECK(site.twin.state().at("watchlist").as_array().size() == 12);
}

TEST_CASE("The next process uses the settings of the first one until settings_at moves", "[room]") {
    const Site site;
    site.twin.switches({{"watchlist_limit", 11}});
    site.mature();
    CHECK(Handle(site.config()).index("watchlist").status == SYNCMOD_OK);
    REQUIRE(site.asked() == 1);  // whose account it is
    site.twin.clear_ledger();
    CHECK(Handle(site.config()).add("watchlist", movies(1, 2)).verdicts() == "added limit");
    CHECK(site.asked() == 0);
    site.mature();
    site.twin.switches({{"watchlist_limit", 12}});
    CHECK(Handle(site.config()).add("watchlist", movies(2, 3)).verdicts() == "added limit");
    CHECK(site.asked() == 1);
}

TEST_CASE("With watch_only_once one play of each title is there, and reading that setting takes no extra request",
          "[room]") {
    const Site site;
    site.twin.switches({{"watch_only_once", true}});
    site.mature();
    CHECK(Handle(site.config()).index("history").status == SYNCMOD_OK);
    site.mature();
    site.twin.clear_ledger();
    Handle handle(site.config());
    CHECK(handle
              .add("history", json::array{movie(1, "10:00"), movie(1, "12:00"), movie(1, "11:00"), episode(1, "10:00"),
                                          episode(1, "11:00"), movie(2, "10:00")})
              .verdicts() == "limit added limit limit added added");
    CHECK(site.asked() == 0);
    CHECK(site.twin.plays().size() == 3);
    // In this process and in the next one, a further play of a title is limit, and a repeated play is existing.
    const json::array again = {movie(1, "12:00"), movie(1, "13:00"), episode(1, "09:00"), episode(1, "11:00")};
    CHECK(handle.add("history", again).verdicts() == "existing limit limit existing");
    const Outcome next = Handle(site.config()).add("history", again);
    CHECK(next.verdicts() == "existing limit limit existing");
    CHECK(text_at(next.result(1), "hint") == "watch_only_once");
    CHECK(site.twin.plays().size() == 3);
    // The user has changed the setting.
    site.mature();
    site.twin.switches({{"watch_only_once", false}});
    CHECK(Handle(site.config()).add("history", again).verdicts() == "existing added added existing");
}

TEST_CASE("A handle without a state folder reads watch_only_once too", "[room]") {
    const Site site;
    site.twin.switches({{"watch_only_once", true}});
    Handle handle(config_for(site.twin));
    CHECK(handle.add("history", json::array{movie(1, "10:00"), movie(1, "12:00")}).verdicts() == "limit added");
    CHECK(site.twin.requests("GET", settings_path).size() == 1);
    CHECK(text_at(site.twin.requests("GET", settings_path)[0], "query") == "extended=browsing");
}

TEST_CASE("A 420 without body and headers ends the additions of the call; removals still work", "[room]") {
    const Site site({"--watchlist", "10"});
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const bool is_bare = GENERATE(true, false);
    INFO(feature << (is_bare ? " without headers" : ""));
    json::array items = {movie(1, "10:00"), movie(2, "10:00"), episode(1, "10:00"), episode(2, "10:00")};
    for (json::value& item : items) item.as_object()["rating"] = 7;
    const json::object headers = {
        {"X-Account-Limit", "61"}, {"X-VIP-User", "false"}, {"X-Upgrade-URL", "https://trakt.tv/vip/join"}};
    site.twin.fault({{"method", "POST"},
                     {"path", "/sync/" + feature},
                     {"nth", 2},
                     {"times", 9},
                     {"kind", "status"},
                     {"status", 420},
                     {"headers", is_bare ? json::object() : headers}});
    Handle handle(site.config({{feature == "watchlist" ? "watchlist_batch_size" : feature + "_chunk_size", 1}}));
    const Outcome outcome = handle.add(feature, items);
    CHECK(outcome.verdicts() == "added limit limit limit");
    CHECK(outcome.status == SYNCMOD_OK);
    for (std::size_t i = 1; i < 4; ++i) {
        CHECK(text_at(outcome.result(i), "hint") == "trakt_limit");
        CHECK(text_at(outcome.result(i), "message").find("https://trakt.tv/vip") != std::string::npos);
    }
    if (!is_bare) CHECK(text_at(outcome.result(3), "message").find("of 61") != std::string::npos);
    CHECK(site.twin.count_requests("POST", "/sync/" + feature) == 2);
    site.twin.clear_faults();
    CHECK(handle.remove(feature, json::array{items[0]}).verdicts() == "removed");
}

TEST_CASE("After a 420 the limit is read again", "[room]") {
    const Site site;
    Handle handle(site.config());
    CHECK(handle.index("watchlist").status == SYNCMOD_OK);
    site.twin.fault({{"method", "POST"}, {"path", "/sync/watchlist"}, {"kind", "status"}, {"status", 420}});
    CHECK(handle.add("watchlist", movies(1, 1)).verdicts() == "limit");
    REQUIRE(site.asked() == 1);
    CHECK(handle.add("watchlist", movies(1, 1)).verdicts() == "added");
    CHECK(site.asked() == 2);
}
