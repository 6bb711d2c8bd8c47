// A network made of a script: answers requests from a function or a list, and remembers what it was asked and when.
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
        std::size_t batch = 0;       // requests of one number were under way together
    };

    explicit ScriptedTransport(Handler handler) : handler_(std::move(handler)) {}
    // One outcome for each request, in order; a request more than that is an error of the test.
    explicit ScriptedTransport(std::vector<http::Outcome> outcomes)
        : handler_([outcomes = std::move(outcomes), next = std::size_t{0}](const http::Request& request) mutable {
              if (next == outcomes.size()) throw std::logic_error("request beyond the script: " + request.url);
              return outcomes[next++];
          }) {}

    void send(std::span<const http::Request> requests, const CallScope& scope,
              const std::function<void(std::size_t, http::Outcome)>& on_done) override {
        ++batches_;
        for (const http::Request& request : requests) sent.push_back({request, scope.clock().steady_ms(), batches_});
        for (std::size_t i = 0; i < requests.size(); ++i) on_done(i, handler_(requests[i]));
    }

    std::vector<Sent> sent;

private:
    Handler handler_;
    std::size_t batches_ = 0;
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
    return {kind, surely_unsent, "test: the network failed as told"};
}

}  // namespace mod_trakt::test
