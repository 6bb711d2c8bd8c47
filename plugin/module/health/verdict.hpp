// What the probes say of the account, in the words of the health document.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/feature_id.hpp"
#include "module/health/probes.hpp"

namespace mod_trakt {

class HealthVerdict {
public:
    // `probes` is borrowed.
    explicit HealthVerdict(const HealthProbes& probes) : core_(probes.core), watchlist_(probes.watchlist) {}

    // "ok", "degraded", "auth_failed" or "down".
    std::string_view status() const;
    // A state of the table in syncmod.h for the first probe that failed; "ok" if none did.
    std::string_view state() const;
    // The failed probe and its error, in the older words of "reason"; empty if no probe failed.
    std::string reason() const;
    // True if a call of this feature should work, now or after a wait.
    bool works(FeatureId feature) const;
    std::optional<std::int64_t> retry_after_s() const;

private:
    bool is_core_good() const noexcept { return !core_.error; }
    // A rate limit is no outage: the account works after a wait.
    bool is_core_limited() const noexcept { return core_.error && core_.error->status == Status::RateLimited; }
    bool is_watchlist_good() const noexcept { return watchlist_ && !watchlist_->error; }

    const trakt::Probed& core_;
    const std::optional<trakt::Probed>& watchlist_;
};

}  // namespace mod_trakt
