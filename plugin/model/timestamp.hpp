// Points in time as hosts pass them, as Trakt stores them and as keys contain them.
#pragma once

#include <cstdint>
#include <optional>

#include "support/clock.hpp"
#include "support/json/value.hpp"

namespace mod_trakt {

// Reads what a host may pass as watched_at or rated_at: ISO text (support/iso_time), all-digit text or an integer (13
// digits and more are milliseconds, fewer are seconds).
std::optional<std::int64_t> parse_time_ms(json::Value value);

// The start of the minute that contains this time; Trakt stores watched_at to the minute.
constexpr std::int64_t floor_to_minute_ms(std::int64_t unix_ms) noexcept {
    const std::int64_t rest = unix_ms % minute_ms;
    return unix_ms - (rest < 0 ? rest + minute_ms : rest);
}
// Whole seconds, rounded toward zero, as in the original's keys.
constexpr std::int64_t to_seconds(std::int64_t unix_ms) noexcept { return unix_ms / 1000; }

}  // namespace mod_trakt
