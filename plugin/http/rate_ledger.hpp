// The pacing state of one account, kept in this process or, by state/shared_rate_ledger, in a file that several
// processes share. Times are those of the machine's steady clock, which all processes share.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "http/rate_reading.hpp"
#include "support/mutex.hpp"

namespace mod_trakt::http {

// A caller that was refused a slot. Slots are granted in the order of the first refusal.
struct RateWaiter {
    std::uint64_t who = 0;  // the governor's name
    bool reads = true;      // false: writes
    std::int64_t since_ms = 0;
    std::int64_t due_ms = 0;  // from when on it may ask again
};

// The pacing state of one account.
struct RateState {
    std::deque<std::int64_t> reads_ms;         // when the reads of the last five minutes were sent, oldest first
    double burst_debt_until_ms = 0;            // when the bucket of the burst limit will be full again
    std::int64_t next_write_ms = 0;            // from when on the next write may be sent
    std::int64_t paused_until_ms = 0;          // after a 429: nothing is sent before this time
    std::optional<std::int64_t> server_limit;  // reads per five minutes, as the server announced
    std::int64_t server_left = 0;              // reads that the server still grants before server_until_ms
    std::int64_t server_until_ms = 0;          // end of that grant; in the past: no grant is known
    std::vector<RateWaiter> waiting;
    std::optional<RateReading> last_reading;
    std::int64_t last_reading_ms = 0;
};

// The owner of a RateState. Governors share one by shared_ptr.
class RateLedger {
public:
    virtual ~RateLedger() = default;
    // Runs `change` while no other governor of the account reads or changes the state. Thread-safe.
    virtual void update(const std::function<void(RateState&)>& change) = 0;
};

// Adds what `other` has spent. `reads_ms` are the reads of `other` that `state` does not count yet, oldest first.
void add_spent(const RateState& other, std::span<const std::int64_t> reads_ms, RateState& state);
// Moves what an account has spent from one ledger to another, when the account's name changes.
void carry_over(RateLedger& from, RateLedger& to);

// A ledger in this process.
class LocalRateLedger final : public RateLedger {
public:
    void update(const std::function<void(RateState&)>& change) override {
        const Lock lock(mutex_);
        change(state_);
    }

private:
    Mutex mutex_;
    RateState state_;
};

}  // namespace mod_trakt::http
