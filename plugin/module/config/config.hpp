// The configuration: one JSON object from the host, parsed once, with the type and default of every key.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/options.hpp"
#include "support/secret.hpp"

namespace mod_trakt {

struct RateLimitConfig {
    int get_per_5min = 500;   // 0: no pacing
    double post_per_sec = 1;  // 0: no pacing
    int burst = 450;
};

struct BackoffConfig {
    std::int64_t base_ms = 500;
    std::int64_t cap_ms = 30'000;
    std::int64_t html429_ms = 300'000;
};

struct Config {
    std::string client_id;
    Secret client_secret;
    Secret access_token;
    Secret refresh_token;
    std::int64_t expires_at_ms = 0;  // 0: unknown
    std::string redirect_uri = "urn:ietf:wg:oauth:2.0:oob";

    std::string api_url = "https://api.trakt.tv";
    std::string auth_url = "https://auth.trakt.tv";
    std::string state_dir;  // empty: no files are kept
    std::string instance = "default";
    std::string user_agent;
    std::string ca_file;
    std::string proxy;

    std::int64_t timeout_ms = 15'000;
    int max_retries = 3;  // the number of attempts, the first one included: at least 1
    std::uint64_t max_response_bytes = 64ull * 1024 * 1024;
    RateLimitConfig rate_limit;
    BackoffConfig backoff;
    bool debug = false;

    account::Options sync;

    // One message for each value that could not be used. No message contains the value of a secret key.
    std::vector<std::string> warnings;
};

// Throws Failure INVALID_ARGUMENT ("bad_config") when the text is not one JSON object, or a URL or the proxy is not
// allowed.
Config parse_config(std::string_view json_text);

}  // namespace mod_trakt
