// Keeps one answer of last_activities for all features of a handle for a few seconds; an own write drops it. Each
// feature gets an answer once: a second call for the same feature wants the present stamps, so it sends a request.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

#include "index/snapshot/snapshot.hpp"
#include "model/feature_id.hpp"
#include "support/log.hpp"
#include "trakt/activities.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::account {

// `api` and `log` are borrowed. Not thread-safe.
class ActivityMemo {
public:
    static constexpr std::int64_t lifetime_ms = 10'000;

    ActivityMemo(trakt::Api& api, const Log& log) : api_(api), log_(log) {}

    // Called after each answer, with its stamp of the account's settings; empty if it has none.
    std::function<void(std::string_view settings_at)> on_answer;

    // The stamps of a feature; empty if the request fails for a temporary reason or its answer is invalid. Throws
    // Failure for an error that ends the call: cancel, no login, refused account, rate limit.
    index::StampReading stamps(FeatureId feature, const CallScope& scope);
    // The same, always by a request.
    index::StampReading stamps_anew(FeatureId feature, const CallScope& scope);
    // Forgets the answer, because an own write may have moved the stamps.
    void drop() noexcept {
        document_.reset();
        served_.fill(false);
    }

private:
    trakt::Api& api_;
    const Log& log_;
    std::optional<json::Document> document_;
    std::array<bool, feature_count> served_{};  // features that got this answer
    std::int64_t taken_steady_ms_ = 0;
    // By Trakt's clock, which also makes the stamps; by this machine's clock if the answer has no date.
    std::int64_t taken_unix_ms_ = 0;
};

}  // namespace mod_trakt::account
