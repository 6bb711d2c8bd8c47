// Trakt's addresses, the application's credentials, and the timeouts.
#pragma once

#include <cstdint>
#include <string>

#include "support/secret.hpp"

namespace mod_trakt::trakt {

struct ApiOptions {
    std::string api_url;
    std::string auth_url;
    std::string client_id;
    Secret client_secret;
    std::string redirect_uri;
    std::int64_t read_idle_ms = 15'000;
    std::int64_t write_idle_ms = 60'000;  // Trakt is slow to apply bulk writes
    int body_attempts = 3;                // attempts for a read whose 2xx has an unreadable body
    std::int64_t body_retry_ms = 500;
    bool from_reserve = false;  // see http::Request
};

}  // namespace mod_trakt::trakt
