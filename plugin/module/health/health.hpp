// The health document (behaviour 11.1 with HLT-1): two probes, the second only when the first succeeded.
#pragma once

#include <string>

#include "http/rate_governor.hpp"
#include "support/call_scope.hpp"
#include "trakt/api.hpp"

namespace mod_trakt {

// `api` must not repeat requests: health answers now. Only a token that has to be renewed takes its time, as in any
// other call: breaking that off could cost the login. Throws Failure only for CANCELLED and TIMEOUT of the operation.
std::string check_health(trakt::Api& api, const http::RateGovernor& governor, const CallScope& scope);

}  // namespace mod_trakt
