// The two probes of health; the second is sent only if the first succeeded.
#pragma once

#include <cstdint>
#include <optional>

#include "support/call_scope.hpp"
#include "trakt/api.hpp"

namespace mod_trakt {

struct HealthProbes {
    trakt::Probed core;                      // last_activities
    std::optional<trakt::Probed> watchlist;  // absent: not sent
    std::int64_t latency_ms = 0;             // of both together
};

// `api` must not repeat requests, because health answers at once. Only the renewal of a token is waited for, as in any
// other call, because interrupting it could lose the login. Throws Failure only for CANCELLED and TIMEOUT of the call.
HealthProbes probe_health(trakt::Api& api, const CallScope& scope);

}  // namespace mod_trakt
