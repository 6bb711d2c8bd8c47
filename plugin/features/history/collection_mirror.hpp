// history_collection: mirrors added plays to the user's collection.
#pragma once

#include <vector>

#include "account/context.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {

// Does nothing unless the option is on. An error is logged and ends the mirroring; the verdicts of the plays stay.
// Throws Failure for CANCELLED, TIMEOUT and HOST only, which fail the whole call.
void mirror_to_collection(std::vector<trakt::PlayToAdd> added, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
