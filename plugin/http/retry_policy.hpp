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

class RetryPolicy {
public:
    // A 429 is the server's pace and no failure, so it does not use up the attempts; but five in a row are enough.
    static constexpr int most_429_in_a_row = 5;
    // No longer wait is begun unless the caller's own time limit shows that it has the patience.
    static constexpr std::int64_t patience_ms = 120'000;

    // `max_retries` counts attempts, the first one included (that is what the configuration key means). At least 1;
    // with 1 nothing is ever repeated.
    explicit RetryPolicy(std::int64_t max_retries);
    RetryPolicy() : RetryPolicy(3) {}

    bool may_repeat(const Request& request, const Outcome& outcome, Tries tries) const noexcept;

    // Whether to wait for the server so long. A wait that ends after the deadline helps nobody: better to say at once
    // when.
    bool worth_waiting(std::int64_t wait_ms, const CallScope& scope) const;

    // 408, 500, 502, 503, 504, 520-524: may go better next time. 429 is judged apart.
    static bool is_transient(int status) noexcept;

private:
    std::int64_t attempts_;
};

}  // namespace mod_trakt::http
