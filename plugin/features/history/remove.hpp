// Removing plays: exactly those that are named, by their history ids.
#pragma once

#include <span>
#include <vector>

#include "features/feature.hpp"

namespace mod_trakt::features {

void remove_plays(const Feature& history, std::span<const changes::WriteInput> inputs, account::Context& context,
                  const CallScope& scope, changes::WriteReport& report, std::vector<changes::PlannedRequest>& plan);

}  // namespace mod_trakt::features
