// A transport with a caller, and requests to send, for tests against a server on loopback.
#pragma once

#include <catch2/catch.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "http/curl_transport.hpp"
#include "tests/support/socket_server.hpp"

namespace mod_trakt::test::curl {

using http::CurlTransport;
using http::Outcome;
using http::TransportError;
using Connection = SocketServer::Connection;

inline http::Request get(std::string url) {
    http::Request request;
    request.url = std::move(url);
    request.connect_timeout_ms = 2000;
    request.idle_timeout_ms = 5000;
    return request;
}

inline http::Request post(std::string url, std::string body) {
    http::Request request = get(std::move(url));
    request.method = http::Method::Post;
    request.repeat = http::Repeat::OnlyWhenUnsent;
    request.body = std::move(body);
    return request;
}

inline http::TransportOptions small_answers() {
    http::TransportOptions options;
    options.max_response_bytes = 100'000;
    return options;
}

// Hands out all of them at once, numbered by their index.
inline CurlTransport::Next all_of(std::span<const http::Request> requests) {
    return [requests, next = std::size_t{0}]() mutable -> std::optional<http::Outgoing> {
        if (next == requests.size()) return std::nullopt;
        const std::size_t id = next++;
        return http::Outgoing{id, &requests[id]};
    };
}

inline CurlTransport::Next once(const http::Request& request) { return all_of({&request, 1}); }

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

inline int closed_port() {
    const SocketServer gone([](Connection&) {});
    return gone.port();
}

inline std::string line_of(const std::string& request, std::string_view name) {
    const std::size_t at = request.find("\r\n" + std::string(name) + ": ");
    if (at == std::string::npos) return "(none)";
    const std::size_t start = at + 2 + name.size() + 2;
    return request.substr(start, request.find("\r\n", start) - start);
}

}  // namespace mod_trakt::test::curl
