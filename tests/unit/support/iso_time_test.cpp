#include "support/iso_time.hpp"

#include <catch2/catch.hpp>

namespace mod_trakt::iso_time_test {

TEST_CASE("Every ISO form of a time reads as that time") {
    const std::int64_t moment = 1'789'157'700'000;
    for (const char* text :
         {"2026-09-11T20:15:00.000Z", "2026-09-11T20:15:00Z", "2026-09-11T20:15Z", "2026-09-11T20:15:00",
          "20260911T201500Z", "20260911T2015", "2026-09-11T22:15:00+02:00", "2026-09-11T22:15+0200",
          "2026-09-11T15:15:00-05", "2026-09-12T05:45:00+09:30", "2026-09-11 20:15:00", "2026-09-11 20:15",
          "2026-09-11 20:15:00.000Z", "2026-09-11 22:15:00+02:00", "20260911 201500"}) {
        INFO(text);
        CHECK(parse_iso_ms(text) == moment);
    }
}

TEST_CASE("Fractions count to the millisecond and no further") {
    CHECK(parse_iso_ms("1970-01-01T00:00:01.5Z") == 1'500);
    CHECK(parse_iso_ms("1970-01-01T00:00:01.123999Z") == 1'123);
    CHECK(parse_iso_ms("1970-01-01T00:00:01,25Z") == 1'250);
    CHECK(parse_iso_ms("1970-01-01T00:00:01.000000000000009Z") == 1'000);
}

TEST_CASE("A text that is not a real date with a time is refused") {
    for (const char* text : {"",
                             "T",
                             "Z",
                             "2026-09-11",
                             "2026-02-30T10:00:00Z",
                             "2023-02-29T12:00:00Z",
                             "2024-13-45T99:99:99Z",
                             "2026-09-11T24:00:00Z",
                             "2026-09-11T20:60:00Z",
                             "2026-09-11T20:15:60Z",
                             "2026-09-11 ",
                             "2026-09-11  20:15:00",
                             "2026-09-11 T20:15:00",
                             "2026-09-11\t20:15:00",
                             "2026-09-11 24:15:00",
                             "2026-09-11T20:15:00z",
                             "2026-09-11T20:15:00.Z",
                             "2026-09-11T20:15:00+",
                             "2026-09-11T20:15:00+25:00",
                             "2026-09-11T20:15:00+02:00Z",
                             "2026-09-11T20:15:00Z ",
                             "0000-01-01T00:00:00Z",
                             "2026-09-11T20",
                             "garbageT10:00:00Z",
                             "0001-01-01T00:00:00+01:00",
                             "9999-12-31T23:59:59-01:00"}) {
        INFO(text);
        CHECK_FALSE(parse_iso_ms(text));
    }
}

TEST_CASE("A time before 1970 is a time like any other, also with a space") {
    CHECK(parse_iso_ms("1969-12-31 23:59:59") == -1'000);
    CHECK(format_iso_ms(-1'000) == "1969-12-31T23:59:59.000Z");
}

TEST_CASE("The first moment of 1970 reads as 0 and is written as such") {
    CHECK(parse_iso_ms("1970-01-01T00:00:00.000Z") == 0);
    CHECK(format_iso_ms(0) == "1970-01-01T00:00:00.000Z");
}

TEST_CASE("29 February exists in leap years only") {
    CHECK(parse_iso_ms("2024-02-29T00:00:00Z"));
    CHECK(parse_iso_ms("2000-02-29T00:00:00Z"));
    CHECK_FALSE(parse_iso_ms("2100-02-29T00:00:00Z"));
    CHECK(format_iso_ms(*parse_iso_ms("2024-02-29T23:59:00Z") + 60'000) == "2024-03-01T00:00:00.000Z");
}

TEST_CASE("A formatted time reads back as itself, also before 1970") {
    for (const char* text : {"1969-12-31T23:59:59.000Z", "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.000Z"})
        CHECK(format_iso_ms(*parse_iso_ms(text)) == text);
    CHECK(format_iso_ms(-1) == "1969-12-31T23:59:59.000Z");
}

}  // namespace mod_trakt::iso_time_test
