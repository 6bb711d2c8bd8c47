// Limits, pauses and rate headers in RateGovernor.
#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>

#include "http/rate_governor.hpp"
#include "support/error.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/most_within.hpp"
#include "tests/support/scripted_transport.hpp"

namespace mod_trakt::rate_governor_test {

using http::Method;
using http::RateGovernor;
using test::answer;
using test::FakeClock;
using test::most_within;

namespace {

constexpr std::int64_t five_minutes = 300'000;
constexpr std::int64_t hour = 3'600'000;

http::Response with_limit(const char* json, int status = 200) { return answer(status, "", {{"X-Ratelimit", json}}); }

}  // namespace

TEST_CASE("450 reads are granted at once and the next one waits for the window", "[http]") {
    FakeClock clock;
    RateGovernor governor({}, clock);
    for (int i = 0; i < 450; ++i) REQUIRE(governor.try_acquire(Method::Get) == 0);
    CHECK(governor.try_acquire(Method::Get) == five_minutes);
    clock.advance(five_minutes - 1);
    CHECK(governor.try_acquire(Method::Get) == 1);
    clock.advance(1);
    CHECK(governor.try_acquire(Method::Get) == 0);
}

TEST_CASE("an extremely slow write pace waits a day at most, the longest pause", "[http]") {
    for (const double pace : {1e-20, 1e-300, 5e-324}) {
        FakeClock clock;
        RateGovernor governor({.get_per_5min = 500, .post_per_sec = pace, .burst = 450}, clock);
        CHECK(governor.try_acquire(Method::Post) == 0);
        CHECK(governor.try_acquire(Method::Post) == RateGovernor::longest_pause_ms);
    }
}

TEST_CASE("in an hour of greedy reads and writes no limit is exceeded and no kind starves", "[http]") {
    FakeClock clock;
    RateGovernor governor({}, clock);
    std::vector<std::int64_t> reads, writes;
    const std::int64_t end = clock.steady_ms() + hour;
    while (clock.steady_ms() < end) {
        const std::int64_t read_wait = governor.try_acquire(Method::Get);
        if (read_wait == 0) reads.push_back(clock.steady_ms());
        const std::int64_t write_wait = governor.try_acquire(Method::Post);
        if (write_wait == 0) writes.push_back(clock.steady_ms());
        clock.advance(std::max<std::int64_t>(1, std::min(read_wait, write_wait)));
    }
    CHECK(most_within(reads, five_minutes) == 450);
    CHECK(reads.size() == 12 * 450);
    CHECK(most_within(writes, 1000) == 1);
    CHECK(writes.size() >= 3400);
}

TEST_CASE("a smaller burst is followed by an even pace within the window", "[http]") {
    FakeClock clock;
    RateGovernor governor({.get_per_5min = 500, .post_per_sec = 1, .burst = 100}, clock);
    std::vector<std::int64_t> reads;
    const std::int64_t start = clock.steady_ms();
    while (clock.steady_ms() - start < hour) {
        const std::int64_t wait = governor.try_acquire(Method::Get);
        if (wait == 0) reads.push_back(clock.steady_ms());
        clock.advance(wait);
    }
    CHECK(std::count(reads.begin(), reads.end(), start) == 100);
    CHECK(reads[100] - reads[99] == 667);
    CHECK(most_within(reads, five_minutes) <= 450);
    CHECK(reads.size() >= 12 * 440);
}

TEST_CASE("0 switches a limit off", "[http]") {
    FakeClock clock;
    RateGovernor governor({.get_per_5min = 0, .post_per_sec = 0, .burst = 0}, clock);
    for (int i = 0; i < 5000; ++i) {
        REQUIRE(governor.try_acquire(Method::Get) == 0);
        REQUIRE(governor.try_acquire(Method::Post) == 0);
    }
    CHECK_FALSE(governor.snapshot().own_limit.has_value());
}

TEST_CASE("a small limit keeps a tenth in reserve and always grants at least one read", "[http]") {
    FakeClock clock;
    RateGovernor twenty({.get_per_5min = 20}, clock);
    int granted = 0;
    while (twenty.try_acquire(Method::Get) == 0) ++granted;
    CHECK(granted == 18);
    RateGovernor one({.get_per_5min = 1}, clock);
    CHECK(one.try_acquire(Method::Get) == 0);
    CHECK(one.try_acquire(Method::Get) == five_minutes);
}

TEST_CASE("a 429 stops reads and writes until its time", "[http]") {
    FakeClock clock;
    RateGovernor governor({}, clock);
    governor.note(Method::Post, answer(429, "", {{"Retry-After", "41"}}));
    CHECK(governor.try_acquire(Method::Get) == 41'000);
    CHECK(governor.try_acquire(Method::Post) == 41'000);
    governor.pause_for(10'000);
    CHECK(governor.paused_ms() == 41'000);
    clock.advance(41'000);
    CHECK(governor.try_acquire(Method::Get) == 0);
    CHECK(governor.paused_ms() == 0);
}

TEST_CASE("a Retry-After on any other status does not cause a pause", "[http]") {
    FakeClock clock;
    RateGovernor governor({}, clock);
    governor.note(Method::Get, answer(503, "", {{"Retry-After", "41"}}));
    CHECK(governor.try_acquire(Method::Get) == 0);
}

TEST_CASE("X-Ratelimit corrects what is left for reads", "[http]") {
    FakeClock clock(1'789'242'000'000);  // 2026-09-12T19:40:00Z
    RateGovernor governor({}, clock);
    governor.note(Method::Get, with_limit(R"({"name":"AUTHED_API_GET_LIMIT","period":300,"limit":500,"remaining":53,)"
                                          R"("until":"2026-09-12T19:42:00Z"})"));
    for (int i = 0; i < 3; ++i) CHECK(governor.try_acquire(Method::Get) == 0);
    CHECK(governor.try_acquire(Method::Get) == 120'000);
    CHECK(governor.try_acquire(Method::Post) == 0);
    clock.advance(120'000);
    CHECK(governor.try_acquire(Method::Get) == 0);
}

TEST_CASE("a lower limit of the server replaces the configured one, a higher one does not", "[http]") {
    FakeClock clock;
    RateGovernor governor({}, clock);
    governor.note(Method::Get, with_limit(R"({"name":"AUTHED_API_GET_LIMIT","period":300,"limit":1000})"));
    CHECK(governor.snapshot().own_limit == 500);
    governor.note(Method::Get, with_limit(R"({"name":"AUTHED_API_GET_LIMIT","period":300,"limit":100})"));
    CHECK(governor.snapshot().own_limit == 100);
    int granted = 0;
    while (governor.try_acquire(Method::Get) == 0) ++granted;
    CHECK(granted == 90);
}

TEST_CASE("X-Ratelimit of the write bucket holds back writes only", "[http]") {
    FakeClock clock(1'789'242'000'000);
    RateGovernor governor({}, clock);
    governor.note(Method::Post, with_limit(R"({"name":"AUTHED_API_POST_LIMIT","period":1,"limit":1,"remaining":0,)"
                                           R"("until":"2026-09-12T19:40:04Z"})"));
    CHECK(governor.try_acquire(Method::Post) == 4000);
    CHECK(governor.try_acquire(Method::Get) == 0);
}

TEST_CASE("unreadable rate headers change nothing", "[http]") {
    for (const char* text :
         {"", "x", "[]", "{}", "null", "{\"limit\":\"500\",\"remaining\":-1,\"until\":5}",
          "{\"remaining\":0,\"until\":\"2026-13-45T99:00:00Z\"}", "{\"limit\":0,\"remaining\":1e9}"}) {
        FakeClock clock;
        RateGovernor governor({}, clock);
        governor.note(Method::Get, with_limit(text));
        INFO(text);
        CHECK(governor.try_acquire(Method::Get) == 0);
        CHECK(governor.snapshot().own_limit == 500);
    }
}

TEST_CASE("an end of the period far in the future holds reads back for an hour at most", "[http]") {
    FakeClock clock;
    RateGovernor governor({}, clock);
    governor.note(Method::Get, with_limit(R"({"remaining":0,"until":"2999-01-01T00:00:00Z"})"));
    CHECK(governor.try_acquire(Method::Get) == hour);
}

TEST_CASE("the snapshot shows the server's figures, less the reads sent since", "[http]") {
    FakeClock clock(1'789'242'000'000);
    RateGovernor governor({}, clock);
    CHECK_FALSE(governor.snapshot().limit.has_value());
    governor.note(Method::Get, with_limit(R"({"name":"AUTHED_API_GET_LIMIT","period":300,"limit":500,"remaining":200,)"
                                          R"("until":"2026-09-12T19:42:00Z"})"));
    governor.try_acquire(Method::Get);
    clock.advance(500);
    auto state = governor.snapshot();
    CHECK(state.limit == 500);
    CHECK(state.remaining == 199);
    CHECK(state.reset_s == 120);
    CHECK(state.own_remaining == 449);
    clock.advance(120'000);
    state = governor.snapshot();
    CHECK(state.limit == 500);
    CHECK_FALSE(state.remaining.has_value());
    CHECK_FALSE(state.reset_s.has_value());
}

TEST_CASE("the split form of the rate headers is read too, with its reset as a duration or as a time", "[http]") {
    FakeClock clock(1'789'242'000'000);
    for (const char* reset : {"60", "1789242060"}) {
        RateGovernor governor({}, clock);
        governor.note(
            Method::Get,
            answer(200, "",
                   {{"X-RateLimit-Limit", "500"}, {"x-ratelimit-remaining", "123"}, {"X-RateLimit-Reset", reset}}));
        const auto state = governor.snapshot();
        CHECK(state.limit == 500);
        CHECK(state.remaining == 123);
        CHECK(state.reset_s == 60);
    }
    RateGovernor governor({}, clock);
    governor.note(Method::Get, answer(200, "", {{"RateLimit-Limit", "500, 500;w=300"}, {"RateLimit-Remaining", "x"}}));
    CHECK(governor.snapshot().limit == 500);
    CHECK_FALSE(governor.snapshot().remaining.has_value());
}

TEST_CASE("a wait for the limit shows in progress and ends at once on cancel", "[http]") {
    FakeClock clock;
    std::int32_t cancel = 0;
    CallScope scope(clock, &cancel, 0);
    std::vector<std::string> stages;
    scope.progress = [&](std::uint64_t, std::uint64_t, std::string_view stage) {
        stages.emplace_back(stage);
        if (stages.size() == 3) cancel = 1;
    };
    const std::int64_t start = clock.steady_ms();
    CHECK_THROWS_AS(RateGovernor::wait_visibly(30'000, scope), Failure);
    CHECK(clock.steady_ms() - start == 2000);
    CHECK(stages == std::vector<std::string>{"waiting 30 s for Trakt's limit", "waiting 29 s for Trakt's limit",
                                             "waiting 28 s for Trakt's limit"});
}

TEST_CASE("waits of up to a second are not shown", "[http]") {
    FakeClock clock;
    CallScope scope(clock, nullptr, 0);
    int shown = 0;
    scope.progress = [&](std::uint64_t, std::uint64_t, std::string_view) { ++shown; };
    const std::int64_t start = clock.steady_ms();
    RateGovernor::wait_visibly(1000, scope);
    CHECK(clock.steady_ms() - start == 1000);
    CHECK(shown == 0);
}

TEST_CASE("two governors on one ledger keep the limit together", "[http]") {
    FakeClock clock;
    const auto ledger = std::make_shared<http::LocalRateLedger>();
    RateGovernor a({}, clock, ledger), b({}, clock, ledger);
    int granted = 0;
    while (a.try_acquire(Method::Get) == 0 && b.try_acquire(Method::Get) == 0) granted += 2;
    CHECK(granted == 450);
    a.note(Method::Get, answer(429, "", {{"Retry-After", "400"}}));
    CHECK(b.try_acquire(Method::Post) == 400'000);
}

TEST_CASE("impossible values in a shared ledger do not block the account forever", "[http]") {
    FakeClock clock;
    const auto ledger = std::make_shared<http::LocalRateLedger>();
    const std::int64_t now = clock.steady_ms();
    constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max() / 2;
    ledger->update([&](http::RateState& state) {
        state.paused_until_ms = state.next_write_ms = state.server_until_ms = never;
        state.burst_debt_until_ms = static_cast<double>(never);
        for (int i = 0; i < 1000; ++i) state.reads_ms.push_back(now + hour);  // from another clock
    });
    RateGovernor governor({}, clock, ledger);
    CHECK(governor.paused_ms() == RateGovernor::longest_pause_ms);
    CHECK(governor.try_acquire(Method::Get) <= RateGovernor::longest_pause_ms);
    clock.advance(RateGovernor::longest_pause_ms);
    CHECK(governor.try_acquire(Method::Get) == 0);
    CHECK(governor.try_acquire(Method::Post) == 0);
    for (int i = 0; i < 100; ++i) CHECK(governor.try_acquire(Method::Get) == 0);
}

TEST_CASE("reads with from_reserve may use the reserve, and not exceed the limit") {
    test::FakeClock clock;
    RateGovernor governor({}, clock);
    while (governor.try_acquire(Method::Get) == 0) continue;
    for (std::int64_t i = 0; i < RateGovernor::reserve; ++i) CHECK(governor.try_acquire(Method::Get, true) == 0);
    CHECK(governor.try_acquire(Method::Get, true) == RateGovernor::window_ms);
}

}  // namespace mod_trakt::rate_governor_test
