// The turn of each batch of a write: taken before the request and given back after its answer. Under the turn, plays
// are checked against what others have sent, and are recorded in the journal.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "account/context.hpp"
#include "changes/classify.hpp"
#include "changes/intent.hpp"
#include "changes/play_journal.hpp"
#include "changes/run_recorder.hpp"
#include "changes/write_report.hpp"
#include "model/change.hpp"
#include "state/account_turn.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::changes {

class Settlement;

// A turn that was taken. Until it ends, messages of the log and progress are queued, because the host's callbacks may
// call the plugin.
class BatchTurn {
public:
    // Waits for the pace of writes and then for the turn; throws as AccountTurns::take does. Everything is borrowed.
    BatchTurn(account::Context& context, const CallScope& scope);
    ~BatchTurn();
    BatchTurn(const BatchTurn&) = delete;
    BatchTurn& operator=(const BatchTurn&) = delete;

private:
    const Log& log_;
    const CallScope& scope_;
    std::optional<state::AccountTurn> turn_;
};

// The turns of one write.
class WriteTurns {
public:
    // Everything is borrowed. `settlement`: for writes of plays; if it is null, batches are neither checked nor put
    // into the journal. If `recorder` is null, batches belong to no run.
    WriteTurns(Change change, account::Context& context, const CallScope& scope, Settlement* settlement,
               RunRecorder* recorder = nullptr);

    // Call it before the account is read back. Settles plays to add that earlier writes have left open, and notes that
    // the read begins. Throws Failure for an error that ends the call.
    void prepare();

    // See PlayJournal.
    void know_beside(std::span<const account::HeldPlay> beside) noexcept {
        if (journal_) journal_->know_beside(beside);
    }
    // What was accepted before without effect is not believed: its finding becomes open, and is read back.
    void doubt(const Piece& piece, Finding& finding) const;

    // True if other writers can read in a journal what is open.
    bool has_journal() const noexcept { return journal_.has_value(); }

    struct Batch {
        std::unique_ptr<BatchTurn> turn;
        std::vector<std::optional<Finding>> unsent;  // by piece: the verdict of one that must not be sent
    };
    // Throws Failure when these pieces must not be sent now.
    Batch begin(std::span<const Piece> pieces);
    // True if another writer has sent the same change of this play after this write did. Then that writer reports that
    // it has made the change. Needs no turn. Throws Failure when the journal cannot be read.
    bool was_sent_by_another(const Piece& piece) { return journal_ && journal_->was_sent_by_another(piece); }
    // The outcome of the batch's request is not certain. Precondition: the turn is held.
    void note_request_ended() {
        if (journal_) journal_->note_request_ended();
    }
    // Notes that nothing of the batch was applied, and gives the turn back.
    void end_unapplied(Batch& batch);
    // Records the verdicts that the report has so far, and gives the turn back.
    void end(Batch& batch, const WriteReport& report);
    // Call it when no request follows: records verdicts that were found after the last answer.
    void conclude(const WriteReport& report);

private:
    void read_again(std::span<const Piece> pieces, std::vector<std::optional<Finding>>& unsent);

    Change change_;
    account::Context& context_;
    const CallScope& scope_;
    Settlement* settlement_;
    RunRecorder* recorder_;
    std::optional<PlayJournal> journal_;  // of plays, with a state folder
    std::uint64_t known_turns_ = 0;       // turns of this process, for writes without a journal
    bool others_wrote_ = false;           // since prepare()
};

}  // namespace mod_trakt::changes
