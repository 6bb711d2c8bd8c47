// The clock as an interface: tests move it by hand, so they check retry, back-off and pacing without waiting.
#pragma once

#include <algorithm>
#include <cstdint>

namespace mod_trakt {

inline constexpr std::int64_t minute_ms = 60'000;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

// 9999-12-31T23:59:59.999Z. Times up to this one can be added and subtracted without overflow.
inline constexpr std::int64_t latest_unix_ms = 253'402'300'799'999;

// Limits a stored unix_ms to the range that a clock can show, because a stored value may be damaged.
constexpr std::int64_t plausible_unix_ms(std::int64_t stored_ms) noexcept {
    return std::clamp<std::int64_t>(stored_ms, 0, latest_unix_ms);
}

// Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    // Milliseconds since 1970-01-01T00:00:00Z. May jump when the machine's clock is set.
    virtual std::int64_t unix_ms() const = 0;
    // Milliseconds since a fixed moment; never decreases. Used for deadlines and waits.
    virtual std::int64_t steady_ms() const = 0;
    // Whether `moment_ms` (as unix_ms) is at least `than_ms` ago. A time in the future counts as new, because clocks
    // are often set back by seconds. If it is more than ten minutes in the future, its age cannot be known, and it
    // counts as old.
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
