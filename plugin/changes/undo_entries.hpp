// The parts of an undo that concern ratings and the watchlist.
#pragma once

#include <span>

#include "account/holdings.hpp"
#include "account/run_record.hpp"
#include "changes/undo_plan.hpp"

namespace mod_trakt::changes {

// Each title goes back to what it had before the first change of the run; a rating that was changed elsewhere since
// then stays (UNDO-4).
void plan_ratings(const account::RunRecord& run, const account::Holdings& ratings, UndoPlan& plan);

// Each title goes back to being on the list or not; entries that the run's plays took away count as removed (UNDO-5).
// Entries that earlier undos of this run took away are put back too.
void plan_watchlist(const account::RunRecord& run, std::span<const account::RunRecord* const> all,
                    const account::Holdings& watchlist, UndoPlan& plan);

}  // namespace mod_trakt::changes
