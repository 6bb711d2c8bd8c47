// History ids of the plays that recent runs have added, as a read shows them.
#pragma once

#include "account/context.hpp"
#include "index/snapshot/snapshot.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt {

// Records the ids that are not known yet, so that an undo removes these plays and no others of their titles and minutes
// (UNDO-3). Without a request. What cannot be recorded now is learnt when an undo is planned.
void learn_history_ids(const index::CompleteSnapshot& history, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt
