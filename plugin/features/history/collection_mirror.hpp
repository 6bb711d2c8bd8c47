// history_collection: mirrors added plays to the user's collection.
#pragma once

#include <span>

#include "account/context.hpp"
#include "changes/intent.hpp"
#include "changes/write_report.hpp"

namespace mod_trakt::features {

// Does nothing unless the option is on. Each title is sent once, by the same rules as other writes, so a title that
// Trakt refuses does not stop the others. Titles that could not be mirrored are logged and noted in the report; the
// verdicts of the plays stay. If the call has failed already, nothing is sent. Throws Failure only for CANCELLED,
// TIMEOUT and HOST, which fail the whole call.
void mirror_to_collection(std::span<const changes::Intent* const> added, account::Context& context,
                          const CallScope& scope, changes::WriteReport& report);

}  // namespace mod_trakt::features
