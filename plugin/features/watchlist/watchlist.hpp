// The watchlist: movies, shows, seasons and episodes (behaviour 7).
#pragma once

#include "features/feature.hpp"

namespace mod_trakt::features {

class Watchlist final : public Feature {
public:
    constexpr FeatureId id() const noexcept override { return FeatureId::Watchlist; }
    index::SnapshotPtr read(account::Context& context, const CallScope& scope) const override;
    void write(Change change, std::span<const changes::WriteInput> inputs, account::Context& context,
               const CallScope& scope, changes::WriteReport& report,
               std::vector<changes::PlannedRequest>& plan) const override;
};

}  // namespace mod_trakt::features
