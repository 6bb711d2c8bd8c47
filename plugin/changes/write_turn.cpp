#include "changes/write_turn.hpp"

#include "changes/settlement.hpp"

namespace mod_trakt::changes {
namespace {

constexpr std::string_view without_effect_message =
    "Trakt accepts this play and does not store it; if this goes on, authorize the application again";
constexpr std::string_view not_read_again_message =
    "another writer of this account was at work, and what the account has now could not be read, so it was not sent; "
    "send it again later";

// How long the end of a call waits for a turn, to record outcomes; after a cancel it has to end soon. The next write
// reads back what was not recorded.
constexpr std::int64_t last_wait_ms = 2'000, wait_after_cancel_ms = CallScope::slice_ms;

}  // namespace

BatchTurn::BatchTurn(account::Context& context, const CallScope& scope) : log_(context.log), scope_(scope) {
    for (;;) {
        const bool can_wait_again = context.api.wait_for_write(scope);
        turn_.emplace(context.turns.take(scope));
        // Another writer may have used the pace while this one waited for the turn.
        if (!can_wait_again || context.api.may_write_now()) break;
        turn_.reset();
    }
    log_.pause();
    scope_.pause_progress();
}

BatchTurn::~BatchTurn() {
    turn_.reset();
    log_.resume();
    scope_.resume_progress();
}

WriteTurns::WriteTurns(Change change, account::Context& context, const CallScope& scope, Settlement* settlement,
                       RunRecorder* recorder)
    : change_(change), context_(context), scope_(scope), settlement_(settlement), recorder_(recorder) {}

void WriteTurns::prepare() {
    if (settlement_ == nullptr) return;
    known_turns_ = context_.turns.taken_here();
    if (context_.knowledge.journal() == nullptr) return;
    if (change_ == Change::Add) settle_open_plays(context_, scope_, *settlement_);
    journal_.emplace(change_, context_, *settlement_, scope_.clock());
    journal_->note_read_begins();
}

WriteTurns::Batch WriteTurns::begin(std::span<const Piece> pieces) {
    Batch batch{std::make_unique<BatchTurn>(context_, scope_), std::vector<std::optional<Finding>>(pieces.size())};
    // A write of another handle concerns all later batches too, not only this one.
    if (context_.turns.taken_here() != ++known_turns_) others_wrote_ = true;
    known_turns_ = context_.turns.taken_here();
    if (journal_) {
        journal_->check(pieces, batch.unsent);
        journal_->begin(pieces, batch.unsent);
    } else if (settlement_ != nullptr && change_ == Change::Add && others_wrote_) {
        read_again(pieces, batch.unsent);
    }
    if (recorder_ != nullptr) recorder_->begin(pieces, batch.unsent);
    return batch;
}

void WriteTurns::doubt(const Piece& piece, Finding& finding) const {
    if (finding.verdict == Verdict::Added && journal_ && journal_->had_no_effect(piece.intent->input))
        finding = {Verdict::Unknown, "write_without_effect", without_effect_message, Doubt::NoEffect};
}

void WriteTurns::read_again(std::span<const Piece> pieces, std::vector<std::optional<Finding>>& unsent) {
    std::vector<Intent> intents;
    intents.reserve(pieces.size());
    for (const Piece& piece : pieces) intents.push_back(*piece.intent);
    const std::vector<std::optional<bool>> there = settlement_->are_there(intents);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (!there[i])
            unsent[i] = Finding{Verdict::Deferred, "not read", not_read_again_message};
        else if (*there[i])
            unsent[i] = Finding{Verdict::Existing, {}, {}};
    }
}

void WriteTurns::end_unapplied(Batch& batch) {
    if (batch.turn && journal_) journal_->note_not_applied();
    if (batch.turn && recorder_ != nullptr) recorder_->note_not_applied();
    batch = {};
}

void WriteTurns::end(Batch& batch, const WriteReport& report) {
    if (batch.turn && journal_) journal_->note_verdicts(report);
    if (batch.turn && recorder_ != nullptr) recorder_->note_verdicts(report);
    batch = {};
}

void WriteTurns::conclude(const WriteReport& report) {
    const bool has_journal_news = journal_ && journal_->has_news(report);
    const bool has_run_news = recorder_ != nullptr && recorder_->has_news(report);
    if (!has_journal_news && !has_run_news) return;
    try {
        const PausedLog paused(context_.log);
        const CallScope last(scope_.clock(), nullptr, scope_.cancelled() ? wait_after_cancel_ms : last_wait_ms);
        const state::AccountTurn turn = context_.turns.take(last);
        if (has_journal_news) {
            context_.knowledge.journal()->load();
            journal_->note_verdicts(report);
        }
        if (has_run_news) {
            recorder_->load();
            recorder_->note_verdicts(report);
        }
    } catch (const Failure& failure) {
        if (has_journal_news) journal_->warn_not_recorded(failure);
        if (has_run_news) recorder_->warn_not_recorded(failure);
    }
}

}  // namespace mod_trakt::changes
