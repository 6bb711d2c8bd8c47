// Trakt's form of times: UTC, "2026-09-12T19:42:00.000Z".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mod_trakt::twin {

constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t day_ms = 86'400'000;

constexpr std::int64_t floor_to(std::int64_t ms, std::int64_t step_ms) {
    const std::int64_t rest = ms % step_ms;
    return ms - (rest < 0 ? rest + step_ms : rest);
}

void append_iso(std::string& out, std::int64_t unix_ms);
std::string iso(std::int64_t unix_ms);
// With or without a fraction, "Z" or an offset; a bare date means midnight.
std::optional<std::int64_t> parse_iso(std::string_view text);
// "Sun, 22 Nov 2026 21:51:34 GMT", for the Date header.
std::string http_date(std::int64_t unix_ms);

}  // namespace mod_trakt::twin
