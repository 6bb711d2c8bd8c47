// history_collection: what was added to the history is put into the collection too.
#pragma once

#include <vector>

#include "account/context.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {

// Does nothing unless the configuration asks for it. What fails is logged and ends the mirroring, and the verdicts of
// the plays stay as they are. Throws Failure CANCELLED, TIMEOUT and HOST, which are not the mirror's own affair: the
// call then fails.
void mirror_to_collection(std::vector<trakt::PlayToAdd> added, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
