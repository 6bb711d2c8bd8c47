// The only OAuth call of the plugin: the refresh of a token. It is sent to auth_url, with the credentials in the JSON
// body.
#pragma once

#include <cstdint>

#include "support/call_scope.hpp"
#include "support/error.hpp"
#include "support/secret.hpp"
#include "trakt/api_options.hpp"

namespace mod_trakt::http {
class Client;
}

namespace mod_trakt::trakt {

// A new pair of tokens.
struct TokenAnswer {
    Secret access_token;
    Secret refresh_token;           // empty when Trakt sent none
    std::int64_t expires_in_s = 0;  // 0: unknown
};

// Trakt may have carried the request out, but no pair of tokens arrived: the refresh token may be used up.
class AnswerLost : public Failure {
public:
    using Failure::Failure;
};

// How long refresh() still waits for the answer after a cancel or the operation's time limit.
inline constexpr std::int64_t refresh_grace_ms = 10'000;

// Used by one thread at a time.
class OAuth {
public:
    // `client` is borrowed and must outlive it; its retry policy applies.
    OAuth(http::Client& client, ApiOptions options);

    // Gets a new pair for `refresh_token`, which works once. Sends client_secret only if it is configured. When the
    // request may have left, a cancel or deadline of `scope` ends the wait only after refresh_grace_ms; an answer that
    // arrives within that time is returned. Throws Failure UNAUTHENTICATED ("needs_login") if Trakt no longer accepts
    // the token (invalid_grant), FORBIDDEN ("app_rejected") for a wrong client id or secret, AnswerLost if the token
    // may be used up, and the error of error_of() in all other cases.
    TokenAnswer refresh(const Secret& refresh_token, const CallScope& scope);

private:
    http::Client& client_;
    ApiOptions options_;
};

}  // namespace mod_trakt::trakt
