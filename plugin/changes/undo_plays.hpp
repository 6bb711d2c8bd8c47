// The part of an undo that concerns plays.
#pragma once

#include <span>

#include "account/holdings.hpp"
#include "account/run_record.hpp"
#include "changes/undo_plan.hpp"

namespace mod_trakt::changes {

// Adds to `plan` the steps that take back the plays of `run`. A play is identified by its history id. For an added play
// that has none yet, the only play that fits is removed; if several fit, none is removed (UNDO-3).
void plan_plays(const account::RunRecord& run, std::span<const account::RunRecord* const> all,
                const account::Holdings& history, const MayArrive& may_arrive, UndoPlan& plan);

// Whether other runs have changed plays of the same titles at the same minutes. Then a list may show the history id of
// a play that was removed and added again since it was read: a proof by times does not see that.
bool shares_plays(const account::RunRecord& run, std::span<const account::RunRecord* const> all);

}  // namespace mod_trakt::changes
