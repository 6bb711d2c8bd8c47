// Merges two pacing states of one account.
#include "http/rate_ledger.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mod_trakt::http {

void add_spent(const RateState& other, std::span<const std::int64_t> reads_ms, RateState& state) {
    std::deque<std::int64_t> all_ms;
    std::merge(reads_ms.begin(), reads_ms.end(), state.reads_ms.begin(), state.reads_ms.end(),
               std::back_inserter(all_ms));
    state.reads_ms = std::move(all_ms);
    state.burst_debt_until_ms = std::max(state.burst_debt_until_ms, other.burst_debt_until_ms);
    state.next_write_ms = std::max(state.next_write_ms, other.next_write_ms);
    state.paused_until_ms = std::max(state.paused_until_ms, other.paused_until_ms);
}

void carry_over(RateLedger& from, RateLedger& to) {
    RateState spent;
    from.update([&](RateState& state) {
        spent = state;
        // Cleared, so that these reads are moved once even if several processes carry over. The pause stays for
        // governors that keep this ledger.
        state.reads_ms.clear();
        state.burst_debt_until_ms = 0;
    });
    const std::vector<std::int64_t> reads_ms(spent.reads_ms.begin(), spent.reads_ms.end());
    to.update([&](RateState& state) {
        add_spent(spent, reads_ms, state);
        // Of the server's figures, the latest are kept.
        if (spent.server_until_ms > state.server_until_ms) {
            state.server_limit = spent.server_limit;
            state.server_left = spent.server_left;
            state.server_until_ms = spent.server_until_ms;
        }
        if (!spent.last_reading || (state.last_reading && state.last_reading_ms > spent.last_reading_ms)) return;
        state.last_reading = spent.last_reading;
        state.last_reading_ms = spent.last_reading_ms;
    });
}

}  // namespace mod_trakt::http
