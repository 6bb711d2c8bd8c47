// Moving the spending of an account from one ledger to another.
#include "http/rate_ledger.hpp"

#include <catch2/catch.hpp>

#include "http/rate_governor.hpp"
#include "tests/support/fake_clock.hpp"

namespace mod_trakt::rate_ledger_test {

using http::LocalRateLedger;
using http::RateState;

namespace {

RateState state_of(http::RateLedger& ledger) {
    RateState copy;
    ledger.update([&](RateState& state) { copy = state; });
    return copy;
}

}  // namespace

TEST_CASE("Spending under one name counts under the other name, exactly once", "[pacing]") {
    LocalRateLedger from, to;
    from.update([](RateState& state) {
        state.reads_ms = {10, 30};
        state.burst_debt_until_ms = 500;
        state.next_write_ms = 900;
        state.paused_until_ms = 700;
        state.server_limit = 100;
        state.server_left = 40;
        state.server_until_ms = 1000;
    });
    to.update([](RateState& state) {
        state.reads_ms = {5, 20, 40};
        state.burst_debt_until_ms = 400;
        state.next_write_ms = 950;
        state.server_limit = 200;
        state.server_left = 80;
        state.server_until_ms = 999;
    });
    http::carry_over(from, to);
    http::carry_over(from, to);
    const RateState now = state_of(to);
    CHECK(now.reads_ms == std::deque<std::int64_t>{5, 10, 20, 30, 40});
    CHECK(now.burst_debt_until_ms == 500);
    CHECK(now.next_write_ms == 950);
    CHECK(now.paused_until_ms == 700);
    CHECK(now.server_limit == 100);
    CHECK(now.server_left == 40);
    CHECK(now.server_until_ms == 1000);
    CHECK(state_of(from).reads_ms.empty());
    CHECK(state_of(from).paused_until_ms == 700);  // holds for governors that keep this ledger
}

TEST_CASE("Older figures of the server do not replace newer ones", "[pacing]") {
    LocalRateLedger from, to;
    from.update([](RateState& state) { state.server_limit = 100, state.server_until_ms = 10; });
    to.update([](RateState& state) { state.server_limit = 200, state.server_until_ms = 11; });
    http::carry_over(from, to);
    CHECK(state_of(to).server_limit == 200);
}

TEST_CASE("A governor that moves to another ledger also moves its counted requests", "[pacing]") {
    test::FakeClock clock;
    http::RateGovernor governor({.get_per_5min = 100}, clock);
    for (int i = 0; i < 3; ++i) REQUIRE(governor.try_acquire(http::Method::Get) == 0);
    const auto ledger = std::make_shared<LocalRateLedger>();
    governor.move_to(ledger);
    CHECK(state_of(*ledger).reads_ms.size() == 3);
    REQUIRE(governor.try_acquire(http::Method::Get) == 0);
    CHECK(state_of(*ledger).reads_ms.size() == 4);
}

TEST_CASE("A governor that starts anew neither uses nor changes the former ledger", "[pacing]") {
    test::FakeClock clock;
    const auto former = std::make_shared<LocalRateLedger>(), next = std::make_shared<LocalRateLedger>();
    http::RateGovernor governor({.get_per_5min = 100}, clock, former);
    for (int i = 0; i < 3; ++i) REQUIRE(governor.try_acquire(http::Method::Get) == 0);
    governor.pause_for(60'000);
    governor.start_anew();
    REQUIRE(governor.try_acquire(http::Method::Get) == 0);
    governor.move_to(next);
    CHECK(state_of(*former).reads_ms.size() == 3);
    CHECK(state_of(*former).paused_until_ms > clock.steady_ms());
    CHECK(state_of(*next).reads_ms.size() == 1);
    CHECK(state_of(*next).paused_until_ms == 0);
}

}  // namespace mod_trakt::rate_ledger_test
