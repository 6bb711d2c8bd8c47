#include <catch2/catch.hpp>

#include <map>

#include "http/client.hpp"
#include "support/error.hpp"
#include "tests/support/collecting_log.hpp"
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

http::Request read(std::string url = "https://api.example.test/sync/history?page=1&secret=canary") {
    http::Request request;
    request.url = std::move(url);
    return request;
}

std::string page(std::size_t i) { return "https://api.example.test/page/" + std::to_string(i); }

std::vector<std::string> pages(const std::vector<std::size_t>& numbers) {
    std::vector<std::string> out;
    for (const std::size_t i : numbers) out.push_back(page(i));
    return out;
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
    void fetch_pages(std::size_t count, std::size_t window, const http::Client::OnDone& on_done,
                     std::int64_t timeout_ms = 0) {
        client.fetch_all(
            count, [](std::size_t i) { return read(page(i)); }, window, CallScope(clock, &cancel, timeout_ms), on_done);
    }
    std::vector<std::string> urls() const {
        std::vector<std::string> out;
        for (const auto& sent : transport.sent) out.push_back(sent.request.url);
        return out;
    }
    std::size_t most_together() const {
        std::size_t most = 0;
        for (const auto& sent : transport.sent) most = std::max(most, sent.together);
        return most;
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
    test::CollectingLog log;
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

TEST_CASE("many reads each end exactly once, and as many as the window are under way", "[http]") {
    std::map<std::string, int> calls;
    Bench bench([&](const http::Request& request) -> Outcome {
        return ++calls[request.url] == 1 && request.url.ends_with('3') ? answer(503) : answer(200, request.url);
    });
    std::vector<int> ended(23);
    bench.fetch_pages(23, 4, [&](std::size_t i, Outcome outcome) {
        ++ended[i];
        REQUIRE(status_of(outcome) == 200);
        CHECK(std::get<http::Response>(outcome).body == page(i));
        return true;
    });
    CHECK(ended == std::vector<int>(23, 1));
    CHECK(bench.transport.sent.size() == 23 + 2);
    CHECK(bench.most_together() == 4);
}

TEST_CASE("reads start in order, each as soon as one has ended, however slow another is", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    // Page 1 ends when nothing else is left.
    bench.transport.ends_next = [](const std::vector<http::Outgoing>& under_way) -> std::size_t {
        return under_way.size() > 1 && under_way[0].id == 1 ? 1 : 0;
    };
    std::vector<std::size_t> ended;
    std::size_t sent_when_first_ended = 0;
    bench.fetch_pages(7, 2, [&](std::size_t i, const Outcome&) {
        if (ended.empty()) sent_when_first_ended = bench.transport.sent.size();
        ended.push_back(i);
        return true;
    });
    CHECK(ended == std::vector<std::size_t>{0, 2, 3, 4, 5, 6, 1});
    CHECK(sent_when_first_ended == 2);
    CHECK(bench.urls() == pages({0, 1, 2, 3, 4, 5, 6}));
    CHECK(bench.most_together() == 2);
}

TEST_CASE("a repetition goes out when it is due, before those that have never gone out", "[http]") {
    bool failed = false;
    Bench bench([&](const http::Request& request) -> Outcome {
        return request.url == page(1) && !std::exchange(failed, true) ? answer(503) : answer(200);
    });
    bench.fetch_pages(6, 1, [&](std::size_t, const Outcome&) {
        bench.clock.advance(300);
        return true;
    });
    CHECK(bench.urls() == pages({0, 1, 2, 3, 1, 4, 5}));
}

TEST_CASE("every try is made anew, when it goes out", "[http]") {
    Bench bench({answer(500), answer(200), answer(200)});
    const CallScope scope(bench.clock, nullptr, 0);
    std::vector<std::int64_t> made_at;
    const auto make = [&](std::size_t i) {
        made_at.push_back(bench.clock.steady_ms());
        return read(page(i) + "?try=" + std::to_string(made_at.size()));
    };
    bench.client.fetch_all(2, make, 1, scope, [](std::size_t, const Outcome&) { return true; });
    CHECK(bench.urls() == std::vector<std::string>{page(0) + "?try=1", page(1) + "?try=2", page(0) + "?try=3"});
    REQUIRE(made_at.size() == 3);
    for (std::size_t i = 0; i < 3; ++i) CHECK(made_at[i] == bench.transport.sent[i].steady_ms);
}

TEST_CASE("a 429 stops everything that has not started until its time", "[http]") {
    bool limited = false;
    Bench bench([&](const http::Request& request) -> Outcome {
        if (request.url == page(1) && !std::exchange(limited, true)) return answer(429, "", {{"Retry-After", "7"}});
        return answer(200);
    });
    const std::int64_t start = bench.clock.steady_ms();
    std::vector<std::size_t> ended;
    bench.fetch_pages(6, 3, [&](std::size_t i, const Outcome& outcome) {
        CHECK(status_of(outcome) == 200);
        ended.push_back(i);
        return true;
    });
    // 0 to 3 were under way before the 429 came; 1 is the repetition.
    CHECK(bench.urls() == pages({0, 1, 2, 3, 1, 4, 5}));
    CHECK(ended == std::vector<std::size_t>{0, 2, 3, 1, 4, 5});
    std::vector<std::int64_t> at;
    for (const auto& sent : bench.transport.sent) at.push_back(sent.steady_ms - start);
    CHECK(at == std::vector<std::int64_t>{0, 0, 0, 0, 7000, 7000, 7000});
}

TEST_CASE("a 429 that is not to be waited out is the outcome of all that have not gone out", "[http]") {
    Bench bench([](const http::Request& request) -> Outcome {
        return request.url == page(0) ? answer(429, "", {{"Retry-After", "3000"}}) : answer(200);
    });
    std::vector<int> statuses(5);
    bench.fetch_pages(5, 2, [&](std::size_t i, const Outcome& outcome) {
        statuses[i] += status_of(outcome);
        return true;
    });
    CHECK(statuses == std::vector<int>{429, 200, 429, 429, 429});
    CHECK(bench.urls() == pages({0, 1}));
}

TEST_CASE("reads wait for the limit between them and all arrive", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    const std::int64_t start = bench.clock.steady_ms();
    std::size_t ended = 0;
    bench.fetch_pages(460, 4, [&](std::size_t, const Outcome&) { return ++ended > 0; });
    CHECK(ended == 460);
    CHECK(bench.transport.sent[449].steady_ms == start);
    CHECK(bench.transport.sent[450].steady_ms == start + http::RateGovernor::window_ms);
}

TEST_CASE("on_done can end the call: nothing more is sent and nothing more is heard", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    std::vector<std::size_t> ended;
    bench.fetch_pages(9, 3, [&](std::size_t i, const Outcome&) {
        ended.push_back(i);
        return i != 1;
    });
    CHECK(ended == std::vector<std::size_t>{0, 1});
    CHECK(bench.urls() == pages({0, 1, 2, 3}));
}

TEST_CASE("on_done can end the call while a 429 is handed out", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "3000"}})});
    bench.fetch(read());
    std::size_t ended = 0;
    bench.fetch_pages(9, 3, [&](std::size_t, const Outcome&) { return ++ended < 2; });
    CHECK(ended == 2);
}

TEST_CASE("what on_done or make throws ends the call", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    const CallScope scope(bench.clock, nullptr, 0);
    const auto throw_from_done = [](std::size_t, const Outcome&) -> bool { throw std::runtime_error("enough"); };
    CHECK_THROWS_AS(bench.fetch_pages(9, 2, throw_from_done), std::runtime_error);
    CHECK(bench.transport.sent.size() == 2);
    std::size_t ended = 0;
    const auto make = [](std::size_t i) {
        if (i == 5) throw std::runtime_error("no token");
        return read(page(i));
    };
    CHECK_THROWS_AS(bench.client.fetch_all(9, make, 2, scope, [&](std::size_t, const Outcome&) { return ++ended > 0; }),
                    std::runtime_error);
    CHECK(ended == 4);
}

TEST_CASE("a cancel with several under way ends those and starts nothing more", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    std::vector<bool> answered;
    const auto on_done = [&](std::size_t, const Outcome& outcome) {
        if (answered.size() == 1) bench.cancel = 1;
        answered.push_back(status_of(outcome) == 200);
        return true;
    };
    CHECK(thrown_by([&] { bench.fetch_pages(9, 3, on_done); }) == Status::Cancelled);
    CHECK(answered == std::vector<bool>{true, true, false, false});
    CHECK(bench.urls() == pages({0, 1, 2, 3}));
}

TEST_CASE("the time limit with several under way ends those and starts nothing more", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    std::size_t answered = 0, ended = 0;
    const auto on_done = [&](std::size_t, const Outcome& outcome) {
        bench.clock.advance(400);
        ++ended;
        if (status_of(outcome) == 200) ++answered;
        return true;
    };
    CHECK(thrown_by([&] { bench.fetch_pages(9, 3, on_done, 1000); }) == Status::Timeout);
    CHECK(answered == 3);
    CHECK(ended == bench.transport.sent.size());
    CHECK(bench.urls() == pages({0, 1, 2, 3, 4}));
}

TEST_CASE("a stalled read goes out again at once, is no failed try, and from then on reads go one by one", "[http]") {
    int stalled = 0;
    Bench bench([&](const http::Request& request) -> Outcome {
        if (request.url == page(2) && ++stalled == 1) return lost(Kind::Stalled);
        return answer(200);
    });
    const std::int64_t start = bench.clock.steady_ms();
    std::size_t ended = 0;
    const auto count = [&](std::size_t, const Outcome& outcome) {
        CHECK(status_of(outcome) == 200);
        return ++ended > 0;
    };
    bench.fetch_pages(8, 3, count);
    CHECK(ended == 8);
    CHECK(bench.urls() == pages({0, 1, 2, 3, 4, 2, 5, 6, 7}));
    CHECK(bench.clock.steady_ms() == start);
    for (std::size_t i = 5; i < 9; ++i) CHECK(bench.transport.sent[i].together == 1);
    CHECK(bench.log.lines ==
          std::vector<std::string>{R"(http parallel_reads_off {"method":"GET","path":"/page/2","error":"stalled",)"
                                   R"("message":"test: the network failed as told"})"});
    bench.fetch_pages(3, 3, count);
    for (std::size_t i = 9; i < 12; ++i) CHECK(bench.transport.sent.at(i).together == 1);
}

TEST_CASE("make and on_done may fetch something else", "[http]") {
    Bench bench([](const http::Request& request) -> Outcome { return answer(200, request.url); });
    const CallScope scope(bench.clock, nullptr, 0);
    std::string others;
    const auto make = [&](std::size_t i) {
        if (i == 2) others += std::get<http::Response>(bench.client.fetch(write(), scope)).body + " ";
        return read(page(i));
    };
    std::size_t ended = 0;
    bench.client.fetch_all(4, make, 2, scope, [&](std::size_t i, const Outcome& outcome) {
        CHECK(std::get<http::Response>(outcome).body == page(i));
        if (i == 3) others += std::get<http::Response>(bench.client.fetch(read(page(99)), scope)).body;
        return ++ended > 0;
    });
    CHECK(ended == 4);
    CHECK(others == write().url + " " + page(99));
}

TEST_CASE("a write has no place among reads", "[http]") {
    Bench bench(std::vector<Outcome>{});
    const CallScope scope(bench.clock, nullptr, 0);
    const auto make = [](std::size_t) { return write(); };
    CHECK_THROWS_AS(bench.client.fetch_all(1, make, 1, scope, [](std::size_t, const Outcome&) { return true; }),
                    std::logic_error);
    CHECK(bench.transport.sent.empty());
}

TEST_CASE("no reads at all is nothing to do", "[http]") {
    Bench bench(std::vector<Outcome>{});
    bool called = false;
    bench.fetch_pages(0, 4, [&](std::size_t, const Outcome&) { return called = true; });
    CHECK_FALSE(called);
    CHECK(bench.transport.sent.empty());
}
