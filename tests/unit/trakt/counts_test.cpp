// Which values count as counts.
#include "trakt/counts.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "unit/model/parsed.hpp"

namespace mod_trakt::counts_test {

namespace {

std::optional<std::int64_t> in_header(const std::string& text) {
    http::Headers headers;
    headers.add("X-Pagination-Item-Count", text);
    return trakt::count_header(headers, "x-pagination-item-count");
}

std::optional<std::int64_t> in_body(const std::string& json) { return trakt::count_of(test::Parsed(json).root()); }

}  // namespace

TEST_CASE("A count is a plausible whole number, in a header and in a body", "[counts]") {
    CHECK(in_header("0") == 0);
    CHECK(in_header(" 250 ") == 250);
    CHECK(in_body("250") == 250);
    CHECK(in_header("1000000000") == trakt::largest_count);
    CHECK(in_body("1000000000") == trakt::largest_count);
    for (const char* none :
         {"-1", "1000000001", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "2.5", "1e3"}) {
        INFO(none);
        CHECK_FALSE(in_header(none).has_value());
        CHECK_FALSE(in_body(none).has_value());
    }
    for (const char* none : {"", "many"}) CHECK_FALSE(in_header(none).has_value());
    for (const char* none : {"null", "\"5\"", "[]", "true"}) CHECK_FALSE(in_body(none).has_value());
    CHECK_FALSE(trakt::count_header({}, "x-pagination-item-count").has_value());
}

TEST_CASE("count_or_0 reads a missing count as 0, and an invalid one as nullopt", "[counts]") {
    const test::Parsed body(R"({"good":7,"nothing":null,"odd":-7})");
    CHECK(trakt::count_or_0(body.root()["good"]) == 7);
    CHECK(trakt::count_or_0(body.root()["missing"]) == 0);
    CHECK(trakt::count_or_0(body.root()["nothing"]) == 0);
    CHECK_FALSE(trakt::count_or_0(body.root()["odd"]).has_value());
}

}  // namespace mod_trakt::counts_test
