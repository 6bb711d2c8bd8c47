// Finds out by the watched maps which plays that were just sent have arrived: two requests for each kind, however many
// plays there are.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "account/context.hpp"
#include "account/held_title.hpp"
#include "changes/intent.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::features {

// Returns for each of these plays whether the account has it now. Nullopt where the maps do not decide: the plays have
// few minutes, the map is not served or does not agree with the list, or the play's Trakt id is not known and its
// minute has a new play. `before`: the plays at the minutes of titles that were not held, before these plays were sent.
// Throws Failure for an error that ends the call.
std::vector<std::optional<bool>> sent_plays_by_map(std::span<const changes::Intent> plays,
                                                   std::span<const account::HeldPlay> before, account::Context& context,
                                                   const CallScope& scope);

}  // namespace mod_trakt::features
