// Plays whose request has no certain outcome are settled by few reads.
#include <catch2/catch.hpp>

#include <map>
#include <string>

#include "support/settled_account.hpp"

using namespace mod_trakt::tests;

namespace {

// Fifty movies and fifty episodes that the account has already, at a hundred other minutes of fourteen years.
json::array scattered_plays(const SettledAccount& account) {
    std::map<std::string, int> left = {{"movie", 50}, {"episode", 50}};
    json::array items;
    for (const json::value& play : account.twin.plays(true)) {
        const std::string type(text_at(play, "type"));
        if (left[type] <= 0) continue;
        const int n = --left[type];
        items.push_back({{"type", type},
                         {"ids", {{"trakt", play.at(type).at("ids").at("trakt")}}},
                         {"watched_at", std::to_string(2008 + n % 14) + "-0" + std::to_string(1 + n % 9) + "-1" +
                                            std::to_string(n % 10) + (type == "movie" ? "T04:" : "T05:") +
                                            std::to_string(10 + n) + ":00Z"}});
    }
    REQUIRE(items.size() == 100);
    return items;
}

}  // namespace

TEST_CASE("A hundred plays in a request without a certain outcome are settled in at most eight reads", "[write]") {
    SettledAccount account({{"plays", 3000}});
    account.requests_of();
    const auto [kind, takes_effect] =
        GENERATE(table<std::string, bool>({{"status", false}, {"status_after", true}, {"reset_after", true}}));
    INFO(kind);
    account.twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"kind", kind}, {"status", 502}});
    Handle handle(account.config());
    const json::array plays = scattered_plays(account);
    account.twin.clear_ledger();
    const Outcome outcome = handle.add("history", plays);
    CHECK(outcome.status == SYNCMOD_OK);
    for (std::size_t i = 0; i < plays.size(); ++i) CHECK(text_at(outcome.result(i), "verdict") == "added");
    CHECK(account.twin.plays().size() == 3100);
    std::size_t posts = 0, reads = 0;
    for (const json::value& request : account.twin.ledger()) {
        if (text_at(request, "method") == "POST")
            ++posts;
        else if (posts > 0)
            ++reads;
    }
    CHECK(posts == (takes_effect ? 1 : 3));  // one POST of all, and after a server fault two of halves
    CHECK(reads > 0);
    CHECK(reads <= 8);
}
