// Which outcomes may be repeated, and which waits may begin.
#include "http/retry_policy.hpp"

#include <algorithm>

namespace mod_trakt::http {
namespace {

bool may_succeed_later(const TransportError& error) noexcept {
    switch (error.kind) {
        case TransportError::Kind::Timeout:
        case TransportError::Kind::Connect:
        case TransportError::Kind::Protocol: return true;
        case TransportError::Kind::Tls:       // a certificate that was refused stays refused
        case TransportError::Kind::TooLarge:  // a body that was too large stays too large
        case TransportError::Kind::Stalled:   // Client repeats these itself
        case TransportError::Kind::Cancelled:
        case TransportError::Kind::Deadline: return false;
    }
    return false;
}

}  // namespace

RetryPolicy::RetryPolicy(std::int64_t max_retries, Patience patience)
    : attempts_(std::max<std::int64_t>(1, max_retries)), patience_(patience) {}

bool RetryPolicy::is_transient(int status) noexcept {
    return status == 408 || status == 500 || (status >= 502 && status <= 504) || (status >= 520 && status <= 524);
}

bool RetryPolicy::may_repeat(const Request& request, const Outcome& outcome, Tries tries) const noexcept {
    if (attempts_ == 1) return false;
    if (const auto* response = std::get_if<Response>(&outcome)) {
        // A 429 says that nothing was applied, so it is the only answer after which a write may be repeated.
        if (response->status == 429) return tries.rate_limited < most_429_in_a_row;
        return request.repeat == Repeat::Safe && is_transient(response->status) && tries.failed < attempts_;
    }
    const auto& error = std::get<TransportError>(outcome);
    if (!may_succeed_later(error) || tries.failed >= attempts_) return false;
    return request.repeat == Repeat::Safe || error.surely_unsent;
}

bool RetryPolicy::worth(std::int64_t wait_ms, std::int64_t patience_ms, const CallScope& scope) const {
    if (wait_ms > patience_.most_ms) return false;
    const std::int64_t left_ms = scope.remaining_ms();
    return left_ms == CallScope::no_deadline ? wait_ms <= patience_ms : wait_ms < left_ms;
}

bool RetryPolicy::worth_waiting(std::int64_t wait_ms, const CallScope& scope) const {
    return worth(wait_ms, patience_.pause_ms, scope);
}

bool RetryPolicy::worth_pacing(std::int64_t wait_ms, const CallScope& scope) const {
    return worth(wait_ms, patience_.pacing_ms, scope);
}

}  // namespace mod_trakt::http
