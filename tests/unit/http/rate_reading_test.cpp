// Implausible rate headers.
#include "http/rate_reading.hpp"

#include <catch2/catch.hpp>

#include "http/rate_governor.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace mod_trakt::rate_reading_test {

using test::answer;

namespace {

// The reading of a JSON header with `number` in place of each of its numbers.
std::optional<http::RateReading> in_json(const std::string& number) {
    return http::read_rate_headers(
        answer(200, "",
               {{"X-Ratelimit", R"({"name":"AUTHED_API_GET_LIMIT","period":)" + number + R"(,"limit":)" + number +
                                    R"(,"remaining":)" + number + R"(,"until":"1970-01-01T00:00:10Z"})"}})
            .headers,
        0);
}
std::optional<http::RateReading> in_parts(const std::string& number) {
    return http::read_rate_headers(
        answer(200, "", {{"X-RateLimit-Limit", number}, {"X-RateLimit-Remaining", number}, {"X-RateLimit-Reset", "10"}})
            .headers,
        0);
}

}  // namespace

TEST_CASE("Impossible numbers in rate headers count as missing", "[http]") {
    for (const char* number : {"1000000001", "9223372036854775807", "-1", "-9223372036854775808", "1e300"}) {
        INFO(number);
        for (const auto& reading : {in_json(number), in_parts(number)}) {
            REQUIRE(reading);
            CHECK_FALSE(reading->period_s);
            CHECK_FALSE(reading->limit);
            CHECK_FALSE(reading->remaining);
            CHECK(reading->reset_ms == 10'000);
        }
    }
    for (const auto& reading : {in_json("1000000000"), in_parts("1000000000")}) {
        REQUIRE(reading);
        CHECK(reading->limit == 1'000'000'000);
        CHECK(reading->remaining == 1'000'000'000);
    }
}

TEST_CASE("The end of a rate period is at most an hour away, whatever time the header names", "[http]") {
    const auto reset_ms = [](const std::string& name, const std::string& value) {
        const auto reading = http::read_rate_headers(answer(200, "", {{name, value}}).headers, 1000);
        return reading ? reading->reset_ms : std::nullopt;
    };
    for (const char* late : {"3601", "9223372036854775807", "946684801"})
        CHECK(reset_ms("X-RateLimit-Reset", late) == 3'600'000);
    for (const char* late : {"9999-12-31T23:59:59Z", "2999-01-01T00:00:00Z"})
        CHECK(reset_ms("X-Ratelimit", R"({"until":")" + std::string(late) + R"("})") == 3'600'000);
    CHECK(reset_ms("X-Ratelimit", R"({"until":"0001-01-01T00:00:00Z"})") == 0);
    CHECK(reset_ms("X-Ratelimit", R"({"until":"1970-01-01T02:00:11.5+02:00"})") == 10'500);
    for (const char* none :
         {"0000-01-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-99T00:00:00Z", "2026-01-01T-1:00:00Z"})
        CHECK_FALSE(reset_ms("X-Ratelimit", R"({"until":")" + std::string(none) + R"("})"));
}

TEST_CASE("After any rate headers, reads are granted again within a day", "[http]") {
    test::FakeClock clock;
    http::RateGovernor governor({}, clock);
    for (const char* number : {"0", "1", "1000000000", "9223372036854775807"}) {
        INFO(number);
        governor.note(http::Method::Get, answer(429, "",
                                                {{"X-RateLimit-Limit", number},
                                                 {"X-RateLimit-Remaining", number},
                                                 {"X-RateLimit-Reset", number},
                                                 {"Retry-After", number}}));
        clock.advance(http::RateGovernor::longest_pause_ms);
        CHECK(governor.try_acquire(http::Method::Get) == 0);
    }
}

}  // namespace mod_trakt::rate_reading_test
