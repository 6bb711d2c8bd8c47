// Back-off, retry policy and the recognition of HTML.
#include <catch2/catch.hpp>

#include "http/backoff_policy.hpp"
#include "http/html.hpp"
#include "http/rate_governor.hpp"
#include "http/retry_policy.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace mod_trakt::policies_test {

using http::Outcome;
using Kind = http::TransportError::Kind;
using test::answer;
using test::lost;

namespace {

http::Request read() { return {}; }
http::Request write() {
    http::Request request;
    request.method = http::Method::Post;
    request.repeat = http::Repeat::OnlyWhenUnsent;
    return request;
}

}  // namespace

TEST_CASE("the back-off doubles from its base up to its cap", "[http]") {
    const http::BackoffPolicy backoff;
    const std::int64_t expected[] = {500, 1000, 2000, 4000, 8000, 16'000, 30'000, 30'000};
    for (int failed = 1; failed <= 8; ++failed) CHECK(backoff.wait_ms(answer(500), failed, 0) == expected[failed - 1]);
    CHECK(backoff.wait_ms(lost(Kind::Timeout), 1'000'000, 0) == 30'000);
    CHECK(http::BackoffPolicy({.base_ms = 1, .cap_ms = 3}).wait_ms(lost(Kind::Connect), 9, 0) == 3);
}

TEST_CASE("a 429 waits as long as Retry-After says, else five seconds", "[http]") {
    const http::BackoffPolicy backoff;
    CHECK(backoff.wait_ms(answer(429, "", {{"Retry-After", "41"}}), 1, 0) == 41'000);
    CHECK(backoff.wait_ms(answer(429, "slow down"), 1, 0) == 5'000);
    CHECK(backoff.wait_ms(answer(429, "", {{"retry-after", "whenever"}}), 1, 0) == 5'000);
    CHECK(backoff.wait_ms(answer(429, "", {{"Retry-After", "0"}}), 1, 0) == 500);
}

TEST_CASE("a 429 page of the edge counts as five minutes unless it asks for more", "[http]") {
    const http::BackoffPolicy backoff;
    CHECK(backoff.wait_ms(answer(429, "<html>1015</html>"), 1, 0) == 300'000);
    CHECK(backoff.wait_ms(answer(429, "", {{"Content-Type", "text/html; charset=UTF-8"}}), 1, 0) == 300'000);
    CHECK(backoff.wait_ms(answer(429, "<html>", {{"Retry-After", "10"}}), 1, 0) == 300'000);
    CHECK(backoff.wait_ms(answer(429, "<html>", {{"Retry-After", "400"}}), 1, 0) == 400'000);
    CHECK(http::BackoffPolicy({.html429_ms = 20}).wait_ms(answer(429, "<html>"), 1, 0) == 20);
}

TEST_CASE("Retry-After counts on a 503, and on no other failure", "[http]") {
    const http::BackoffPolicy backoff;
    CHECK(backoff.wait_ms(answer(503, "", {{"Retry-After", "7"}}), 1, 0) == 7'000);
    CHECK(backoff.wait_ms(answer(503, "", {{"Retry-After", "0"}}), 2, 0) == 1'000);
    CHECK(backoff.wait_ms(answer(502, "", {{"Retry-After", "7"}}), 1, 0) == 500);
}

TEST_CASE("reads are repeated after exactly the transient statuses", "[http]") {
    const http::RetryPolicy retry;
    for (int status = 200; status < 600; ++status) {
        const bool expected = status == 408 || status == 500 || status == 502 || status == 503 || status == 504 ||
                              (status >= 520 && status <= 524);
        if (status == 429) continue;
        INFO(status);
        CHECK(retry.may_repeat(read(), answer(status), {.failed = 1}) == expected);
    }
}

TEST_CASE("max_retries counts attempts, and with one attempt nothing is repeated", "[http]") {
    const http::RetryPolicy three(3);
    CHECK(three.may_repeat(read(), answer(500), {.failed = 2}));
    CHECK_FALSE(three.may_repeat(read(), answer(500), {.failed = 3}));
    for (const std::int64_t attempts : {1, 0, -7}) {
        CHECK_FALSE(http::RetryPolicy(attempts).may_repeat(read(), answer(500), {.failed = 1}));
        CHECK_FALSE(http::RetryPolicy(attempts).may_repeat(read(), answer(429), {.rate_limited = 1}));
    }
}

TEST_CASE("a write is repeated on 429 and when surely unsent, and never otherwise", "[http]") {
    const http::RetryPolicy retry(10);
    CHECK(retry.may_repeat(write(), answer(429), {.rate_limited = 1}));
    for (const int status : {408, 500, 502, 503, 504, 520, 524})
        CHECK_FALSE(retry.may_repeat(write(), answer(status), {.failed = 1}));
    for (const Kind kind : {Kind::Timeout, Kind::Connect, Kind::Protocol}) {
        CHECK_FALSE(retry.may_repeat(write(), lost(kind, false), {.failed = 1}));
        CHECK(retry.may_repeat(write(), lost(kind, true), {.failed = 1}));
        CHECK(retry.may_repeat(read(), lost(kind, false), {.failed = 1}));
    }
}

TEST_CASE("a failure that would occur again is not repeated", "[http]") {
    const http::RetryPolicy retry(10);
    for (const Kind kind : {Kind::Tls, Kind::TooLarge, Kind::Cancelled, Kind::Deadline})
        CHECK_FALSE(retry.may_repeat(read(), lost(kind, true), {.failed = 1}));
}

TEST_CASE("without a time limit two minutes are waited for and no more", "[http]") {
    test::FakeClock clock;
    const CallScope scope(clock, nullptr, 0);
    const http::RetryPolicy retry;
    CHECK(retry.worth_waiting(120'000, scope));
    CHECK_FALSE(retry.worth_waiting(120'001, scope));
}

TEST_CASE("the caller's time limit decides which waits are begun", "[http]") {
    test::FakeClock clock;
    const http::RetryPolicy retry;
    CHECK(retry.worth_waiting(300'000, CallScope(clock, nullptr, 300'001)));
    CHECK_FALSE(retry.worth_waiting(300'000, CallScope(clock, nullptr, 300'000)));
    CHECK_FALSE(retry.worth_waiting(41'000, CallScope(clock, nullptr, 5'000)));
}

TEST_CASE("a wait for our own pace is begun up to the whole window, or when it ends in time", "[http]") {
    test::FakeClock clock;
    const CallScope unlimited(clock, nullptr, 0);
    for (const http::RetryPolicy& retry : {http::RetryPolicy(3), http::RetryPolicy(1)}) {
        CHECK(retry.worth_pacing(http::RateGovernor::window_ms, unlimited));
        CHECK_FALSE(retry.worth_pacing(http::RateGovernor::window_ms + 1, unlimited));
        CHECK(retry.worth_pacing(19'999, CallScope(clock, nullptr, 20'000)));
        CHECK_FALSE(retry.worth_pacing(20'000, CallScope(clock, nullptr, 20'000)));
    }
}

TEST_CASE("a short patience also holds with a long time limit", "[http]") {
    test::FakeClock clock;
    const http::RetryPolicy retry(1, {.pause_ms = 1000, .pacing_ms = 1000, .most_ms = 1000});
    for (const std::int64_t timeout_ms : {0, 600'000}) {
        const CallScope scope(clock, nullptr, timeout_ms);
        CHECK(retry.worth_waiting(1000, scope));
        CHECK(retry.worth_pacing(1000, scope));
        CHECK_FALSE(retry.worth_waiting(1001, scope));
        CHECK_FALSE(retry.worth_pacing(1001, scope));
    }
}

TEST_CASE("a page for browsers is recognised by its type or by its first character", "[http]") {
    CHECK(http::is_html(answer(403, "<!DOCTYPE html>", {{"Server", "cloudflare"}})));
    CHECK(http::is_html(answer(429, "", {{"Content-Type", " Text/HTML; charset=utf-8"}})));
    CHECK(http::is_html(answer(500, "<html>", {{"Content-Type", "application/json"}})));
    CHECK_FALSE(http::is_html(answer(403, "{}", {{"Content-Type", "application/json"}})));
    CHECK_FALSE(http::is_html(answer(200, "", {{"Content-Type", "text/htm"}})));
    CHECK(http::is_html_body("\xEF\xBB\xBF \n<html>"));
    CHECK_FALSE(http::is_html_body("[]"));
    CHECK_FALSE(http::is_html_body(""));
}

}  // namespace mod_trakt::policies_test
