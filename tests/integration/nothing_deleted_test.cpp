// Removals of entries that Trakt answers with "deleted 0", named by ids that Trakt accepts and never shows.
#include <catch2/catch.hpp>

#include <string>

#include "support/config.hpp"
#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

namespace {

struct Account {
    Account() {
        twin.titles({{{"type", type}, {"trakt", trakt}, {"alias", {{"imdb", "tt777"}}}}});
        if (feature == "ratings")
            twin.edit({{"op", "rate"}, {"type", type}, {"trakt", trakt}, {"rating", 5}});
        else
            twin.edit({{"op", "watchlist_add"}, {"type", type}, {"trakt", trakt}});
        handle.index(feature);
    }
    std::size_t searches() const { return twin.count_below("GET", "/search"); }
    std::size_t listed() const { return twin.state().at(feature).as_array().size(); }

    const std::string feature = GENERATE("ratings", "watchlist");
    const std::string type = GENERATE("movie", "show", "episode");
    const std::int64_t trakt = type == "movie" ? 7010001 : type == "show" ? 8010001 : 8210102;
    const TwinProcess twin;
    Handle handle{config_for(twin)};
    const json::object by_alias = {{"type", type}, {"ids", {{"imdb", "tt777"}}}};
};

}  // namespace

TEST_CASE("An entry that Trakt did not remove under an alias is never absent", "[write]") {
    Account account;
    INFO(account.feature << " " << account.type);
    account.twin.switches({{"remove_at_most", 0}});
    account.twin.clear_ledger();
    SECTION("the search names the held title") {
        const Outcome removed = account.handle.remove(account.feature, {account.by_alias});
        CHECK(removed.verdicts() == "rejected");
        CHECK(text_at(removed.result(0), "hint") == "not removed");
        CHECK(account.searches() == 1);
    }
    SECTION("the search gives no answer") {
        account.twin.fault({{"path", "/search"}, {"kind", "status"}, {"status", 500}, {"every", true}});
        const Outcome removed = account.handle.remove(account.feature, {account.by_alias});
        CHECK(removed.verdicts() == "unknown");
        CHECK(text_at(removed.result(0), "hint") == "not removed");
    }
    CHECK(account.listed() == 1);
}

TEST_CASE("A title that is not held is absent when its Trakt id is known", "[write]") {
    Account account;
    INFO(account.feature << " " << account.type);
    REQUIRE(account.handle.remove(account.feature, {account.by_alias}).verdicts() == "removed");
    account.handle.index(account.feature);
    account.twin.clear_ledger();
    const json::object by_trakt = {{"type", account.type}, {"ids", {{"trakt", account.trakt}}}};
    CHECK(account.handle.remove(account.feature, {by_trakt}).verdicts() == "absent");
    CHECK(account.searches() == 0);
    CHECK(account.handle.remove(account.feature, {account.by_alias}).verdicts() == "absent");
    CHECK(account.searches() == 1);
    // The answer is kept.
    CHECK(account.handle.remove(account.feature, {account.by_alias}).verdicts() == "absent");
    CHECK(account.searches() == 1);
}
