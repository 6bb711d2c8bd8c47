// Sends the two probes.
#include "module/health/probes.hpp"

#include "support/error.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt {
namespace {

std::int64_t whole_seconds(std::int64_t ms) noexcept { return (ms + 999) / 1000; }

trakt::Probed probe(trakt::Api& api, std::string_view target, const CallScope& scope) {
    try {
        return api.probe(target, scope);
    } catch (const Failure& failure) {
        const Error& error = failure.error();
        if (error.status == Status::Cancelled || error.status == Status::Timeout) throw;
        trakt::Probed probed;
        probed.error = error;
        if (error.http_status != 0) probed.status = error.http_status;
        if (error.retry_after_ms > 0) probed.retry_after_s = whole_seconds(error.retry_after_ms);
        return probed;
    }
}

}  // namespace

HealthProbes probe_health(trakt::Api& api, const CallScope& scope) {
    const std::int64_t begun = scope.clock().steady_ms();
    HealthProbes probes;
    probes.core = probe(api, trakt::activities_path, scope);
    if (!probes.core.error) probes.watchlist = probe(api, trakt::watchlist_probe_path, scope);
    probes.latency_ms = scope.clock().steady_ms() - begun;
    return probes;
}

}  // namespace mod_trakt
