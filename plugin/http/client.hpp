// Sends requests: paces them, repeats those that may be repeated, and waits as long as the server demands.
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

// Used by one thread at a time.
class Client {
public:
    // Builds request `i` just before it is sent, and again for each repetition, so that it carries the present token.
    using Make = std::function<Request(std::size_t i)>;
    // Return false to stop: nothing more is started, requests in flight are aborted, and fetch_all() returns.
    using OnDone = std::function<bool(std::size_t i, Outcome)>;

    // `transport`, `governor` and `log` are borrowed and must outlive the client.
    Client(Transport& transport, RateGovernor& governor, const Log& log, RetryPolicy retry, BackoffPolicy backoff);

    // Sends one request until its final outcome: the last response (also a 429 or 5xx that retries did not cure, with
    // its headers) or the last transport error. Throws Failure CANCELLED or TIMEOUT only from a wait, when no request
    // is in flight. While an earlier 429 or the rate limit demands a longer wait than RetryPolicy accepts, the request
    // is not sent: its outcome is a 429 made by the client, whose Retry-After gives the wait.
    Outcome fetch(const Request& request, const CallScope& scope);

    // The same for reads 0 to count - 1. They start in that order, with at most `window` in flight. As soon as one has
    // ended, `on_done` is called on this thread and the next one starts; repetitions are sent between them when they
    // are due. An exception from `make` or `on_done` ends the whole call. Both callbacks may use this client.
    void fetch_all(std::size_t count, const Make& make, std::size_t window, const CallScope& scope,
                   const OnDone& on_done);

    // Waits until the pace allows a write. Returns false at once if the wait is longer than RetryPolicy accepts:
    // fetch() would then answer with a 429. Throws Failure CANCELLED or TIMEOUT.
    bool wait_for_write(const CallScope& scope);
    // Whether the pace allows a write now.
    bool may_write_now() const { return governor_.write_wait_ms() == 0; }

    // The server's time now, by its last answer with a date; nullopt before the first one.
    std::optional<std::int64_t> shown_unix_ms() const;
    // The same, but before the first answer with a date it returns this machine's time.
    std::int64_t server_unix_ms() const;

    // How many requests the transport has received so far. While this number stays the same, no request can have left.
    std::uint64_t handed_over() const noexcept { return handed_over_; }
    const Log& log() const noexcept { return log_; }

    // Called after every exchange with the server, also when the request is repeated. Must not throw. May be empty.
    std::function<void(const Request&, const Outcome&)> on_exchange;

private:
    class Run;

    Transport& transport_;
    RateGovernor& governor_;
    const Log& log_;
    RetryPolicy retry_;
    BackoffPolicy backoff_;
    std::uint64_t handed_over_ = 0;
    std::optional<std::int64_t> server_ahead_ms_;  // the server's clock less the steady clock
    bool one_at_a_time_ = false;                   // set when the server was seen to serve one connection at a time
};

}  // namespace mod_trakt::http
