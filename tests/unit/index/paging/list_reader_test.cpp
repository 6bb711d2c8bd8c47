// Where a list ends, by pages and headers.
#include "unit/index/paging/list_server.hpp"

namespace mod_trakt::list_reader_test {

using namespace mod_trakt::test::lists;

TEST_CASE("A list is read to its end, in as many requests as it has pages", "[list]") {
    check_exact({.rows = 0}, 1);
    check_exact({.rows = 1}, 1);
    check_exact({.rows = 249}, 1);
    check_exact({.rows = 812}, 4);
}

TEST_CASE("After a full last page one more page is requested", "[list]") {
    check_exact({.rows = 250}, 2);
    check_exact({.rows = 500}, 3);
}

TEST_CASE("A page count that lags does not end a list early", "[list]") {
    check_exact({.rows = 612, .claimed_pages = 1, .claimed_items = 250}, 3);
    check_exact({.rows = 501, .claimed_pages = 2, .claimed_items = 500}, 3);
}

TEST_CASE("When the server lowers the page size, the read continues with that size", "[list]") {
    check_exact({.rows = 250, .clamp = 100}, 3);
    check_exact({.rows = 812, .clamp = 100}, 9);
}

TEST_CASE("A page is full if it has the lowered size, also when the counts lag", "[list]") {
    check_exact({.rows = 250, .clamp = 100, .claimed_pages = 1, .claimed_items = 100}, 3);
}

TEST_CASE(
    "If pages are smaller than their header says, or have no header, pages are read until one is empty or smaller",
    "[list]") {
    for (const bool echoed : {true, false}) {
        INFO(echoed);
        Server server{.rows = 150, .clamp = 50, .claimed_pages = 2, .claimed_items = 100};
        server.limit_header = [echoed](http::Headers& headers) {
            if (echoed) headers.add("X-Pagination-Limit", "250");
        };
        check_exact(server, 4);
    }
}

TEST_CASE("A page that is served again and again ends a list whose rows may repeat", "[list]") {
    Server server{.rows = 500};
    server.odd = [](std::int64_t page) -> std::optional<Outcome> {
        if (page < 3) return std::nullopt;
        std::string body = R"([{"id":251})";
        for (int id = 252; id <= 500; ++id) body += R"(,{"id":)" + std::to_string(id) + "}";
        return answer(200, body + "]", {{"X-Pagination-Limit", "250"}, {"X-Pagination-Item-Count", "500"}});
    };
    Reading reading(server);
    CHECK(outline(reading.run(false)) == "OK ");
    CHECK(reading.ids.size() == 500);
    CHECK(reading.requests() == 3);
}

TEST_CASE("Without headers only an empty page, or one without new rows, is the end", "[list]") {
    check_exact({.rows = 30, .headers = false}, 2);
    check_exact({.rows = 612, .clamp = 100, .headers = false}, 8);   // the page before the empty one is smaller
    check_exact({.rows = 30, .pages = false, .headers = false}, 2);  // a server that does not page
    check_exact({.rows = 700, .pages = false, .headers = false}, 2);
}

TEST_CASE("A finished list logs a warning for headers that are missing, lag, or lower the page size", "[list]") {
    const auto warnings = [](Server server) {
        Reading reading(server);
        CHECK(outline(reading.run()) == "OK ");
        return reading.wire.log.lines;
    };
    using Lines = std::vector<std::string>;
    CHECK(warnings({.rows = 300}) == Lines{});
    CHECK(warnings({.rows = 30, .headers = false}) ==
          Lines{R"(history page_headers_missing {"path":"/sync/history/movies"})"});
    CHECK(warnings({.rows = 250, .clamp = 100}) ==
          Lines{R"(history page_size_lowered {"path":"/sync/history/movies","asked":250,"served":100})"});
    CHECK(warnings({.rows = 501, .claimed_pages = 2, .claimed_items = 500}) ==
          Lines{R"(history count_lags {"path":"/sync/history/movies","rows":501,"announced":500})"});
}

TEST_CASE("Impossible counts are treated as missing", "[list]") {
    const std::int64_t absurd = std::numeric_limits<std::int64_t>::max();
    check_exact({.rows = 612, .claimed_pages = absurd, .claimed_items = absurd}, 3);
}

}  // namespace mod_trakt::list_reader_test
