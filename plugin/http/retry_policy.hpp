// Whether to repeat a request, by its properties and its outcome. Knows no endpoint and no clock.
#pragma once

#include <cstdint>

#include "http/transport.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::http {

// The outcomes of one request so far, including the one that is being judged.
struct Tries {
    int failed = 0;        // outcomes other than 429
    int rate_limited = 0;  // 429 in a row
};

// The longest waits that may begin for a caller without a time limit. With a time limit, every wait that ends before
// the limit may begin.
struct Patience {
    std::int64_t pause_ms = 120'000;                // a wait that the server demands
    std::int64_t pacing_ms = 300'000;               // a wait to stay within the rate limit: as long as its window
    std::int64_t most_ms = CallScope::no_deadline;  // a longer wait never begins, whatever the time limit
};

// An immutable value; safe to use from several threads.
class RetryPolicy {
public:
    // A 429 is not a failure but a demand to wait, so it does not count as an attempt; but five in a row end the
    // request.
    static constexpr int most_429_in_a_row = 5;

    // `max_retries` counts attempts, including the first one (as the configuration key does). At least 1; with 1
    // nothing is repeated. It does not affect how long a request waits before it is sent.
    explicit RetryPolicy(std::int64_t max_retries, Patience patience = {});
    RetryPolicy() : RetryPolicy(3) {}

    bool may_repeat(const Request& request, const Outcome& outcome, Tries tries) const noexcept;

    // Whether to begin a wait that the server demands (worth_waiting) or that keeps within its limit (worth_pacing). A
    // wait that would end after the deadline is useless: the caller gets the answer at once, with the time to come
    // back.
    bool worth_waiting(std::int64_t wait_ms, const CallScope& scope) const;
    bool worth_pacing(std::int64_t wait_ms, const CallScope& scope) const;

    // 408, 500, 502, 503, 504, 520-524: a repetition may succeed. 429 is judged separately.
    static bool is_transient(int status) noexcept;

private:
    bool worth(std::int64_t wait_ms, std::int64_t patience_ms, const CallScope& scope) const;

    std::int64_t attempts_;
    Patience patience_;
};

}  // namespace mod_trakt::http
