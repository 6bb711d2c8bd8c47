// Client::fetch: repetitions, and what is logged about them.
#include <catch2/catch.hpp>

#include "unit/http/client_bench.hpp"

namespace mod_trakt::client_test {

using namespace mod_trakt::test::client;
using http::Outcome;
using Kind = http::TransportError::Kind;
using test::answer;
using test::lost;

TEST_CASE("a read is repeated after 5xx with doubling waits until it succeeds", "[http]") {
    Bench bench({answer(500), answer(503), answer(200, "[]")});
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.gaps() == Gaps{500, 1000});
}

TEST_CASE("after the last attempt its answer is the outcome", "[http]") {
    Bench bench({answer(500), answer(502), answer(504, "last")});
    const Outcome outcome = bench.fetch(read());
    REQUIRE(status_of(outcome) == 504);
    CHECK(std::get<http::Response>(outcome).body == "last");
    CHECK(bench.transport.sent.size() == 3);
}

TEST_CASE("a read is repeated after a lost connection and after a timeout", "[http]") {
    Bench bench({lost(Kind::Protocol), lost(Kind::Timeout), answer(200)});
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.gaps() == Gaps{500, 1000});
}

TEST_CASE("a lost connection at the last attempt is the outcome", "[http]") {
    Bench bench({lost(Kind::Connect), lost(Kind::Connect), lost(Kind::Connect)});
    const Outcome outcome = bench.fetch(read());
    REQUIRE(std::holds_alternative<http::TransportError>(outcome));
    CHECK(std::get<http::TransportError>(outcome).kind == Kind::Connect);
}

TEST_CASE("a request with a final answer is sent once", "[http]") {
    for (const int status : {200, 201, 204, 304, 400, 401, 403, 404, 409, 412, 420, 422, 423, 426, 501}) {
        Bench bench({answer(status)});
        INFO(status);
        CHECK(status_of(bench.fetch(read())) == status);
        CHECK(bench.transport.sent.size() == 1);
    }
}

TEST_CASE("a write is never sent again after a 5xx, a timeout or a lost connection", "[http]") {
    const std::vector<Outcome> ambiguous = {
        answer(500), answer(502),         answer(503),          answer(504),         answer(520),
        answer(408), lost(Kind::Timeout), lost(Kind::Protocol), lost(Kind::Connect), lost(Kind::TooLarge)};
    for (const Outcome& outcome : ambiguous) {
        Bench bench(std::vector<Outcome>{outcome}, 10);
        bench.fetch(write());
        CHECK(bench.transport.sent.size() == 1);
    }
}

TEST_CASE("a write is sent again after a 429 and when surely unsent", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "1"}}), lost(Kind::Connect, true), answer(201)});
    CHECK(status_of(bench.fetch(write())) == 201);
    CHECK(bench.gaps() == Gaps{1000, 500});
    CHECK(bench.transport.sent[2].request.body == "{}");
}

TEST_CASE("429s are the server's pace and use up no attempt", "[http]") {
    const Outcome busy = answer(429, "", {{"Retry-After", "1"}});
    Bench bench({busy, busy, busy, busy, answer(500), busy, answer(500), answer(200)});
    CHECK(status_of(bench.fetch(read())) == 200);
}

TEST_CASE("with max_retries 1 nothing is sent twice", "[http]") {
    for (const Outcome& outcome : {Outcome(answer(500)), Outcome(answer(429)), Outcome(lost(Kind::Connect, true))}) {
        Bench bench(std::vector<Outcome>{outcome}, 1);
        bench.fetch(read());
        CHECK(bench.transport.sent.size() == 1);
    }
}

TEST_CASE("a call that is cancelled before it begins sends nothing", "[http]") {
    Bench bench({answer(200)});
    bench.cancel = 1;
    CHECK(thrown_by([&] { bench.fetch(read()); }) == Status::Cancelled);
    CHECK(bench.transport.sent.empty());
}

TEST_CASE("a cancel during a transfer is the outcome and not repeated", "[http]") {
    Bench bench({lost(Kind::Cancelled)});
    const Outcome outcome = bench.fetch(read());
    REQUIRE(std::holds_alternative<http::TransportError>(outcome));
    CHECK(std::get<http::TransportError>(outcome).kind == Kind::Cancelled);
}

TEST_CASE("on_exchange is called for every exchange, also for repeated ones", "[http]") {
    Bench bench({answer(500), lost(Kind::Timeout), answer(200)});
    std::vector<int> seen;
    bench.client.on_exchange = [&](const http::Request& request, const Outcome& outcome) {
        CHECK(request.url == read().url);
        seen.push_back(status_of(outcome));
    };
    bench.fetch(read());
    CHECK(seen == std::vector<int>{500, -1, 200});
}

TEST_CASE("the log names path, status, attempt and wait, and never the query", "[http]") {
    Bench bench({answer(500), answer(429), lost(Kind::Timeout), answer(500)});
    bench.fetch(read());
    REQUIRE(bench.log.lines.size() == 4);
    CHECK(bench.log.lines[0] ==
          R"(http http_retry {"method":"GET","path":"/sync/history","status":500,"attempt":1,"wait_ms":500})");
    CHECK(bench.log.lines[1] ==
          R"(http rate_limited {"method":"GET","path":"/sync/history","status":429,"attempt":2,"wait_ms":5000})");
    CHECK(bench.log.lines[2].find(R"("error":"timeout")") != std::string::npos);
    CHECK(bench.log.lines[3] == R"(http http_failed {"method":"GET","path":"/sync/history","status":500,"attempt":3})");
    for (const std::string& line : bench.log.lines) CHECK(line.find("canary") == std::string::npos);
}

TEST_CASE("at level debug every exchange is logged with its duration, without secrets of its address", "[http]") {
    Bench bench([&](const http::Request&) -> Outcome {
        bench.clock.advance(120);
        return bench.transport.sent.size() == 1 ? Outcome(lost(Kind::Timeout)) : Outcome(answer(200));
    });
    bench.log.least = LogLevel::Debug;
    bench.fetch(read());
    REQUIRE(bench.log.lines.size() == 3);
    const std::string request =
        R"({"method":"GET","url":"https://api.example.test/sync/history?page=1&secret=[redacted]",)";
    CHECK(bench.log.lines[0] == "http exchange " + request +
                                    R"("error":"timeout","message":"test: the network failed as scripted","ms":120})");
    CHECK(bench.log.lines[1].starts_with("http http_retry "));
    CHECK(bench.log.lines[2] == "http exchange " + request + R"("status":200,"ms":120})");
    CHECK(bench.log.count("canary") == 0);
}

TEST_CASE("above level debug exchanges that succeed are not logged", "[http]") {
    Bench bench({answer(200)});
    bench.fetch(read());
    CHECK(bench.log.lines.empty());
}

}  // namespace mod_trakt::client_test
