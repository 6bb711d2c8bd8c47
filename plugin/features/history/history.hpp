// The watched history: plays of movies and episodes (behaviour 8).
#pragma once

#include "features/feature.hpp"

namespace mod_trakt::features {

class History final : public Feature {
public:
    constexpr FeatureId id() const noexcept override { return FeatureId::History; }
    index::SnapshotPtr read(account::Context& context, const CallScope& scope) const override;
    void write(Change change, std::span<const changes::WriteInput> inputs, account::Context& context,
               const CallScope& scope, changes::WriteReport& report,
               std::vector<changes::PlannedRequest>& plan) const override;
};

}  // namespace mod_trakt::features
