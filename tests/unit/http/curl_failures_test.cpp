// Which error CurlTransport reports for which failure.
#include <catch2/catch.hpp>

#include "unit/http/curl_caller.hpp"

namespace mod_trakt::curl_failures_test {

using namespace mod_trakt::test::curl;
using Kind = http::TransportError::Kind;
using test::http_response;
using test::SocketServer;

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
    if (error.kind == Kind::Deadline) return;  // the resolver hangs instead of answering: nothing can be checked here
    CHECK(error.kind == Kind::Connect);
    CHECK(error.surely_unsent);
    CHECK(error.message.find("no-such-host.invalid") == 0);
}

TEST_CASE("TLS to a server without TLS fails as tls and is surely unsent", "[http][socket]") {
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

TEST_CASE("a connection that is reset after the request is a protocol error, and the request may have been sent",
          "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        connection.read_request(request);
        connection.reset();
    });
    const auto error = Caller().error(post(server.url(), "{}"));
    CHECK(error.kind == Kind::Protocol);
    CHECK_FALSE(error.surely_unsent);
}

TEST_CASE("libcurl does not repeat a write whose kept connection breaks", "[http][socket]") {
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

TEST_CASE("endless headers end the transfer", "[http][socket]") {
    SocketServer server([](Connection& connection) {
        std::string request;
        connection.read_request(request);
        connection.send("HTTP/1.1 200 OK\r\n");
        for (int i = 0; i < 100'000 && connection.send("X-Filler: " + std::string(1000, 'x') + "\r\n"); ++i) {
        }
    });
    CHECK(std::holds_alternative<TransportError>(Caller().send(get(server.url()), 20'000)));
}

}  // namespace mod_trakt::curl_failures_test
