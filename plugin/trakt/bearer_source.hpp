// The source of the access token.
#pragma once

#include "support/call_scope.hpp"
#include "support/secret.hpp"

namespace mod_trakt::trakt {

class OAuth;

// Used by one thread at a time.
class BearerSource {
public:
    virtual ~BearerSource() = default;
    // Returns the token to use now. First refreshes a token that is about to expire; `oauth` has the time limits
    // of the caller. Throws Failure if there is no token or Trakt has ended the login.
    virtual Secret bearer(OAuth& oauth, const CallScope& scope) = 0;
    // To be called when a request with the token `refused` got a 401. Returns when bearer() has another token; throws
    // Failure if there is none.
    virtual void replace(OAuth& oauth, const Secret& refused, const CallScope& scope) = 0;
    // To be called when a request was repeated with the token that replace() has provided, and got a 401 again. May
    // throw Failure.
    virtual void note_refused_again(const Secret& /*token*/, const CallScope& /*scope*/) {}
    // To be called when Trakt has accepted a request with this token.
    virtual void note_accepted(const Secret& /*token*/) {}
};

}  // namespace mod_trakt::trakt
