// Sends requests: paces them, repeats those that may be repeated, and waits as long as the server asks for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>

#include "http/backoff_policy.hpp"
#include "http/rate_governor.hpp"
#include "http/retry_policy.hpp"
#include "http/transport.hpp"
#include "support/call_scope.hpp"
#include "support/log.hpp"

namespace mod_trakt::http {

class Client {
public:
    // Builds request `i` when it goes out, and again for each repetition, so that it carries what holds at that time.
    using Make = std::function<Request(std::size_t i)>;
    // False: start nothing more, give up what is under way, and return.
    using OnDone = std::function<bool(std::size_t i, Outcome)>;

    // Everything is borrowed and must outlive the client.
    Client(Transport& transport, RateGovernor& governor, const Log& log, RetryPolicy retry, BackoffPolicy backoff);

    // One request to its final outcome: the last response (also a 429 or 5xx that retries did not cure, with its
    // headers) or the last transport error. Throws Failure CANCELLED or TIMEOUT only from a wait, when nothing is under
    // way. While a 429, or the pace that keeps within the limit, asks for a longer wait than is worth it, nothing is
    // sent and the outcome is a 429 made here, whose Retry-After says how long.
    Outcome fetch(const Request& request, const CallScope& scope);

    // The same for reads 0 to count - 1, which start in that order, at most `window` of them under way at a time: as
    // soon as one has ended, `on_done` hears of it on this thread and the next one starts. Repetitions go out between
    // them when they are due. What `make` or `on_done` throws ends the whole call; both may use this client.
    void fetch_all(std::size_t count, const Make& make, std::size_t window, const CallScope& scope,
                   const OnDone& on_done);

    // How many requests have been handed to the transport so far: as long as it stays the same, nothing can have left.
    std::uint64_t handed_over() const noexcept { return handed_over_; }

    // Called after every exchange with the server, those included that are repeated; must not throw. May be empty.
    std::function<void(const Request&, const Outcome&)> on_exchange;

private:
    class Run;

    Transport& transport_;
    RateGovernor& governor_;
    const Log& log_;
    RetryPolicy retry_;
    BackoffPolicy backoff_;
    std::uint64_t handed_over_ = 0;
    bool one_at_a_time_ = false;  // the server does not serve several connections side by side
};

}  // namespace mod_trakt::http
