// Parsing Retry-After.
#include <catch2/catch.hpp>

#include "http/retry_after.hpp"
#include "tests/support/scripted_transport.hpp"

namespace mod_trakt::retry_after_test {

using http::parse_retry_after;

namespace {
constexpr std::int64_t now = 784'111'777'000;  // Sun, 06 Nov 1994 08:49:37 GMT
}

TEST_CASE("Retry-After as a number is seconds", "[http]") {
    CHECK(parse_retry_after("0", now) == 0);
    CHECK(parse_retry_after("41", now) == 41'000);
    CHECK(parse_retry_after("  300\t", now) == 300'000);
    CHECK(parse_retry_after("1.5", now) == 2'000);
}

TEST_CASE("Retry-After as a date, in each of the three forms, is the time until then", "[http]") {
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:50:37 GMT", now) == 60'000);
    CHECK(parse_retry_after("Sunday, 06-Nov-94 08:50:37 GMT", now) == 60'000);
    CHECK(parse_retry_after("Sun Nov  6 08:50:37 1994", now) == 60'000);
}

TEST_CASE("a Retry-After date that has passed means no wait", "[http]") {
    CHECK(parse_retry_after("Sun, 06 Nov 1994 08:49:36 GMT", now) == 0);
}

TEST_CASE("a huge Retry-After is cut to a day", "[http]") {
    CHECK(parse_retry_after("999999999999999999999999999999", now) == http::longest_retry_after_ms);
    CHECK(parse_retry_after("Sun, 06 Nov 2094 08:49:37 GMT", now) == http::longest_retry_after_ms);
}

TEST_CASE("a date after the year 9999 is not a date", "[http]") {
    CHECK(parse_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now) == http::longest_retry_after_ms);
    for (const char* text : {"Mon, 01 Jan 99999 00:00:00 GMT", "Mon, 01 Jan 2000000000 00:00:00 GMT",
                             "Mon, 01 Jan 2147483647 00:00:00 GMT"}) {
        INFO(text);
        CHECK_FALSE(parse_retry_after(text, now).has_value());
        CHECK(http::server_unix_ms(test::answer(200, "", {{"Date", text}}).headers, now) == now);
    }
}

TEST_CASE("an unreadable Retry-After is ignored", "[http]") {
    for (const char* text : {"", " ", "soon", "-5", "5 s", "1e3", "0x10", "Sun", "12:00:00:00:00", "1.2.3", ".5"}) {
        INFO(text);
        CHECK_FALSE(parse_retry_after(text, now).has_value());
    }
    CHECK_FALSE(parse_retry_after(std::string(5000, ':'), now).has_value());
}

TEST_CASE("a Retry-After date is compared with the server's own Date, not with a wrong local clock", "[http]") {
    const auto response = test::answer(
        429, {}, {{"Retry-After", "Sun, 06 Nov 1994 08:50:37 GMT"}, {"Date", "Sun, 06 Nov 1994 08:49:37 GMT"}});
    CHECK(http::retry_after_ms(response.headers, now + 3'600'000) == 60'000);
    CHECK_FALSE(http::retry_after_ms(test::answer(429).headers, now).has_value());
}

}  // namespace mod_trakt::retry_after_test
