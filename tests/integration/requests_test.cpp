// How few requests a read takes, on small accounts; the measured table is that of tests/bench.
#include <catch2/catch.hpp>

#include <algorithm>

#include "support/config.hpp"
#include "support/machine_time.hpp"
#include "support/plugin_library.hpp"
#include "support/temp_folder.hpp"
#include "support/truth.hpp"
#include "support/twin_process.hpp"

using namespace mod_trakt::tests;

namespace {

// An account whose changes are settled when they are read: the twin's clock runs on between change and read.
class Account {
public:
    explicit Account(const json::object& sizes, const json::object& settings = {},
                     const json::value& now = "2026-09-12T12:00:00Z")
        : config_(in_folder(config_for(twin, settings), folder_)) {
        json::object anew = sizes;
        anew["now"] = now;
        twin.reset(anew);
        pass_minutes(10);
    }
    void pass_minutes(std::int64_t minutes) const { twin.clock({{"advance_ms", minutes * 60'000}}); }
    json::value change(const json::object& op) const {
        const json::value changed = twin.edit(op);
        pass_minutes(5);
        return changed;
    }
    // The requests, by path and what makes them differ, of an exact read by a new handle over the same folder.
    std::vector<std::string> requests_of(const std::vector<std::string>& features = {"history"},
                                         const json::object& settings = {}) {
        twin.clear_ledger();
        json::object config = config_;
        config["trakt"] = merged(config_.at("trakt").as_object(), settings);
        Handle handle(config);
        for (const std::string& feature : features) {
            INFO(feature);
            CHECK(differs_from_truth(handle.index(feature), twin, feature) == "");
        }
        return requests();
    }
    std::vector<std::string> requests() const {
        std::vector<std::string> made;
        for (const json::value& entry : twin.ledger()) made.push_back(text_at(entry, "path"));
        return made;
    }
    const json::object& config() const { return config_; }

    const TwinProcess twin;

private:
    TempFolder folder_;
    json::object config_;
};

std::size_t count_of(const std::vector<std::string>& requests, const std::string& path) {
    return static_cast<std::size_t>(std::count(requests.begin(), requests.end(), path));
}

const char* const activities = "/sync/last_activities";

}  // namespace

TEST_CASE("When nothing has changed, one request serves all three features", "[read]") {
    Account account({{"plays", 600}, {"ratings", 60}, {"watchlist", 40}}, {{"history_per_page", 50}});
    account.requests_of({"history", "ratings", "watchlist"});
    CHECK(account.requests_of({"history", "ratings", "watchlist"}) == std::vector<std::string>{activities});
    CHECK(account.requests_of({"ratings"}) == std::vector<std::string>{activities});
}

TEST_CASE("A first read of the history takes its pages, two looks at the activities and one at the account", "[read]") {
    // 120 movies and 480 episodes at 50 a page; no last page is full.
    Account account({{"plays", 601}}, {{"history_per_page", 50}});
    const auto requests = account.requests_of();
    const auto movies = count_of(requests, "/sync/history/movies");
    const auto episodes = count_of(requests, "/sync/history/episodes");
    const json::array plays = account.twin.plays();
    const auto of_type = [&](const char* type) {
        return static_cast<std::size_t>(std::count_if(
            plays.begin(), plays.end(), [&](const json::value& play) { return text_at(play, "type") == type; }));
    };
    CHECK(movies == of_type("movie") / 50 + 1);
    CHECK(episodes == of_type("episode") / 50 + 1);
    CHECK(count_of(requests, activities) == 2);
    CHECK(requests.front() == "/users/settings");
    CHECK(requests.size() == movies + episodes + 3);
}

TEST_CASE("A play that was watched now takes two requests", "[read]") {
    Account account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    CHECK(account.requests_of() == std::vector<std::string>{activities, "/sync/history/episodes"});
    account.change({{"op", "add"}, {"count", 3}, {"type", "movie"}, {"when", "now"}});
    CHECK(account.requests_of() == std::vector<std::string>{activities, "/sync/history/movies"});
    // Both kinds: one newest page serves them, but its total is that of both; the map of the movies tells them apart.
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "now"}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    CHECK(account.requests_of() ==
          std::vector<std::string>{activities, "/sync/history", "/users/me/watched/movies", activities});
    CHECK(account.requests_of() == std::vector<std::string>{activities});
}

TEST_CASE("What came to one kind never hides what left the other", "[read]") {
    Account account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.edit({{"op", "remove"}, {"count", 1}, {"type", "movie"}});
    account.twin.edit({{"op", "add"}, {"count", 2}, {"type", "movie"}, {"when", "now"}});
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    account.requests_of();
}

TEST_CASE("A play whose date was changed to now stands in the index once", "[read]") {
    Account account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.edit({{"op", "date"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    account.requests_of();
}

TEST_CASE("A play that came and went again costs few requests", "[read]") {
    Account account({{"plays", 600}}, {{"history_per_page", 50}});
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
    Account account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    auto requests = account.requests_of();
    CHECK(requests.size() == 4);
    CHECK(count_of(requests, "/sync/watched/episodes") == 1);
    account.change({{"op", "remove"}, {"count", 1}, {"type", "movie"}});
    requests = account.requests_of();
    CHECK(requests.size() <= 4);
    CHECK(count_of(requests, "/users/me/watched/movies") == 1);
    // Added and removed: the count tells nothing, the stamp and the map do.
    account.twin.edit({{"op", "add"}, {"count", 2}, {"type", "episode"}, {"when", "backdated"}});
    account.change({{"op", "remove"}, {"count", 2}, {"type", "episode"}});
    CHECK(account.requests_of().size() <= 7);
}

TEST_CASE("Plays of many titles within some days are found by reading these days", "[read]") {
    Account account({{"plays", 3000}}, {{"history_per_page", 50}});
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
    CHECK(requests.size() <= 4 + 3 + 3);  // 72 plays of each kind, and what stood there
    std::size_t spans = 0;
    for (const json::value& entry : account.twin.ledger())
        spans += text_at(entry, "query").find("start_at=2019-05-0") != std::string::npos ? 1 : 0;
    CHECK(spans >= 4);
}

TEST_CASE("Many plays are added after few requests when a snapshot is at hand, whatever was written since", "[read]") {
    Account account({{"plays", 3000}}, {{"history_per_page", 50}});
    account.requests_of();
    const json::value own = parse(R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"}])");
    {
        Handle handle(account.config());
        REQUIRE(handle.add("history", own).summary() == "OK");
    }
    // Others add one of those plays meanwhile, and the own one is known to no index.
    account.change({{"op", "add"}, {"type", "movie"}, {"trakt", 7010002}, {"when", "2012-01-03T10:00:00.000Z"}});
    json::array plays = own.as_array();
    for (int day = 10; day < 31; ++day)
        plays.push_back(parse(R"({"type":"movie","ids":{"trakt":7010002},"watched_at":"2012-01-)" +
                              std::to_string(day) + R"(T10:00:00Z"})"));
    plays.push_back(parse(R"({"type":"movie","ids":{"trakt":7010002},"watched_at":"2012-01-03T10:00:00Z"})"));
    account.twin.clear_ledger();
    Handle handle(account.config());
    const Outcome outcome = handle.add("history", plays);
    REQUIRE(outcome.summary() == "OK");
    std::string expected = "existing";
    for (int day = 10; day < 31; ++day) expected += " added";
    CHECK(outcome.verdicts() == expected + " existing");
    CHECK(account.requests().size() <= 8);
    CHECK(account.twin.plays().size() == 3000 + 2 + 21);
    account.requests_of();
}

TEST_CASE("Without maps many plays are looked up one by one, for a full read costs more", "[read]") {
    Account account({{"plays", 3000}}, {{"history_per_page", 20}});
    account.requests_of();
    account.twin.switches({{"maps", "absent"}});
    account.change({{"op", "add"}, {"type", "movie"}, {"count", 1}, {"when", "backdated"}});
    json::array plays;
    for (int day = 10; day < 30; ++day)
        plays.push_back(parse(R"({"type":"movie","ids":{"trakt":7010002},"watched_at":"2012-01-)" +
                              std::to_string(day) + R"(T10:00:00Z"})"));
    account.twin.clear_ledger();
    Handle handle(account.config());
    REQUIRE(handle.add("history", plays).summary() == "OK");
    const auto requests = account.requests();
    CHECK(requests.size() >= 21);
    CHECK(requests.size() <= 21 + 6);
}

TEST_CASE("Plays are looked up one by one when bringing the snapshot up to date costs more", "[read]") {
    Account account({{"plays", 3000}}, {{"history_per_page", 5}});
    account.requests_of();
    account.change({{"op", "add"}, {"type", "movie"}, {"count", 60}, {"when", "backdated"}});
    json::array plays;
    for (int day = 10; day < 30; ++day)
        plays.push_back(parse(R"({"type":"movie","ids":{"trakt":7010002},"watched_at":"2012-01-)" +
                              std::to_string(day) + R"(T10:00:00Z"})"));
    account.twin.clear_ledger();
    Handle handle(account.config());
    REQUIRE(handle.add("history", plays).summary() == "OK");
    const auto requests = account.requests();
    CHECK(requests.size() >= 21);
    CHECK(requests.size() <= 21 + 6);
}

TEST_CASE("Without the maps, or with maps that do not add up, few pages tell what changed", "[read]") {
    Account account({{"plays", 3000}}, {{"history_per_page", 20}});
    account.requests_of();
    account.twin.switches({{"maps", GENERATE("absent", "wrong")}});
    for (const json::object& op :
         {json::object{{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}},
          json::object{{"op", "remove"}, {"count", 1}, {"type", "episode"}}}) {
        account.change(op);
        const auto requests = account.requests_of();
        CHECK(requests.size() <= 14);
        CHECK(count_of(requests, "/sync/history/episodes") >= 2);
        CHECK(count_of(requests, activities) == 2);
    }
}

TEST_CASE("Without maps, changes that cancel in the count cost a full read", "[read]") {
    Account account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.switches({{"maps", "absent"}});
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "backdated"}});
    account.change({{"op", "remove"}, {"count", 1}, {"type", "movie"}});
    CHECK(count_of(account.requests_of(), "/sync/history/episodes") == 0);
}

TEST_CASE("A stamp that was young when it was taken is looked at once more, and then no more", "[read]") {
    Account account({{"plays", 600}}, {{"history_per_page", 50}}, nullptr);  // at the machine's time, and later
    account.requests_of();
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    CHECK(account.requests_of() == std::vector<std::string>{activities, "/sync/history/episodes"});
    // Within the resolution of the stamp there may have been another one.
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    account.pass_minutes(5);
    CHECK(account.requests_of() == std::vector<std::string>{activities, "/sync/history/episodes"});
    CHECK(account.requests_of() == std::vector<std::string>{activities});
}

TEST_CASE("Only the types that changed are read of ratings and watchlist", "[read]") {
    Account account({{"ratings", 80}, {"watchlist", 80}}, {{"watchlist_per_page", 15}});
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

TEST_CASE("After verify_hours everything is compared, though nothing seems to have changed", "[read]") {
    Account account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    CHECK(account.requests_of({"history"}, {{"verify_hours", 1}}) == std::vector<std::string>{activities});
    const auto requests = account.requests_of({"history"}, {{"verify_hours", 0}});
    CHECK(count_of(requests, "/users/me/watched/movies") == 1);
    CHECK(count_of(requests, "/sync/watched/episodes") == 1);
    CHECK(requests.size() == 4);
    // Once a stamp has moved, that is not all that may have changed: a play may have a new history id.
    // A play moved away and another one to its place, while a new one came on top: counts alone do not tell.
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "now"}});
    account.twin.edit({{"op", "remove"}, {"count", 1}, {"type", "movie"}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "backdated"}});
    account.requests_of({"history"}, {{"verify_hours", 0}});
}

TEST_CASE("A play that was put back at its minute has its new history id after verify_hours", "[read]") {
    Account account({{"plays", 600}}, {{"history_per_page", 50}});
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
        // The stamp moved, and titles and times are the same: that is noted ...
        account.twin.clear_ledger();
        CHECK(Handle(account.config()).index("history").items().size() == 600);
        CHECK(account.requests().size() == 3);
    }
    // ... and once verify_hours have passed, all is read.
    const LaterDate date(25 * 3'600'000);
    CHECK(count_of(account.requests_of(), "/sync/history/movies") > 1);
    CHECK(account.requests_of() == std::vector<std::string>{activities});
}

TEST_CASE("SYNCMOD_CALL_FRESH reads everything, whatever is known", "[read]") {
    Account account({{"plays", 600}, {"ratings", 40}}, {{"history_per_page", 50}});
    account.requests_of({"history", "ratings"});
    Handle handle(account.config());
    for (const char* feature : {"history", "ratings"}) {
        account.twin.clear_ledger();
        const Outcome outcome = handle.index(feature, {.flags = SYNCMOD_CALL_FRESH});
        CHECK(differs_from_truth(outcome, account.twin, feature) == "");
        CHECK(account.requests().size() >= 5);
    }
}

TEST_CASE("A read that was broken off goes on with the pages it had", "[read]") {
    Account account({{"plays", 1000}}, {{"history_per_page", 20}, {"max_retries", 1}});
    account.twin.fault({{"path", "/sync/history/episodes"}, {"query", "page=30"}, {"kind", "status"}, {"status", 500}});
    {
        Handle handle(account.config());
        CHECK(handle.index("history").summary().starts_with("INCOMPLETE"));
    }
    const std::size_t before = account.requests().size();
    account.twin.clear_faults();
    SECTION("nothing has changed") {
        const auto requests = account.requests_of();
        CHECK(requests.size() + before < 70);  // 51 pages, a few of them twice, and the looks at the activities
        CHECK(count_of(requests, "/sync/history/movies") <= 2);
        CHECK(count_of(requests, "/sync/history/episodes") < 20);
    }
    SECTION("the account has changed") {
        account.change({{"op", "remove"}, {"count", 1}, {"type", "episode"}});
        CHECK(count_of(account.requests_of(), "/sync/history/episodes") >= 40);
    }
    SECTION("the host wants everything anew") {
        account.twin.clear_ledger();
        Handle handle(account.config());
        CHECK(differs_from_truth(handle.index("history", {.flags = SYNCMOD_CALL_FRESH}), account.twin, "history") ==
              "");
        CHECK(count_of(account.requests(), "/sync/history/episodes") >= 40);
    }
}

TEST_CASE("Without activities every read is a full one, and its count is looked at again", "[read]") {
    Account account({{"plays", 300}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.switches({{"activities", "error"}});
    const auto requests = account.requests_of({"history"}, {{"max_retries", 1}});
    const json::array ledger = account.twin.ledger();
    const auto first_pages = std::count_if(ledger.begin(), ledger.end(), [](const json::value& entry) {
        return text_at(entry, "query").starts_with("page=1&");
    });
    CHECK(first_pages == 4);  // of two lists, before and after
    CHECK(count_of(requests, "/sync/history/episodes") >= 6);
    // What was read without stamps proves nothing later on.
    account.twin.switches({{"activities", "normal"}});
    CHECK(account.requests_of().size() > 1);
}

TEST_CASE("The configured number of pages holds for a read of changes alone too", "[read]") {
    Account account({{"plays", 100}}, {{"history_per_page", 10}, {"history_max_pages", 9}});
    account.requests_of();
    account.change({{"op", "add"}, {"count", 10}, {"type", "episode"}, {"when", "now"}});  // 90 episodes
    CHECK(account.requests_of().size() == 2);
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", GENERATE("now", "backdated")}});
    Handle handle(account.config());
    const Outcome outcome = handle.index("history");
    CHECK(outcome.status == SYNCMOD_INCOMPLETE);
    CHECK(outcome.reason == "page_cap");
    account.change({{"op", "remove"}, {"count", 1}, {"type", "episode"}});
    account.requests_of();
}

TEST_CASE("A list that is suddenly much shorter is read once more before it is served", "[read]") {
    Account account({{"plays", 400}, {"ratings", 200}}, {{"history_per_page", 50}});
    account.requests_of({"history", "ratings"});
    account.change({{"op", "remove"}, {"count", 150}, {"type", "episode"}});
    CHECK(count_of(account.requests_of({"history"}), "/sync/history/episodes") >= 5);
    account.change({{"op", "unrate"}, {"type", "movie"}, {"count", 49}});
    const auto requests = account.requests_of({"ratings"});
    CHECK(count_of(requests, "/sync/ratings/movies") == 2);
    CHECK(account.requests_of({"history", "ratings"}) == std::vector<std::string>{activities});
}

TEST_CASE("Pages are read side by side, as many at a time as configured", "[read]") {
    const TwinProcess twin({"--plays", "600", "--latency-ms", "20", "--threads", "12"});
    const auto most_at_once = [&](const json::object& settings) {
        twin.clear_ledger();
        Handle handle(config_for(twin, merged({{"history_per_page", 20}}, settings)));
        CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
        std::int64_t most = 0;
        for (const json::value& entry : twin.ledger()) most = std::max(most, number_at(entry, "in_flight"));
        return most;
    };
    CHECK(most_at_once({}) == 4);
    CHECK(most_at_once({{"reads_in_flight", 1}}) == 1);
    CHECK(most_at_once({{"reads_in_flight", 2}}) == 2);
    CHECK(most_at_once({{"reads_in_flight", 100}}) == 8);
}

TEST_CASE("Own writes are in the next index, whatever was proven before them", "[read]") {
    Account account({{"plays", 300}, {"ratings", 40}, {"watchlist", 20}}, {{"history_per_page", 50}});
    Handle handle(account.config());
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        CHECK(differs_from_truth(handle.index(feature), account.twin, feature) == "");
        const json::value item = parse(
            R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z","rating":3,"rated_at":"2011-05-04T20:11:00Z"}])");
        REQUIRE(handle.add(feature, item).summary() == "OK");
        CHECK(differs_from_truth(handle.index(feature), account.twin, feature) == "");
        REQUIRE(handle.remove(feature, item).summary() == "OK");
        CHECK(differs_from_truth(handle.index(feature), account.twin, feature) == "");
        account.requests_of({feature});
    }
}

TEST_CASE("Own writes are in the next index although others' changes make up for them in the count", "[read]") {
    const json::value backdated =
        parse(R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"}])");
    for (const bool lately : {true, false}) {
        Account account({{"plays", 600}}, {{"history_per_page", 50}});
        account.requests_of();
        if (!lately) account.pass_minutes(180);
        Handle handle(account.config());
        const json::array plays = account.twin.plays();
        const auto movie = std::find_if(plays.rbegin(), plays.rend(),
                                        [](const json::value& one) { return text_at(one, "type") == "movie"; });
        const json::value gone{
            {{"type", "movie"}, {"ids", {{"trakt", movie->at("trakt")}}}, {"watched_at", movie->at("watched_at")}}};
        REQUIRE(handle.remove("history", gone).summary() == "OK");
        REQUIRE(handle.add("history", backdated).summary() == "OK");
        account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "now"}});
        account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
        CHECK(differs_from_truth(handle.index("history"), account.twin, "history") == "");
        account.requests_of();
    }
}
