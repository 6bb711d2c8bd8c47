// Points in time as Trakt and hosts write them: UTC, and always checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/json/value.hpp"

namespace mod_trakt {

// "2026-09-11T20:15:00.000Z", "2026-09-11T20:15:00Z", with an offset, without a zone (read as UTC), basic format,
// fractions. Milliseconds since the epoch; nullopt for anything that is not a real date with a time ("2026-02-30T...",
// "", "2026-09-11").
std::optional<std::int64_t> parse_iso_ms(std::string_view text);

// What a host may hand in as watched_at or rated_at: ISO text as above, all-digit text or integers (13 digits and more
// are milliseconds, fewer are seconds).
std::optional<std::int64_t> parse_time_ms(json::Value value);

// "YYYY-MM-DDTHH:MM:SS.000Z"; the fraction below a second is dropped.
std::string format_iso_ms(std::int64_t unix_ms);

// The whole minute that holds this moment; Trakt keeps watched_at to the minute.
constexpr std::int64_t floor_to_minute_ms(std::int64_t unix_ms) noexcept {
    const std::int64_t minute = 60'000;
    const std::int64_t rest = unix_ms % minute;
    return unix_ms - (rest < 0 ? rest + minute : rest);
}
// Whole seconds, toward zero, as the original's keys have them.
constexpr std::int64_t to_seconds(std::int64_t unix_ms) noexcept { return unix_ms / 1000; }

}  // namespace mod_trakt
