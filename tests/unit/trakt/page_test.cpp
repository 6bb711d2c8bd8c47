#include "trakt/page.hpp"

#include <catch2/catch.hpp>

#include <string>

using namespace mod_trakt;

namespace {

std::optional<std::int64_t> count_of(const std::string& text) {
    http::Headers headers;
    headers.add("X-Pagination-Item-Count", text);
    return trakt::count_header(headers, "x-pagination-item-count");
}

}  // namespace

TEST_CASE("A count is a number that an account can have", "[page]") {
    CHECK(count_of("0") == 0);
    CHECK(count_of(" 250 ") == 250);
    CHECK(count_of("1000000000") == 1'000'000'000);
    for (const char* none :
         {"", "-1", "1000000001", "9223372036854775807", "9223372036854775808", "2.5", "1e3", "many"})
        CHECK_FALSE(count_of(none).has_value());
    CHECK_FALSE(trakt::count_header({}, "x-pagination-item-count").has_value());
}
