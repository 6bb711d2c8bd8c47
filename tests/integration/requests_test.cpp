// How few requests a read of changes takes, on small accounts; the measured table is that of tests/bench.
#include <catch2/catch.hpp>

#include <algorithm>

#include "support/machine_time.hpp"
#include "support/settled_account.hpp"

using namespace mod_trakt::tests;

TEST_CASE("When nothing has changed, one request serves all three features", "[read]") {
    SettledAccount account({{"plays", 600}, {"ratings", 60}, {"watchlist", 40}}, {{"history_per_page", 50}});
    account.requests_of({"history", "ratings", "watchlist"});
    CHECK(account.requests_of({"history", "ratings", "watchlist"}) == std::vector<std::string>{activities});
    CHECK(account.requests_of({"ratings"}) == std::vector<std::string>{activities});
}

TEST_CASE("A newly watched play takes two requests", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    CHECK(account.requests_of() == std::vector<std::string>{activities, "/sync/history/episodes"});
    account.change({{"op", "add"}, {"count", 3}, {"type", "movie"}, {"when", "now"}});
    CHECK(account.requests_of() == std::vector<std::string>{activities, "/sync/history/movies"});
    // One newest page serves both kinds, but its total counts both together; the map of the movies separates them.
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "now"}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    CHECK(account.requests_of() ==
          std::vector<std::string>{activities, "/sync/history", "/users/me/watched/movies", activities});
    CHECK(account.requests_of() == std::vector<std::string>{activities});
}

TEST_CASE("Plays added to one kind never hide plays removed from the other", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.edit({{"op", "remove"}, {"count", 1}, {"type", "movie"}});
    account.twin.edit({{"op", "add"}, {"count", 2}, {"type", "movie"}, {"when", "now"}});
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    account.requests_of();
}

TEST_CASE("A play whose date was changed to now is in the index once", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.edit({{"op", "date"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    account.requests_of();
}

TEST_CASE("A play that was added and removed again takes few requests", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "2012-03-04T05:06:00Z"}});
    account.twin.clock({{"advance_ms", 3 * 3'600'000}});
    const json::array plays = account.twin.plays();
    const auto play = std::find_if(plays.begin(), plays.end(), [](const json::value& one) {
        return text_at(one, "watched_at") == "2012-03-04T05:06:00.000Z";
    });
    REQUIRE(play != plays.end());
    account.change({{"op", "remove"}, {"id", play->at("id")}});
    CHECK(account.requests_of() ==
          std::vector<std::string>{activities, "/sync/history/movies", "/users/me/watched/movies"});
}

TEST_CASE("A backdated or removed play is found by the watched map, in four requests", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    auto requests = account.requests_of();
    CHECK(requests.size() == 4);
    CHECK(count_of(requests, "/users/me/watched/episodes") == 1);
    account.change({{"op", "remove"}, {"count", 1}, {"type", "movie"}});
    requests = account.requests_of();
    CHECK(requests.size() <= 4);
    CHECK(count_of(requests, "/users/me/watched/movies") == 1);
    // As many plays are added as removed. The count does not show that; the stamp and the map do.
    account.twin.edit({{"op", "add"}, {"count", 2}, {"type", "episode"}, {"when", "backdated"}});
    account.change({{"op", "remove"}, {"count", 2}, {"type", "episode"}});
    CHECK(account.requests_of().size() <= 7);
}

TEST_CASE("Changed plays of many titles within a few days are found by reading these days", "[read]") {
    SettledAccount account({{"plays", 3000}}, {{"history_per_page", 50}});
    account.requests_of();
    for (int day = 1; day <= 9; ++day)
        for (const char* type : {"movie", "episode"})
            account.twin.edit({{"op", "add"},
                               {"type", type},
                               {"count", 8},
                               {"when", "2019-05-0" + std::to_string(day) + "T20:15:00.000Z"}},
                              day);
    account.pass_minutes(5);
    const auto requests = account.requests_of();
    CHECK(requests.size() <= 4 + 3 + 3);  // the days have 72 new plays of each kind, and the former ones
    std::size_t spans = 0;
    for (const json::value& entry : account.twin.ledger())
        spans += text_at(entry, "query").find("start_at=2019-05-0") != std::string::npos ? 1 : 0;
    CHECK(spans >= 4);
}

TEST_CASE("A stamp that was young is checked once more, and not again", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}}, nullptr);  // at the machine's time, and later
    account.requests_of();
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    CHECK(account.requests_of() == std::vector<std::string>{activities, "/sync/history/episodes"});
    // Another change may have been made within the resolution of the stamp.
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    account.pass_minutes(5);
    CHECK(account.requests_of() == std::vector<std::string>{activities, "/sync/history/episodes"});
    CHECK(account.requests_of() == std::vector<std::string>{activities});
}

TEST_CASE("Only the changed types of ratings and watchlist are read", "[read]") {
    SettledAccount account({{"ratings", 80}, {"watchlist", 80}}, {{"watchlist_per_page", 15}});
    account.requests_of({"ratings", "watchlist"});
    account.change({{"op", "rate"}, {"type", "show"}, {"count", 3}});
    CHECK(account.requests_of({"ratings", "watchlist"}) == std::vector<std::string>{activities, "/sync/ratings/shows"});
    account.twin.edit({{"op", "unrate"}, {"type", "movie"}, {"count", 2}});
    account.change({{"op", "rate"}, {"type", "season"}, {"count", 1}});
    auto requests = account.requests_of({"ratings", "watchlist"});
    std::sort(requests.begin(), requests.end());
    CHECK(requests == std::vector<std::string>{activities, "/sync/ratings/movies", "/sync/ratings/seasons"});
    account.change({{"op", "watchlist_remove"}, {"type", "movie"}, {"count", 2}});
    requests = account.requests_of({"ratings", "watchlist"});
    CHECK(count_of(requests, "/sync/watchlist/movies") >= 1);
    CHECK(count_of(requests, "/sync/watchlist") == 0);
    CHECK(requests.size() <= 4);
}

TEST_CASE("After verify_hours everything is compared, even if no stamp has changed", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    CHECK(account.requests_of({"history"}, {{"verify_hours", 1}}) == std::vector<std::string>{activities});
    const auto requests = account.requests_of({"history"}, {{"verify_hours", 0}});
    CHECK(count_of(requests, "/users/me/watched/movies") == 1);
    CHECK(count_of(requests, "/users/me/watched/episodes") == 1);
    CHECK(requests.size() == 4);
    // A stamp may also have moved for a change that is not visible, such as a new history id. A play was moved, another
    // one took its place, and a new one was added on top: counts alone do not show it.
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "now"}});
    account.twin.edit({{"op", "remove"}, {"count", 1}, {"type", "movie"}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "backdated"}});
    account.requests_of({"history"}, {{"verify_hours", 0}});
}

TEST_CASE("A play that was removed and added again at its minute has its new history id after verify_hours", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    const json::array plays = account.twin.plays();
    const auto play = std::find_if(plays.rbegin(), plays.rend(),
                                   [](const json::value& one) { return text_at(one, "type") == "movie"; });
    account.twin.edit({{"op", "remove"}, {"id", play->at("id")}});
    account.change({{"op", "add"},
                    {"type", "movie"},
                    {"trakt", play->at("trakt")},
                    {"when", play->at("watched_at")},
                    {"keep_seconds", true}});
    const bool looked_at_once = GENERATE(true, false);
    if (looked_at_once) {
        // The stamp moved, but titles and times are the same: a full read is scheduled.
        account.twin.clear_ledger();
        CHECK(Handle(account.config()).index("history").items().size() == 600);
        CHECK(account.requests().size() == 3);
    }
    // After verify_hours the full read is made.
    const LaterDate date(25 * 3'600'000);
    CHECK(count_of(account.requests_of(), "/sync/history/movies") > 1);
    CHECK(account.requests_of() == std::vector<std::string>{activities});
}
