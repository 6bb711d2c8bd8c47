// The waits of Client: for Retry-After, for the rate limit and for back-off.
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include "unit/http/client_bench.hpp"

namespace mod_trakt::client_waits_test {

using namespace mod_trakt::test::client;
using http::Outcome;
using Kind = http::TransportError::Kind;
using test::answer;
using test::lost;

TEST_CASE("a 429 with a date is waited out to the second", "[http]") {
    Bench bench(
        {answer(429, "", {{"Date", "Sat, 12 Sep 2026 19:42:00 GMT"}, {"Retry-After", "Sat, 12 Sep 2026 19:42:41 GMT"}}),
         answer(200)});
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.gaps() == Gaps{41'000});
}

TEST_CASE("a 429 that names no time is waited out for five seconds", "[http]") {
    Bench bench({answer(429, "slow down"), answer(429, "slow down", {{"Retry-After", "tomorrow"}}), answer(200)});
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.gaps() == Gaps{5000, 5000});
}

TEST_CASE("five 429 in a row are enough, however many attempts there are", "[http]") {
    Bench bench(std::vector<Outcome>(9, answer(429, "", {{"Retry-After", "2"}})), 100);
    const Outcome outcome = bench.fetch(read());
    CHECK(status_of(outcome) == 429);
    CHECK(bench.transport.sent.size() == 5);
    CHECK(bench.gaps() == Gaps{2000, 2000, 2000, 2000});
    CHECK(std::get<http::Response>(outcome).headers.get("retry-after") == "2");
}

TEST_CASE("a wait of over two minutes does not begin: the 429 is the outcome at once", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "121"}})});
    const std::int64_t before = bench.clock.steady_ms();
    const Outcome outcome = bench.fetch(read());
    CHECK(status_of(outcome) == 429);
    CHECK(std::get<http::Response>(outcome).headers.get("Retry-After") == "121");
    CHECK(bench.clock.steady_ms() == before);
}

TEST_CASE("a wait of exactly two minutes is waited for", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "120"}}), answer(200)});
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.gaps() == Gaps{120'000});
}

TEST_CASE("a time limit that is long enough allows a long wait", "[http]") {
    Bench bench({answer(429, "<html>error 1015</html>", {{"Retry-After", "300"}}), answer(200)});
    CHECK(status_of(bench.fetch(read(), 400'000)) == 200);
    CHECK(bench.gaps() == Gaps{300'000});
}

TEST_CASE("a 429 whose wait is longer than the time limit is reported at once", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "41"}})});
    const std::int64_t before = bench.clock.steady_ms();
    CHECK(status_of(bench.fetch(read(), 10'000)) == 429);
    CHECK(bench.clock.steady_ms() == before);
}

TEST_CASE("during a long 429 nothing is sent, and Retry-After gives the remaining time", "[http]") {
    Bench bench({answer(429, "<html>"), answer(200)});
    CHECK(status_of(bench.fetch(read())) == 429);
    bench.clock.advance(100'000);
    const Outcome outcome = bench.fetch(write());
    REQUIRE(status_of(outcome) == 429);
    CHECK(std::get<http::Response>(outcome).headers.get("retry-after") == "200");
    CHECK(bench.transport.sent.size() == 1);
    bench.clock.advance(200'000);
    CHECK(status_of(bench.fetch(read())) == 200);
}

TEST_CASE("after a pause that was worth waiting for, a longer wait for the limit still does not begin", "[http]") {
    Bench bench({answer(200)});
    for (int i = 0; i < 450; ++i) REQUIRE(bench.governor.try_acquire(http::Method::Get) == 0);
    bench.governor.pause_for(10'000);
    const std::int64_t before = bench.clock.steady_ms();
    const Outcome outcome = bench.fetch(read(), 20'000);
    REQUIRE(status_of(outcome) == 429);
    CHECK(std::get<http::Response>(outcome).headers.get("retry-after") == "300");
    CHECK(bench.clock.steady_ms() == before);
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.clock.steady_ms() - before == http::RateGovernor::window_ms);
}

TEST_CASE("a 503 that asks for more than two minutes is not waited for", "[http]") {
    Bench bench({answer(503, "", {{"Retry-After", "3600"}})});
    CHECK(status_of(bench.fetch(read())) == 503);
    CHECK(bench.transport.sent.size() == 1);
}

TEST_CASE("a cancel during a wait is noticed within one slice", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "60"}}), answer(200)});
    const std::int64_t start = bench.clock.steady_ms();
    std::int64_t cancelled_at = 0;
    bench.clock.on_block = [&] {
        if (bench.cancel != 0 || bench.clock.steady_ms() - start < 12'340) return;
        bench.cancel = 1;
        cancelled_at = bench.clock.steady_ms();
    };
    CHECK(thrown_by([&] { bench.fetch(read()); }) == Status::Cancelled);
    REQUIRE(cancelled_at != 0);
    CHECK(bench.clock.steady_ms() - cancelled_at <= CallScope::slice_ms);
    CHECK(*std::max_element(bench.clock.slices.begin(), bench.clock.slices.end()) <= CallScope::slice_ms);
    CHECK(bench.transport.sent.size() == 1);
}

TEST_CASE("a back-off that reaches the time limit ends there with TIMEOUT", "[http]") {
    Bench bench({answer(500), answer(500)});
    const std::int64_t start = bench.clock.steady_ms();
    CHECK(thrown_by([&] { bench.fetch(read(), 1'200); }) == Status::Timeout);
    CHECK(bench.clock.steady_ms() - start == 1'200);
    CHECK(bench.transport.sent.size() == 2);
}

TEST_CASE("progress shows the reason for a long wait", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "12"}}), answer(200)});
    CallScope scope(bench.clock, nullptr, 0);
    std::vector<std::string> stages;
    scope.progress = [&](std::uint64_t, std::uint64_t, std::string_view stage) { stages.emplace_back(stage); };
    bench.client.fetch(read(), scope);
    REQUIRE(stages.size() >= 2);
    CHECK(stages[0] == "waiting 12 s for Trakt's limit");
    CHECK(stages[1] == "waiting 11 s for Trakt's limit");
}

}  // namespace mod_trakt::client_waits_test
