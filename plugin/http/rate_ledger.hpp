// Where the pacing of one account is written down: in this process, or, by state/shared_rate_ledger, in a file that
// several processes share. The times are those of the machine's steady clock, which is the same for all of them.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "http/rate_reading.hpp"

namespace mod_trakt::http {

// A caller that was refused a slot. Slots are granted in the order of the first refusal.
struct RateWaiter {
    std::uint64_t who = 0;  // one governor
    bool reads = true;      // or writes
    std::int64_t since_ms = 0;
    std::int64_t due_ms = 0;  // when it may ask again
};

struct RateState {
    std::deque<std::int64_t> reads_ms;         // when the reads of the last five minutes went out, oldest first
    double burst_debt_until_ms = 0;            // when the bucket of the burst limit will be full again
    std::int64_t next_write_ms = 0;            // the next write may go out then
    std::int64_t paused_until_ms = 0;          // after a 429: nothing goes out before
    std::optional<std::int64_t> server_limit;  // reads in five minutes as the server counts them
    std::int64_t server_left = 0;              // reads that the server still grants ...
    std::int64_t server_until_ms = 0;          // ... before this moment; in the past: it said nothing
    std::vector<RateWaiter> waiting;
    std::optional<RateReading> last_reading;
    std::int64_t last_reading_ms = 0;
};

class RateLedger {
public:
    virtual ~RateLedger() = default;
    // Runs `change` while nobody else of the account sees or changes the state.
    virtual void update(const std::function<void(RateState&)>& change) = 0;
};

// Adds to `state` what `other` says, of whose reads only `reads_ms` (oldest first) are not counted in it yet.
void add_spent(const RateState& other, std::span<const std::int64_t> reads_ms, RateState& state);
// What was spent under one name of an account counts under the other one from now on.
void carry_over(RateLedger& from, RateLedger& to);

class LocalRateLedger final : public RateLedger {
public:
    void update(const std::function<void(RateState&)>& change) override {
        const std::lock_guard lock(mutex_);
        change(state_);
    }

private:
    std::mutex mutex_;
    RateState state_;
};

}  // namespace mod_trakt::http
