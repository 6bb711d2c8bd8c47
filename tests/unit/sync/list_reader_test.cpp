#include "sync/list_reader.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <limits>
#include <set>

#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"

using namespace mod_trakt;
using http::Outcome;
using test::answer;
using test::lost;
using test::outline;
using test::Wire;

namespace {

// A list at Trakt, as a server pages it.
struct Server {
    std::int64_t rows = 0;
    std::int64_t clamp = 250;  // the largest page it gives
    bool pages = true;         // false: it ignores page and limit
    bool headers = true;
    std::optional<std::int64_t> claimed_pages = {};  // lagging headers
    std::optional<std::int64_t> claimed_items = {};
    std::int64_t first = 0;  // ids begin behind this one: rows that were added in front push the others on
    std::function<std::optional<Outcome>(std::int64_t page)> odd = {};  // instead of the page
    std::function<void(http::Headers&)> limit_header = {};              // puts its own one, or none

    static std::int64_t number_in(const std::string& url, std::string_view name) {
        const std::size_t at = url.find(std::string(name) + "=");
        return std::stoll(url.substr(at + name.size() + 1));
    }

    Outcome operator()(const http::Request& request) {
        const std::int64_t page = number_in(request.url, "page");
        if (odd)
            if (auto outcome = odd(page)) return *outcome;
        const std::int64_t limit =
            pages ? std::min(clamp, number_in(request.url, "limit")) : std::max<std::int64_t>(rows, 1);
        const std::int64_t from = pages ? (page - 1) * limit : 0;
        std::string body = "[";
        for (std::int64_t i = from; i < std::min(rows, from + limit); ++i)
            body += (i > from ? R"(,{"id":)" : R"({"id":)") + std::to_string(first + i + 1) + "}";
        body += "]";
        if (!headers) return answer(200, body);
        http::Response response;
        response.status = 200;
        response.body = body;
        response.headers.add("X-Pagination-Page", std::to_string(page));
        if (limit_header)
            limit_header(response.headers);
        else
            response.headers.add("X-Pagination-Limit", std::to_string(limit));
        const std::int64_t page_count = (rows + limit - 1) / limit;
        response.headers.add("X-Pagination-Page-Count", std::to_string(claimed_pages.value_or(page_count)));
        response.headers.add("X-Pagination-Item-Count", std::to_string(claimed_items.value_or(rows)));
        return response;
    }
};

struct Reading {
    explicit Reading(Server& server) : wire([&server](const http::Request& request) { return server(request); }) {}

    Error run(bool unique = true, std::optional<int> max_pages = std::nullopt) {
        sync::List list;
        list.path = "/sync/history/movies";
        list.pages.max_pages = max_pages;
        list.identity = [](json::Value row) { return row["id"].integer(); };
        list.rows_are_unique = unique;
        list.restart = [this] {
            ++restarts;
            ids.clear();
            taken = 0;
        };
        list.take = [this](const trakt::Page&, std::span<const json::Value> rows) {
            for (const json::Value row : rows) ids.insert(row["id"].integer().value_or(-1));
            taken += static_cast<std::int64_t>(rows.size());
        };
        return test::thrown_by([&] {
            sync::read_lists(wire.api, {&list, 1}, "history", nullptr, wire.scope(), wire.log);
        });
    }
    std::size_t requests() const { return wire.transport.sent.size(); }

    Wire wire;
    std::set<std::int64_t> ids;
    std::int64_t taken = 0;
    int restarts = 0;
};

// Every row of the server, once.
void check_exact(Server server, std::size_t requests) {
    Reading reading(server);
    CHECK(outline(reading.run()) == "OK ");
    CHECK(static_cast<std::int64_t>(reading.ids.size()) == server.rows);
    CHECK(reading.taken == server.rows);
    CHECK(reading.requests() == requests);
    CHECK(reading.restarts == 0);
}

}  // namespace

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

TEST_CASE("A page that fails behind others makes the read partial, and keeps the cause", "[list]") {
    const std::vector<std::pair<Outcome, int>> faults = {{answer(500), 500},
                                                         {answer(404), 404},
                                                         {answer(200, "<html>"), 200},
                                                         {answer(200, "{}"), 200},
                                                         {lost(http::TransportError::Kind::Protocol), 0},
                                                         {lost(http::TransportError::Kind::Timeout), 0}};
    for (const auto& [fault, http_status] : faults) {
        Server server{.rows = 812};
        server.odd = [&, f = fault](std::int64_t page) { return page == 3 ? std::optional(f) : std::nullopt; };
        Reading reading(server);
        const Error error = reading.run();
        CHECK(outline(error) == "INCOMPLETE partial_read");
        CHECK(error.http_status == http_status);
        CHECK(error.message.starts_with("/sync/history/movies could not be read to its end: "));
    }
}

TEST_CASE("A first page that fails keeps its own status", "[list]") {
    for (const auto& [fault, expected] :
         std::vector<std::pair<Outcome, std::string>>{{answer(500), "REMOTE server_fault"},
                                                      {answer(404), "REMOTE not_found"},
                                                      {answer(200, "{}"), "BAD_DATA bad_body"},
                                                      {lost(http::TransportError::Kind::Connect), "NETWORK offline"}}) {
        Server server{.rows = 812};
        server.odd = [f = fault](std::int64_t) { return std::optional(f); };
        CHECK(outline(Reading(server).run()) == expected);
    }
}

TEST_CASE("What ends the call keeps its own status on every page", "[list]") {
    for (const auto& [fault, expected] : std::vector<std::pair<Outcome, std::string>>{
             {answer(403), "FORBIDDEN app_rejected"},
             {answer(423), "FORBIDDEN account_locked"},
             {answer(429, "", {{"Retry-After", "900"}}), "RATE_LIMITED rate_limited"},
             {lost(http::TransportError::Kind::Cancelled), "CANCELLED cancelled"}}) {
        Server server{.rows = 812};
        server.odd = [f = fault](std::int64_t page) { return page == 3 ? std::optional(f) : std::nullopt; };
        CHECK(outline(Reading(server).run()) == expected);
    }
}

TEST_CASE("A server that never ends is left in the end", "[list]") {
    Server server{.rows = 10'000'000, .clamp = 1};
    Reading reading(server);
    CHECK(outline(reading.run()) == "INCOMPLETE partial_read");
    CHECK(reading.requests() == 10'000);
}

TEST_CASE("All first pages come first, so that progress has a total from the start", "[list]") {
    Server server{.rows = 300};
    Wire wire([&](const http::Request& request) { return server(request); });
    std::vector<sync::List> lists(2);
    lists[0].path = "/sync/history/movies";
    lists[1].path = "/sync/history/episodes";
    for (sync::List& list : lists) {
        list.identity = [](json::Value row) { return row["id"].integer(); };
        list.restart = [] {};
        list.take = [](const trakt::Page&, std::span<const json::Value>) {};
    }
    CallScope scope = wire.scope();
    std::vector<std::string> heard;
    scope.progress = [&](std::uint64_t done, std::uint64_t total, std::string_view stage) {
        heard.push_back(std::to_string(done) + "/" + std::to_string(total) + " " + std::string(stage));
    };
    {
        sync::ReadProgress progress("history", scope, wire.log);
        wire.clock.on_block = {};
        sync::read_lists(wire.api, lists, "history", &progress, scope, wire.log);
        progress.finish(600);
    }
    CHECK(wire.requests() == std::vector<std::string>{"GET /sync/history/movies?page=1&limit=250",
                                                      "GET /sync/history/episodes?page=1&limit=250",
                                                      "GET /sync/history/movies?page=2&limit=250",
                                                      "GET /sync/history/episodes?page=2&limit=250"});
    REQUIRE_FALSE(heard.empty());
    CHECK(heard.back() == "600/600 history");
    REQUIRE_FALSE(wire.log.events.empty());
    CHECK(wire.log.events.back() ==
          R"(snapshot:progress {"dst":"TRAKT","feature":"history","done":600,"total":600,"ok":true,"final":true})");
}

TEST_CASE("A read that failed ends its progress with ok false", "[list]") {
    Wire wire(std::vector<Outcome>{});
    const CallScope scope = wire.scope();
    { sync::ReadProgress progress("ratings", scope, wire.log); }
    REQUIRE(wire.log.events.size() == 1);
    CHECK(wire.log.events[0] ==
          R"(snapshot:progress {"dst":"TRAKT","feature":"ratings","done":0,"ok":false,"final":true})");
}
