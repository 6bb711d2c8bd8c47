// Adding plays: none twice, and the collection mirror behind it.
#pragma once

#include <span>
#include <vector>

#include "features/feature.hpp"

namespace mod_trakt::features {

void add_plays(const Feature& history, std::span<const sync::WriteInput> inputs, sync::Context& context,
               const CallScope& scope, sync::WriteReport& report, std::vector<sync::PlannedRequest>& plan);

}  // namespace mod_trakt::features
