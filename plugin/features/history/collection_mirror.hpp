// history_collection: mirrors added plays to the user's collection.
#pragma once

#include <span>

#include "account/context.hpp"
#include "changes/intent.hpp"
#include "changes/write_report.hpp"

namespace mod_trakt::features {

// Does nothing unless the option is on. Each title is sent once, by the rules of every other write, so a title that
// Trakt refuses takes no other along. What could not be mirrored is logged and noted in the report; the verdicts of the
// plays stay. When the call has failed already, nothing is sent. Throws Failure for CANCELLED, TIMEOUT and HOST only,
// which fail the whole call.
void mirror_to_collection(std::span<const changes::Intent* const> added, account::Context& context,
                          const CallScope& scope, changes::WriteReport& report);

}  // namespace mod_trakt::features
