#include "changes/bulk_write.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "changes/chunk.hpp"
#include "changes/fault_rules.hpp"
#include "changes/title_text.hpp"
#include "trakt/failure.hpp"

namespace mod_trakt::changes {
namespace {

class Sender {
public:
    Sender(const BulkWrite& write, std::span<const Piece> pieces, const Sending& to)
        : write_(write), pieces_(pieces), api_(to.api), report_(to.report), scope_(to.scope), log_(to.log) {}

    bool run() {
        for (Chunk& first : chunks_of(pieces_.size(), write_.chunk_size)) {
            const std::size_t size = first.pieces.size();
            queue_.push_back(std::move(first));
            while (!queue_.empty()) {
                const Chunk next = std::move(queue_.front());
                queue_.pop_front();
                if (!send(next)) return false;
            }
            if (write_.progress != nullptr) write_.progress->advance(size);
        }
        if (!faults_.why_deferred() || accepted() > 0) return true;
        report_.fail(*faults_.why_deferred());
        return false;
    }

private:
    bool send(const Chunk& wanted) {
        if (limit_reached()) {
            give_all(wanted.pieces, {Verdict::Limit, "trakt_limit", *limit_reached()});
            return true;
        }
        Chunk chunk = wanted;
        WriteTurns::Batch batch;
        if (!begin_batch(chunk.pieces, batch)) return false;
        if (chunk.pieces.empty()) return true;
        const std::string body = write_.body(chunk.pieces);
        const std::uint64_t handed_over = api_.handed_over();
        for (const std::size_t piece : chunk.pieces) report_.begin_sending(pieces_[piece].intent->input);
        trakt::Posted posted;
        try {
            posted = api_.post(write_.path, body, scope_);
        } catch (const Failure& failure) {
            // Nothing of this chunk was applied: it was not sent, or was refused. The failure goes into the report and
            // is not thrown, so that chunks sent before are still concluded.
            end_sending(chunk.pieces);
            end_unapplied(batch);
            report_.fail(failure.error());
            return false;
        } catch (...) {
            if (api_.handed_over() == handed_over) end_sending(chunk.pieces);
            throw;
        }
        switch (posted.state) {
            case trakt::Posted::State::Accepted:
                accept(chunk.pieces, posted.answer.body.root());
                if (write_.turns != nullptr) write_.turns->end(batch, report_);
                return true;
            case trakt::Posted::State::Refused: {
                // Plays are read back before another writer may send them.
                if (write_.idempotent) end_unapplied(batch);
                const bool go_on = refuse(chunk, *posted.error);
                if (write_.turns != nullptr) write_.turns->end(batch, report_);
                return go_on;
            }
            case trakt::Posted::State::Unsent:
                end_unapplied(batch);
                give_all(chunk.pieces, {Verdict::Deferred, hint_of(*posted.error), posted.error->message});
                report_.fail(*posted.error);
                return false;
            case trakt::Posted::State::Unknown: break;
        }
        log_failure(*posted.error);
        if (write_.turns != nullptr) write_.turns->note_request_ended();
        // Others may write while these pieces are settled, if the journal tells them what is open.
        if (write_.idempotent || write_.turns == nullptr || write_.turns->has_journal()) batch = {};
        return settle(chunk, *posted.error);
    }

    // Takes the turn for a request. Pieces that are not sent get their verdicts and are removed. Returns false when the
    // call has to end.
    bool begin_batch(std::vector<std::size_t>& pieces, WriteTurns::Batch& batch) {
        if (write_.turns == nullptr) return true;
        std::vector<Piece> wanted;
        wanted.reserve(pieces.size());
        for (const std::size_t piece : pieces) wanted.push_back(pieces_[piece]);
        try {
            batch = write_.turns->begin(wanted);
        } catch (const Failure& failure) {
            report_.fail(failure.error());
            return false;
        }
        std::size_t i = 0;
        std::erase_if(pieces, [&](std::size_t piece) {
            const std::optional<Finding>& unsent = batch.unsent[i++];
            if (unsent) give(piece, *unsent, false);
            return unsent.has_value();
        });
        return !report_.failure();
    }

    void end_unapplied(WriteTurns::Batch& batch) {
        if (write_.turns != nullptr) write_.turns->end_unapplied(batch);
    }

    void accept(std::span<const std::size_t> chunk, json::Value answer) {
        ++accepted();
        auto read = write_.classify ? write_.classify(answer, chunk) : std::nullopt;
        std::vector<Finding> findings = read ? *std::move(read) : by_counts(chunk, answer);
        for (std::size_t i = 0; i < chunk.size(); ++i) {
            Finding& finding = findings[i];
            if (write_.turns != nullptr) write_.turns->doubt(pieces_[chunk[i]], finding);
            if (may_be_applied_.contains(chunk[i])) finding.verdict = of_all_requests(chunk[i], finding.verdict);
            take(chunk[i], finding);
            if (finding.verdict == Verdict::Unknown && write_.on_open)
                write_.on_open(chunk[i], {finding.doubt, std::string(finding.hint), std::string(finding.message),
                                          Verdict::Unknown, finding.applied, accepted()});
        }
        forget_faults(chunk);
    }

    void take(std::size_t piece, Finding& finding) {
        if (write_.take && write_.take(piece, finding))
            report_.end_sending(pieces_[piece].intent->input);
        else
            give(piece, finding, finding.verdict == Verdict::NotFound);
    }

    // The verdict of a piece that was sent before without a certain outcome. If no change was needed now, that request
    // has made it, unless the account was known to be in the wanted state before the write.
    Verdict of_all_requests(std::size_t piece, Verdict verdict) const {
        const auto held = write_.held_before(piece);
        if (verdict == Verdict::Existing && held != true) return Verdict::Added;
        if (verdict == Verdict::Absent && held != false) return Verdict::Removed;
        return verdict;
    }

    std::vector<Finding> by_counts(std::span<const std::size_t> chunk, json::Value answer) const {
        std::vector<MediaRef> sent;
        for (const std::size_t piece : chunk) sent.push_back(pieces_[piece].intent->title);
        const auto held = [&](std::size_t i) { return write_.held_before(chunk[i]); };
        return classify_answer(write_.change, answer, sent, held);
    }

    // --- Uncertain outcomes. Changes that are idempotent are sent again. Plays to add are read back: those that are
    // there were added, and those that two reads do not show, the second settle_ms after the request, are sent again.
    bool settle(const Chunk& chunk, const Error& error) {
        if (write_.idempotent) {
            may_be_applied_.insert(chunk.pieces.begin(), chunk.pieces.end());
            return send_again(chunk, error);
        }
        const std::int64_t ended_ms = scope_.clock().steady_ms();
        Chunk missing = chunk;
        if (write_.are_there)
            missing.pieces = not_applied(chunk.pieces, ended_ms + write_.settle_ms);
        else
            missing.pieces.clear();
        std::vector<std::size_t> open;
        std::set_difference(chunk.pieces.begin(), chunk.pieces.end(), missing.pieces.begin(), missing.pieces.end(),
                            std::back_inserter(open));
        std::erase_if(open, [&](std::size_t piece) { return !report_.is_sending(pieces_[piece].intent->input); });
        give_all(open, {Verdict::Unknown, hint_of(error), error.message});
        if (report_.failure()) return false;
        end_sending(missing.pieces);
        if (!missing.pieces.empty()) return send_again(missing, error);
        // Trakt has answered, or can be read: the other chunks are still sent.
        if (error.http_status != 0 || open.empty()) return true;
        report_.fail(error);
        return false;
    }

    // Sets the verdicts of the pieces that have arrived, and returns those that certainly have not.
    std::vector<std::size_t> not_applied(std::vector<std::size_t> pieces, std::int64_t late_ms) {
        constexpr int most_reads = 3, enough_reads = 2;
        std::map<std::size_t, int> unseen;  // by piece: the reads that did not show it
        std::vector<std::size_t> missing;
        for (int read = 1; read <= most_reads && !pieces.empty() && !report_.failure(); ++read) {
            if (read > 1) scope_.wait(std::max<std::int64_t>(0, late_ms - scope_.clock().steady_ms()));
            const auto there = write_.are_there(pieces);
            std::vector<std::size_t> open;
            for (std::size_t i = 0; i < pieces.size(); ++i) {
                const std::size_t piece = pieces[i];
                if (there[i] == true) {
                    const bool is_of_another =
                        write_.turns != nullptr && write_.turns->was_sent_by_another(pieces_[piece]);
                    Finding finding{is_of_another ? Verdict::Existing : Verdict::Added, {}, {}};
                    take(piece, finding);
                } else if (there[i] == false && ++unseen[piece] >= enough_reads) {
                    missing.push_back(piece);
                } else {
                    open.push_back(piece);
                }
            }
            pieces = std::move(open);
        }
        std::sort(missing.begin(), missing.end());
        return missing;
    }

    // Precondition: the pieces were not applied, or the change is idempotent.
    bool send_again(Chunk chunk, const Error& error) {
        const std::size_t piece = chunk.pieces.front();
        const bool is_known = chunk.is_alone() && write_.faulty != nullptr &&
                              write_.faulty->has(write_.path, name_of_faulty(piece), api_.shown_unix_ms());
        switch (faults_.next(chunk, error, accepted(), is_known)) {
            case FaultRules::Next::SendAgain: queue_.push_back(std::move(chunk)); return true;
            case FaultRules::Next::SendHalves:
                // Both halves are sent before either is halved again.
                for (Chunk& half : chunk.halves()) queue_.push_back(std::move(half));
                return true;
            case FaultRules::Next::Reject:
                reject(piece, error);
                if (write_.faulty != nullptr)
                    write_.faulty->note(write_.path, name_of_faulty(piece), api_.shown_unix_ms(), scope_);
                return true;
            case FaultRules::Next::Defer:
                give_all(chunk.pieces, {Verdict::Deferred, hint_of(error), error.message});
                return true;
            case FaultRules::Next::EndCall: break;
        }
        give_all(chunk.pieces, {Verdict::Deferred, hint_of(error), error.message});
        report_.fail(error);
        return false;
    }

    void forget_faults(std::span<const std::size_t> chunk) {
        if (write_.faulty == nullptr || write_.faulty->empty()) return;
        for (const std::size_t piece : chunk) write_.faulty->forget(write_.path, name_of_faulty(piece), scope_);
    }

    std::string name_of_faulty(std::size_t piece) const {
        return std::to_string(pieces_[piece].history_id) + " " + reduced_item_json(pieces_[piece].intent->title);
    }

    // --- Refusals.
    // True if a refused piece may exist: Trakt says so, or holdings that are not certain show it.
    bool may_exist(const Chunk& chunk, int status) const {
        return status == 409 ||
               (may_be_due_to_one_piece(status) && write_.on_open && write_.held_before(chunk.pieces.front()) == true);
    }

    bool refuse(const Chunk& chunk, const Error& error) {
        const int status = error.http_status;
        if (may_be_due_to_one_piece(status)) {
            if (!write_.idempotent && !chunk.is_checked) return check(chunk, error);
            if (!chunk.is_alone()) {
                end_sending(chunk.pieces);
                auto halves = chunk.halves();
                queue_.push_front(std::move(halves[1]));
                queue_.push_front(std::move(halves[0]));
                return true;
            }
        }
        log_failure(error);
        if (write_.change == Change::Add && !chunk.is_checked && may_exist(chunk, status)) {
            for (const std::size_t piece : chunk.pieces)
                if (write_.on_open || may_be_applied_.contains(piece))
                    leave_open(piece, {Doubt::Conflict, hint_of(error), error.message});
                else
                    reject(piece, error);
            return true;
        }
        if (status == 420 && write_.change == Change::Add) {  // LIMIT-4
            limit_reached() = error.message;
            give_all(chunk.pieces, {Verdict::Limit, "trakt_limit", error.message});
            return true;
        }
        if (trakt::ends_the_call(error.status)) {
            give_all(chunk.pieces, {Verdict::Deferred, hint_of(error), error.message});
            report_.fail(error);
            return false;
        }
        for (const std::size_t piece : chunk.pieces) reject(piece, error);
        return true;
    }

    // Handles a refused chunk of changes that must not be sent twice. Those that the account has now need no further
    // request, those that it lacks are sent again, and those that could not be read stay unknown.
    bool check(const Chunk& chunk, const Error& error) {
        const bool is_conflict = error.http_status == 409;
        const std::string hint = hint_of(error);
        std::vector<std::optional<bool>> there(chunk.pieces.size());
        if (write_.are_there) there = write_.are_there(chunk.pieces);
        Chunk missing = chunk;
        missing.pieces.clear();
        missing.is_checked = true;
        for (std::size_t i = 0; i < chunk.pieces.size(); ++i) {
            const std::size_t piece = chunk.pieces[i];
            if (!there[i])
                give(piece, {Verdict::Unknown, hint, error.message}, false);
            else if (*there[i])
                give(piece, {is_conflict ? Verdict::Existing : Verdict::Added, {}, {}}, false);
            else
                missing.pieces.push_back(piece);
        }
        const bool is_part = missing.pieces.size() < chunk.pieces.size();
        if (is_part) log_failure(error);
        if (report_.failure()) {
            end_sending(missing.pieces);
            return false;
        }
        if (missing.pieces.empty()) return true;
        if (!is_part) return refuse(missing, error);
        end_sending(missing.pieces);
        queue_.push_front(std::move(missing));
        return true;
    }

    void end_sending(std::span<const std::size_t> chunk) {
        for (const std::size_t piece : chunk) report_.end_sending(pieces_[piece].intent->input);
    }
    void reject(std::size_t piece, const Error& error) {
        const std::string message = error.message + ": " + name_for_people(*pieces_[piece].intent);
        give(piece, {Verdict::Rejected, hint_of(error), message}, true);
    }

    static std::string hint_of(const Error& error) {
        return error.http_status != 0 ? "http:" + std::to_string(error.http_status) : error.reason;
    }
    void give_all(std::span<const std::size_t> chunk, const Finding& finding) {
        for (const std::size_t piece : chunk) give(piece, finding, false);
    }
    // `shown`: the report shows the piece as it was sent, because Trakt refused it.
    void give(std::size_t piece, const Finding& finding, bool shown) {
        const std::size_t input = pieces_[piece].intent->input;
        // This request was not applied, but an earlier one with this piece may have been.
        if (is_not_applied(finding.verdict) && may_be_applied_.erase(piece) > 0) {
            if (write_.on_open)
                return leave_open(piece, {Doubt::Uncertain, std::string(finding.hint), std::string(finding.message),
                                          finding.verdict});
            if (finding.verdict != Verdict::Rejected)
                return give(piece, {Verdict::Unknown, finding.hint, finding.message}, false);
        }
        if (write_.record) {
            write_.record(piece, finding);
            // An applied piece, or one that may be applied, keeps its input `unknown` until PlayFates sets the verdict.
            const bool is_applied_or_open = is_applied(finding.verdict) || finding.verdict == Verdict::Unknown;
            if (!is_applied_or_open && report_.is_sending(input)) report_.end_sending(input);
            return;
        }
        report_.set(input, finding.verdict, finding.hint, finding.message,
                    shown ? reduced_item_json(pieces_[piece].intent->title) : std::string());
    }
    void leave_open(std::size_t piece, const OpenFinding& open) {
        give(piece, {Verdict::Unknown, open.hint, open.message}, false);
        if (write_.on_open) write_.on_open(piece, open);
    }
    std::optional<std::string>& limit_reached() noexcept {
        return write_.limit_reached != nullptr ? *write_.limit_reached : own_limit_reached_;
    }
    std::size_t& accepted() noexcept { return write_.accepted != nullptr ? *write_.accepted : own_accepted_; }
    void log_failure(const Error& error) const {
        log_.with(LogLevel::Warn, write_.feature, "write_failed", [&](json::Writer& fields) {
            fields.member("path", write_.path);
            fields.member("status", error.http_status);
            fields.member("reason", error.reason);
        });
    }

    const BulkWrite& write_;
    std::span<const Piece> pieces_;
    trakt::Api& api_;
    WriteReport& report_;
    const CallScope& scope_;
    const Log& log_;
    std::deque<Chunk> queue_;
    std::size_t own_accepted_ = 0;
    FaultRules faults_;
    // Pieces that were sent without a certain outcome and not read back.
    std::set<std::size_t> may_be_applied_;
    std::optional<std::string> own_limit_reached_;
};

}  // namespace

bool send_in_chunks(const BulkWrite& write, std::span<const Piece> pieces, const Sending& to) {
    return Sender(write, pieces, to).run();
}

std::vector<PlannedRequest> plan_chunks(const BulkWrite& write, std::size_t pieces) {
    std::vector<PlannedRequest> plan;
    for (const Chunk& chunk : chunks_of(pieces, write.chunk_size))
        plan.push_back({"POST", write.path, write.body(chunk.pieces)});
    return plan;
}

}  // namespace mod_trakt::changes
