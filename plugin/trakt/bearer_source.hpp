// Who knows the access token, and can get another one.
#pragma once

#include "support/call_scope.hpp"
#include "support/secret.hpp"

namespace mod_trakt::trakt {

class OAuth;

class BearerSource {
public:
    virtual ~BearerSource() = default;
    // The token to use now. May refresh one that is about to end, through `oauth`, which is as patient as the caller.
    // Throws Failure when there is none, or when Trakt has ended the login.
    virtual Secret bearer(OAuth& oauth, const CallScope& scope) = 0;
    // `refused` got a 401. Returns when another token is at hand; throws Failure when there will be none.
    virtual void renew(OAuth& oauth, const Secret& refused, const CallScope& scope) = 0;
};

}  // namespace mod_trakt::trakt
