// history_collection: what was added to the history is put into the collection too (behaviour 8.6, HIST-9).
#pragma once

#include <vector>

#include "account/context.hpp"
#include "trakt/bodies.hpp"

namespace mod_trakt::features {

// Does nothing unless the configuration asks for it. Never changes the outcome of the write: what fails is logged.
void mirror_to_collection(std::vector<trakt::Play> added, account::Context& context, const CallScope& scope);

}  // namespace mod_trakt::features
