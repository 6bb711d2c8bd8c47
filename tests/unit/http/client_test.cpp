#include <catch2/catch.hpp>

#include <map>

#include "http/client.hpp"
#include "support/error.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_transport.hpp"

using namespace mod_trakt;
using http::Outcome;
using Kind = http::TransportError::Kind;
using test::answer;
using test::FakeClock;
using test::lost;
using test::ScriptedTransport;

namespace {

class CollectingLog final : public Log {
public:
    bool enabled(LogLevel) const noexcept override { return true; }
    void write(LogLevel, std::string_view component, std::string_view event_name,
               std::string_view fields_json) const override {
        lines.push_back(std::string(component) + " " + std::string(event_name) + " " + std::string(fields_json));
    }
    void event(std::string_view, std::string_view) const override {}
    mutable std::vector<std::string> lines;
};

http::Request read(std::string url = "https://api.example.test/sync/history?page=1&secret=canary") {
    http::Request request;
    request.url = std::move(url);
    return request;
}

http::Request write() {
    http::Request request;
    request.method = http::Method::Post;
    request.url = "https://api.example.test/sync/history";
    request.body = "{}";
    request.repeat = http::Repeat::OnlyWhenUnsent;
    return request;
}

struct Bench {
    explicit Bench(std::vector<Outcome> outcomes, std::int64_t max_retries = 3)
        : transport(std::move(outcomes)),
          client(transport, governor, log, http::RetryPolicy(max_retries), http::BackoffPolicy()) {}
    explicit Bench(ScriptedTransport::Handler handler)
        : transport(std::move(handler)),
          client(transport, governor, log, http::RetryPolicy(3), http::BackoffPolicy()) {}

    Outcome fetch(const http::Request& request, std::int64_t timeout_ms = 0) {
        return client.fetch(request, CallScope(clock, &cancel, timeout_ms));
    }
    // Milliseconds between one request and the next.
    std::vector<std::int64_t> gaps() const {
        std::vector<std::int64_t> out;
        for (std::size_t i = 1; i < transport.sent.size(); ++i)
            out.push_back(transport.sent[i].steady_ms - transport.sent[i - 1].steady_ms);
        return out;
    }

    FakeClock clock;
    std::int32_t cancel = 0;
    CollectingLog log;
    ScriptedTransport transport;
    http::RateGovernor governor{{.get_per_5min = 500, .post_per_sec = 0, .burst = 450}, clock};
    http::Client client;
};

int status_of(const Outcome& outcome) {
    const auto* response = std::get_if<http::Response>(&outcome);
    return response == nullptr ? -1 : response->status;
}

using Gaps = std::vector<std::int64_t>;

Status thrown_by(const std::function<void()>& action) {
    try {
        action();
    } catch (const Failure& failure) {
        return failure.error().status;
    }
    return Status::Ok;
}

}  // namespace

TEST_CASE("a read is repeated after 5xx with doubling waits until it succeeds", "[http]") {
    Bench bench({answer(500), answer(503), answer(200, "[]")});
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.gaps() == Gaps{500, 1000});
    CHECK(bench.client.requests_sent() == 3);
}

TEST_CASE("the last of the attempts is the answer", "[http]") {
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

TEST_CASE("answers that are final are asked for once", "[http]") {
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

TEST_CASE("a 429 with a date is waited out to the second", "[http]") {
    Bench bench(
        {answer(429, "", {{"Date", "Sat, 12 Sep 2026 19:42:00 GMT"}, {"Retry-After", "Sat, 12 Sep 2026 19:42:41 GMT"}}),
         answer(200)});
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.gaps() == Gaps{41'000});
}

TEST_CASE("a 429 that names no time is waited out for five seconds", "[http]") {
    Bench bench({answer(429, "slow down"), answer(429, "slow down", {{"Retry-After", "tomorrow"}}), answer(200)});
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.gaps() == Gaps{5000, 5000});
}

TEST_CASE("five 429 in a row are enough, however many attempts there are", "[http]") {
    Bench bench(std::vector<Outcome>(9, answer(429, "", {{"Retry-After", "2"}})), 100);
    const Outcome outcome = bench.fetch(read());
    CHECK(status_of(outcome) == 429);
    CHECK(bench.transport.sent.size() == 5);
    CHECK(bench.gaps() == Gaps{2000, 2000, 2000, 2000});
    CHECK(std::get<http::Response>(outcome).headers.get("retry-after") == "2");
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

TEST_CASE("a wait of over two minutes is not waited for: the 429 is the answer at once", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "121"}})});
    const std::int64_t before = bench.clock.steady_ms();
    const Outcome outcome = bench.fetch(read());
    CHECK(status_of(outcome) == 429);
    CHECK(std::get<http::Response>(outcome).headers.get("Retry-After") == "121");
    CHECK(bench.clock.steady_ms() == before);
}

TEST_CASE("a wait of two minutes sharp is waited for", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "120"}}), answer(200)});
    CHECK(status_of(bench.fetch(read())) == 200);
    CHECK(bench.gaps() == Gaps{120'000});
}

TEST_CASE("a time limit that is long enough allows a long wait", "[http]") {
    Bench bench({answer(429, "<html>error 1015</html>", {{"Retry-After", "300"}}), answer(200)});
    CHECK(status_of(bench.fetch(read(), 400'000)) == 200);
    CHECK(bench.gaps() == Gaps{300'000});
}

TEST_CASE("a 429 that outlasts the time limit is reported at once instead of waiting in vain", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "41"}})});
    const std::int64_t before = bench.clock.steady_ms();
    CHECK(status_of(bench.fetch(read(), 10'000)) == 429);
    CHECK(bench.clock.steady_ms() == before);
}

TEST_CASE("while a long 429 holds, nothing is sent and the time that is left is told", "[http]") {
    Bench bench({answer(429, "<html>"), answer(200)});
    CHECK(status_of(bench.fetch(read())) == 429);
    bench.clock.advance(100'000);
    const Outcome outcome = bench.fetch(write());
    REQUIRE(status_of(outcome) == 429);
    CHECK(std::get<http::Response>(outcome).headers.get("retry-after") == "200");
    CHECK(bench.transport.sent.size() == 1);
    bench.clock.advance(200'000);
    CHECK(status_of(bench.fetch(read())) == 200);
}

TEST_CASE("a 503 that asks for more than two minutes is not waited for", "[http]") {
    Bench bench({answer(503, "", {{"Retry-After", "3600"}})});
    CHECK(status_of(bench.fetch(read())) == 503);
    CHECK(bench.transport.sent.size() == 1);
}

TEST_CASE("a cancel inside a wait is seen within one slice", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "60"}}), answer(200)});
    const std::int64_t start = bench.clock.steady_ms();
    std::int64_t cancelled_at = 0;
    bench.clock.on_block = [&] {
        if (bench.cancel != 0 || bench.clock.steady_ms() - start < 12'340) return;
        bench.cancel = 1;
        cancelled_at = bench.clock.steady_ms();
    };
    CHECK(thrown_by([&] { bench.fetch(read()); }) == Status::Cancelled);
    REQUIRE(cancelled_at != 0);
    CHECK(bench.clock.steady_ms() - cancelled_at <= CallScope::slice_ms);
    CHECK(*std::max_element(bench.clock.slices.begin(), bench.clock.slices.end()) <= CallScope::slice_ms);
    CHECK(bench.transport.sent.size() == 1);
}

TEST_CASE("a back-off that meets the time limit ends there with TIMEOUT", "[http]") {
    Bench bench({answer(500), answer(500)});
    const std::int64_t start = bench.clock.steady_ms();
    CHECK(thrown_by([&] { bench.fetch(read(), 1'200); }) == Status::Timeout);
    CHECK(bench.clock.steady_ms() - start == 1'200);
    CHECK(bench.transport.sent.size() == 2);
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

TEST_CASE("the user sees what a long wait is for", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "12"}}), answer(200)});
    CallScope scope(bench.clock, nullptr, 0);
    std::vector<std::string> stages;
    scope.progress = [&](std::uint64_t, std::uint64_t, std::string_view stage) { stages.emplace_back(stage); };
    bench.client.fetch(read(), scope);
    REQUIRE(stages.size() >= 2);
    CHECK(stages[0] == "waiting 12 s for Trakt's limit");
    CHECK(stages[1] == "waiting 11 s for Trakt's limit");
}

TEST_CASE("every exchange is told, the repeated ones too", "[http]") {
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

TEST_CASE("many requests each end exactly once, and never more than the window are under way", "[http]") {
    std::map<std::string, int> calls;
    Bench bench([&](const http::Request& request) -> Outcome {
        return ++calls[request.url] == 1 && request.url.ends_with('3') ? answer(503) : answer(200, request.url);
    });
    std::vector<http::Request> requests;
    for (int i = 0; i < 23; ++i) requests.push_back(read("https://api.example.test/page/" + std::to_string(i)));
    std::vector<int> ended(requests.size());
    bench.client.fetch_all(requests, 4, CallScope(bench.clock, nullptr, 0), [&](std::size_t i, Outcome outcome) {
        ++ended[i];
        REQUIRE(status_of(outcome) == 200);
        CHECK(std::get<http::Response>(outcome).body == requests[i].url);
    });
    CHECK(ended == std::vector<int>(23, 1));
    CHECK(bench.client.requests_sent() == 23 + 2);
    std::map<std::size_t, int> together;
    for (const auto& sent : bench.transport.sent) ++together[sent.batch];
    for (const auto& [batch, count] : together) CHECK(count <= 4);
}

TEST_CASE("writes go out one after the other whatever the window", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(201); });
    const std::vector<http::Request> requests(5, write());
    int ended = 0;
    bench.client.fetch_all(requests, 4, CallScope(bench.clock, nullptr, 0), [&](std::size_t, Outcome) { ++ended; });
    CHECK(ended == 5);
    std::map<std::size_t, int> together;
    for (const auto& sent : bench.transport.sent) ++together[sent.batch];
    for (const auto& [batch, count] : together) CHECK(count == 1);
}

TEST_CASE("no requests at all is nothing to do", "[http]") {
    Bench bench(std::vector<Outcome>{});
    bench.client.fetch_all({}, 4, CallScope(bench.clock, nullptr, 0), [](std::size_t, Outcome) { FAIL("called"); });
    CHECK(bench.transport.sent.empty());
}

TEST_CASE("what on_done throws ends the call", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    const std::vector<http::Request> requests(9, read());
    const auto run = [&] {
        bench.client.fetch_all(requests, 2, CallScope(bench.clock, nullptr, 0),
                               [](std::size_t, Outcome) { throw std::runtime_error("enough"); });
    };
    CHECK_THROWS_AS(run(), std::runtime_error);
    CHECK(bench.transport.sent.size() == 2);
}
