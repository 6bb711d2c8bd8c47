// Adding plays: none twice, and the collection mirror behind it.
#pragma once

#include <span>
#include <vector>

#include "features/feature.hpp"

namespace mod_trakt::features {

void add_plays(const Feature& history, std::span<const changes::WriteInput> inputs, account::Context& context,
               const CallScope& scope, changes::WriteReport& report, std::vector<changes::PlannedRequest>& plan);

}  // namespace mod_trakt::features
