// The watched history: plays of movies and episodes (behaviour 8).
#pragma once

#include "features/feature.hpp"

namespace mod_trakt::features {

class History final : public Feature {
public:
    std::string_view name() const noexcept override { return "history"; }
    sync::SnapshotPtr read(sync::Context& context, const CallScope& scope) const override;
    void write(sync::Change change, std::span<const sync::WriteInput> inputs, sync::Context& context,
               const CallScope& scope, sync::WriteReport& report,
               std::vector<sync::PlannedRequest>& plan) const override;
};

}  // namespace mod_trakt::features
