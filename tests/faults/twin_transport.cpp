#include "twin_transport.hpp"

#include <cctype>

#include "failing_allocations.hpp"

namespace mod_trakt::test {
namespace {

twin::Request request_of(const http::Request& request) {
    twin::Request asked;
    asked.method = std::string(http::method_name(request.method));
    twin::set_target(asked, request.url.substr(request.url.find('/', 8)));
    for (const auto& [name, value] : request.headers.fields()) {
        std::string lower = name;
        for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        asked.headers[lower] = value;
    }
    asked.headers["user-agent"] = "mod_trakt-test";  // the edge refuses requests without it
    asked.body = request.body;
    return asked;
}

http::Response response_of(const twin::Response& answered) {
    http::Response response;
    response.status = answered.status;
    for (const auto& [name, value] : answered.headers) response.headers.add(name, value);
    response.body = answered.body;
    return response;
}

// The error with which the operation must end now; nullopt if it continues.
std::optional<http::TransportError> stop(const CallScope& scope, bool unsent) {
    using Kind = http::TransportError::Kind;
    if (scope.cancelled()) return http::TransportError{Kind::Cancelled, unsent, "test: cancelled"};
    if (scope.remaining_ms() == 0) return http::TransportError{Kind::Deadline, unsent, "test: out of time"};
    return std::nullopt;
}

}  // namespace

void TwinTransport::send(const Next& next, const CallScope& scope, const Done& on_done) {
    while (const auto outgoing = next())
        if (!on_done(outgoing->id, ask(*outgoing->request, scope))) return;
}

http::Outcome TwinTransport::ask(const http::Request& request, const CallScope& scope) {
    std::optional<twin::Outcome> outcome;
    {
        const Allocations::Pause pause;
        ++requests;
        if (before) before(requests);
        if (auto ended = stop(scope, true)) return *ended;
        if (request.method == http::Method::Post) ++posts;
        outcome = twin_.handle(request_of(request));
        if (after) after(requests);
        if (request.grace_ms == 0)
            if (auto ended = stop(scope, false)) return *ended;
        if (outcome->wire != twin::Wire::Send)
            return http::TransportError{http::TransportError::Kind::Protocol, false, "test: the connection broke"};
    }
    // Memory of the transport is not part of the test: with libcurl, too little memory is a network error.
    const Allocations::Spare spare;
    http::Response response = response_of(outcome->response);
    response.holds_secrets = request.holds_secrets;
    return response;
}

}  // namespace mod_trakt::test
