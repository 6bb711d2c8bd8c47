// What plays to add and the plays of their minutes tell about other names of titles.
#pragma once

#include <span>
#include <vector>

#include "account/aliases.hpp"
#include "account/holdings.hpp"
#include "changes/intent.hpp"

namespace mod_trakt::changes {

// The held plays at the minutes of intents whose titles are not held, without those that an intent means.
std::vector<account::HeldPlay> unexplained_plays(std::span<const Intent> intents, const account::Holdings& holdings);

// Notes plays that were added to `before`, under names of titles that were not held: Trakt may show them under other
// ids.
void note_added_plays(std::span<const Intent* const> added, const account::Holdings& before, account::Aliases& aliases);

}  // namespace mod_trakt::changes
