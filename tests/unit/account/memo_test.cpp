// The two answers that a handle keeps: last_activities and the account's settings.
#include <catch2/catch.hpp>

#include "account/account_settings.hpp"
#include "account/activity_memo.hpp"
#include "tests/support/stamps.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"

namespace mod_trakt::memo_test {

using http::Outcome;
using test::answer;
using test::fixture;
using test::lost;
using test::outline;
using test::thrown_by;
using test::Wire;

namespace {

std::vector<Outcome> always(const Outcome& outcome, std::size_t times = 20) {
    return std::vector<Outcome>(times, outcome);
}

}  // namespace

TEST_CASE("One answer of last_activities is used for ten seconds, once for each feature", "[memo]") {
    Wire wire(always(answer(200, fixture("last_activities.json"))));
    account::ActivityMemo memo(wire.api, wire.log);
    const CallScope scope = wire.scope();
    const std::int64_t begun = wire.clock.unix_ms();
    for (const FeatureId feature : {FeatureId::History, FeatureId::Ratings}) {
        const index::StampReading taken = memo.stamps(feature, scope);
        CHECK(test::all_known(taken.stamps));
        CHECK(taken.taken_ms == begun);
    }
    wire.clock.advance(9'999);
    CHECK(memo.stamps(FeatureId::Watchlist, scope).taken_ms == begun);
    CHECK(wire.transport.sent.size() == 1);
    CHECK(memo.stamps(FeatureId::History, scope).taken_ms == begun + 9'999);  // the time of the second request
    CHECK(wire.transport.sent.size() == 2);
    wire.clock.advance(10'000);
    CHECK(memo.stamps(FeatureId::Ratings, scope).taken_ms == begun + 19'999);
    CHECK(wire.transport.sent.size() == 3);
    memo.stamps_anew(FeatureId::Watchlist, scope);
    CHECK(wire.transport.sent.size() == 4);
}

TEST_CASE("Whether stamps are mature is judged by Trakt's clock, not by this machine's", "[memo]") {
    Wire wire(always(answer(200, fixture("last_activities.json"), {{"Date", "Sat, 12 Sep 2026 19:42:00 GMT"}})));
    account::ActivityMemo memo(wire.api, wire.log);
    wire.clock.advance(86'400'000);
    CHECK(memo.stamps(FeatureId::History, wire.scope()).taken_ms == 1'789'242'120'000);
}

TEST_CASE("An own write drops the kept answer", "[memo]") {
    Wire wire(always(answer(200, fixture("last_activities.json"))));
    account::ActivityMemo memo(wire.api, wire.log);
    const CallScope scope = wire.scope();
    memo.stamps(FeatureId::History, scope);
    memo.drop();
    memo.stamps(FeatureId::History, scope);
    CHECK(wire.transport.sent.size() == 2);
}

TEST_CASE("Activities that cannot be read are unknown stamps, and are requested again next time", "[memo]") {
    for (const Outcome& fault :
         {Outcome(answer(500)), Outcome(answer(404)), Outcome(lost(http::TransportError::Kind::Timeout))}) {
        Wire wire({fault, answer(200, fixture("last_activities.json"))});
        account::ActivityMemo memo(wire.api, wire.log);
        const CallScope scope = wire.scope();
        CHECK_FALSE(test::all_known(memo.stamps(FeatureId::History, scope).stamps));
        CHECK(wire.log.count("activities_unavailable") == 1);
        CHECK(test::all_known(memo.stamps(FeatureId::History, scope).stamps));
    }
    Wire odd(always(answer(200, "[]")));
    account::ActivityMemo memo(odd.api, odd.log);
    CHECK_FALSE(test::all_known(memo.stamps(FeatureId::History, odd.scope()).stamps));
}

TEST_CASE("An error that ends the call is thrown, not turned into unknown stamps", "[memo]") {
    for (const auto& [fault, expected] : std::vector<std::pair<Outcome, std::string>>{
             {answer(401), "UNAUTHENTICATED needs_login"},
             {answer(403), "FORBIDDEN app_rejected"},
             {answer(423), "FORBIDDEN account_locked"},
             {answer(429, "", {{"Retry-After", "900"}}), "RATE_LIMITED rate_limited"}}) {
        Wire wire({fault});
        account::ActivityMemo memo(wire.api, wire.log);
        CHECK(outline(thrown_by([&] { memo.stamps(FeatureId::History, wire.scope()); })) == expected);
    }
}

TEST_CASE("The account's own limit is read once, and again after five minutes", "[memo]") {
    Wire wire(always(answer(200, fixture("users_settings_free.json"))));
    account::AccountSettings settings(wire.api, nullptr, wire.log);
    const CallScope scope = wire.scope();
    const account::Limits free = settings.limits(scope);
    CHECK_FALSE(free.vip);
    REQUIRE(free.watchlist_items);
    json::Document document;
    REQUIRE_FALSE(document.parse(fixture("users_settings_free.json")));
    CHECK(free.watchlist_items == document.root()["limits"]["watchlist"]["item_count"].integer());
    wire.clock.advance(299'999);
    settings.limits(scope);
    CHECK(wire.transport.sent.size() == 1);
    wire.clock.advance(1);
    settings.limits(scope);
    CHECK(wire.transport.sent.size() == 2);
}

TEST_CASE("VIP is either of its two members, and limits may be missing", "[memo]") {
    const auto read = [](const std::string& body) {
        Wire wire({answer(200, body)});
        account::AccountSettings settings(wire.api, nullptr, wire.log);
        return settings.limits(wire.scope());
    };
    CHECK(read(fixture("users_settings_vip.json")).vip);
    CHECK(read(R"({"user":{"vip":false,"vip_ep":true}})").vip);
    CHECK_FALSE(read(R"({"user":{"vip":false,"vip_og":true,"vip_years":3}})").vip);
    CHECK_FALSE(read(fixture("users_settings_nolimits.json")).watchlist_items);
    CHECK_FALSE(read(R"({"limits":{"watchlist":{"item_count":-1}}})").watchlist_items);
    CHECK(read(R"({"limits":{"watchlist":{"item_count":0}}})").watchlist_items == 0);
    // A limit larger than any list is clamped, so that sums cannot overflow.
    CHECK(read(R"({"limits":{"watchlist":{"item_count":9223372036854775807}}})").watchlist_items == 1'000'000'000);
    CHECK_FALSE(read(R"({"limits":{"watchlist":{"item_count":1e30}}})").watchlist_items);
}

TEST_CASE("Settings that cannot be read are unknown, unless the error ends the call", "[memo]") {
    Wire wire({answer(500)});
    account::AccountSettings settings(wire.api, nullptr, wire.log);
    CHECK_FALSE(settings.limits(wire.scope()).watchlist_items);
    CHECK(wire.log.count("settings_unavailable") == 1);
    Wire locked({answer(423)});
    account::AccountSettings of_locked(locked.api, nullptr, locked.log);
    CHECK(outline(thrown_by([&] { of_locked.limits(locked.scope()); })) == "FORBIDDEN account_locked");
}

}  // namespace mod_trakt::memo_test
