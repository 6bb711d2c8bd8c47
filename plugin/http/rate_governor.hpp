// Keeps one account within the server's limits: reads in a sliding window, writes one after the other, a pause after a
// 429.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "http/rate_ledger.hpp"
#include "http/retry_after.hpp"
#include "http/transport.hpp"
#include "support/call_scope.hpp"
#include "support/clock.hpp"

namespace mod_trakt::http {

// 0 switches that limit off.
struct RateLimits {
    std::int64_t get_per_5min = 500;
    double post_per_sec = 1;
    std::int64_t burst = 450;  // reads without spacing; later ones are spread evenly
};

// The figures of one moment, for health.
struct RateSnapshot {
    // What the server said last, less the reads sent since; nullopt if it said nothing.
    std::optional<std::int64_t> limit, remaining, reset_s;
    // Counted by this governor; nullopt if the limit for reads is off.
    std::optional<std::int64_t> own_limit, own_remaining;
};

// Thread-safe if its ledger is, except move_to() and start_anew(), which no other call may overlap.
class RateGovernor {
public:
    static constexpr std::int64_t window_ms = 300'000;
    static constexpr std::int64_t longest_pause_ms = longest_retry_after_ms;
    // Kept free for other uses of the account, for health, and for requests that arrive closer together than they were
    // sent.
    static constexpr std::int64_t reserve = 50;

    // `clock` must outlive the governor. Without a ledger the governor keeps one of its own.
    RateGovernor(RateLimits limits, Clock& clock, std::shared_ptr<RateLedger> ledger = nullptr);

    // Uses this ledger from now on, and moves what was spent in the former ledger to it.
    void move_to(std::shared_ptr<RateLedger> ledger);
    // Must be called before requests for another account. What was spent so far does not count for that account, and
    // the former ledger keeps its state. Until move_to(), the governor has a ledger of its own.
    void start_anew();

    // Returns 0 if the request is granted, and counts it; else the milliseconds after which to ask again, and counts
    // nothing. Among governors that wait for the same account, the one refused first is granted first, if it asks again
    // in time. A read with `from_reserve` may use the reserve and does not queue.
    std::int64_t try_acquire(Method method, bool from_reserve = false);

    // Milliseconds until try_acquire() would grant a write; counts nothing.
    std::int64_t write_wait_ms() const;

    // Takes over the rate headers of a response, and the Retry-After of a 429.
    void note(Method method, const Response& response);
    // Grants nothing for `ms`. Never shortens a pause.
    void pause_for(std::int64_t ms);
    std::int64_t paused_ms() const;  // how much longer nothing is granted, after a 429

    RateSnapshot snapshot() const;
    Clock& clock() const noexcept { return clock_; }

    // Waits for `ms`. If the wait is longer than a second, progress shows the reason.
    static void wait_visibly(std::int64_t ms, const CallScope& scope);

private:
    std::int64_t read_limit(const RateState& state) const noexcept;
    std::int64_t read_budget(const RateState& state) const noexcept;
    std::int64_t read_wait_ms(const RateState& state, bool from_reserve, std::int64_t now_ms) const;
    std::int64_t write_wait_ms(const RateState& state, std::int64_t now_ms) const;
    void count_read(RateState& state, std::int64_t now_ms) const;
    std::int64_t queue_wait_ms(const RateState& state, bool reads, std::int64_t now_ms) const;
    void update_queue(RateState& state, bool reads, std::int64_t wait_ms, std::int64_t now_ms) const;
    double spread_ms(const RateState& state) const noexcept;

    RateLimits limits_;
    Clock& clock_;
    const std::uint64_t who_;
    std::shared_ptr<RateLedger> ledger_;
};

}  // namespace mod_trakt::http
