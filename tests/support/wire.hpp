// Trakt's API on a scripted network, with a clock, a client and a bearer for tests.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "http/client.hpp"
#include "tests/support/collecting_log.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_transport.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::test {

// Has one token, and a list of the tokens that replace() takes next.
class ScriptedBearer final : public trakt::BearerSource {
public:
    Secret bearer(trakt::OAuth&, const CallScope&) override { return Secret(token); }
    void replace(trakt::OAuth&, const Secret& refused, const CallScope&) override {
        replaced.push_back(std::string(refused.reveal()));
        if (next.empty()) throw Failure(Status::Unauthenticated, "needs_login", "test: no further token");
        token = next.front();
        next.erase(next.begin());
    }

    std::string token = "token-1";
    std::vector<std::string> next;
    std::vector<std::string> replaced;
};

inline trakt::ApiOptions test_options() {
    trakt::ApiOptions options;
    options.api_url = "https://api.example.test";
    options.auth_url = "https://auth.example.test";
    options.client_id = "client-id-of-the-test";
    options.client_secret = Secret("secret-of-the-test");
    options.redirect_uri = "urn:ietf:wg:oauth:2.0:oob";
    return options;
}

struct Wire {
    explicit Wire(std::vector<http::Outcome> outcomes, int max_retries = 1)
        : transport(std::move(outcomes)), client(make_client(max_retries)) {}
    explicit Wire(ScriptedTransport::Handler handler, int max_retries = 1)
        : transport(std::move(handler)), client(make_client(max_retries)) {}

    CallScope scope(std::int64_t timeout_ms = 0) { return CallScope(clock, &cancel, timeout_ms); }
    // "GET /path?query" of each request, in order.
    std::vector<std::string> requests() const {
        std::vector<std::string> list;
        for (const auto& sent : transport.sent) {
            const std::string& url = sent.request.url;
            list.push_back(std::string(http::method_name(sent.request.method)) + " " + url.substr(url.find('/', 8)));
        }
        return list;
    }
    const std::string& body(std::size_t i) const { return transport.sent.at(i).request.body; }

    FakeClock clock;
    std::int32_t cancel = 0;
    CollectingLog log{LogLevel::Info};
    ScriptedTransport transport;
    http::RateGovernor governor{{.get_per_5min = 0, .post_per_sec = 0, .burst = 0}, clock};
    http::Client client;
    ScriptedBearer bearer;
    trakt::OAuth oauth{client, test_options()};
    trakt::Api api{client, bearer, test_options()};

private:
    http::Client make_client(int max_retries) {
        return http::Client(transport, governor, log, http::RetryPolicy(max_retries), http::BackoffPolicy());
    }
};

}  // namespace mod_trakt::test
