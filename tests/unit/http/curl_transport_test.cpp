#include <catch2/catch.hpp>

#include <signal.h>

#include <span>
#include <thread>

#include "http/curl_transport.hpp"
#include "support/error.hpp"
#include "tests/support/socket_server.hpp"

using namespace mod_trakt;
using http::CurlTransport;
using http::Outcome;
using http::TransportError;
using Kind = http::TransportError::Kind;
using test::http_response;
using test::SocketServer;
using Connection = SocketServer::Connection;

namespace {

http::Request get(std::string url) {
    http::Request request;
    request.url = std::move(url);
    request.connect_timeout_ms = 2000;
    request.idle_timeout_ms = 5000;
    return request;
}

http::Request post(std::string url, std::string body) {
    http::Request request = get(std::move(url));
    request.method = http::Method::Post;
    request.repeat = http::Repeat::OnlyWhenUnsent;
    request.body = std::move(body);
    return request;
}

http::TransportOptions small_answers() {
    http::TransportOptions options;
    options.max_response_bytes = 100'000;
    return options;
}

// All of them at once, under their index.
CurlTransport::Next all_of(std::span<const http::Request> requests) {
    return [requests, next = std::size_t{0}]() mutable -> std::optional<http::Outgoing> {
        if (next == requests.size()) return std::nullopt;
        const std::size_t id = next++;
        return http::Outgoing{id, &requests[id]};
    };
}

CurlTransport::Next once(const http::Request& request) { return all_of({&request, 1}); }

struct Caller {
    Outcome send(const http::Request& request, std::int64_t timeout_ms = 0) {
        Outcome result;
        int calls = 0;
        transport.send(once(request), CallScope(clock, &cancel, timeout_ms), [&](std::size_t id, Outcome outcome) {
            CHECK(id == 0);
            ++calls;
            result = std::move(outcome);
            return true;
        });
        REQUIRE(calls == 1);
        return result;
    }
    http::Response response(const http::Request& request) {
        Outcome outcome = send(request);
        if (const auto* error = std::get_if<TransportError>(&outcome)) FAIL(error->message);
        return std::get<http::Response>(std::move(outcome));
    }
    TransportError error(const http::Request& request, std::int64_t timeout_ms = 0) {
        Outcome outcome = send(request, timeout_ms);
        REQUIRE(std::holds_alternative<TransportError>(outcome));
        return std::get<TransportError>(std::move(outcome));
    }

    SystemClock clock;
    std::int32_t cancel = 0;
    CurlTransport transport{small_answers()};
};

int closed_port() {
    const SocketServer gone([](Connection&) {});
    return gone.port();
}

std::string line_of(const std::string& request, std::string_view name) {
    const std::size_t at = request.find("\r\n" + std::string(name) + ": ");
    if (at == std::string::npos) return "(none)";
    const std::size_t start = at + 2 + name.size() + 2;
    return request.substr(start, request.find("\r\n", start) - start);
}

}  // namespace

TEST_CASE("status, headers and body of an answer arrive", "[http][socket]") {
    SocketServer server(SocketServer::answering({http_response("201 Created", "[1]", "X-One:  a b \r\nx-two:\r\n")}));
    const auto response = Caller().response(get(server.url("/a?b=c")));
    CHECK(response.status == 201);
    CHECK(response.body == "[1]");
    CHECK(response.headers.get("x-ONE") == "a b");
    CHECK(response.headers.get("X-Two") == "");
    CHECK(server.requests().at(0).starts_with("GET /a?b=c HTTP/1.1\r\n"));
}

TEST_CASE("a 404 and a 500 are answers, not errors", "[http][socket]") {
    for (const char* line : {"404 Not Found", "500 Oops", "429 Too Many Requests"}) {
        SocketServer server(SocketServer::answering({http_response(line, "")}));
        CHECK(Caller().response(get(server.url())).status == std::atoi(line));
    }
}

TEST_CASE("chunked bodies are put together and interim answers are passed over", "[http][socket]") {
    SocketServer server(SocketServer::answering(
        {"HTTP/1.1 103 Early Hints\r\nX-Interim: 1\r\n\r\n"
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"}));
    const auto response = Caller().response(get(server.url()));
    CHECK(response.status == 200);
    CHECK(response.body == "abcdefg");
    CHECK_FALSE(response.headers.get("X-Interim").has_value());
}

TEST_CASE("requests carry a user agent, compression, the given headers, and no Expect", "[http][socket]") {
    SocketServer server(SocketServer::answering({http_response("200 OK", ""), http_response("200 OK", "")}));
    Caller caller;
    auto request = post(server.url(), std::string(5000, 'x'));
    request.headers.add("Content-Type", "application/json");
    request.headers.add("trakt-api-key", "");
    caller.response(request);
    auto named = get(server.url());
    named.headers.add("User-Agent", "mine/1");
    caller.response(named);
    const auto seen = server.requests();
    REQUIRE(seen.size() == 2);
    CHECK(line_of(seen[0], "User-Agent") == "mod_trakt/3.2.0");
    CHECK(line_of(seen[0], "Accept-Encoding").find("gzip") != std::string::npos);
    CHECK(line_of(seen[0], "Content-Type") == "application/json");
    CHECK(line_of(seen[0], "Content-Length") == "5000");
    CHECK(line_of(seen[0], "Expect") == "(none)");
    CHECK(seen[0].ends_with(std::string(5000, 'x')));
    CHECK(line_of(seen[1], "User-Agent") == "mine/1");
    CHECK(line_of(seen[1], "Content-Type") == "(none)");
}

TEST_CASE("PUT and DELETE go out under their names, with and without a body", "[http][socket]") {
    SocketServer server(SocketServer::answering(std::vector<std::string>(4, http_response("204 No Content", ""))));
    Caller caller;
    auto request = post(server.url(), "{}");
    request.method = http::Method::Put;
    caller.response(request);
    request.method = http::Method::Delete;
    request.body.clear();
    caller.response(request);
    request.method = http::Method::Post;
    caller.response(request);
    const auto seen = server.requests();
    REQUIRE(seen.size() == 3);
    CHECK(seen[0].starts_with("PUT / "));
    CHECK(seen[0].ends_with("\r\n\r\n{}"));
    CHECK(seen[1].starts_with("DELETE / "));
    CHECK(line_of(seen[1], "Content-Length") == "0");
    CHECK(seen[2].starts_with("POST / "));
}

TEST_CASE("one connection serves many requests", "[http][socket]") {
    SocketServer server(SocketServer::answering(std::vector<std::string>(20, http_response("200 OK", "[]"))));
    Caller caller;
    for (int i = 0; i < 10; ++i) {
        caller.response(get(server.url()));
        caller.response(post(server.url(), "{}"));
    }
    CHECK(server.requests().size() == 20);
    CHECK(server.connections() == 1);
}

TEST_CASE("requests that are sent together each get their own answer", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        while (connection.read_request(request)) connection.send(http_response("200 OK", request.substr(0, 6)));
    });
    std::vector<http::Request> requests;
    for (int i = 0; i < 8; ++i) requests.push_back(get(server.url("/" + std::to_string(i))));
    Caller caller;
    std::vector<std::string> bodies(requests.size());
    caller.transport.send(all_of(requests), CallScope(caller.clock, nullptr, 0), [&](std::size_t i, Outcome outcome) {
        REQUIRE(std::holds_alternative<http::Response>(outcome));
        bodies[i] += std::get<http::Response>(outcome).body;
        return true;
    });
    for (std::size_t i = 0; i < bodies.size(); ++i) CHECK(bodies[i] == "GET /" + std::to_string(i));
}

TEST_CASE("a closed port is a connect error and surely unsent", "[http][socket]") {
    const std::string url = "http://127.0.0.1:" + std::to_string(closed_port()) + "/x?token=canary";
    for (const auto& request : {get(url), post(url, "{}")}) {
        const auto error = Caller().error(request);
        CHECK(error.kind == Kind::Connect);
        CHECK(error.surely_unsent);
        CHECK(error.message.find("127.0.0.1") == 0);
        CHECK(error.message.find("canary") == std::string::npos);
    }
}

TEST_CASE("a host that does not exist is a connect error and surely unsent", "[http][socket]") {
    const auto error = Caller().error(get("http://no-such-host.invalid/?token=canary"), 3000);
    if (error.kind == Kind::Deadline) return;  // a resolver that hangs instead of answering: nothing to learn here
    CHECK(error.kind == Kind::Connect);
    CHECK(error.surely_unsent);
    CHECK(error.message.find("no-such-host.invalid") == 0);
}

TEST_CASE("TLS to a server that speaks none fails as tls and is surely unsent", "[http][socket]") {
    SocketServer server([](Connection& connection) { connection.send("HTTP/1.1 400 Bad Request\r\n\r\n"); });
    const auto error = Caller().error(get("https://127.0.0.1:" + std::to_string(server.port())));
    CHECK(error.kind == Kind::Tls);
    CHECK(error.surely_unsent);
}

TEST_CASE("a body that is cut, a lost connection and a malformed answer are protocol errors", "[http][socket]") {
    const char* answers[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
        "nonsense\r\n\r\n",
        "",
    };
    for (const char* text : answers) {
        SocketServer server(SocketServer::answering({text}));
        INFO(text);
        const auto error = Caller().error(post(server.url("/?token=canary"), "{}"));
        CHECK(error.kind == Kind::Protocol);
        CHECK_FALSE(error.surely_unsent);
        CHECK(error.message.find("canary") == std::string::npos);
    }
}

TEST_CASE("a connection that is reset after the request is a protocol error and perhaps sent", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        connection.read_request(request);
        connection.reset();
    });
    const auto error = Caller().error(post(server.url(), "{}"));
    CHECK(error.kind == Kind::Protocol);
    CHECK_FALSE(error.surely_unsent);
}

TEST_CASE("a write on a kept connection that breaks is not sent twice behind our back", "[http][socket]") {
    for (const char* body : {"{}", ""}) {
        SocketServer server([](Connection& connection) {
            std::string request;
            while (connection.read_request(request) && request.starts_with("GET"))
                connection.send(http_response("200 OK", ""));
        });
        Caller caller;
        caller.response(get(server.url()));
        const auto error = caller.error(post(server.url(), body));
        CHECK_FALSE(error.surely_unsent);
        CHECK(error.kind == Kind::Protocol);
        CHECK(server.requests().size() == 2);
    }
}

TEST_CASE("a body larger than the limit is too large, with and without a length", "[http][socket]") {
    for (const bool with_length : {true, false}) {
        const std::string body(100'001, 'x');
        SocketServer server(SocketServer::answering(
            {with_length ? http_response("200 OK", body) : "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body}));
        CHECK(Caller().error(get(server.url())).kind == Kind::TooLarge);
    }
    SocketServer server(SocketServer::answering({http_response("200 OK", std::string(100'000, 'x'))}));
    CHECK(Caller().response(get(server.url())).body.size() == 100'000);
}

TEST_CASE("a compressed body is measured after decompression", "[http][socket]") {
    // 200,000 times "x" in 217 bytes of zlib's format; most of them are zero.
    const std::string packed = std::string("\x78\xDA\xED\xC1\x31\x01\x00\x00\x00\xC2\xA0\xDA\x8B\x6F\x06\x7F\xA0", 17) +
                               std::string(193, '\0') + std::string("\x80\xD7\x00\xC5\x91\x4B\x73", 7);
    const auto answer = http_response("200 OK", packed, "Content-Encoding: deflate\r\n");
    SocketServer server(SocketServer::answering({answer, answer}));
    CHECK(Caller().error(get(server.url())).kind == Kind::TooLarge);
    SystemClock clock;
    CurlTransport roomy{http::TransportOptions()};
    const auto request = get(server.url());
    roomy.send(once(request), CallScope(clock, nullptr, 0), [](std::size_t, Outcome outcome) {
        REQUIRE(std::holds_alternative<http::Response>(outcome));
        CHECK(std::get<http::Response>(outcome).body == std::string(200'000, 'x'));
        return true;
    });
}

TEST_CASE("endless headers are cut off", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        connection.read_request(request);
        connection.send("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 100'000 && connection.send("X-Filler: " + std::string(1000, 'x') + "\r\n"); ++i) {
        }
    });
    CHECK(std::holds_alternative<TransportError>(Caller().send(get(server.url()), 20'000)));
}

TEST_CASE("redirects are answers unless they were asked to be followed", "[http][socket]") {
    const std::string moved = http_response("302 Found", "", "Location: /there\r\n");
    SocketServer server(SocketServer::answering({moved, moved, http_response("200 OK", "here")}));
    Caller caller;
    CHECK(caller.response(get(server.url())).status == 302);
    auto following = get(server.url());
    following.follow_redirects = true;
    const auto response = caller.response(following);
    CHECK(response.status == 200);
    CHECK(response.body == "here");
    CHECK_FALSE(response.headers.get("Location").has_value());
    CHECK(server.requests().at(2).starts_with("GET /there "));
}

TEST_CASE("a write never follows a redirect", "[http][socket]") {
    SocketServer server(SocketServer::answering({http_response("307 Moved", "", "Location: /there\r\n"), "never"}));
    auto request = post(server.url(), "{}");
    request.follow_redirects = true;
    CHECK(Caller().response(request).status == 307);
    CHECK(server.requests().size() == 1);
}

TEST_CASE("no redirect leads to another host or port, and no more than three in a row are followed", "[http][socket]") {
    SocketServer other(SocketServer::answering({http_response("200 OK", "stolen")}));
    SocketServer away(SocketServer::answering({http_response("302 Found", "", "Location: " + other.url() + "\r\n")}));
    auto request = get(away.url());
    request.follow_redirects = true;
    request.headers.add("Authorization", "Bearer canary");
    CHECK(Caller().response(request).status == 302);
    CHECK(other.requests().empty());

    SocketServer loop(
        SocketServer::answering(std::vector<std::string>(9, http_response("302 Found", "", "Location: /again\r\n"))));
    request = get(loop.url());
    request.follow_redirects = true;
    CHECK(Caller().response(request).status == 302);
    CHECK(loop.requests().size() == 4);
}

TEST_CASE("a server that says nothing for the idle time is a timeout", "[http][socket]") {
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

TEST_CASE("a slow answer whose bytes keep coming is no timeout", "[http][socket]") {
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

TEST_CASE("what on_done throws ends the call and leaves the transport in order", "[http][socket]") {
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

TEST_CASE("requests that cannot be are refused before anything is sent", "[http][socket]") {
    Caller caller;
    for (const char* url : {"", "nonsense", "file:///etc/passwd", "ftp://127.0.0.1/", "http://"}) {
        INFO(url);
        const auto error = caller.error(get(url));
        CHECK(error.kind == Kind::Protocol);
        CHECK(error.surely_unsent);
    }
    SocketServer server(SocketServer::answering({http_response("200 OK", "")}));
    auto request = get(server.url());
    request.headers.add("X-One", "a\r\nAuthorization: canary");
    CHECK(caller.error(request).surely_unsent);
    CHECK(server.requests().empty());
}

TEST_CASE("loopback is reached directly although the environment names a proxy", "[http][socket]") {
    const std::string dead = "http://127.0.0.1:" + std::to_string(closed_port());
    setenv("http_proxy", dead.c_str(), 1);
    SocketServer server(SocketServer::answering({http_response("200 OK", "direct")}));
    const auto outcome = Caller().send(get(server.url()));
    unsetenv("http_proxy");
    REQUIRE(std::holds_alternative<http::Response>(outcome));
    CHECK(std::get<http::Response>(outcome).body == "direct");
}

TEST_CASE("an explicit proxy is used for every host", "[http][socket]") {
    SocketServer proxy(SocketServer::answering({http_response("200 OK", "proxied")}));
    http::TransportOptions options;
    options.proxy = proxy.url("");
    CurlTransport transport(options);
    SystemClock clock;
    const auto request = get("http://api.example.test/x");
    Outcome result;
    transport.send(once(request), CallScope(clock, nullptr, 5000), [&](std::size_t, Outcome outcome) {
        result = std::move(outcome);
        return true;
    });
    REQUIRE(std::holds_alternative<http::Response>(result));
    CHECK(std::get<http::Response>(result).body == "proxied");
    CHECK(proxy.requests().at(0).starts_with("GET http://api.example.test/x HTTP/1.1\r\n"));
}

TEST_CASE("a private CA that cannot be read is refused when the transport is made", "[http]") {
    for (const char* path : {"/nonexistent/ca.pem", "/dev/null", "/"}) {
        INFO(path);
        http::TransportOptions options;
        options.ca_file = path;
        CHECK_THROWS_AS(CurlTransport(options), Failure);
    }
}

TEST_CASE("a transfer leaves the thread's signal mask as it was", "[http][socket]") {
    SocketServer server([](Connection& connection) { connection.reset(); });
    sigset_t before, after, pending;
    pthread_sigmask(SIG_SETMASK, nullptr, &before);
    Caller().send(post(server.url(), std::string(5'000'000, 'x')));
    pthread_sigmask(SIG_SETMASK, nullptr, &after);
    sigpending(&pending);
    CHECK(sigismember(&before, SIGPIPE) == sigismember(&after, SIGPIPE));
    CHECK(sigismember(&pending, SIGPIPE) == 0);
}
