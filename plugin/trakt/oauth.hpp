// The OAuth calls (trakt-api.md 5): refresh. All of them go to auth_url, with the credentials in the JSON body.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "http/client.hpp"
#include "support/secret.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::trakt {

struct TokenAnswer {
    Secret access_token;
    Secret refresh_token;           // empty when Trakt sent none
    std::int64_t expires_in_s = 0;  // 0: unknown
};

// Spends `refresh_token`, which works once. Throws Failure UNAUTHENTICATED ("needs_login") when Trakt says that it is
// dead (invalid_grant), FORBIDDEN ("app_rejected") for a wrong client id or secret, and what error_of says for all
// else: then the token may or may not be spent.
TokenAnswer refresh_tokens(http::Client& client, const ApiOptions& options, const Secret& refresh_token,
                           const CallScope& scope);

}  // namespace mod_trakt::trakt
