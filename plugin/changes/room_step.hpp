// The step of a write that takes out the intents for which a list has no room.
#pragma once

#include <optional>
#include <vector>

#include "changes/feature_writer.hpp"
#include "support/log.hpp"

namespace mod_trakt::changes {

// The room of the list if it is less than the number of intents; else nullopt.
std::optional<Room> lack_of_room(const FeatureWriter& writer, const Held& held, std::size_t intents);

// Fills the list up to its limit, in the caller's order (LIMIT-2). The other intents get the verdict `limit`.
void fill_room(const FeatureWriter& writer, const Held& held, std::vector<Intent>& intents, WriteReport& report,
               const Log& log);

}  // namespace mod_trakt::changes
