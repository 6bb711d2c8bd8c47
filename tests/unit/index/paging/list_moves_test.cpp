// Lists that change while they are read, or come with holes.
#include "unit/index/paging/list_server.hpp"

using namespace mod_trakt;
using namespace mod_trakt::test::lists;

TEST_CASE("An empty page in mid-scan is a hole, and the list is read again", "[list]") {
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

TEST_CASE("A hole that stays is no index", "[list]") {
    Server server{.rows = 700};
    server.odd = [](std::int64_t page) -> std::optional<Outcome> {
        if (page != 2) return std::nullopt;
        return answer(200, "[]", {{"X-Pagination-Page-Count", "3"}});
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "INCOMPLETE partial_read");
    CHECK(reading.requests() <= 9);
}

TEST_CASE("A hole is noticed by the page count alone", "[list]") {
    Server server{.rows = 700};
    server.odd = [](std::int64_t page) -> std::optional<Outcome> {
        if (page == 2) return answer(200, "[]", {{"X-Pagination-Page-Count", "3"}});
        return answer(200, R"([{"id":)" + std::to_string(page) + "}]", {{"X-Pagination-Page-Count", "3"}});
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "INCOMPLETE partial_read");
}

TEST_CASE("Rows that were announced and never come are no index", "[list]") {
    Server server{.rows = 300, .claimed_items = 301};
    Reading reading(server);
    const Error error = reading.run();
    CHECK(outline(error) == "INCOMPLETE partial_read");
    CHECK(error.message.find("300 rows came, 301 were announced") != std::string::npos);
}

TEST_CASE("A short page in mid-scan is not the end while more pages are announced", "[list]") {
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

TEST_CASE("Rows that shift between pages make the list be read again, and then it is exact", "[list]") {
    Server server{.rows = 700, .first = 10};
    bool shifted = false;
    server.odd = [&](std::int64_t page) -> std::optional<Outcome> {
        if (page == 2 && !shifted) {
            shifted = true;  // three rows more, in front: the last three of page 1 come again on page 2
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

TEST_CASE("A row that leaves while pages are read is noticed by the count", "[list]") {
    Server server{.rows = 700};
    bool removed = false;
    server.odd = [&](std::int64_t page) -> std::optional<Outcome> {
        if (page == 2 && !removed) {
            removed = true;
            server.first = 1;  // the newest row is gone: page 2 begins one row too late
            server.rows = 699;
        }
        return std::nullopt;
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "OK ");
    CHECK(reading.restarts == 1);
    CHECK(reading.ids.size() == 699);
}

TEST_CASE("A list that keeps moving is no index", "[list]") {
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

TEST_CASE("Where rows may repeat, a row on two pages is read once more, and believed when it stays there", "[list]") {
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

TEST_CASE("A page that brings nothing new before the announced end is a hole in the list", "[list]") {
    for (const bool unique : {true, false}) {
        int glitches = 1;
        Server server{.rows = 400};
        server.odd = [&](std::int64_t page) -> std::optional<Outcome> {
            if (page != 2 || glitches-- <= 0) return std::nullopt;
            std::string body = R"([{"id":1})";  // the first page once more, as a cache on the way may serve it
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

TEST_CASE("The configured number of pages is a failure when it is not enough, never a shorter index", "[list]") {
    Server server{.rows = 812};
    Reading capped(server);
    const Error error = capped.run(true, 3);
    CHECK(outline(error) == "INCOMPLETE page_cap");
    CHECK(capped.requests() == 3);
    Reading enough(server);
    CHECK(outline(enough.run(true, 4)) == "OK ");
    // At the cap one look behind a full page shows whether that was all, whatever the headers say.
    for (Server exact : {Server{.rows = 500}, Server{.rows = 500, .headers = false}}) {
        Reading told(exact);
        CHECK(outline(told.run(true, 2)) == "OK ");
        CHECK(told.requests() == 3);
    }
    for (Server longer :
         {Server{.rows = 501, .claimed_pages = 2, .claimed_items = 500}, Server{.rows = 501, .headers = false}}) {
        Reading misled(longer);
        CHECK(outline(misled.run(true, 2)) == "INCOMPLETE page_cap");
        CHECK(misled.requests() == 3);
    }
}
