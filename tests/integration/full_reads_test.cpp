// Full reads: a first one, a requested one, a continued one, and their limits.
#include <catch2/catch.hpp>

#include <algorithm>

#include "support/settled_account.hpp"

using namespace mod_trakt::tests;

TEST_CASE("A first read of the history takes one request per page, two for activities and one for the account",
          "[read]") {
    // 120 movies and 480 episodes at 50 a page; no last page is full.
    SettledAccount account({{"plays", 601}}, {{"history_per_page", 50}});
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

TEST_CASE("SYNCMOD_CALL_FRESH reads everything again", "[read]") {
    SettledAccount account({{"plays", 600}, {"ratings", 40}}, {{"history_per_page", 50}});
    account.requests_of({"history", "ratings"});
    Handle handle(account.config());
    for (const char* feature : {"history", "ratings"}) {
        account.twin.clear_ledger();
        const Outcome outcome = handle.index(feature, {.flags = SYNCMOD_CALL_FRESH});
        CHECK(differs_from_truth(outcome, account.twin, feature) == "");
        CHECK(account.requests().size() >= 5);
    }
}

TEST_CASE("An interrupted read continues with its kept pages", "[read]") {
    SettledAccount account({{"plays", 1000}}, {{"history_per_page", 20}, {"max_retries", 1}});
    account.twin.fault({{"path", "/sync/history/episodes"}, {"query", "page=30"}, {"kind", "status"}, {"status", 500}});
    {
        Handle handle(account.config());
        CHECK(handle.index("history").summary().starts_with("INCOMPLETE"));
    }
    const std::size_t before = account.requests().size();
    account.twin.clear_faults();
    SECTION("nothing has changed") {
        const auto requests = account.requests_of();
        CHECK(requests.size() + before < 70);  // 51 pages, a few of them twice, and the requests for activities
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

TEST_CASE("The configured number of pages also limits a read of changes", "[read]") {
    SettledAccount account({{"plays", 100}}, {{"history_per_page", 10}, {"history_max_pages", 9}});
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
    SettledAccount account({{"plays", 400}, {"ratings", 200}}, {{"history_per_page", 50}});
    account.requests_of({"history", "ratings"});
    account.change({{"op", "remove"}, {"count", 150}, {"type", "episode"}});
    CHECK(count_of(account.requests_of({"history"}), "/sync/history/episodes") >= 5);
    account.change({{"op", "unrate"}, {"type", "movie"}, {"count", 49}});
    const auto requests = account.requests_of({"ratings"});
    CHECK(count_of(requests, "/sync/ratings/movies") == 2);
    CHECK(account.requests_of({"history", "ratings"}) == std::vector<std::string>{activities});
}

TEST_CASE("Pages are read in parallel, as many at a time as configured", "[read]") {
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
