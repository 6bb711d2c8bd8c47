// Keeps one account within the server's limits: reads in a sliding window, writes one after the other, silence after a
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
    std::int64_t burst = 450;  // reads at once; afterwards they are spread evenly
};

struct RateSnapshot {
    // As the server said last, counted on since; absent when it said nothing.
    std::optional<std::int64_t> limit, remaining, reset_s;
    // As counted here; absent when the limit for reads is off.
    std::optional<std::int64_t> own_limit, own_remaining;
};

class RateGovernor {
public:
    static constexpr std::int64_t window_ms = 300'000;
    static constexpr std::int64_t longest_pause_ms = longest_retry_after_ms;
    // Kept free for whatever else the user does with the account, for health, and for requests that arrive bunched.
    static constexpr std::int64_t reserve = 50;

    // `clock` must outlive the governor. Without a ledger the governor keeps one of its own.
    RateGovernor(RateLimits limits, Clock& clock, std::shared_ptr<RateLedger> ledger = nullptr);

    // From now on this ledger paces; what was spent by the former one counts there.
    void move_to(std::shared_ptr<RateLedger> ledger);
    // Another account's requests follow: nothing that was spent so far counts for it, and the former ledger keeps what
    // it says. Until move_to(), the governor has a ledger of its own.
    void start_anew();

    // 0: granted and counted. Else nothing was counted: ask again after so many milliseconds. Of several who wait for
    // the same account, the one that was refused first is granted first, if it comes back in time. `from_reserve`: a
    // read that may take what is kept free, and goes before those that wait.
    std::int64_t try_acquire(Method method, bool from_reserve = false);

    // Takes over what a response says: its rate headers, and the Retry-After of a 429.
    void note(Method method, const Response& response);
    // Nothing goes out for so long; never shortens a pause.
    void pause_for(std::int64_t ms);
    std::int64_t paused_ms() const;  // how long nothing may go out, after a 429

    RateSnapshot snapshot() const;
    Clock& clock() const noexcept { return clock_; }

    // A wait in which the user sees why nothing happens, when it is longer than a second.
    static void wait_visibly(std::int64_t ms, const CallScope& scope);

private:
    std::int64_t read_limit(const RateState& state) const noexcept;
    std::int64_t read_budget(const RateState& state) const noexcept;
    std::int64_t read_wait_ms(const RateState& state, bool from_reserve, std::int64_t now_ms) const;
    void count_read(RateState& state, std::int64_t now_ms) const;
    std::int64_t turn_wait_ms(const RateState& state, bool reads, std::int64_t now_ms) const;
    void note_turn(RateState& state, bool reads, std::int64_t wait_ms, std::int64_t now_ms) const;
    double spread_ms(const RateState& state) const noexcept;

    RateLimits limits_;
    Clock& clock_;
    const std::uint64_t who_;
    std::shared_ptr<RateLedger> ledger_;
};

}  // namespace mod_trakt::http
