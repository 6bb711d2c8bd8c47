// Inputs that are rows without their show, handed back without the member that says so (TITLE-11).
#pragma once

#include <span>

#include "account/context.hpp"
#include "changes/write_input.hpp"
#include "model/feature_id.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

// Under the rules of 3.2.0 the index keeps the numbers of a row without its show, and hosts of that time hand back only
// the members that all providers share. So the ids of an episode that the last snapshot has without a show are its own.
void recognise_rows_without_show(std::span<WriteInput> inputs, FeatureId feature, account::Context& context,
                                 const CallScope& scope);

}  // namespace mod_trakt::changes
