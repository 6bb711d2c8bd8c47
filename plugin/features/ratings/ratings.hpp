// Ratings of movies, shows, seasons and episodes.
#pragma once

#include "features/feature.hpp"

namespace mod_trakt::features {

class Ratings final : public Feature {
public:
    constexpr FeatureId id() const noexcept override { return FeatureId::Ratings; }
    index::SnapshotPtr read(account::Context& context, const CallScope& scope) const override;
    std::unique_ptr<changes::FeatureWriter> writer(Change change, account::Context& context,
                                                   const CallScope& scope) const override;
};

}  // namespace mod_trakt::features
