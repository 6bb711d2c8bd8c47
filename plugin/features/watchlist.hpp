// The watchlist: movies, shows, seasons and episodes (behaviour 7).
#pragma once

#include "features/feature.hpp"

namespace mod_trakt::features {

class Watchlist final : public Feature {
public:
    std::string_view name() const noexcept override { return "watchlist"; }
    sync::SnapshotPtr read(sync::Context& context, const CallScope& scope) const override;
    void write(sync::Change change, std::span<const sync::WriteInput> inputs, sync::Context& context,
               const CallScope& scope, sync::WriteReport& report,
               std::vector<sync::PlannedRequest>& plan) const override;
};

}  // namespace mod_trakt::features
