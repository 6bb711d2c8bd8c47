// Request::grace_ms: after a cancel or a deadline the transport still waits for the answer, within bounds.
#include <atomic>
#include <thread>

#include "unit/http/curl_caller.hpp"

namespace mod_trakt::curl_grace_test {

using namespace mod_trakt::test::curl;
using Kind = http::TransportError::Kind;
using test::http_response;
using test::SocketServer;

namespace {

// Sets the caller's flag as soon as the server has read the request, and answers `delay_ms` later.
struct SlowServer {
    SlowServer(Caller& caller, std::int64_t delay_ms)
        : server([&caller, delay_ms](Connection& connection) {
              std::string request;
              if (!connection.read_request(request)) return;
              __atomic_store_n(&caller.cancel, 1, __ATOMIC_RELEASE);
              SystemClock().block_ms(delay_ms);
              connection.send(http_response("200 OK", "kept"));
          }) {}
    SocketServer server;
};

http::Request with_grace(std::string url, std::int64_t grace_ms) {
    http::Request request = post(std::move(url), "{}");
    request.grace_ms = grace_ms;
    return request;
}

}  // namespace

TEST_CASE("an answer that arrives within the grace after a cancel is handed over", "[http][socket]") {
    Caller caller;
    const SlowServer slow(caller, 300);
    CHECK(caller.response(with_grace(slow.server.url(), 5000)).body == "kept");
}

TEST_CASE("a deadline during a transfer also waits for the grace", "[http][socket]") {
    Caller caller;
    const SlowServer slow(caller, 400);
    const auto request = with_grace(slow.server.url(), 5000);
    const Outcome outcome = caller.send(request, 150);
    REQUIRE(std::holds_alternative<http::Response>(outcome));
    CHECK(std::get<http::Response>(outcome).body == "kept");
}

TEST_CASE("when the grace is over the transfer ends as cancelled, and may have been sent", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        if (connection.read_request(request)) connection.hang();
    });
    Caller caller;
    std::atomic<bool> stop{false};
    std::thread canceller([&] {
        while (server.requests().empty() && !stop) SystemClock().block_ms(5);
        __atomic_store_n(&caller.cancel, 1, __ATOMIC_RELEASE);
    });
    const std::int64_t start = caller.clock.steady_ms();
    const auto error = caller.error(with_grace(server.url(), 400));
    const std::int64_t passed = caller.clock.steady_ms() - start;
    stop = true;
    canceller.join();
    CHECK(error.kind == Kind::Cancelled);
    CHECK_FALSE(error.surely_unsent);
    CHECK(passed >= 400);
    CHECK(passed < 2000);
}

TEST_CASE("a request that surely never left has no grace", "[http][socket]") {
    SocketServer server([](Connection& connection) { connection.hang(); });
    Caller caller;
    caller.cancel = 1;  // noticed before the connection is made
    const std::int64_t start = caller.clock.steady_ms();
    const auto error = caller.error(with_grace(server.url(), 5000));
    CHECK(error.kind == Kind::Cancelled);
    CHECK(error.surely_unsent);
    CHECK(caller.clock.steady_ms() - start < 1000);
}

}  // namespace mod_trakt::curl_grace_test
