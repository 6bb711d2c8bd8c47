// How a hanging transfer ends: idle timeout, time limit, cancel and exceptions.
#include <catch2/catch.hpp>

#include <thread>

#include "unit/http/curl_caller.hpp"

namespace mod_trakt::curl_endings_test {

using namespace mod_trakt::test::curl;
using Kind = http::TransportError::Kind;
using test::http_response;
using test::SocketServer;

TEST_CASE("a server that sends nothing for the idle time causes a timeout", "[http][socket]") {
    for (const char* begun : {"", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"}) {
        SocketServer server([begun](Connection& connection) {
            std::string request;
            if (connection.read_request(request) && connection.send(begun)) connection.hang();
        });
        Caller caller;
        auto request = post(server.url(), "{}");
        request.idle_timeout_ms = 300;
        const std::int64_t start = caller.clock.steady_ms();
        const auto error = caller.error(request);
        CHECK(error.kind == Kind::Timeout);
        CHECK_FALSE(error.surely_unsent);
        CHECK(caller.clock.steady_ms() - start >= 300);
        CHECK(caller.clock.steady_ms() - start < 2000);
    }
}

TEST_CASE("a slow answer whose bytes keep arriving causes no timeout", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        connection.read_request(request);
        connection.send("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n");
        SystemClock clock;
        for (int i = 0; i < 8; ++i) {
            clock.block_ms(100);
            connection.send("x");
        }
    });
    auto request = get(server.url());
    request.idle_timeout_ms = 400;
    CHECK(Caller().response(request).body == "xxxxxxxx");
}

TEST_CASE("the operation's time limit ends a hanging transfer", "[http][socket]") {
    SocketServer server([](Connection& connection) { connection.hang(); });
    Caller caller;
    const std::int64_t start = caller.clock.steady_ms();
    const auto error = caller.error(get(server.url()), 200);
    CHECK(error.kind == Kind::Deadline);
    CHECK(caller.clock.steady_ms() - start >= 200);
    CHECK(caller.clock.steady_ms() - start < 1000);
}

TEST_CASE("a cancel ends a hanging transfer within 100 ms", "[http][socket]") {
    SocketServer server([](Connection& connection) { connection.hang(); });
    Caller caller;
    std::atomic<std::int64_t> cancelled_at{0};
    std::thread canceller([&] {
        caller.clock.block_ms(150);
        cancelled_at = SystemClock().steady_ms();
        __atomic_store_n(&caller.cancel, 1, __ATOMIC_RELAXED);
    });
    const auto error = caller.error(get(server.url()));
    const std::int64_t ended_at = caller.clock.steady_ms();
    canceller.join();
    CHECK(error.kind == Kind::Cancelled);
    CHECK(ended_at - cancelled_at <= 100);
}

TEST_CASE("after a cancel the same transport serves the next request", "[http][socket]") {
    SocketServer server(SocketServer::answering({http_response("200 OK", "[]"), http_response("200 OK", "[]")}));
    Caller caller;
    caller.cancel = 1;
    const auto error = caller.error(post(server.url(), "{}"));
    CHECK(error.kind == Kind::Cancelled);
    CHECK(error.surely_unsent);
    caller.cancel = 0;
    CHECK(caller.response(get(server.url())).status == 200);
}

TEST_CASE("an exception from on_done ends the call and leaves the transport usable", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        while (connection.read_request(request)) connection.send(http_response("200 OK", "[]"));
    });
    Caller caller;
    const std::vector<http::Request> requests(4, get(server.url()));
    const auto run = [&] {
        caller.transport.send(all_of(requests), CallScope(caller.clock, nullptr, 0),
                              [](std::size_t, const Outcome&) -> bool { throw std::runtime_error("enough"); });
    };
    CHECK_THROWS_AS(run(), std::runtime_error);
    CHECK(caller.response(get(server.url())).body == "[]");
}

}  // namespace mod_trakt::curl_endings_test
