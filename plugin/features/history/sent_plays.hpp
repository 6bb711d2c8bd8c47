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

// Whether the account has each of these plays now; nullopt where the maps do not decide: few minutes, a map that is not
// served or does not agree with the list, a play whose Trakt id is not known while its minute has a new play. `before`:
// the plays of these minutes before they were sent, of titles that were not held. Throws Failure for an error that ends
// the call.
std::vector<std::optional<bool>> sent_plays_by_map(std::span<const changes::Intent> plays,
                                                   std::span<const account::HeldPlay> before, account::Context& context,
                                                   const CallScope& scope);

}  // namespace mod_trakt::features
