// Reading the two forms of rate headers.
#include "http/rate_reading.hpp"

#include <algorithm>
#include <charconv>

#include "http/retry_after.hpp"
#include "support/iso_time.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::http {
namespace {

constexpr std::int64_t longest_reset_ms = hour_ms;
constexpr std::int64_t largest_number = 1'000'000'000;  // no limit and no period is that large

std::optional<std::int64_t> plausible(std::optional<std::int64_t> value) {
    return value && *value >= 0 && *value <= largest_number ? value : std::nullopt;
}

std::optional<std::int64_t> integer_field(const Headers& headers, const char* suffix) {
    for (const char* prefix : {"x-ratelimit-", "ratelimit-"}) {
        const auto text = headers.get(std::string(prefix) + suffix);
        if (!text) continue;
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
        // "500, 500;w=300": the first number counts.
        const bool ended = end == text->data() + text->size() || *end == ',' || *end == ';' || *end == ' ';
        if (error == std::errc() && ended && value >= 0) return value;
    }
    return std::nullopt;
}

std::optional<RateReading> from_json(std::string_view text, std::int64_t now_unix_ms) {
    json::Document document;
    if (document.parse(std::string(text)) || !document.root().is_object()) return std::nullopt;
    const json::Value root = document.root();
    RateReading reading;
    reading.name = root["name"].text();
    reading.period_s = plausible(root["period"].integer());
    reading.limit = plausible(root["limit"].integer());
    reading.remaining = plausible(root["remaining"].integer());
    if (const auto until = parse_iso_ms(root["until"].text()))
        reading.reset_ms = std::clamp<std::int64_t>(*until - now_unix_ms, 0, longest_reset_ms);
    return reading;
}

std::optional<RateReading> from_split(const Headers& headers, std::int64_t now_unix_ms) {
    RateReading reading;
    reading.limit = plausible(integer_field(headers, "limit"));
    reading.remaining = plausible(integer_field(headers, "remaining"));
    if (auto reset_s = integer_field(headers, "reset")) {
        // Some servers send a time since 1970, others the seconds that are left, which are never thirty years.
        constexpr std::int64_t thirty_years_s = 946'684'800;
        if (*reset_s > thirty_years_s) *reset_s = std::max<std::int64_t>(0, *reset_s - now_unix_ms / 1000);
        reading.reset_ms = std::min(*reset_s, longest_reset_ms / 1000) * 1000;
    }
    return reading;
}

}  // namespace

std::optional<RateReading> read_rate_headers(const Headers& headers, std::int64_t local_unix_ms) {
    const std::int64_t now_unix_ms = server_unix_ms(headers, local_unix_ms);
    std::optional<RateReading> reading;
    if (const auto text = headers.get("x-ratelimit")) reading = from_json(*text, now_unix_ms);
    if (!reading) reading = from_split(headers, now_unix_ms);
    if (!reading->limit && !reading->remaining && !reading->reset_ms) return std::nullopt;
    return reading;
}

}  // namespace mod_trakt::http
