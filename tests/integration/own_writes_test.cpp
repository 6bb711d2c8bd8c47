// Own writes: which requests they make before they send, and that the next read never misses them.
#include <catch2/catch.hpp>

#include <algorithm>

#include "support/settled_account.hpp"

using namespace mod_trakt::tests;

namespace {

json::value play_of(int day) {
    return parse(R"({"type":"movie","ids":{"trakt":7010002},"watched_at":"2012-01-)" + std::to_string(day) +
                 R"(T10:00:00Z"})");
}

// Checks that adding twenty plays takes a request for each of them, one to add them, and few others.
void check_that_plays_are_looked_up(const SettledAccount& account) {
    json::array plays;
    for (int day = 10; day < 30; ++day) plays.push_back(play_of(day));
    account.twin.clear_ledger();
    Handle handle(account.config());
    REQUIRE(handle.add("history", plays).summary() == "OK");
    const auto requests = account.requests();
    CHECK(requests.size() >= 21);
    CHECK(requests.size() <= 21 + 6);
}

}  // namespace

TEST_CASE("With a snapshot many plays are added after few requests, also after own writes", "[read]") {
    SettledAccount account({{"plays", 3000}}, {{"history_per_page", 50}});
    account.requests_of();
    const json::value own = parse(R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"}])");
    {
        Handle handle(account.config());
        REQUIRE(handle.add("history", own).summary() == "OK");
    }
    // Another device adds one of those plays, and no index has the own one yet.
    account.change({{"op", "add"}, {"type", "movie"}, {"trakt", 7010002}, {"when", "2012-01-03T10:00:00.000Z"}});
    json::array plays = own.as_array();
    for (int day = 10; day < 31; ++day) plays.push_back(play_of(day));
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

TEST_CASE("Without maps many plays are looked up one by one, because a full read takes more requests", "[read]") {
    SettledAccount account({{"plays", 3000}}, {{"history_per_page", 20}});
    account.requests_of();
    account.twin.switches({{"maps", "absent"}});
    account.change({{"op", "add"}, {"type", "movie"}, {"count", 1}, {"when", "backdated"}});
    check_that_plays_are_looked_up(account);
}

TEST_CASE("Plays are looked up one by one if updating the snapshot takes more requests", "[read]") {
    SettledAccount account({{"plays", 3000}}, {{"history_per_page", 5}});
    account.requests_of();
    account.change({{"op", "add"}, {"type", "movie"}, {"count", 60}, {"when", "backdated"}});
    check_that_plays_are_looked_up(account);
}

TEST_CASE("Own writes are in the next index, even if a proof was made before", "[read]") {
    SettledAccount account({{"plays", 300}, {"ratings", 40}, {"watchlist", 20}}, {{"history_per_page", 50}});
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

TEST_CASE("Own writes are in the next index although other changes cancel them in the count", "[read]") {
    const json::value backdated =
        parse(R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"}])");
    for (const bool lately : {true, false}) {
        SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
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
