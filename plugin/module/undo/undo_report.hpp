// The documents of the extension syncmod.undo, as abi/include/syncmod/ext/undo.h describes them.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "account/run_record.hpp"
#include "changes/undo_plan.hpp"
#include "changes/verdict.hpp"
#include "support/error.hpp"

namespace mod_trakt {

// A step with its verdict; absent: it was not made.
struct UndoResult {
    changes::UndoStep step;
    std::optional<changes::Verdict> verdict;
    std::string hint, message;
};

struct UndoReport {
    std::string run;  // that is taken back; empty: there is none
    std::string by;   // the run that this undo is
    bool dry_run = false;
    std::vector<account::RunChange> changes;  // of the run
    std::vector<UndoResult> results;
    std::vector<account::RunReturn> returns;  // what is back, or cannot be, after this undo
    std::optional<Error> failure;

    std::string render() const;
};

// Newest first.
std::string render_runs(std::span<const account::RunRecord* const> runs);

// The items of steps of one action, as hosts hand them in.
std::string items_of(std::span<const changes::UndoStep> steps);

}  // namespace mod_trakt
