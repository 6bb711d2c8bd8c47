// The watched history: plays of movies and episodes.
#pragma once

#include "features/feature.hpp"

namespace mod_trakt::features {

class History final : public Feature {
public:
    constexpr FeatureId id() const noexcept override { return FeatureId::History; }
    index::SnapshotPtr read(account::Context& context, const CallScope& scope) const override;
    std::unique_ptr<changes::FeatureWriter> writer(Change change, account::Context& context,
                                                   const CallScope& scope) const override;
};

// Brings the last snapshot up to date as History::read does, but with at most about `most_requests` requests for the
// changes. Null when more are needed, or when there is no snapshot. Throws Failure.
index::SnapshotPtr update_history(std::int64_t most_requests, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
