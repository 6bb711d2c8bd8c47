// How long to wait before a request is repeated.
#pragma once

#include <cstdint>

#include "http/transport.hpp"

namespace mod_trakt::http {

struct BackoffSettings {
    std::int64_t base_ms = 500;
    std::int64_t cap_ms = 30'000;
    std::int64_t html429_ms = 300'000;  // least wait after a page of Trakt's firewall: it blocks for five minutes
};

// An immutable value; safe to use from several threads.
class BackoffPolicy {
public:
    BackoffPolicy() = default;
    explicit BackoffPolicy(BackoffSettings settings) : settings_(settings) {}

    // `failed` counts the failed outcomes so far (at least 1). `now_unix_ms` serves for a Retry-After that is a date.
    std::int64_t wait_ms(const Outcome& outcome, int failed, std::int64_t now_unix_ms) const;

    // base x 2^(failed - 1), at most the cap.
    std::int64_t exponential_ms(int failed) const noexcept;

private:
    std::int64_t rate_limit_wait_ms(const Response& response, std::int64_t now_unix_ms) const;

    BackoffSettings settings_;
};

}  // namespace mod_trakt::http
