// Pages without headers, and lists that are suddenly empty, are believed only with a proof.
#include "unit/index/paging/list_server.hpp"

namespace mod_trakt::list_proof_test {

using namespace mod_trakt::test::lists;

namespace {

// Answers the first `times` requests with an empty page without headers.
std::function<std::optional<Outcome>(std::int64_t)> bare(std::int64_t at, int times) {
    return [at, left = times](std::int64_t page) mutable -> std::optional<Outcome> {
        if (page != at || left-- <= 0) return std::nullopt;
        return answer(200, "[]");
    };
}

constexpr int always = 1'000'000;

}  // namespace

TEST_CASE("A page without headers in a list that has them is requested again", "[list][proof]") {
    for (const std::int64_t page : {1, 2, 3}) {
        INFO(page);
        Server server{.rows = 700};
        server.odd = bare(page, 1);
        Reading reading(server);
        reading.headers_known = true;
        CHECK(outline(reading.run()) == "OK ");
        CHECK(reading.ids.size() == 700);
        CHECK(reading.requests() == 4);
        CHECK(reading.witness_asked == 0);
    }
}

TEST_CASE("A first page that stays empty and without headers is an error, not an empty list", "[list][proof]") {
    for (const bool known : {true, false}) {
        Server server{.rows = 700};
        server.odd = bare(1, always);
        Reading reading(server);
        reading.headers_known = known;
        const Error error = reading.run();
        CHECK(outline(error) == "INCOMPLETE partial_read");
        CHECK(error.message.find("/sync/history/movies came without pagination headers") != std::string::npos);
        CHECK(reading.requests() == 2);
    }
}

TEST_CASE("A later page that stays empty and without headers is an error", "[list][proof]") {
    for (const std::int64_t page : {2, 3}) {
        Server server{.rows = 700};
        server.odd = bare(page, always);
        Reading reading(server);
        CHECK(outline(reading.run()) == "INCOMPLETE partial_read");
    }
}

TEST_CASE("Without headers, an empty list needs a witness of its count", "[list][proof]") {
    Server server{.rows = 0, .headers = false};
    Reading told(server);
    told.witness = 0;
    CHECK(outline(told.run()) == "OK ");
    CHECK(told.witness_asked == 1);
    Reading contradicted(server);
    contradicted.witness = 3;
    CHECK(outline(contradicted.run()) == "INCOMPLETE partial_read");
}

TEST_CASE("Without headers, an empty page behind full pages needs a witness", "[list][proof]") {
    for (const std::int64_t clamp : {250, 100}) {
        Server server{.rows = clamp == 250 ? 250 : 200, .clamp = clamp, .headers = false};
        Reading alone(server);
        CHECK(outline(alone.run()) == "INCOMPLETE partial_read");
        Reading told(server);
        told.witness = server.rows;
        CHECK(outline(told.run()) == "OK ");
        CHECK(static_cast<std::int64_t>(told.ids.size()) == server.rows);
    }
    Server smaller{.rows = 240, .headers = false};
    Reading reading(smaller);
    CHECK(outline(reading.run()) == "OK ");
}

TEST_CASE("Rows without headers in a list that had them need a witness", "[list][proof]") {
    Server server{.rows = 30, .headers = false};
    Reading alone(server);
    alone.headers_known = true;
    CHECK(outline(alone.run()) == "INCOMPLETE partial_read");
    Reading told(server);
    told.headers_known = true;
    told.witness = 30;
    CHECK(outline(told.run()) == "OK ");
    CHECK(told.ids.size() == 30);
}

TEST_CASE("The count in the header of another page is the witness of a page without headers", "[list][proof]") {
    Server server{.rows = 700};
    server.odd = [](std::int64_t page) -> std::optional<Outcome> {
        if (page != 2) return std::nullopt;
        std::string body = R"([{"id":251})";
        for (int id = 252; id <= 500; ++id) body += R"(,{"id":)" + std::to_string(id) + "}";
        return answer(200, body + "]");
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "OK ");
    CHECK(reading.ids.size() == 700);
    CHECK(reading.witness_asked == 0);
}

TEST_CASE("A list that had entries and is announced as empty needs a witness", "[list][proof]") {
    Server server{.rows = 0};
    Reading alone(server);
    alone.known_entries = 3;
    const Error error = alone.run();
    CHECK(outline(error) == "INCOMPLETE partial_read");
    CHECK(error.message.find("is announced as empty, but had 3 entries") != std::string::npos);
    Reading told(server);
    told.known_entries = 3;
    told.witness = 0;
    CHECK(outline(told.run()) == "OK ");
    Reading never_used(server);
    CHECK(outline(never_used.run()) == "OK ");
    CHECK(never_used.requests() == 1);
}

TEST_CASE("An empty page with the headers of the true page is a hole", "[list][proof]") {
    for (const std::int64_t page : {1, 2, 3}) {
        for (const int times : {1, always}) {
            Server server{.rows = 700};
            server.odd = [page, left = times](std::int64_t asked) mutable -> std::optional<Outcome> {
                if (asked != page || left-- <= 0) return std::nullopt;
                return answer(200, "[]",
                              {{"X-Pagination-Page-Count", "3"},
                               {"X-Pagination-Item-Count", "700"},
                               {"X-Pagination-Limit", "250"}});
            };
            Reading reading(server);
            CHECK(outline(reading.run()) == (times == 1 ? "OK " : "INCOMPLETE partial_read"));
        }
    }
    // Without the count of rows, the number of pages shows the hole.
    Server server{.rows = 400};
    server.odd = [](std::int64_t page) -> std::optional<Outcome> {
        return answer(200, page == 2 ? "[]" : R"([{"id":1}])", {{"X-Pagination-Page-Count", "2"}});
    };
    Reading reading(server);
    CHECK(outline(reading.run()) == "INCOMPLETE partial_read");
}

}  // namespace mod_trakt::list_proof_test
