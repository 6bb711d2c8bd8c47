// Parsing Retry-After and Date headers.
#include "http/retry_after.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <string>

#include "support/text.hpp"

namespace mod_trakt::http {
namespace {

// libcurl accepts years up to two thousand million, whose milliseconds would overflow.
constexpr time_t latest_date_s = 253'402'300'799;  // the end of the year 9999

// Reads digits with an optional fraction, and rounds a fraction up to one second.
std::optional<std::int64_t> parse_seconds(std::string_view text) noexcept {
    std::int64_t value = 0;
    std::size_t i = 0;
    for (; i < text.size() && is_ascii_digit(text[i]); ++i)
        value = std::min<std::int64_t>(value * 10 + (text[i] - '0'), longest_retry_after_ms / 1000);
    if (i == 0) return std::nullopt;
    if (i == text.size()) return value;
    if (text[i] != '.' || !std::all_of(text.begin() + static_cast<std::ptrdiff_t>(i) + 1, text.end(), is_ascii_digit))
        return std::nullopt;
    return value + 1;
}

// Reads the three forms of RFC 7231. All of them have a time of day, so a text without a colon is not a date.
std::optional<std::int64_t> http_date_unix_ms(std::string_view text) {
    if (text.size() > 64 || text.find(':') == std::string_view::npos) return std::nullopt;
    const time_t when = curl_getdate(std::string(text).c_str(), nullptr);
    if (when < 0 || when > latest_date_s) return std::nullopt;
    return static_cast<std::int64_t>(when) * 1000;
}

}  // namespace

std::optional<std::int64_t> parse_retry_after(std::string_view text, std::int64_t now_unix_ms) {
    text = ascii_strip(text);
    if (const auto whole = parse_seconds(text)) return std::min(*whole * 1000, longest_retry_after_ms);
    const auto date = http_date_unix_ms(text);
    if (!date) return std::nullopt;
    return std::clamp<std::int64_t>(*date - now_unix_ms, 0, longest_retry_after_ms);
}

std::optional<std::int64_t> server_date_unix_ms(const Headers& headers) {
    const auto date = headers.get("date");
    return date ? http_date_unix_ms(ascii_strip(*date)) : std::nullopt;
}

std::int64_t server_unix_ms(const Headers& headers, std::int64_t local_unix_ms) {
    return server_date_unix_ms(headers).value_or(local_unix_ms);
}

std::optional<std::int64_t> retry_after_ms(const Headers& headers, std::int64_t local_unix_ms) {
    const auto text = headers.get("retry-after");
    if (!text) return std::nullopt;
    return parse_retry_after(*text, server_unix_ms(headers, local_unix_ms));
}

}  // namespace mod_trakt::http
