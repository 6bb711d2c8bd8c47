// What a read takes when Trakt does not give the watched maps or the activities.
#include <catch2/catch.hpp>

#include <algorithm>

#include "support/settled_account.hpp"

using namespace mod_trakt::tests;

TEST_CASE("Without the maps, or with maps that do not add up, few pages tell what changed", "[read]") {
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

TEST_CASE("Without maps, changes that cancel in the count cost a full read", "[read]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.switches({{"maps", "absent"}});
    account.twin.edit({{"op", "add"}, {"count", 1}, {"type", "movie"}, {"when", "backdated"}});
    account.change({{"op", "remove"}, {"count", 1}, {"type", "movie"}});
    CHECK(count_of(account.requests_of(), "/sync/history/episodes") == 0);
}

TEST_CASE("Without activities every read is a full one, and its count is looked at again", "[read]") {
    SettledAccount account({{"plays", 300}}, {{"history_per_page", 50}});
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
