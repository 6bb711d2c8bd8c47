// The watched history: plays of movies and episodes (behaviour 8).
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

}  // namespace mod_trakt::features
