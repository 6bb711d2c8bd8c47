// A scripted network: answers requests from a function or a list, and records the requests with their times.
#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "http/transport.hpp"

namespace mod_trakt::test {

class ScriptedTransport final : public http::Transport {
public:
    using Handler = std::function<http::Outcome(const http::Request&)>;

    struct Sent {
        http::Request request;
        std::int64_t steady_ms = 0;  // by the scope's clock
        std::size_t together = 0;    // how many were in flight then, including this one
    };

    explicit ScriptedTransport(Handler handler) : handler_(std::move(handler)) {}
    // One outcome for each request, in order; a further request is an error of the test.
    explicit ScriptedTransport(std::vector<http::Outcome> outcomes)
        : handler_([outcomes = std::move(outcomes), next = std::size_t{0}](const http::Request& request) mutable {
              if (next == outcomes.size()) throw std::logic_error("request beyond the script: " + request.url);
              return outcomes[next++];
          }) {}

    void send(const Next& next, const CallScope& scope, const Done& on_done) override {
        std::vector<http::Outgoing> under_way;
        for (;;) {
            while (const auto outgoing = next()) {
                under_way.push_back(*outgoing);
                sent.push_back({*outgoing->request, scope.clock().steady_ms(), under_way.size()});
            }
            if (under_way.empty()) return;
            const std::size_t at = ends_next ? ends_next(under_way) : 0;
            const http::Outgoing ended = under_way.at(at);
            under_way.erase(under_way.begin() + static_cast<std::ptrdiff_t>(at));
            if (!on_done(ended.id, outcome_of(*ended.request, scope))) return;
        }
    }

    std::vector<Sent> sent;
    // Chooses which request in flight ends next; if empty, the one that was sent first ends first.
    std::function<std::size_t(const std::vector<http::Outgoing>&)> ends_next;

private:
    http::Outcome outcome_of(const http::Request& request, const CallScope& scope) {
        using Kind = http::TransportError::Kind;
        // For a request with a grace, the scripted answer arrives within the grace.
        if (request.grace_ms > 0) return handler_(request);
        if (scope.cancelled()) return http::TransportError{Kind::Cancelled, false, "test: cancelled"};
        if (scope.remaining_ms() == 0) return http::TransportError{Kind::Deadline, false, "test: out of time"};
        return handler_(request);
    }

    Handler handler_;
};

// Shorthands for scripts.
inline http::Response answer(int status, std::string body = {},
                             std::vector<std::pair<std::string, std::string>> headers = {}) {
    http::Response response;
    response.status = status;
    response.body = std::move(body);
    for (auto& [name, value] : headers) response.headers.add(std::move(name), std::move(value));
    return response;
}

inline http::TransportError lost(http::TransportError::Kind kind, bool surely_unsent = false) {
    return {kind, surely_unsent, "test: the network failed as scripted"};
}

}  // namespace mod_trakt::test
