// Requests with a token: headers, another token after a 401, repetitions, and the outcome of writes.
#include "trakt/api.hpp"

#include <catch2/catch.hpp>

#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"
#include "trakt/page.hpp"

namespace mod_trakt::api_test {

using http::Outcome;
using test::answer;
using test::lost;
using test::outline;
using test::thrown_by;
using test::Wire;
using Kind = http::TransportError::Kind;
using State = trakt::Posted::State;

namespace {

State state_of(Outcome outcome) {
    Wire wire({std::move(outcome)});
    const trakt::Posted posted = wire.api.post("/sync/history", "{}", wire.scope());
    CHECK(posted.error.has_value() == (posted.state != State::Accepted));
    CHECK(wire.transport.sent.size() == 1);
    return posted.state;
}

}  // namespace

TEST_CASE("Every call has the headers that Trakt requires, and the token", "[trakt]") {
    Wire wire({answer(200, "[]"), answer(201, "{}")});
    wire.api.get("/sync/history/movies?page=1", wire.scope());
    wire.api.post("/sync/history", R"({"ids":[1]})", wire.scope());
    for (const auto& sent : wire.transport.sent) {
        const http::Headers& headers = sent.request.headers;
        CHECK(headers.get("content-type") == "application/json");
        CHECK(headers.get("accept") == "application/json");
        CHECK(headers.get("trakt-api-version") == "2");
        CHECK(headers.get("trakt-api-key") == "client-id-of-the-test");
        CHECK(headers.get("authorization") == "Bearer token-1");
    }
    const http::Request& read = wire.transport.sent[0].request;
    CHECK(read.url == "https://api.example.test/sync/history/movies?page=1");
    CHECK(read.repeat == http::Repeat::Safe);
    CHECK(read.idle_timeout_ms == 15'000);
    CHECK(read.label == "history:index:movies");
    const http::Request& write = wire.transport.sent[1].request;
    CHECK(write.body == R"({"ids":[1]})");
    CHECK(write.repeat == http::Repeat::OnlyWhenUnsent);
    CHECK_FALSE(write.follow_redirects);
    CHECK(write.idle_timeout_ms == 60'000);
    CHECK(write.label == "history:add");
}

TEST_CASE("Without a token no empty Authorization is sent", "[trakt]") {
    Wire wire({answer(200, "[]")});
    wire.bearer.token.clear();
    wire.api.get("/shows/1", wire.scope());
    CHECK_FALSE(wire.transport.sent[0].request.headers.get("authorization"));
}

TEST_CASE("After a 401 the request is sent once more, with another token", "[trakt]") {
    SECTION("a read") {
        Wire wire({answer(401), answer(200, "[7]")});
        wire.bearer.next = {"token-2"};
        CHECK(wire.api.get("/sync/ratings/movies", wire.scope()).body.root().size() == 1);
        CHECK(wire.bearer.replaced == std::vector<std::string>{"token-1"});
        CHECK(wire.transport.sent[1].request.headers.get("authorization") == "Bearer token-2");
    }
    SECTION("a write, whose first sending was refused as a whole") {
        Wire wire({answer(401), answer(201, "{}")});
        wire.bearer.next = {"token-2"};
        CHECK(wire.api.post("/sync/history", R"({"ids":[1]})", wire.scope()).state == State::Accepted);
        CHECK(wire.body(1) == wire.body(0));
        CHECK(wire.transport.sent[1].request.headers.get("authorization") == "Bearer token-2");
    }
}

TEST_CASE("A second 401 is final: no third token, no further request", "[trakt]") {
    Wire wire({answer(401), answer(401)});
    wire.bearer.next = {"token-2", "token-3"};
    CHECK(outline(thrown_by([&] { wire.api.get("/x", wire.scope()); })) == "UNAUTHENTICATED token_expired");
    CHECK(wire.bearer.replaced.size() == 1);

    Wire writes({answer(401), answer(401)});
    writes.bearer.next = {"token-2", "token-3"};
    CHECK(writes.api.post("/x", "{}", writes.scope()).state == State::Refused);
    CHECK(writes.bearer.replaced.size() == 1);
}

TEST_CASE("Without another token after a 401 the reason is thrown and nothing more is sent", "[trakt]") {
    Wire wire({answer(401)});
    CHECK(outline(thrown_by([&] { wire.api.post("/x", "{}", wire.scope()); })) == "UNAUTHENTICATED needs_login");
    CHECK(wire.transport.sent.size() == 1);
}

TEST_CASE("A 401 among parallel reads concerns the token that its own request carried", "[trakt]") {
    // Requests 0 and 1 carry the first token, request 2 carries its successor; then Trakt refuses request 0.
    Wire* bench = nullptr;
    Wire wire([&bench](const http::Request& request) -> Outcome {
        const bool old = request.headers.get("authorization") == "Bearer token-1";
        if (request.url.ends_with("/0") && old) return answer(401);
        if (request.url.ends_with("/1")) bench->bearer.token = "token-2";
        return answer(200, "[]");
    });
    bench = &wire;
    wire.bearer.next = {"token-2"};
    wire.transport.ends_next = [](const std::vector<http::Outgoing>& under_way) {
        const bool first_two = under_way.size() == 2 && under_way.back().id == 1;
        return first_two ? std::size_t{1} : std::size_t{0};
    };
    const std::vector<std::string> targets = {"/0", "/1", "/2"};
    std::vector<std::size_t> answered;
    wire.api.get_many(targets, 2, wire.scope(), [&](std::size_t index, const trakt::Answer&) {
        answered.push_back(index);
        return true;
    });
    REQUIRE(wire.transport.sent.size() == 5);
    CHECK(wire.transport.sent[2].request.headers.get("authorization") == "Bearer token-2");
    CHECK(wire.bearer.replaced == std::vector<std::string>{"token-1"});
    CHECK(answered == std::vector<std::size_t>{1, 0, 2});
}

TEST_CASE("A 403 does not replace the token", "[trakt]") {
    Wire wire({answer(403)});
    wire.bearer.next = {"token-2"};
    CHECK(outline(thrown_by([&] { wire.api.get("/x", wire.scope()); })) == "FORBIDDEN app_rejected");
    CHECK(wire.bearer.replaced.empty());
}

TEST_CASE("A read with an unreadable 2xx is repeated with growing waits, and then fails", "[trakt]") {
    Wire good({answer(200, "<html>"), answer(200, "[1,"), answer(200, "[1]")});
    const std::int64_t begun = good.clock.steady_ms();
    CHECK(good.api.get("/x", good.scope()).body.root().size() == 1);
    CHECK(good.clock.steady_ms() - begun == 500 + 1000);

    Wire empty({answer(200, ""), answer(200, "", {{"content-type", "text/html"}}), answer(200, "[1]")});
    CHECK(empty.api.get("/x", empty.scope()).body.root().size() == 1);
    Wire nothing({answer(204, "")});
    CHECK(nothing.api.get("/x", nothing.scope()).status == 204);
    Wire worse({answer(200, "[1,"), answer(200, "[1,"), answer(200, "[1,")});
    const Error error = thrown_by([&] { worse.api.get("/sync/history?page=3", worse.scope()); });
    CHECK(outline(error) == "BAD_DATA bad_body");
    CHECK(error.message == "GET /sync/history: the answer is not JSON: invalid value at byte 3");
    CHECK(worse.transport.sent.size() == 3);
}

TEST_CASE("A write with an unreadable 2xx is not repeated: its effect is unknown", "[trakt]") {
    CHECK(state_of(answer(201, "<html>")) == State::Unknown);
    CHECK(state_of(answer(201, R"({"added":)")) == State::Unknown);
}

TEST_CASE("The state of a write after every answer and every transport error", "[trakt]") {
    for (const int status : {200, 201, 204})
        CHECK(state_of(answer(status, status == 204 ? "" : "{}")) == State::Accepted);
    for (const int status : {301, 400, 403, 404, 405, 409, 412, 413, 420, 422, 423, 426, 429}) {
        INFO(status);
        CHECK(state_of(answer(status)) == State::Refused);
    }
    for (const int status : {408, 500, 502, 503, 504, 520, 524}) {
        INFO(status);
        CHECK(state_of(answer(status)) == State::Unknown);
    }
    for (const Kind kind :
         {Kind::Timeout, Kind::Connect, Kind::Tls, Kind::Protocol, Kind::TooLarge, Kind::Cancelled, Kind::Deadline}) {
        INFO(http::kind_name(kind));
        CHECK(state_of(lost(kind, false)) == State::Unknown);
        CHECK(state_of(lost(kind, true)) == State::Unsent);
    }
}

TEST_CASE("A probe returns every answer, and is sent again with another token after a 401", "[trakt]") {
    Wire wire({answer(401), answer(503, "<html>")});
    wire.bearer.next = {"token-2"};
    const trakt::Probed probed = wire.api.probe("/sync/last_activities", wire.scope());
    CHECK(probed.status == 503);
    REQUIRE(probed.error);
    CHECK(outline(*probed.error) == "REMOTE server_fault");
    CHECK(wire.bearer.replaced.size() == 1);
}

TEST_CASE("A page's headers are read in any case of letters, and only as whole numbers", "[trakt]") {
    json::Document cases;
    REQUIRE_FALSE(cases.parse(test::fixture("pagination_headers.json")));
    for (const json::Value entry : cases.root().elements()) {
        INFO(entry["case"].text());
        std::vector<std::pair<std::string, std::string>> headers;
        for (const auto [name, value] : entry["headers"].members()) headers.emplace_back(name, value.text());
        Wire wire({answer(200, "[{},{}]", headers)});
        const trakt::Page page = trakt::get_page(wire.api, "/sync/history/movies", 1, 250, wire.scope());
        const auto header = [&](std::string_view name) -> std::optional<std::int64_t> {
            for (const auto& [own, value] : headers)
                if (std::equal(own.begin(), own.end(), name.begin(), name.end(),
                               [](char a, char b) { return (a | 0x20) == (b | 0x20); }))
                    return std::stoll(value);
            return std::nullopt;
        };
        CHECK(page.rows == 2);
        CHECK(page.limit == header("x-pagination-limit"));
        CHECK(page.page_count == header("x-pagination-page-count"));
        CHECK(page.item_count == header("x-pagination-item-count"));
    }
}

TEST_CASE("A header that is not a count is ignored", "[trakt]") {
    for (const char* text : {"", "many", "-1", "1.5", "99999999999999999999", "4 pages"}) {
        INFO(text);
        Wire wire({answer(
            200, "[]",
            {{"X-Pagination-Page-Count", text}, {"X-Pagination-Limit", text}, {"X-Pagination-Item-Count", " 7 "}})});
        const trakt::Page page = trakt::get_page(wire.api, "/x", 1, 250, wire.scope());
        CHECK_FALSE(page.page_count);
        CHECK_FALSE(page.limit);
        CHECK(page.item_count == 7);
    }
}

TEST_CASE("Page number and size are appended to the query of a path", "[trakt]") {
    Wire wire({answer(200, "[]"), answer(200, "[]")});
    trakt::get_page(wire.api, "/sync/watchlist", 3, 250, wire.scope());
    trakt::get_page(wire.api, "/sync/history/movies?start_at=a", 1, 100, wire.scope());
    CHECK(wire.requests() == std::vector<std::string>{"GET /sync/watchlist?page=3&limit=250",
                                                      "GET /sync/history/movies?start_at=a&page=1&limit=100"});
}

TEST_CASE("An answer that is not a list is bad data, never an empty page", "[trakt]") {
    for (const char* body : {"{}", "null", "\"[]\"", "0", ""}) {
        INFO(body);
        Wire wire({answer(200, body), answer(200, body), answer(200, body)});
        CHECK(outline(thrown_by([&] { trakt::get_page(wire.api, "/x?a=secret", 1, 250, wire.scope()); })) ==
              "BAD_DATA bad_body");
    }
}

TEST_CASE("An answer has the values of its headers", "[trakt]") {
    Wire wire({answer(200, "[]",
                      {{"Date", "Sat, 12 Sep 2026 19:42:00 GMT"},
                       {"X-Pagination-Page-Count", "3"},
                       {"X-Ratelimit", R"({"name":"AUTHED_API_GET_LIMIT"})"},
                       {"Retry-After", "7\x01"},
                       {"Set-Cookie", "secret"}}),
               answer(200, "[]", {{"Date", "soon"}})});
    const trakt::Answer parsed = wire.api.get("/x", wire.scope());
    CHECK(parsed.server_time_ms == 1'789'242'120'000);
    CHECK(parsed.counts.page_count == 3);
    CHECK_FALSE(parsed.counts.item_count);
    CHECK(parsed.rate_texts ==
          trakt::RateTexts{{"x-ratelimit", R"({"name":"AUTHED_API_GET_LIMIT"})"}, {"retry-after", "7"}});
    const trakt::Answer silent = wire.api.get("/x", wire.scope());
    CHECK_FALSE(silent.server_time_ms);
    CHECK(silent.rate_texts.empty());
}

}  // namespace mod_trakt::api_test
