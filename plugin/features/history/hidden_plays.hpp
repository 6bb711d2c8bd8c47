// The hidden rows of the history that its watched map shows.
#pragma once

#include "account/context.hpp"
#include "index/plays/play_list.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::features {

// Asks for the watched map, and notes in `list`, which was just read in full, the times of hidden rows that the map
// shows. A map that contradicts the list is ignored. Returns false if Trakt does not offer the map. Throws Failure for
// an error that ends the call.
bool note_hidden_times(index::PlayList& list, MediaType type, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
