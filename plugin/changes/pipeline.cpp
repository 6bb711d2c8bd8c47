#include "changes/pipeline.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "changes/alias_learning.hpp"
#include "changes/bulk_write.hpp"
#include "changes/guard_step.hpp"
#include "changes/kept_name.hpp"
#include "changes/one_play_step.hpp"
#include "changes/only_play.hpp"
#include "changes/play_fates.hpp"
#include "changes/room_step.hpp"
#include "changes/settlement.hpp"
#include "changes/title_confirmation.hpp"
#include "changes/title_resolver.hpp"
#include "changes/title_step.hpp"
#include "changes/translation.hpp"
#include "changes/write_progress.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::changes {
namespace {

// Begins the write in Knowledge, and ends it there when no further request can leave.
class Writing {
public:
    Writing(account::Knowledge& knowledge, const FeatureWriter& writer) : knowledge_(knowledge), writer_(writer) {
        knowledge_.begin_write(writer_.feature(), writer_.change());
    }
    ~Writing() { knowledge_.end_write(writer_.feature(), writer_.change()); }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;

private:
    account::Knowledge& knowledge_;
    const FeatureWriter& writer_;
};

class Pipeline {
public:
    Pipeline(FeatureWriter& writer, std::span<const WriteInput> inputs, account::Context& context,
             const CallScope& scope, WriteReport& report)
        : writer_(writer),
          inputs_(inputs),
          context_(context),
          scope_(scope),
          report_(report),
          resolver_(context, scope, writer.change()),
          learning_(writer, context, scope.clock()),
          progress_(writer.change(), name_of(writer.feature()), scope) {}

    void run() {
        intents_ = translate_inputs(writer_, inputs_, report_);
        if (scope_.dry_run) return plan();
        if (intents_.empty() || !identify()) return;
        read_back();
        one_play_.judge(intents_, held_);
        fill_room(writer_, held_, intents_, report_, context_.log);
        GuardStep guard(writer_, context_, scope_, report_);
        guard.judge(intents_, held_);
        send();
        learning_.note(intents_, held_, report_);
        keep_up();
        after_adding();
    }

private:
    // --- Identify. Returns false when everything is deferred.
    bool identify() {
        context_.account.identify(scope_);
        const Error* why = context_.account.why_unknown();
        if (why == nullptr || writer_.is_idempotent()) return true;
        // Trakt keeps both plays of a play that is added twice, so no play is sent while the account is not known.
        for (const Intent& intent : intents_)
            report_.set(intent.input, Verdict::Deferred, "account_unknown",
                        "Trakt did not say whose account this is (" + why->message +
                            "); nothing was sent, send the item again later");
        return false;
    }

    // --- Read back.
    void read_back() {
        context_.knowledge.load_aliases();
        apply_aliases();
        turns_.prepare();
        read_holdings();
        if (one_play_.needs_all_plays(intents_, held_)) read_all_plays();
        // No input may be refused because of holdings that are not certain, so they are read again.
        if (held_.holdings && !held_.is_certain && lack_of_room(writer_, held_, intents_.size())) {
            context_.knowledge.forget_proof(writer_.feature());
            read_holdings();
        }
        defer_unread();
        judge_unsent();
    }

    void read_holdings() { take_holdings(writer_.read_back(intents_)); }

    void read_all_plays() {
        Held all = writer_.read_all();
        if (all.why_unknown) all.unread.assign(intents_.size(), all.why_unknown);
        take_holdings(std::move(all));
    }

    void take_holdings(Held held) {
        held_ = std::move(held);
        if (learning_.learn_from(held_, intents_)) apply_aliases();
        confirm_looked_up_titles(intents_, held_, writer_, resolver_);
    }

    void apply_aliases() {
        for (Intent& intent : intents_) resolver_.apply_aliases(intent);
    }

    // It is not known whether the account has these changes already, so they are not sent.
    void defer_unread() {
        if (held_.unread.empty()) return;
        std::size_t at = 0;
        std::erase_if(intents_, [&](const Intent& intent) {
            const std::optional<Error>& why = held_.unread[at++];
            return report_not_sent(intent, why ? std::optional(not_read(*why)) : std::nullopt, report_);
        });
        held_.unread.clear();
    }

    void judge_unsent() {
        TitleStep(writer_, resolver_, learning_, report_).resolve(intents_, held_);
        turns_.know_beside(learning_.beside());
        if (writer_.merges_equal_inputs()) merge_equal_intents(writer_, intents_, report_);
        writer_.choose_plays(intents_, held_);
        std::erase_if(intents_, [&](const Intent& intent) {
            const auto verdict = writer_.verdict_unsent(intent, held_);
            if (verdict) report_.set(intent.input, *verdict);
            if (verdict == Verdict::Existing && intent.minute_ms)
                report_.set_history_id(intent.input, only_play_at(intent.held, intent.minute_ms));
            return verdict.has_value();
        });
    }

    // --- Dry run: replaces all steps after merge.
    void plan() {
        context_.account.recall(scope_);
        apply_aliases();
        held_ = writer_.recall();
        judge_unsent();
        one_play_.judge(intents_, held_);
        fill_room(writer_, held_, intents_, report_, context_.log);
        GuardStep(writer_, context_, scope_, report_).judge(intents_, held_);
        for (std::size_t request_group = 0; request_group < writer_.request_group_count(); ++request_group) {
            const std::vector<Piece> pieces = pieces_of(intents_, request_group);
            for (PlannedRequest& request : plan_chunks(bulk(pieces), pieces.size())) report_.plan(std::move(request));
        }
        for (const Intent& intent : intents_) {
            if (report_.verdict(intent.input)) continue;
            if (const auto first = writer_.asks_first(intent, held_))
                report_.set(intent.input, Verdict::Unknown, hint_of(*first), message_of(*first));
            else
                report_.set(intent.input, writer_.expected(intent));
        }
    }

    // --- Send.
    std::vector<Piece> pieces_of(std::span<const Intent> intents, std::size_t request_group) const {
        std::vector<Piece> pieces;
        for (const Intent& intent : intents) {
            if (writer_.request_group_of(intent) != request_group) continue;
            if (!writer_.names_plays_by_id()) pieces.push_back({&intent, 0});
            for (const std::int64_t play : intent.plays) pieces.push_back({&intent, play});
        }
        return pieces;
    }

    void send() {
        if (intents_.empty()) return;
        const Writing writing(context_.knowledge, writer_);
        send_all();
        settlement_.settle(held_);
        turns_.conclude(report_);
        // Trakt has contradicted the known limits of the account.
        if (limit_reached_) context_.settings.drop();
    }

    void send_all() {
        if (!send(intents_)) return;
        const std::vector<Intent> again = std::exchange(renamed_, {});
        if (again.empty()) return;
        auto renamed = again.begin();
        for (Intent& intent : intents_)  // `again` is in the same order
            if (renamed != again.end() && renamed->input == intent.input) intent.title = (renamed++)->title;
        is_second_try_ = true;
        send(again);
    }

    // Returns false when the call has ended.
    bool send(std::span<const Intent> intents) {
        std::vector<std::vector<Piece>> request_groups;
        for (std::size_t request_group = 0; request_group < writer_.request_group_count(); ++request_group) {
            request_groups.push_back(pieces_of(intents, request_group));
            progress_.expect(request_groups.back().size());
        }
        for (const std::vector<Piece>& pieces : request_groups)
            if (!pieces.empty() && !send_request_group(pieces)) return false;
        return true;
    }

    bool send_request_group(const std::vector<Piece>& pieces) {
        BulkWrite write = bulk(pieces);
        const Sending sending{context_.api, report_, scope_, context_.log};
        if (!writer_.names_plays_by_id()) return send_in_chunks(write, pieces, sending);
        PlayFates fates(pieces, report_);
        write.record = [&](std::size_t piece, const Finding& finding) {
            recorder_.note_play(pieces[piece].history_id, finding.verdict);
            fates.record(piece, finding);
        };
        bool go_on = send_in_chunks(write, pieces, sending);
        settlement_.settle(fates);
        go_on = go_on && !report_.failure();
        fates.conclude();
        note_removed(fates);
        return go_on;
    }

    // The result refers to `pieces`.
    BulkWrite bulk(const std::vector<Piece>& pieces) {
        const auto pick = [&pieces](std::span<const std::size_t> places) {
            std::vector<Piece> picked;
            picked.reserve(places.size());
            for (const std::size_t place : places) picked.push_back(pieces[place]);
            return picked;
        };
        BulkWrite write;
        write.change = writer_.change();
        write.feature = name_of(writer_.feature());
        write.path = trakt::write_path(writer_.feature(), writer_.change());
        write.chunk_size = context_.options.of(writer_.feature()).chunk;
        write.idempotent = writer_.is_idempotent();
        write.settle_ms = context_.options.settle_ms;
        write.accepted = &accepted_requests_;
        write.limit_reached = &limit_reached_;
        write.faulty = &context_.knowledge.faulty_items();
        write.progress = &progress_;
        write.turns = &turns_;
        write.body = [this, pick](std::span<const std::size_t> places) { return writer_.body(pick(places)); };
        write.held_before = [this, &pieces](std::size_t place) -> std::optional<bool> {
            if (!held_.holdings) return std::nullopt;
            // A held title does not mean that this play is held, and held plays are not sent.
            if (writer_.adds_plays()) return false;
            const bool is_held = pieces[place].intent->held.is_held();
            // Holdings that are not certain may lack it, or know it by other ids only.
            if (writer_.change() == Change::Remove && !is_held && !held_.is_certain) return std::nullopt;
            return is_held;
        };
        write.classify = [this, pick](json::Value answer, std::span<const std::size_t> places) {
            return writer_.read_answer(answer, pick(places));
        };
        write.are_there = [this, &pieces](std::span<const std::size_t> places) {
            std::vector<Intent> intents;
            for (const std::size_t place : places) intents.push_back(*pieces[place].intent);
            return settlement_.are_there(intents, intents_, learning_.beside(), resolver_);
        };
        write.on_open = [this, &pieces](std::size_t place, const OpenFinding& finding) {
            if (finding.doubt == Doubt::NothingDeleted && is_removal_of_unseen(*pieces[place].intent))
                return note_undeleted(pieces[place], place, finding);
            settlement_.note(pieces[place], place, finding);
        };
        write.take = [this, &pieces](std::size_t place, Finding& finding) {
            const Intent& intent = *pieces[place].intent;
            writer_.correct(intent, finding);
            if (is_applied(finding.verdict) && !intent.remark.empty()) finding.message = intent.remark;
            return finding.verdict == Verdict::NotFound && try_other_name(intent);
        };
        return write;
    }

    // An entry to remove that the account does not show under these ids; it may show it under others.
    bool is_removal_of_unseen(const Intent& intent) const {
        return writer_.change() == Change::Remove && !writer_.names_plays_by_id() && !intent.held.is_held();
    }

    // Trakt has deleted nothing of such an intent, so its title decides whether there was something to delete.
    void note_undeleted(const Piece& piece, std::size_t number, const OpenFinding& finding) {
        Intent intent = *piece.intent;
        if (!resolver_.find_trakt_id(intent)) return settlement_.note(piece, number, finding, false);
        if (held_.holdings) intent.held = held_.holdings->match(intent.name);
        const bool is_absent = held_.is_certain && intent.held.kind == TitleMatch::Kind::NotHeld;
        if (is_absent) return report_.set(intent.input, Verdict::Absent);
        settlement_.note({&intent, 0}, number, finding);
    }

    bool try_other_name(const Intent& intent) {
        auto name = writer_.other_name(intent);
        if (!name) name = by_weak_ids(intent);
        if (!name || *name == intent.title || is_second_try_) return false;
        Intent again = intent;
        again.title = *std::move(name);
        renamed_.push_back(std::move(again));
        return true;
    }

    // --- Keep up. Removed plays are noted even if other plays of the request failed.
    void note_removed(const PlayFates& fates) {
        account::Proof* proof = context_.knowledge.proven(writer_.feature());
        for (const Piece& play : fates.removed()) {
            const Intent& intent = *play.intent;
            recorder_.note_play(play.history_id, Verdict::Removed);
            context_.knowledge.removed_plays()[play.history_id] = {kept_name(intent), intent.minute_ms};
            if (proof != nullptr) proof->gone.insert(play.history_id);
        }
        if (proof == nullptr) return;
        for (const Piece& play : fates.absent()) proof->gone.insert(play.history_id);
        if (!fates.are_all_gone()) context_.knowledge.forget_proof(writer_.feature());
    }

    // If a verdict is uncertain, the proof is forgotten and the next call reads again.
    void keep_up() {
        account::Proof* proof = context_.knowledge.proven(writer_.feature());
        if (proof == nullptr) return;
        for (const Intent& intent : intents_) {
            const Verdict verdict = report_.verdict(intent.input).value_or(Verdict::Unknown);
            if (verdict != Verdict::Unknown && writer_.note(*proof, intent, verdict)) continue;
            return context_.knowledge.forget_proof(writer_.feature());
        }
    }

    // --- After adding.
    std::vector<const Intent*> added_intents() const {
        std::vector<const Intent*> added;
        for (const Intent& intent : intents_)
            if (report_.verdict(intent.input) == Verdict::Added) added.push_back(&intent);
        return added;
    }

    void after_adding() { writer_.after_adding(added_intents(), report_); }

    FeatureWriter& writer_;
    std::span<const WriteInput> inputs_;
    account::Context& context_;
    const CallScope& scope_;
    WriteReport& report_;
    TitleResolver resolver_;
    AliasLearning learning_;
    OnePlayStep one_play_{writer_, context_, scope_, report_};
    WriteProgress progress_;
    std::vector<Intent> intents_;
    Settlement settlement_{writer_, context_, scope_, report_};
    Held held_;
    RunRecorder recorder_{writer_, context_, scope_, held_};
    WriteTurns turns_{writer_.change(), context_, scope_, writer_.writes_plays() ? &settlement_ : nullptr, &recorder_};
    std::vector<Intent> renamed_;  // not found under their first names; sent again under other names
    bool is_second_try_ = false;
    std::size_t accepted_requests_ = 0;
    std::optional<std::string> limit_reached_;  // Trakt's message
};

}  // namespace

void run_write(FeatureWriter& writer, std::span<const WriteInput> inputs, account::Context& context,
               const CallScope& scope, WriteReport& report) {
    try {
        Pipeline(writer, inputs, context, scope, report).run();
        if (!scope.dry_run) context.knowledge.save_aliases(scope);
    } catch (...) {
        // The proof, and the notes of what was added, may lack what was sent.
        context.knowledge.forget_proof(writer.feature());
        context.knowledge.added_entries(writer.feature()).forget();
        context.knowledge.save_aliases(scope);
        throw;
    }
}

}  // namespace mod_trakt::changes
