// Taking back runs of writes: which runs there are, which one an undo means, and how it is made (UNDO-3 to UNDO-8).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/context.hpp"
#include "account/run_record.hpp"
#include "changes/undo_plan.hpp"
#include "changes/write_report.hpp"
#include "module/undo/undo_report.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt {

using RunList = std::vector<std::unique_ptr<account::RunRecord>>;  // the oldest first

// Throws Failure NOT_SUPPORTED when runs are not recorded.
void require_records(const account::Context& context);

// The run that takes back what this one changed and that is in effect now: itself, or an undo of its undo. Also an undo
// of it that was taken back in part, because the next undo goes on with that (UNDO-6). Null: the run was taken back.
const account::RunRecord* run_in_effect(const RunList& all, const account::RunRecord& run);
// The run that an undo without a name means (UNDO-6): the newest one that is no undo itself and is in effect; null:
// none.
const account::RunRecord* newest_run(const RunList& all);

// One undo. Everything is borrowed.
class Undo {
public:
    // `scope.run`: the name of the run that this undo is; empty: it gets one.
    Undo(account::Context& context, const CallScope& scope) : context_(context), scope_(scope), undo_scope_(scope) {}

    // Takes back the run, or with scope.dry_run only finds out what that takes: it reads, and sends no change. `name`
    // absent: newest_run(). Throws Failure if there is no such run, or before the first change.
    UndoReport run(std::optional<std::string_view> name);

private:
    void settle_open_changes(const account::RunRecord& run);
    changes::PresentHoldings read_for(const account::RunRecord& run, const RunList& all) const;
    std::optional<account::Holdings> read(FeatureId feature, bool in_full = false) const;
    changes::UndoPlan plan(const account::RunRecord& run, const RunList& all,
                           const changes::PresentHoldings& now) const;
    // Returns false when the call has ended.
    bool make(std::span<const changes::UndoStep> steps, UndoReport& report);
    bool make_group(std::span<const changes::UndoStep> steps, UndoReport& report);
    void make_all(const changes::UndoPlan& plan, const account::RunRecord& run, UndoReport& report);
    void record(account::RunRecord& run, const changes::UndoPlan& plan, UndoReport& report);

    account::Context& context_;
    const CallScope& scope_;
    CallScope undo_scope_;
};

}  // namespace mod_trakt
