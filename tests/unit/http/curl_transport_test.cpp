// CurlTransport against a server on loopback: requests, answers, redirects, proxies and refusals.
#include <catch2/catch.hpp>

#include <signal.h>

#include <fstream>

#include "support/error.hpp"
#include "tests/support/temp_folder.hpp"
#include "unit/http/curl_caller.hpp"

namespace mod_trakt::curl_transport_test {

using namespace mod_trakt::test::curl;
using Kind = http::TransportError::Kind;
using test::http_response;
using test::SocketServer;

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

TEST_CASE("chunked bodies are joined and interim answers are ignored", "[http][socket]") {
    SocketServer server(SocketServer::answering(
        {"HTTP/1.1 103 Early Hints\r\nX-Interim: 1\r\n\r\n"
         "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n"}));
    const auto response = Caller().response(get(server.url()));
    CHECK(response.status == 200);
    CHECK(response.body == "abcdefg");
    CHECK_FALSE(response.headers.get("X-Interim").has_value());
}

// libcurl 7.88 reads freed memory here when a handle is used again; the sanitized run of this test sees that.
TEST_CASE("an answer that begins with a folded header line is harmless, also after a redirect", "[http][socket]") {
    const std::string folded = "HTTP/1.1 200 OK\r\n odd\r\nContent-Length: 2\r\n\r\n[]";
    for (const std::string& before : {http_response("200 OK", "[1]", "X-Last: one\r\n"),
                                      http_response("302 Found", "", "X-Last: one\r\nLocation: /b\r\n")}) {
        SocketServer server(SocketServer::answering({before, folded}));
        Caller caller;
        http::Request request = get(server.url());
        request.follow_redirects = true;
        if (before.starts_with("HTTP/1.1 200")) CHECK(caller.response(request).body == "[1]");
        CHECK(caller.error(request).kind == Kind::Protocol);
        CHECK(server.requests().size() == 2);
    }
}

TEST_CASE("an answer that holds tokens is marked as such and arrives whole, in one or in several parts",
          "[http][socket]") {
    const std::string large(70'000, 'x');
    SocketServer server(SocketServer::answering({http_response("200 OK", large), http_response("200 OK", "[]")}));
    Caller caller;
    http::Request request = post(server.url(), "{}");
    request.holds_secrets = true;
    const auto response = caller.response(request);
    CHECK(response.holds_secrets);
    CHECK(response.body == large);
    CHECK_FALSE(caller.response(get(server.url())).holds_secrets);
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

TEST_CASE("A write is sent with and without a body", "[http][socket]") {
    SocketServer server(SocketServer::answering(std::vector<std::string>(3, http_response("204 No Content", ""))));
    Caller caller;
    auto request = post(server.url(), "{}");
    caller.response(request);
    request.body.clear();
    caller.response(request);
    const auto seen = server.requests();
    REQUIRE(seen.size() == 2);
    CHECK(seen[0].starts_with("POST / "));
    CHECK(seen[0].ends_with("\r\n\r\n{}"));
    CHECK(seen[1].starts_with("POST / "));
    CHECK(line_of(seen[1], "Content-Length") == "0");
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

TEST_CASE("a redirect is the answer unless the request allows following it", "[http][socket]") {
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

TEST_CASE("impossible requests are refused before anything is sent", "[http][socket]") {
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

TEST_CASE("a private CA that cannot be read is refused when the transport is constructed", "[http]") {
    for (const char* path : {"/nonexistent/ca.pem", "/dev/null", "/"}) {
        INFO(path);
        http::TransportOptions options;
        options.ca_file = path;
        CHECK_THROWS_AS(CurlTransport(options), Failure);
    }
}

TEST_CASE("a private CA whose name contains a NUL byte is refused, not read under the shorter name", "[http]") {
    const test::TempFolder folder;
    http::TransportOptions options;
    options.ca_file = folder / "ca.pem";
    std::ofstream(options.ca_file) << "-----BEGIN CERTIFICATE-----\n";
    CHECK_NOTHROW(CurlTransport(options));
    options.ca_file += std::string("\0.old", 5);
    CHECK_THROWS_AS(CurlTransport(options), Failure);
}

TEST_CASE("no text with a line break or another control character is sent", "[http][socket]") {
    SocketServer server(SocketServer::answering({http_response("200 OK", "")}));
    const auto refused = [&](http::TransportOptions options, const http::Request& request) {
        Caller caller;
        CurlTransport transport(std::move(options));
        std::string message;
        transport.send(once(request), CallScope(caller.clock, nullptr, 0), [&](std::size_t, const Outcome& outcome) {
            const auto* error = std::get_if<TransportError>(&outcome);
            CHECK((error != nullptr && error->surely_unsent && error->kind == Kind::Protocol));
            message = error != nullptr ? error->message : "sent";
            return true;
        });
        return message;
    };
    const std::string says = " holds a line break or another control character; correct it";
    for (const std::string& bad : {std::string("a\r\nX-Admin: 1"), std::string("a\nb"), std::string("a\rb"),
                                   std::string("a\0b", 3), std::string("a\x7F")}) {
        http::TransportOptions options;
        options.user_agent = bad;
        CHECK(refused(options, get(server.url())) == "127.0.0.1: the user agent" + says);
        http::TransportOptions by_proxy;
        by_proxy.proxy = bad;
        CHECK(refused(by_proxy, get(server.url())) == "127.0.0.1: the proxy's address" + says);
        for (const auto& [name, value] : {std::pair(bad, std::string("v")), std::pair(std::string("n"), bad)}) {
            http::Request request = get(server.url());
            request.headers.add(name, value);
            CHECK(refused({}, request) == "127.0.0.1: a header" + says);
        }
        CHECK(refused({}, get(server.url("/" + bad))).find("address") != std::string::npos);
    }
    CHECK(server.connections() == 0);
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

TEST_CASE("a redirect that can no longer be followed is an error, not an answer without a status", "[http][socket]") {
    SocketServer server(SocketServer::answering({http_response("302 Found", "", "Location: /b\r\n"), "never"}));
    Caller caller;
    http::Request request = get(server.url("/a"));
    request.follow_redirects = true;
    int asked = 0;
    std::optional<Outcome> outcome;
    caller.transport.send(
        [&]() -> std::optional<http::Outgoing> {
            if (++asked == 1) return http::Outgoing{0, &request};
            // The request was sent unchanged; from now on it cannot be prepared again.
            if (asked == 2) request.headers.add("X", "a\nb");
            return std::nullopt;
        },
        CallScope(caller.clock, nullptr, 0),
        [&](std::size_t, Outcome done) {
            outcome = std::move(done);
            return true;
        });
    REQUIRE(outcome);
    const auto* error = std::get_if<TransportError>(&*outcome);
    REQUIRE(error != nullptr);
    CHECK(error->kind == Kind::Protocol);
    CHECK_FALSE(error->surely_unsent);
    CHECK(server.requests().size() == 1);
}

}  // namespace mod_trakt::curl_transport_test
