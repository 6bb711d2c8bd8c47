// Several governors that pace one account by one ledger.
#include <catch2/catch.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "http/rate_governor.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace mod_trakt::shared_pacing_test {

using http::Method;
using http::RateGovernor;
using test::answer;
using test::FakeClock;

namespace {

// Runs `meanwhile` while its caller waits for the ledger.
class SlowLedger final : public http::RateLedger {
public:
    void update(const std::function<void(http::RateState&)>& change) override {
        if (meanwhile) std::exchange(meanwhile, nullptr)(state);
        change(state);
    }

    http::RateState state;
    std::function<void(http::RateState&)> meanwhile;  // once
};

void use_up(RateGovernor& governor) {
    while (governor.try_acquire(Method::Get) == 0) {
    }
}

}  // namespace

TEST_CASE("a read that another process makes while this one waits for the ledger is counted", "[http]") {
    FakeClock clock;
    const auto ledger = std::make_shared<SlowLedger>();
    RateGovernor governor({.get_per_5min = 20}, clock, ledger);
    for (int i = 0; i < 17; ++i) REQUIRE(governor.try_acquire(Method::Get) == 0);
    ledger->meanwhile = [&](http::RateState& state) {
        clock.advance(7);
        state.reads_ms.push_back(clock.steady_ms());
    };
    CHECK(governor.try_acquire(Method::Get) == RateGovernor::window_ms - 7);
    CHECK(ledger->state.reads_ms.size() == 18);
}

TEST_CASE("a pause counts from the moment at which the ledger records it", "[http]") {
    FakeClock clock;
    const auto ledger = std::make_shared<SlowLedger>();
    RateGovernor governor({}, clock, ledger);
    ledger->meanwhile = [&](http::RateState&) { clock.advance(40); };
    governor.note(Method::Get, answer(429, "", {{"Retry-After", "10"}}));
    CHECK(governor.paused_ms() == 10'000);
}

TEST_CASE("a Retry-After of two hours holds for two hours, for every governor", "[http]") {
    FakeClock clock;
    const auto ledger = std::make_shared<http::LocalRateLedger>();
    RateGovernor limited({}, clock, ledger), other({}, clock, ledger);
    limited.note(Method::Get, answer(429, "", {{"Retry-After", "7200"}}));
    CHECK(limited.try_acquire(Method::Post) == 7'200'000);
    clock.advance(7'199'999);
    CHECK(limited.try_acquire(Method::Get) == 1);
    CHECK(other.try_acquire(Method::Get) == 1);
    clock.advance(1);
    CHECK(limited.try_acquire(Method::Get) == 0);
}

TEST_CASE("the governor refused first is granted first, even if another one asks earlier", "[http]") {
    FakeClock clock;
    const auto ledger = std::make_shared<http::LocalRateLedger>();
    RateGovernor first({.get_per_5min = 1}, clock, ledger), eager({.get_per_5min = 1}, clock, ledger);
    REQUIRE(eager.try_acquire(Method::Get) == 0);
    clock.advance(1);
    clock.advance(first.try_acquire(Method::Get));
    CHECK(eager.try_acquire(Method::Get) > 0);
    CHECK(first.try_acquire(Method::Get) == 0);
}

TEST_CASE("a waiter that never asks again delays the other governors by a quarter of a second", "[http]") {
    FakeClock clock;
    const auto ledger = std::make_shared<http::LocalRateLedger>();
    RateGovernor gone({.get_per_5min = 1}, clock, ledger), other({.get_per_5min = 1}, clock, ledger);
    use_up(gone);
    const std::int64_t opens_ms = clock.steady_ms() + RateGovernor::window_ms;
    clock.advance(1);
    std::int64_t wait = 0;
    while ((wait = other.try_acquire(Method::Get)) > 0 && clock.steady_ms() < opens_ms + 1000) clock.advance(wait);
    CHECK(clock.steady_ms() > opens_ms);
    CHECK(clock.steady_ms() <= opens_ms + 260);
}

TEST_CASE("a governor that waits for a read delays no write, and no read before it is due", "[http]") {
    FakeClock clock;
    const auto ledger = std::make_shared<http::LocalRateLedger>();
    RateGovernor waiting({.get_per_5min = 1}, clock, ledger), other({.get_per_5min = 500}, clock, ledger);
    use_up(waiting);
    CHECK(other.try_acquire(Method::Post) == 0);
    CHECK(other.try_acquire(Method::Get) == 0);
}

}  // namespace mod_trakt::shared_pacing_test
