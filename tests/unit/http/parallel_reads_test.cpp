// Client and CurlTransport together, against servers on real sockets.
#include <catch2/catch.hpp>

#include <algorithm>
#include <atomic>
#include <set>

#include "http/client.hpp"
#include "http/curl_transport.hpp"
#include "tests/support/collecting_log.hpp"
#include "tests/support/socket_server.hpp"

namespace mod_trakt::parallel_reads_test {

using http::Outcome;
using test::http_response;
using test::SocketServer;
using Connection = SocketServer::Connection;

namespace {

struct Reader {
    explicit Reader(const SocketServer& to, std::int64_t idle = 5000) : server(to), idle_ms(idle) {}

    http::Request page(std::size_t i) const {
        http::Request request;
        request.url = server.url("/page/" + std::to_string(i));
        request.idle_timeout_ms = idle_ms;
        return request;
    }
    void read_pages(std::size_t count, std::size_t window, const http::Client::OnDone& on_done) {
        client.fetch_all(
            count, [this](std::size_t i) { return page(i); }, window, CallScope(clock, &cancel, 20'000), on_done);
    }
    // The pages that were received, each with its own body.
    std::multiset<std::size_t> read_all(std::size_t count, std::size_t window) {
        std::multiset<std::size_t> whole;
        read_pages(count, window, [&](std::size_t i, const Outcome& outcome) {
            const auto* response = std::get_if<http::Response>(&outcome);
            if (response != nullptr && response->body == "/page/" + std::to_string(i)) whole.insert(i);
            return true;
        });
        return whole;
    }

    const SocketServer& server;
    std::int64_t idle_ms;
    SystemClock clock;
    std::int32_t cancel = 0;
    test::CollectingLog log{LogLevel::Info};
    http::CurlTransport transport{http::TransportOptions()};
    http::RateGovernor governor{{}, clock};
    http::Client client{transport, governor, log, http::RetryPolicy(3), http::BackoffPolicy()};
};

std::multiset<std::size_t> all_below(std::size_t count) {
    std::multiset<std::size_t> out;
    for (std::size_t i = 0; i < count; ++i) out.insert(i);
    return out;
}

std::string path_of(const std::string& request) {
    const std::size_t start = request.find(' ') + 1;
    return request.substr(start, request.find(' ', start) - start);
}

bool answer_path(Connection& connection, const std::string& request) {
    return connection.send(http_response("200 OK", path_of(request)));
}

bool was_asked(const SocketServer& server, const std::string& path) {
    for (const std::string& request : server.requests())
        if (path_of(request) == path) return true;
    return false;
}

}  // namespace

TEST_CASE("as many reads as the window are in flight, on as many connections", "[http][socket]") {
    std::atomic<int> under_way{0}, most{0};
    SocketServer server([&](Connection& connection) {
        std::string request;
        while (connection.read_request(request)) {
            const int now = ++under_way;
            for (int seen = most; seen < now && !most.compare_exchange_weak(seen, now);) {
            }
            SystemClock().block_ms(20);
            --under_way;
            answer_path(connection, request);
        }
    });
    Reader reader(server);
    CHECK(reader.read_all(18, 3) == all_below(18));
    CHECK(most == 3);
    CHECK(server.connections() == 3);
    CHECK(server.requests().size() == 18);
}

TEST_CASE("the next reads are sent while a slow one is still in flight", "[http][socket]") {
    const SocketServer* self = nullptr;
    SocketServer server([&](Connection& connection) {
        std::string request;
        while (connection.read_request(request)) {
            // Page 1 waits for page 7, which is requested only if the other reads do not wait for page 1.
            for (int turn = 0; turn < 300 && path_of(request) == "/page/1" && !was_asked(*self, "/page/7"); ++turn)
                SystemClock().block_ms(10);
            answer_path(connection, request);
        }
    });
    self = &server;
    Reader reader(server);
    std::vector<std::size_t> ended;
    reader.read_pages(8, 2, [&](std::size_t i, const Outcome&) {
        ended.push_back(i);
        return true;
    });
    REQUIRE(ended.size() == 8);
    CHECK(std::find(ended.begin(), ended.end(), 6) < std::find(ended.begin(), ended.end(), 1));
}

TEST_CASE("from a server that serves one connection at a time, pages are read one by one", "[http][socket]") {
    std::mutex one_connection;
    SocketServer server([&](Connection& connection) {
        const std::lock_guard lock(one_connection);
        std::string request;
        while (connection.read_request(request)) answer_path(connection, request);
    });
    Reader reader(server, 1000);
    const std::int64_t start = reader.clock.steady_ms();
    CHECK(reader.read_all(12, 4) == all_below(12));
    CHECK(reader.clock.steady_ms() - start < 1000);
    CHECK(reader.log.count("parallel_reads_off") == 1);
    CHECK(reader.log.lines.size() == 1);
    const std::size_t before = server.requests().size();
    CHECK(reader.read_all(12, 4) == all_below(12));
    CHECK(server.requests().size() == before + 12);
    CHECK(reader.log.lines.size() == 1);
}

TEST_CASE("an answer that has begun is waited for, however many others end meanwhile", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        while (connection.read_request(request)) {
            if (path_of(request) == "/page/1") {
                connection.send("HTTP/1.1 200 OK\r\n");
                SystemClock().block_ms(600);
                connection.send("Content-Length: 7\r\n\r\n/page/1");
            } else {
                answer_path(connection, request);
            }
        }
    });
    Reader reader(server, 800);
    CHECK(reader.read_all(6, 2) == all_below(6));
    CHECK(server.requests().size() == 6);
    CHECK(reader.log.lines.empty());
}

TEST_CASE("on_done can abort hanging transfers, and the client still works afterwards", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        while (connection.read_request(request))
            path_of(request) == "/page/0" ? void(answer_path(connection, request)) : connection.hang();
    });
    Reader reader(server);
    std::vector<std::size_t> ended;
    const std::int64_t start = reader.clock.steady_ms();
    reader.read_pages(9, 4, [&](std::size_t i, const Outcome&) {
        ended.push_back(i);
        return false;
    });
    CHECK(ended == std::vector<std::size_t>{0});
    CHECK(reader.clock.steady_ms() - start < 1000);
    CHECK(reader.read_all(1, 1) == all_below(1));
}

TEST_CASE("a cancel ends all reads in flight within 100 ms, each once", "[http][socket]") {
    SocketServer server([](Connection& connection) { connection.hang(); });
    Reader reader(server);
    std::atomic<std::int64_t> cancelled_at{0};
    std::thread canceller([&] {
        SystemClock().block_ms(150);
        cancelled_at = SystemClock().steady_ms();
        __atomic_store_n(&reader.cancel, 1, __ATOMIC_RELAXED);
    });
    std::multiset<std::size_t> ended;
    CHECK_THROWS(reader.read_pages(9, 4, [&](std::size_t i, const Outcome& outcome) {
        const auto* error = std::get_if<http::TransportError>(&outcome);
        if (error != nullptr && error->kind == http::TransportError::Kind::Cancelled) ended.insert(i);
        return true;
    }));
    const std::int64_t ended_at = reader.clock.steady_ms();
    canceller.join();
    CHECK(ended == all_below(4));
    CHECK(ended_at - cancelled_at <= 100);
}

TEST_CASE("make and on_done may send requests of their own while reads are in flight", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        while (connection.read_request(request)) answer_path(connection, request);
    });
    Reader reader(server);
    const CallScope scope(reader.clock, nullptr, 20'000);
    std::multiset<std::size_t> ended;
    std::size_t others = 0;
    const auto fetch_other = [&](std::size_t i) {
        const Outcome other = reader.client.fetch(reader.page(100 + i), scope);
        const auto* response = std::get_if<http::Response>(&other);
        if (response != nullptr && response->body == "/page/" + std::to_string(100 + i)) ++others;
    };
    const auto make = [&](std::size_t i) {
        if (i % 3 == 0) fetch_other(i);
        return reader.page(i);
    };
    reader.client.fetch_all(12, make, 4, scope, [&](std::size_t i, const Outcome& outcome) {
        if (i % 4 == 1) fetch_other(i);
        const auto* response = std::get_if<http::Response>(&outcome);
        if (response != nullptr && response->body == "/page/" + std::to_string(i)) ended.insert(i);
        return true;
    });
    CHECK(ended == all_below(12));
    CHECK(others == 4 + 3);
}

}  // namespace mod_trakt::parallel_reads_test
