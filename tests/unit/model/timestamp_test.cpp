// Parsing and formatting times.
#include <catch2/catch.hpp>

#include "model/timestamp.hpp"

namespace mod_trakt::timestamp_test {

namespace {

std::optional<std::int64_t> time_of(std::string json_text) {
    json::Document document;
    REQUIRE_FALSE(document.parse(std::move(json_text)));
    return parse_time_ms(document.root());
}

}  // namespace

TEST_CASE("Epoch 0 is an ordinary time") {
    CHECK(time_of("0") == 0);
    CHECK(time_of("\"0000000000000\"") == 0);
    CHECK(time_of("\"1970-01-01T00:00:00.000Z\"") == 0);
}

TEST_CASE("Thirteen digits and more are milliseconds, fewer are seconds, as text or as a number") {
    CHECK(time_of("1700000000") == 1'700'000'000'000);
    CHECK(time_of("\" 1700000000 \"") == 1'700'000'000'000);
    CHECK(time_of("1700000050494") == 1'700'000'050'494);
    CHECK(time_of("\"1700000000123\"") == 1'700'000'000'123);
}

TEST_CASE("Numbers outside the years 1 to 9999 are refused") {
    for (const char* text :
         {"1700000000.5", "-1", "1e9", "999999999999", "99999999999999999999", "true", "null", "{}", "[]"}) {
        INFO(text);
        CHECK_FALSE(time_of(text));
    }
}

TEST_CASE("floor_to_minute_ms never gives a later time") {
    CHECK(floor_to_minute_ms(1'700'000'050'494) == 1'700'000'040'000);
    CHECK(floor_to_minute_ms(60'000) == 60'000);
    CHECK(floor_to_minute_ms(-1) == -60'000);
}

TEST_CASE("Seconds of keys are rounded toward zero") {
    CHECK(to_seconds(1'999) == 1);
    CHECK(to_seconds(-1'999) == -1);
}

}  // namespace mod_trakt::timestamp_test
