// Time, injected: tests move it by hand, so retry, back-off and pacing are tested without waiting.
#pragma once

#include <algorithm>
#include <cstdint>

namespace mod_trakt {

inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

// 9999-12-31T23:59:59.999Z. Moments up to it can be added and subtracted without overflow.
inline constexpr std::int64_t latest_unix_ms = 253'402'300'799'999;

// A moment that was stored, as unix_ms: damage beyond what a clock can show is brought back to its nearest end.
constexpr std::int64_t plausible_unix_ms(std::int64_t stored_ms) noexcept {
    return std::clamp<std::int64_t>(stored_ms, 0, latest_unix_ms);
}

class Clock {
public:
    virtual ~Clock() = default;
    // Milliseconds since 1970-01-01T00:00:00Z. May jump when somebody sets the machine's clock.
    virtual std::int64_t unix_ms() const = 0;
    // Milliseconds since some fixed moment; never goes back. Deadlines and waits use this one.
    virtual std::int64_t steady_ms() const = 0;
    // Whether that moment (as unix_ms) is at least so long ago. Clocks are set back by seconds all the time; one that
    // was set back by more than ten minutes proves nothing, and everything is old.
    bool is_older(std::int64_t moment_ms, std::int64_t than_ms) const {
        constexpr std::int64_t slack_ms = 600'000;
        const std::int64_t age_ms = unix_ms() - moment_ms;
        return age_ms < -slack_ms || age_ms >= than_ms;
    }
    // Blocks this thread for about `ms` milliseconds. Callers slice their waits (see CallScope::wait).
    virtual void block_ms(std::int64_t ms) = 0;
};

// The machine's own clock.
class SystemClock final : public Clock {
public:
    std::int64_t unix_ms() const override;
    std::int64_t steady_ms() const override;
    void block_ms(std::int64_t ms) override;
};

}  // namespace mod_trakt
