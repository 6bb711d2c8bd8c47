// The requests of a read when Trakt does not serve the watched maps or the activities.
#include <catch2/catch.hpp>

#include <algorithm>

#include "support/settled_account.hpp"

using namespace mod_trakt::tests;

TEST_CASE("Without maps, or with wrong maps, reading a few pages finds the changes", "[read]") {
    SettledAccount account({{"plays", 3000}}, {{"history_per_page", 20}});
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

TEST_CASE("All handles together ask a server without maps for them once in verify_hours", "[read]") {
    SettledAccount account({{"plays", 3000}}, {{"history_per_page", 20}});
    account.requests_of();
    account.twin.switches({{"maps", "absent"}});
    const auto maps_asked = [&](const json::object& settings) {
        account.change({{"op", "remove"}, {"count", 1}, {"type", "episode"}});
        const auto requests = account.requests_of({"history"}, settings);
        return count_of(requests, "/users/me/watched/episodes") + count_of(requests, "/sync/watched/episodes");
    };
    CHECK(maps_asked({}) == 2);
    CHECK(maps_asked({}) == 0);
    account.twin.switches({{"maps", "whole"}});
    CHECK(maps_asked({}) == 0);
    CHECK(maps_asked({{"verify_hours", 0}}) == 1);
}

TEST_CASE("A server without maps is asked for them once, although own writes need a full read", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.switches({{"maps", "absent"}});
    std::vector<std::size_t> asked;
    for (const char* minute : {"2011-05-04T20:11:00Z", "2011-05-04T20:12:00Z"}) {
        const json::value play = {{"type", "movie"}, {"ids", {{"trakt", 1000001}}}, {"watched_at", minute}};
        CHECK(Handle(account.config()).add("history", json::array{play}).verdicts() == "added");
        account.pass_minutes(5);
        const auto requests = account.requests_of();
        asked.push_back(count_of(requests, "/users/me/watched/movies") +
                        count_of(requests, "/users/me/watched/episodes"));
    }
    CHECK(asked[0] > 0);
    CHECK(asked[1] == 0);
}

TEST_CASE("Without maps, changes of movies that cancel in the count do not cause a read of the episodes", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.switches({{"maps", "absent"}});
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "backdated"}});
    account.change({{"op", "remove"}, {"count", 1}, {"type", "movie"}});
    CHECK(count_of(account.requests_of(), "/sync/history/episodes") == 0);
}

TEST_CASE("Without activities every read is a full read, and its counts are read again after it", "[read]") {
    SettledAccount account({{"plays", 300}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.switches({{"activities", "error"}});
    const auto requests = account.requests_of({"history"}, {{"max_retries", 1}});
    const json::array ledger = account.twin.ledger();
    const auto first_pages = std::count_if(ledger.begin(), ledger.end(), [](const json::value& entry) {
        return text_at(entry, "query").starts_with("page=1&");
    });
    CHECK(first_pages == 4);  // of two lists, first for the read and then for the check
    CHECK(count_of(requests, "/sync/history/episodes") >= 6);
    // A snapshot without stamps proves nothing later.
    account.twin.switches({{"activities", "normal"}});
    CHECK(account.requests_of().size() > 1);
}
