// Client::fetch_all: many reads in flight.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "unit/http/client_bench.hpp"

namespace mod_trakt::client_reads_test {

using namespace mod_trakt::test::client;
using http::Outcome;
using Kind = http::TransportError::Kind;
using test::answer;
using test::lost;

TEST_CASE("many reads each end exactly once, and the window bounds those in flight", "[http]") {
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

TEST_CASE("reads start in order, each as soon as any other has ended, even if one is slow", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    // Page 1 ends last.
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

TEST_CASE("a repetition is sent when it is due, before reads that were never sent", "[http]") {
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

TEST_CASE("every attempt builds its request anew, just before it is sent", "[http]") {
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

TEST_CASE("a 429 holds back all reads that have not started until its time", "[http]") {
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
    // 0 to 3 were in flight before the 429 arrived; the second 1 is the repetition.
    CHECK(bench.urls() == pages({0, 1, 2, 3, 1, 4, 5}));
    CHECK(ended == std::vector<std::size_t>{0, 2, 3, 1, 4, 5});
    std::vector<std::int64_t> at;
    for (const auto& sent : bench.transport.sent) at.push_back(sent.steady_ms - start);
    CHECK(at == std::vector<std::int64_t>{0, 0, 0, 0, 7000, 7000, 7000});
}

TEST_CASE("a 429 with too long a wait is the outcome of all reads that were not sent", "[http]") {
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

TEST_CASE("reads wait for the rate limit, and all get their answers", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    const std::int64_t start = bench.clock.steady_ms();
    std::size_t ended = 0;
    bench.fetch_pages(460, 4, [&](std::size_t, const Outcome&) { return ++ended > 0; });
    CHECK(ended == 460);
    CHECK(bench.transport.sent[449].steady_ms == start);
    CHECK(bench.transport.sent[450].steady_ms == start + http::RateGovernor::window_ms);
}

TEST_CASE("reads that the rate limit delays beyond the time limit get a 429 at once", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    const std::int64_t start = bench.clock.steady_ms();
    std::vector<int> statuses(460);
    std::string retry_after;
    const auto on_done = [&](std::size_t i, const Outcome& outcome) {
        statuses[i] += status_of(outcome);
        if (i == 459) retry_after = std::get<http::Response>(outcome).headers.get("retry-after").value_or("none");
        return true;
    };
    bench.fetch_pages(460, 4, on_done, 20'000);
    CHECK(std::count(statuses.begin(), statuses.end(), 200) == 450);
    CHECK(std::count(statuses.begin(), statuses.end(), 429) == 10);
    CHECK(retry_after == "300");
    CHECK(bench.transport.sent.size() == 450);
    CHECK(bench.clock.steady_ms() == start);
}

TEST_CASE("reads that the rate limit delays until shortly before the time limit are waited for", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    std::size_t good = 0;
    bench.fetch_pages(
        451, 4, [&](std::size_t, const Outcome& outcome) { return (good += status_of(outcome) == 200 ? 1 : 0) > 0; },
        http::RateGovernor::window_ms + 1);
    CHECK(good == 451);
}

TEST_CASE("on_done can end the call: nothing more is sent or handed over", "[http]") {
    Bench bench([](const http::Request&) -> Outcome { return answer(200); });
    std::vector<std::size_t> ended;
    bench.fetch_pages(9, 3, [&](std::size_t i, const Outcome&) {
        ended.push_back(i);
        return i != 1;
    });
    CHECK(ended == std::vector<std::size_t>{0, 1});
    CHECK(bench.urls() == pages({0, 1, 2, 3}));
}

TEST_CASE("on_done can end the call while pending reads get their 429", "[http]") {
    Bench bench({answer(429, "", {{"Retry-After", "3000"}})});
    bench.fetch(read());
    std::size_t ended = 0;
    bench.fetch_pages(9, 3, [&](std::size_t, const Outcome&) { return ++ended < 2; });
    CHECK(ended == 2);
}

TEST_CASE("an exception from on_done or make ends the call", "[http]") {
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

TEST_CASE("a cancel with several reads in flight ends them and starts nothing more", "[http]") {
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

TEST_CASE("the time limit with several reads in flight ends them and starts nothing more", "[http]") {
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

TEST_CASE("a stalled read is sent again at once and is not a failed attempt, and later reads are sent one by one",
          "[http]") {
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
                                   R"("message":"test: the network failed as scripted"})"});
    bench.fetch_pages(3, 3, count);
    for (std::size_t i = 9; i < 12; ++i) CHECK(bench.transport.sent.at(i).together == 1);
}

TEST_CASE("make and on_done may send requests of their own", "[http]") {
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

TEST_CASE("fetch_all refuses a write", "[http]") {
    Bench bench(std::vector<Outcome>{});
    const CallScope scope(bench.clock, nullptr, 0);
    const auto make = [](std::size_t) { return write(); };
    CHECK_THROWS_AS(bench.client.fetch_all(1, make, 1, scope, [](std::size_t, const Outcome&) { return true; }),
                    std::logic_error);
    CHECK(bench.transport.sent.empty());
}

TEST_CASE("fetch_all of no reads sends nothing", "[http]") {
    Bench bench(std::vector<Outcome>{});
    bool called = false;
    bench.fetch_pages(0, 4, [&](std::size_t, const Outcome&) { return called = true; });
    CHECK_FALSE(called);
    CHECK(bench.transport.sent.empty());
}

}  // namespace mod_trakt::client_reads_test
