// What a write of plays records in the account's journal, and what it learns there of other writers' plays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "account/context.hpp"
#include "account/journal.hpp"
#include "changes/classify.hpp"
#include "changes/intent.hpp"
#include "changes/write_report.hpp"
#include "model/change.hpp"
#include "support/error.hpp"

namespace mod_trakt::changes {

class Settlement;

// The journal of one write. All but note_read_begins(), was_sent_by_another() and has_news() need the turn.
// Precondition: the account has a journal.
class PlayJournal {
public:
    // Everything is borrowed.
    PlayJournal(Change change, account::Context& context, Settlement& settlement, const Clock& clock)
        : change_(change), context_(context), settlement_(settlement), clock_(clock) {}

    // To be called before what the account has is read: what became certain before is then known.
    void note_read_begins();
    // The plays_beside() the intents, as that read shows them. Borrowed.
    void know_beside(std::span<const account::HeldPlay> beside) noexcept { beside_ = beside; }

    // Plays to add that were sent before: what is there now is existing, and what may still arrive is unknown. The
    // findings refer to this object.
    void check(std::span<const Piece> pieces, std::vector<std::optional<Finding>>& unsent);
    // Records that these pieces leave, those with a finding excepted.
    void begin(std::span<const Piece> pieces, const std::vector<std::optional<Finding>>& unsent);
    // Whether this input was certainly added before, and the complete read that came then did not show it. Known after
    // check().
    bool had_no_effect(std::size_t input) const { return without_effect_.contains(input); }
    // Whether another writer has sent the same change of this play after this write did, also if the play was removed
    // since.
    bool was_sent_by_another(const Piece& piece);
    // Records that the last request has ended without a certain outcome.
    void note_request_ended();
    // Records that nothing of the last request was applied.
    void note_not_applied();
    // Records what the report says of all requests of this write.
    void note_verdicts(const WriteReport& report);
    // Logs that outcomes were not recorded: they stay open, and the next write settles them by reading.
    void warn_not_recorded(const Failure& failure) const;
    // Whether note_verdicts() would record anything.
    bool has_news(const WriteReport& report) const;

private:
    struct Request {
        std::string word;
        std::vector<std::pair<std::size_t, std::size_t>> open;  // number of the play, and its input
    };
    using State = account::Journal::State;

    // What an entry that is certainly there says of a play that this write's own read does not show.
    enum class Weight : std::uint8_t {
        Full,     // it is there
        Doubted,  // reading decides
        None,     // this write knows more
    };
    struct Doubtful {
        std::size_t piece = 0;
        account::Journal::Entry entry;
        Weight weight = Weight::Full;  // of an entry that is not open
    };

    account::Journal& journal() const { return *context_.knowledge.journal(); }
    Weight weight_of(const account::Journal::Entry& entry) const noexcept;
    // True if this call read what the account has before the entry was certain.
    bool was_recorded_since_read(const account::Journal::Entry& entry) const noexcept;
    std::optional<Finding> finding_of(const Doubtful& doubtful, const Intent& intent, std::optional<bool> is_there,
                                      std::span<const account::HeldPlay> unexplained);
    std::optional<account::Journal::Play> play_of(const Piece& piece) const;
    static std::optional<State> state_of(const WriteReport& report, std::size_t input);
    void record(const Request& request, std::span<const account::Journal::Outcome> outcomes);

    Change change_;
    account::Context& context_;
    Settlement& settlement_;
    const Clock& clock_;
    std::int64_t known_at_ms_ = 0;  // when reading what the account has began, by the steady clock
    std::vector<Request> requests_;
    std::set<std::string> own_;  // words
    std::span<const account::HeldPlay> beside_;
    std::set<std::size_t> without_effect_;  // inputs
    std::deque<std::string> messages_;      // of findings
};

// Settles by reading what earlier writes have left open. Two reads that are settle_ms apart have to agree that a play
// is not there. Sends nothing. Throws Failure for an error that ends the call.
void settle_open_plays(account::Context& context, const CallScope& scope, Settlement& settlement);

}  // namespace mod_trakt::changes
