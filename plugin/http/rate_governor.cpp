// Counting and granting requests of one account by its ledger.
#include "http/rate_governor.hpp"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <string>

#include "http/retry_after.hpp"

namespace mod_trakt::http {
namespace {

// A waiter that does not ask again within this time after its due time is dropped: it was killed, or its call ended.
constexpr std::int64_t grace_ms = 250;
constexpr std::int64_t yield_ms = 10;  // how soon to ask again when another governor is first
constexpr std::size_t most_waiting = 64;

// A name that differs among the governors of all processes.
std::uint64_t new_name() {
    static std::atomic<std::uint32_t> count{0};
    return (static_cast<std::uint64_t>(::getpid()) << 32) | ++count;
}

// If the limit is small (in a test, or because the server has lowered it), only a tenth of it is the reserve.
std::int64_t subtract_reserve(std::int64_t limit) noexcept {
    return std::max<std::int64_t>(1, limit - std::min(RateGovernor::reserve, limit / 10));
}

// The gap is a twentieth longer than the pace needs, because two requests may arrive closer together than they were
// sent. For a very slow pace it is the longest pause.
std::int64_t write_gap_ms(double post_per_sec) noexcept {
    const double gap_ms = std::ceil(1050 / post_per_sec);
    const auto longest_ms = static_cast<double>(RateGovernor::longest_pause_ms);
    return static_cast<std::int64_t>(std::min(gap_ms, longest_ms));
}

// Removes expired and impossible values. Other processes write the ledger file too, and no mistake in it may block the
// account forever.
void tidy(RateState& state, std::int64_t now_ms) {
    while (!state.reads_ms.empty() && state.reads_ms.front() <= now_ms - RateGovernor::window_ms)
        state.reads_ms.pop_front();
    while (!state.reads_ms.empty() && state.reads_ms.back() > now_ms) state.reads_ms.pop_back();
    const std::int64_t latest_ms = now_ms + RateGovernor::longest_pause_ms;
    state.paused_until_ms = std::min(state.paused_until_ms, latest_ms);
    state.next_write_ms = std::min(state.next_write_ms, latest_ms);
    state.server_until_ms = std::min(state.server_until_ms, latest_ms);
    state.burst_debt_until_ms =
        std::min(state.burst_debt_until_ms, static_cast<double>(now_ms + RateGovernor::window_ms));
    std::erase_if(state.waiting, [now_ms, latest_ms](const RateWaiter& waiter) {
        return waiter.due_ms + grace_ms < now_ms || waiter.since_ms > now_ms || waiter.due_ms > latest_ms;
    });
}

bool concerns_reads(const RateReading& reading, Method method) {
    if (reading.name.find("GET") != std::string::npos) return true;
    return reading.name.empty() && method == Method::Get;
}

}  // namespace

RateGovernor::RateGovernor(RateLimits limits, Clock& clock, std::shared_ptr<RateLedger> ledger)
    : limits_(limits),
      clock_(clock),
      who_(new_name()),
      ledger_(ledger ? std::move(ledger) : std::make_shared<LocalRateLedger>()) {}

void RateGovernor::move_to(std::shared_ptr<RateLedger> ledger) {
    carry_over(*ledger_, *ledger);
    ledger_ = std::move(ledger);
}

void RateGovernor::start_anew() { ledger_ = std::make_shared<LocalRateLedger>(); }

std::int64_t RateGovernor::read_limit(const RateState& state) const noexcept {
    return std::min(limits_.get_per_5min, state.server_limit.value_or(limits_.get_per_5min));
}

std::int64_t RateGovernor::read_budget(const RateState& state) const noexcept {
    return subtract_reserve(read_limit(state));
}

double RateGovernor::spread_ms(const RateState& state) const noexcept {
    return static_cast<double>(window_ms) / static_cast<double>(read_budget(state));
}

std::int64_t RateGovernor::read_wait_ms(const RateState& state, bool from_reserve, std::int64_t now_ms) const {
    if (limits_.get_per_5min <= 0) return 0;
    std::int64_t wait = 0;
    const auto sent = static_cast<std::int64_t>(state.reads_ms.size());
    const std::int64_t budget = from_reserve ? read_limit(state) : read_budget(state);
    if (sent >= budget) wait = state.reads_ms[static_cast<std::size_t>(sent - budget)] + window_ms - now_ms;
    if (!from_reserve && limits_.burst > 0 && limits_.burst < budget) {
        const double burst_ms = static_cast<double>(limits_.burst - 1) * spread_ms(state);
        const double over_ms = state.burst_debt_until_ms - static_cast<double>(now_ms) - burst_ms;
        wait = std::max(wait, static_cast<std::int64_t>(std::ceil(over_ms)));
    }
    if (now_ms < state.server_until_ms) {
        const std::int64_t kept =
            from_reserve ? 0 : std::min(reserve, state.server_limit.value_or(limits_.get_per_5min) / 10);
        if (state.server_left <= kept) wait = std::max(wait, state.server_until_ms - now_ms);
    }
    return wait;
}

std::int64_t RateGovernor::write_wait_ms(const RateState& state, std::int64_t now_ms) const {
    const std::int64_t paced_ms = limits_.post_per_sec > 0 ? state.next_write_ms - now_ms : 0;
    return std::max({paced_ms, state.paused_until_ms - now_ms, std::int64_t{0}});
}

void RateGovernor::count_read(RateState& state, std::int64_t now_ms) const {
    if (limits_.get_per_5min <= 0) return;
    state.reads_ms.push_back(now_ms);
    state.burst_debt_until_ms = std::max(state.burst_debt_until_ms, static_cast<double>(now_ms)) + spread_ms(state);
    if (now_ms < state.server_until_ms) --state.server_left;
}

std::int64_t RateGovernor::queue_wait_ms(const RateState& state, bool reads, std::int64_t now_ms) const {
    std::int64_t since_ms = now_ms;
    for (const RateWaiter& waiter : state.waiting)
        if (waiter.who == who_ && waiter.reads == reads) since_ms = waiter.since_ms;
    const bool other_is_first = std::any_of(state.waiting.begin(), state.waiting.end(), [&](const RateWaiter& waiter) {
        return waiter.who != who_ && waiter.reads == reads && waiter.since_ms < since_ms && waiter.due_ms <= now_ms;
    });
    return other_is_first ? yield_ms : 0;
}

void RateGovernor::update_queue(RateState& state, bool reads, std::int64_t wait_ms, std::int64_t now_ms) const {
    const auto own = std::find_if(state.waiting.begin(), state.waiting.end(), [&](const RateWaiter& waiter) {
        return waiter.who == who_ && waiter.reads == reads;
    });
    if (wait_ms == 0) {
        if (own != state.waiting.end()) state.waiting.erase(own);
    } else if (own != state.waiting.end()) {
        own->due_ms = now_ms + wait_ms;
    } else if (state.waiting.size() < most_waiting) {
        state.waiting.push_back({who_, reads, now_ms, now_ms + wait_ms});
    }
}

// Each update reads the clock under the ledger's lock: while it waited for the lock, other processes may have written
// later times.
std::int64_t RateGovernor::try_acquire(Method method, bool from_reserve) {
    const bool reads = method == Method::Get;
    std::int64_t wait = 0;
    ledger_->update([&](RateState& state) {
        const std::int64_t now_ms = clock_.steady_ms();
        tidy(state, now_ms);
        wait =
            reads
                ? std::max({read_wait_ms(state, from_reserve, now_ms), state.paused_until_ms - now_ms, std::int64_t{0}})
                : write_wait_ms(state, now_ms);
        if (!from_reserve) {
            if (wait == 0) wait = queue_wait_ms(state, reads, now_ms);
            update_queue(state, reads, wait, now_ms);
        }
        if (wait > 0) return;
        if (reads) {
            count_read(state, now_ms);
        } else if (limits_.post_per_sec > 0) {
            state.next_write_ms = now_ms + write_gap_ms(limits_.post_per_sec);
        }
    });
    return wait;
}

std::int64_t RateGovernor::write_wait_ms() const {
    std::int64_t wait = 0;
    ledger_->update([&](RateState& state) {
        const std::int64_t now_ms = clock_.steady_ms();
        tidy(state, now_ms);
        wait = write_wait_ms(state, now_ms);
    });
    return wait;
}

void RateGovernor::note(Method method, const Response& response) {
    const std::int64_t unix_ms = clock_.unix_ms();
    const auto reading = read_rate_headers(response.headers, unix_ms);
    const auto retry_after = response.status == 429 ? retry_after_ms(response.headers, unix_ms) : std::nullopt;
    if (!reading && !retry_after) return;
    ledger_->update([&](RateState& state) {
        const std::int64_t now_ms = clock_.steady_ms();
        if (retry_after)
            state.paused_until_ms = std::max(state.paused_until_ms, now_ms + std::min(*retry_after, longest_pause_ms));
        if (!reading) return;
        if (concerns_reads(*reading, method)) {
            state.last_reading = reading;
            state.last_reading_ms = now_ms;
            const bool our_period = !reading->period_s || *reading->period_s == window_ms / 1000;
            if (reading->limit && *reading->limit > 0 && our_period) state.server_limit = reading->limit;
            if (reading->remaining && reading->reset_ms) {
                state.server_left = *reading->remaining;
                state.server_until_ms = now_ms + *reading->reset_ms;
            }
        } else if (method != Method::Get && reading->remaining == 0 && reading->reset_ms) {
            state.next_write_ms = std::max(state.next_write_ms, now_ms + *reading->reset_ms);
        }
    });
}

void RateGovernor::pause_for(std::int64_t ms) {
    ledger_->update([&](RateState& state) {
        state.paused_until_ms = std::max(state.paused_until_ms, clock_.steady_ms() + std::min(ms, longest_pause_ms));
    });
}

std::int64_t RateGovernor::paused_ms() const {
    std::int64_t left = 0;
    ledger_->update([&](RateState& state) {
        const std::int64_t now_ms = clock_.steady_ms();
        tidy(state, now_ms);
        left = std::max<std::int64_t>(0, state.paused_until_ms - now_ms);
    });
    return left;
}

RateSnapshot RateGovernor::snapshot() const {
    RateSnapshot out;
    ledger_->update([&](RateState& state) {
        const std::int64_t now_ms = clock_.steady_ms();
        tidy(state, now_ms);
        if (limits_.get_per_5min > 0) {
            out.own_limit = std::min(limits_.get_per_5min, state.server_limit.value_or(limits_.get_per_5min));
            const auto sent = static_cast<std::int64_t>(state.reads_ms.size());
            out.own_remaining = std::max<std::int64_t>(0, read_budget(state) - sent);
        }
        if (!state.last_reading) return;
        out.limit = state.last_reading->limit;
        const std::int64_t passed_ms = now_ms - state.last_reading_ms;
        // After the end of the server's period its remaining count is no longer valid.
        if (state.last_reading->reset_ms && passed_ms >= *state.last_reading->reset_ms) return;
        out.remaining = state.last_reading->remaining;
        if (out.remaining && now_ms < state.server_until_ms)
            out.remaining = std::max<std::int64_t>(0, state.server_left);
        if (state.last_reading->reset_ms) out.reset_s = (*state.last_reading->reset_ms - passed_ms + 999) / 1000;
    });
    return out;
}

void RateGovernor::wait_visibly(std::int64_t ms, const CallScope& scope) {
    const std::int64_t until = scope.clock().steady_ms() + ms;
    for (;;) {
        const std::int64_t left = until - scope.clock().steady_ms();
        if (left <= 0) return scope.check();
        if (left > 1000) scope.report(0, 0, "waiting " + std::to_string((left + 999) / 1000) + " s for Trakt's limit");
        scope.wait(std::min<std::int64_t>(left, 1000));
    }
}

}  // namespace mod_trakt::http
