// How long to try. Looks at what the request allows and what came of it; knows no endpoint and no clock.
#pragma once

#include <cstdint>

#include "http/transport.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::http {

// What one request has been through, the outcome that is being judged included.
struct Tries {
    int failed = 0;        // outcomes other than 429
    int rate_limited = 0;  // 429 in a row
};

// The longest waits that are begun for a caller without a time limit of its own. With one, a wait that ends in time is
// begun: the limit shows how much patience there is.
struct Patience {
    std::int64_t pause_ms = 120'000;                // the server has asked for it
    std::int64_t pacing_ms = 300'000;               // ours, to stay within the limit: no longer than its window
    std::int64_t most_ms = CallScope::no_deadline;  // no longer than this, whatever the time limit
};

class RetryPolicy {
public:
    // A 429 is the server's pace and no failure, so it does not use up the attempts; but five in a row are enough.
    static constexpr int most_429_in_a_row = 5;

    // `max_retries` counts attempts, the first one included (that is what the configuration key means). At least 1;
    // with 1 nothing is ever repeated. It has no say in how long a request waits before it goes out.
    explicit RetryPolicy(std::int64_t max_retries, Patience patience = {});
    RetryPolicy() : RetryPolicy(3) {}

    bool may_repeat(const Request& request, const Outcome& outcome, Tries tries) const noexcept;

    // Whether to wait so long, because the server has asked for it or to keep within its limit. A wait that ends after
    // the deadline helps nobody: better to say at once when.
    bool worth_waiting(std::int64_t wait_ms, const CallScope& scope) const;
    bool worth_pacing(std::int64_t wait_ms, const CallScope& scope) const;

    // 408, 500, 502, 503, 504, 520-524: may go better next time. 429 is judged apart.
    static bool is_transient(int status) noexcept;

private:
    bool worth(std::int64_t wait_ms, std::int64_t patience_ms, const CallScope& scope) const;

    std::int64_t attempts_;
    Patience patience_;
};

}  // namespace mod_trakt::http
