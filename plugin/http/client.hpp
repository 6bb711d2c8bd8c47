// The one retry loop: paces requests, repeats what may be repeated, and waits as long as the server asks for.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "http/backoff_policy.hpp"
#include "http/rate_governor.hpp"
#include "http/retry_policy.hpp"
#include "http/transport.hpp"
#include "support/call_scope.hpp"
#include "support/log.hpp"

namespace mod_trakt::http {

class Client {
public:
    // Everything is borrowed and must outlive the client.
    Client(Transport& transport, RateGovernor& governor, const Log& log, RetryPolicy retry, BackoffPolicy backoff);

    // One request to its final outcome: the last response (also a 429 or 5xx that was not to be overcome, with its
    // headers) or the last transport error. Throws Failure CANCELLED or TIMEOUT only from a wait, when nothing is under
    // way. While a 429 holds for longer than may be waited, the outcome is that 429 again (made here, Retry-After with
    // what is left), and nothing is sent.
    Outcome fetch(const Request& request, const CallScope& scope);

    // The same for many, at most `window` at a time; `on_done` is called on this thread as each one ends, in any order.
    // Requests that are no reads go out one after the other. What `on_done` throws ends the whole call.
    void fetch_all(std::span<const Request> requests, std::size_t window, const CallScope& scope,
                   const std::function<void(std::size_t, Outcome)>& on_done);

    // Called after every exchange with the server, those included that are repeated; must not throw. May be empty.
    std::function<void(const Request&, const Outcome&)> on_exchange;

    // Requests that went out since construction, for health and tests.
    std::uint64_t requests_sent() const noexcept { return requests_sent_; }

private:
    struct Pending;
    struct Batch;

    Batch take_ready(std::vector<Pending>& pending, std::span<const Request> requests, std::size_t window);
    bool judge(Pending& pending, const Request& request, const Outcome& outcome, const CallScope& scope);

    Transport& transport_;
    RateGovernor& governor_;
    const Log& log_;
    RetryPolicy retry_;
    BackoffPolicy backoff_;
    std::uint64_t requests_sent_ = 0;
};

}  // namespace mod_trakt::http
