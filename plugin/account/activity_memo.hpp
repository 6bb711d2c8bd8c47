// One answer of last_activities serves all features of a handle for a short while; an own write drops it. A feature
// that has been served by it asks anew: whoever asks for the same thing twice wants to know what has changed since.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "index/snapshot/snapshot.hpp"
#include "model/feature_id.hpp"
#include "support/log.hpp"
#include "trakt/activities.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::account {

class ActivityMemo {
public:
    static constexpr std::int64_t lifetime_ms = 10'000;

    ActivityMemo(trakt::Api& api, const Log& log) : api_(api), log_(log) {}

    // The stamps of a feature; empty when Trakt has none to give at the moment (a fault, an odd answer). Throws Failure
    // for what ends the call: cancel, no login, refused account, rate limit.
    index::StampReading stamps(FeatureId feature, const CallScope& scope);
    // The same, asked for now.
    index::StampReading stamps_anew(FeatureId feature, const CallScope& scope);
    void drop() noexcept {
        document_.reset();
        served_.fill(false);
    }

private:
    trakt::Api& api_;
    const Log& log_;
    std::optional<json::Document> document_;
    std::array<bool, feature_count> served_{};  // features that have had this answer
    std::int64_t taken_steady_ms_ = 0;
    // By Trakt's clock, which is the one that stamps; by this machine's when an answer does not tell.
    std::int64_t taken_unix_ms_ = 0;
};

}  // namespace mod_trakt::account
