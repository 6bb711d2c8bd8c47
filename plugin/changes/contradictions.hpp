// Items of one call that share an id and contradict each other, or that an item between them connects: what they say
// does not tell whether they are one title (TITLE-5).
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "account/holdings.hpp"
#include "changes/intent.hpp"
#include "changes/title_resolver.hpp"

namespace mod_trakt::changes {

// Changes to add: Trakt's search decides the titles of those that the others make ambiguous (of plays: others of the
// same minute). Intents that the search does not decide are removed from `intents`, and `report` is called for each.
// `holdings`: null if the account could not be read. Throws Failure for an error that ends the call.
using ReportNotSent = std::function<void(const Intent& intent, const NotSent& why)>;
void resolve_contradictions(std::vector<Intent>& intents, const account::Holdings* holdings, TitleResolver& resolver,
                            const ReportNotSent& report);

}  // namespace mod_trakt::changes
