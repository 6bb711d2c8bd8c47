// Records the changes of a write in the record of its run, so that the run can be taken back (UNDO-1, UNDO-2).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "account/context.hpp"
#include "account/run_record.hpp"
#include "changes/classify.hpp"
#include "changes/feature_writer.hpp"
#include "changes/intent.hpp"
#include "changes/write_report.hpp"
#include "support/call_scope.hpp"
#include "support/error.hpp"

namespace mod_trakt::changes {

// The recorder of one write. Without a state folder it does nothing. All functions except note_play(), has_news() and
// warn_not_recorded() need the turn.
class RunRecorder {
public:
    // Everything is borrowed. `held`: what the account has before the write.
    RunRecorder(const FeatureWriter& writer, account::Context& context, const CallScope& scope, const Held& held)
        : writer_(writer), context_(context), scope_(scope), held_(held) {}

    // Records that these pieces are about to be sent, except those with a finding. If it throws Failure HOST, they must
    // not be sent.
    void begin(std::span<const Piece> pieces, const std::vector<std::optional<Finding>>& unsent);
    // Records that nothing of the last request was applied.
    void note_not_applied();
    // Notes what became of a play to remove.
    void note_play(std::int64_t history_id, Verdict verdict) { fates_[history_id] = verdict; }
    // Records the outcomes of all requests of this write, by the report and the notes of note_play().
    void note_verdicts(const WriteReport& report);
    // True if note_verdicts() would record anything.
    bool has_news(const WriteReport& report) const;
    // Logs that outcomes were not recorded: they stay open, and an undo of the run reads what became of them.
    void warn_not_recorded(const Failure& failure) const;
    // Reads what others have recorded of the same run; needed before note_verdicts() if the turn was given back.
    void load();

private:
    using PieceKey = std::pair<std::size_t, std::int64_t>;  // input, and history id of a play to remove

    account::RunChange change_of(const Piece& piece, std::span<const Piece> batch) const;
    void add_taken_entries(std::vector<account::RunChange>& changes, std::size_t first) const;
    std::optional<account::RunChange::State> state_of(const PieceKey& piece, const WriteReport& report) const;
    void record(std::span<const account::RunOutcome> outcomes);

    const FeatureWriter& writer_;
    account::Context& context_;
    const CallScope& scope_;
    const Held& held_;
    std::unique_ptr<account::RunRecord> record_;  // null: nothing was recorded yet
    std::map<PieceKey, std::size_t> open_;        // the numbers of changes whose outcome is not recorded
    std::vector<PieceKey> latest_;                // the pieces that the last begin() has recorded
    std::map<std::int64_t, Verdict> fates_;       // of plays to remove
};

}  // namespace mod_trakt::changes
