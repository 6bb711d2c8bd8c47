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

// A step and its verdict; nullopt: the step was not made.
struct UndoResult {
    changes::UndoStep step;
    std::optional<changes::Verdict> verdict;
    std::string hint, message;
};

struct UndoReport {
    std::string run;  // the run to take back; empty: there is no such run
    std::string by;   // the name of this undo's own run
    bool dry_run = false;
    std::vector<account::RunChange> changes;  // the changes of `run`
    std::vector<UndoResult> results;
    std::vector<account::RunReturn> returns;  // the changes that are back, or cannot be taken back, after this undo
    std::optional<Error> failure;

    std::string render() const;
};

// Renders the list of runs, the newest first.
std::string render_runs(std::span<const account::RunRecord* const> runs);

// Returns the items of the steps, as a host passes them to a write. Precondition: all steps have the same action.
std::string items_of(std::span<const changes::UndoStep> steps);

}  // namespace mod_trakt
