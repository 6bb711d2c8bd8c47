// The rate limit that a response reports, in either of the forms that servers use.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/transport.hpp"

namespace mod_trakt::http {

struct RateReading {
    std::string name;  // of the bucket, e.g. "AUTHED_API_GET_LIMIT"; empty in the split form
    std::optional<std::int64_t> period_s;
    std::optional<std::int64_t> limit;
    std::optional<std::int64_t> remaining;
    std::optional<std::int64_t> reset_ms;  // from now on; never negative, at most an hour
};

// Reads one X-Ratelimit header that holds JSON, else X-RateLimit-Limit/-Remaining/-Reset or RateLimit-*. A part that
// cannot be read is nullopt. Returns nullopt if no part can be read.
std::optional<RateReading> read_rate_headers(const Headers& headers, std::int64_t local_unix_ms);

}  // namespace mod_trakt::http
