// Lists that change while they are read, or have holes.
#include "unit/index/paging/list_server.hpp"

namespace mod_trakt::list_moves_test {

using namespace mod_trakt::test::lists;

TEST_CASE("An empty page before the end is a hole, and the list is read again", "[list]") {
    Server server{.rows = 700};
    int holes = 1;
    server.odd = [&](std::int64_t page) -> std::optional<Outcome> {
        if (page != 2 || holes-- <= 0) return std::nullopt;
        return answer(
            200, "[]",
            {{"X-Pagination-Page-Count", "3"}, {"X-Pagination-Item-Count", "700"}, {"X-Pagination-Limit", "250"}});
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "OK ");
    CHECK(reading.ids.size() == 700);
    CHECK(reading.restarts == 1);
    CHECK(reading.wire.log.count("list_moved") == 1);
}

TEST_CASE("A list with a hole in every round is an error", "[list]") {
    Server server{.rows = 700};
    server.odd = [](std::int64_t page) -> std::optional<Outcome> {
        if (page != 2) return std::nullopt;
        return answer(200, "[]", {{"X-Pagination-Page-Count", "3"}});
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "INCOMPLETE partial_read");
    CHECK(reading.requests() <= 9);
}

TEST_CASE("The page count is enough to notice a hole", "[list]") {
    Server server{.rows = 700};
    server.odd = [](std::int64_t page) -> std::optional<Outcome> {
        if (page == 2) return answer(200, "[]", {{"X-Pagination-Page-Count", "3"}});
        return answer(200, R"([{"id":)" + std::to_string(page) + "}]", {{"X-Pagination-Page-Count", "3"}});
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "INCOMPLETE partial_read");
}

TEST_CASE("A list with fewer rows than announced is an error", "[list]") {
    Server server{.rows = 300, .claimed_items = 301};
    Reading reading(server);
    const Error error = reading.run();
    CHECK(outline(error) == "INCOMPLETE partial_read");
    CHECK(error.message.find("300 rows came, 301 were announced") != std::string::npos);
}

TEST_CASE("A short page is not the end while more pages are announced", "[list]") {
    Server server{.rows = 740};
    server.odd = [](std::int64_t page) -> std::optional<Outcome> {
        if (page != 1) return std::nullopt;
        std::string body = "[";
        for (int id = 1; id <= 240; ++id) body += (id > 1 ? R"(,{"id":)" : R"({"id":)") + std::to_string(id) + "}";
        return answer(200, body + "]", {{"X-Pagination-Page-Count", "3"}, {"X-Pagination-Limit", "250"}});
    };
    Reading reading(server);
    reading.run();
    CHECK(reading.wire.requests().at(1).find("page=2") != std::string::npos);
}

TEST_CASE("When rows shift between pages, the list is read again and is then exact", "[list]") {
    Server server{.rows = 700, .first = 10};
    bool shifted = false;
    server.odd = [&](std::int64_t page) -> std::optional<Outcome> {
        if (page == 2 && !shifted) {
            shifted = true;  // three new rows in front: the last three of page 1 are on page 2 again
            server.first = 7;
            server.rows = 703;
        }
        return std::nullopt;
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "OK ");
    CHECK(reading.restarts == 1);
    CHECK(reading.ids.size() == 703);
    CHECK(*reading.ids.begin() == 8);
}

TEST_CASE("A row that is removed while pages are read is noticed by the count", "[list]") {
    Server server{.rows = 700};
    bool removed = false;
    server.odd = [&](std::int64_t page) -> std::optional<Outcome> {
        if (page == 2 && !removed) {
            removed = true;
            server.first = 1;  // the newest row is removed: page 2 begins one row too late
            server.rows = 699;
        }
        return std::nullopt;
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "OK ");
    CHECK(reading.restarts == 1);
    CHECK(reading.ids.size() == 699);
}

TEST_CASE("A list that moves in every round is an error", "[list]") {
    Server server{.rows = 700, .first = 100'000};
    server.odd = [&](std::int64_t) -> std::optional<Outcome> {
        --server.first;
        ++server.rows;
        return std::nullopt;
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "INCOMPLETE partial_read");
    CHECK(reading.requests() <= 9);
}

TEST_CASE("If rows may repeat, a row on two pages is read once more, and accepted if it is there again", "[list]") {
    Server server{.rows = 300};
    server.odd = [](std::int64_t page) -> std::optional<Outcome> {
        if (page != 2) return std::nullopt;
        std::string body = R"([{"id":1})";
        for (int id = 251; id <= 300; ++id) body += R"(,{"id":)" + std::to_string(id) + "}";
        return answer(200, body + "]", {{"X-Pagination-Page-Count", "2"}, {"X-Pagination-Limit", "250"}});
    };
    Reading reading(server);
    CHECK(outline(reading.run(false)) == "OK ");
    CHECK(reading.ids.size() == 300);
    CHECK(reading.taken == 301);
    CHECK(reading.restarts == 1);
    CHECK(reading.requests() == 4);
}

TEST_CASE("A page without new rows before the announced end is a hole in the list", "[list]") {
    for (const bool unique : {true, false}) {
        int glitches = 1;
        Server server{.rows = 400};
        server.odd = [&](std::int64_t page) -> std::optional<Outcome> {
            if (page != 2 || glitches-- <= 0) return std::nullopt;
            std::string body = R"([{"id":1})";  // the first page again, as a cache may serve it
            for (int id = 2; id <= 250; ++id) body += R"(,{"id":)" + std::to_string(id) + "}";
            return answer(
                200, body + "]",
                {{"X-Pagination-Page-Count", "3"}, {"X-Pagination-Limit", "250"}, {"X-Pagination-Item-Count", "400"}});
        };
        Reading reading(server);
        CHECK(outline(reading.run(unique)) == "OK ");
        CHECK(reading.ids.size() == 400);
        CHECK(reading.restarts == 1);
    }
}

TEST_CASE("A list with more pages than configured is a failure, never a shorter index", "[list]") {
    Server server{.rows = 812};
    Reading capped(server);
    const Error error = capped.run(true, 3);
    CHECK(outline(error) == "INCOMPLETE page_cap");
    CHECK(capped.requests() == 3);
    Reading enough(server);
    CHECK(outline(enough.run(true, 4)) == "OK ");
    // At the cap one page after a full page is read to see whether the list ends.
    for (Server exact : {Server{.rows = 500}, Server{.rows = 500, .headers = false}}) {
        Reading told(exact);
        told.witness = 500;
        CHECK(outline(told.run(true, 2)) == "OK ");
        CHECK(told.requests() == (exact.headers ? 3 : 4));  // an empty page without headers is asked for again
    }
    for (Server longer :
         {Server{.rows = 501, .claimed_pages = 2, .claimed_items = 500}, Server{.rows = 501, .headers = false}}) {
        Reading misled(longer);
        CHECK(outline(misled.run(true, 2)) == "INCOMPLETE page_cap");
        CHECK(misled.requests() == 3);
    }
}

}  // namespace mod_trakt::list_moves_test
