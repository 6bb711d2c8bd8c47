// Where a list ends.
#include "unit/index/paging/list_server.hpp"

using namespace mod_trakt;
using namespace mod_trakt::test::lists;

TEST_CASE("A list is read to its end, in as many requests as it has pages", "[list]") {
    check_exact({.rows = 0}, 1);
    check_exact({.rows = 1}, 1);
    check_exact({.rows = 249}, 1);
    check_exact({.rows = 812}, 4);
}

TEST_CASE("A full last page is followed by a look behind it", "[list]") {
    check_exact({.rows = 250}, 2);
    check_exact({.rows = 500}, 3);
}

TEST_CASE("A page count that lags ends nothing", "[list]") {
    check_exact({.rows = 612, .claimed_pages = 1, .claimed_items = 250}, 3);
    check_exact({.rows = 501, .claimed_pages = 2, .claimed_items = 500}, 3);
}

TEST_CASE("A smaller page than asked for is read on from what was applied", "[list]") {
    check_exact({.rows = 250, .clamp = 100}, 3);
    check_exact({.rows = 812, .clamp = 100}, 9);
}

TEST_CASE("What counts as a full page is the size that was applied, also when the counts lag", "[list]") {
    check_exact({.rows = 250, .clamp = 100, .claimed_pages = 1, .claimed_items = 100}, 3);
}

TEST_CASE("Smaller pages than the header says, or without that header, are read to an empty or smaller one", "[list]") {
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

TEST_CASE("Without any headers only an empty page, or one without news, is the end", "[list]") {
    check_exact({.rows = 30, .headers = false}, 2);
    check_exact({.rows = 612, .clamp = 100, .headers = false}, 8);
    check_exact({.rows = 30, .pages = false, .headers = false}, 2);  // a server that does not page at all
    check_exact({.rows = 700, .pages = false, .headers = false}, 2);
    check_exact({.rows = 0, .headers = false}, 1);
}

TEST_CASE("A list that was read to its end warns of headers that are missing, lag, or tell of smaller pages",
          "[list]") {
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

TEST_CASE("Counts that no account has are as good as missing", "[list]") {
    const std::int64_t absurd = std::numeric_limits<std::int64_t>::max();
    check_exact({.rows = 612, .claimed_pages = absurd, .claimed_items = absurd}, 3);
}
