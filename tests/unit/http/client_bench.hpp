// A client on a scripted network, and helpers for its tests.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "http/client.hpp"
#include "support/error.hpp"
#include "tests/support/collecting_log.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace mod_trakt::test::client {

inline http::Request read(std::string url = "https://api.example.test/sync/history?page=1&secret=canary") {
    http::Request request;
    request.url = std::move(url);
    return request;
}

inline std::string page(std::size_t i) { return "https://api.example.test/page/" + std::to_string(i); }

inline std::vector<std::string> pages(const std::vector<std::size_t>& numbers) {
    std::vector<std::string> out;
    for (const std::size_t i : numbers) out.push_back(page(i));
    return out;
}

inline http::Request write() {
    http::Request request;
    request.method = http::Method::Post;
    request.url = "https://api.example.test/sync/history";
    request.body = "{}";
    request.repeat = http::Repeat::OnlyWhenUnsent;
    return request;
}

struct Bench {
    explicit Bench(std::vector<http::Outcome> outcomes, std::int64_t max_retries = 3)
        : transport(std::move(outcomes)),
          client(transport, governor, log, http::RetryPolicy(max_retries), http::BackoffPolicy()) {}
    explicit Bench(test::ScriptedTransport::Handler handler)
        : transport(std::move(handler)),
          client(transport, governor, log, http::RetryPolicy(3), http::BackoffPolicy()) {}

    http::Outcome fetch(const http::Request& request, std::int64_t timeout_ms = 0) {
        return client.fetch(request, CallScope(clock, &cancel, timeout_ms));
    }
    void fetch_pages(std::size_t count, std::size_t window, const http::Client::OnDone& on_done,
                     std::int64_t timeout_ms = 0) {
        client.fetch_all(
            count, [](std::size_t i) { return read(page(i)); }, window, CallScope(clock, &cancel, timeout_ms), on_done);
    }
    std::vector<std::string> urls() const {
        std::vector<std::string> out;
        for (const auto& sent : transport.sent) out.push_back(sent.request.url);
        return out;
    }
    std::size_t most_together() const {
        std::size_t most = 0;
        for (const auto& sent : transport.sent) most = std::max(most, sent.together);
        return most;
    }
    // Milliseconds between one request and the next.
    std::vector<std::int64_t> gaps() const {
        std::vector<std::int64_t> out;
        for (std::size_t i = 1; i < transport.sent.size(); ++i)
            out.push_back(transport.sent[i].steady_ms - transport.sent[i - 1].steady_ms);
        return out;
    }

    FakeClock clock;
    std::int32_t cancel = 0;
    test::CollectingLog log{LogLevel::Info};
    ScriptedTransport transport;
    http::RateGovernor governor{{.get_per_5min = 500, .post_per_sec = 0, .burst = 450}, clock};
    http::Client client;
};

inline int status_of(const http::Outcome& outcome) {
    const auto* response = std::get_if<http::Response>(&outcome);
    return response == nullptr ? -1 : response->status;
}

using Gaps = std::vector<std::int64_t>;

inline Status thrown_by(const std::function<void()>& action) {
    try {
        action();
    } catch (const Failure& failure) {
        return failure.error().status;
    }
    return Status::Ok;
}

}  // namespace mod_trakt::test::client
