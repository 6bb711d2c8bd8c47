// Exponential back-off, and the waits that a 429 or 503 demands.
#include "http/backoff_policy.hpp"

#include <algorithm>

#include "http/html.hpp"
#include "http/retry_after.hpp"

namespace mod_trakt::http {

std::int64_t BackoffPolicy::exponential_ms(int failed) const noexcept {
    std::int64_t wait = std::min(settings_.base_ms, settings_.cap_ms);
    for (int i = 1; i < failed && wait < settings_.cap_ms; ++i) wait = std::min(wait * 2, settings_.cap_ms);
    return std::max<std::int64_t>(0, wait);
}

std::int64_t BackoffPolicy::rate_limit_wait_ms(const Response& response, std::int64_t now_unix_ms) const {
    const auto asked = retry_after_ms(response.headers, now_unix_ms);
    if (is_html(response)) return std::max(asked.value_or(0), settings_.html429_ms);
    // Ten bases (5 s by default) when the server names no time; at least one base, so that "0" does not cause a busy
    // loop.
    return std::max(asked.value_or(settings_.base_ms * 10), settings_.base_ms);
}

std::int64_t BackoffPolicy::wait_ms(const Outcome& outcome, int failed, std::int64_t now_unix_ms) const {
    const auto* response = std::get_if<Response>(&outcome);
    if (response == nullptr) return exponential_ms(failed);
    if (response->status == 429) return rate_limit_wait_ms(*response, now_unix_ms);
    if (response->status == 503)
        return std::max(exponential_ms(failed), retry_after_ms(response->headers, now_unix_ms).value_or(0));
    return exponential_ms(failed);
}

}  // namespace mod_trakt::http
