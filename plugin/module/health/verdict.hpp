// What the probes say of the account, in the words that hosts compare.
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
    // A word of the header's table of states, for the first thing that is wrong; "ok" when nothing is.
    std::string_view state() const;
    // What is wrong, and with which probe, in words that are older than that table; empty when nothing is.
    std::string reason() const;
    // Whether a call of this feature can be expected to work, now or after a wait.
    bool works(FeatureId feature) const;
    std::optional<std::int64_t> retry_after_s() const;

private:
    bool is_core_good() const noexcept { return !core_.error; }
    // Being asked to wait is no outage: the account works, a little later.
    bool is_core_limited() const noexcept { return core_.error && core_.error->status == Status::RateLimited; }
    bool is_watchlist_good() const noexcept { return watchlist_ && !watchlist_->error; }

    const trakt::Probed& core_;
    const std::optional<trakt::Probed>& watchlist_;
};

}  // namespace mod_trakt
