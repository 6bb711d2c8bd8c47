// The two questions of health, the second asked only when the first went well.
#pragma once

#include <cstdint>
#include <optional>

#include "support/call_scope.hpp"
#include "trakt/api.hpp"

namespace mod_trakt {

struct HealthProbes {
    trakt::Probed core;                      // last_activities
    std::optional<trakt::Probed> watchlist;  // absent: not asked
    std::int64_t latency_ms = 0;             // of both
};

// `api` must not repeat requests: health answers now. Only a token that has to be renewed takes its time, as in any
// other call: breaking that off could cost the login. Throws Failure only for CANCELLED and TIMEOUT of the operation.
HealthProbes probe_health(trakt::Api& api, const CallScope& scope);

}  // namespace mod_trakt
