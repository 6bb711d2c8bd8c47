// What the write pipeline asks of a feature: how an input becomes an intent, what the account holds of it already, and
// how the rest is sent to Trakt. One object serves one call.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "account/proven_state.hpp"
#include "changes/ask_first.hpp"
#include "changes/classify.hpp"
#include "changes/intent.hpp"
#include "changes/write_input.hpp"
#include "changes/write_report.hpp"
#include "model/feature_id.hpp"
#include "support/error.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::changes {

// What the account holds before a write.
struct Held {
    std::optional<account::Holdings> holdings;  // nullopt: not known
    // If false, the holdings may be a few minutes old. They may explain an answer, but no input may be left out or
    // refused because of them.
    bool is_certain = false;
    // Why the holdings of an intent could not be read, one per intent; empty: all were read. Such an intent is
    // deferred.
    std::vector<std::optional<Error>> unread = {};
    // Why `holdings` is nullopt, if they could not be read. Then what is sent must not depend on them.
    std::optional<Error> why_unknown = {};
};

// How many entries a list has room for.
struct Room {
    std::int64_t entries = 0;
    std::int64_t limit = 0;  // of the whole list
    bool is_vip = false;     // Trakt says that the account is upgraded
};

class FeatureWriter {
public:
    FeatureWriter(FeatureId feature, Change change) noexcept : feature_(feature), change_(change) {}
    virtual ~FeatureWriter() = default;
    FeatureWriter(const FeatureWriter&) = delete;
    FeatureWriter& operator=(const FeatureWriter&) = delete;

    FeatureId feature() const noexcept { return feature_; }
    Change change() const noexcept { return change_; }

    // --- Inputs. Precondition of translate() and event_key(): input.item has a value.
    virtual std::variant<Intent, Rejection> translate(const WriteInput& input) const = 0;
    // The event key of a play; empty for features without plays.
    virtual std::string event_key(const WriteInput&) const { return {}; }
    // True if inputs with the same title (and minute, for plays) become one intent and share its verdict. False: each
    // input is a change of its own.
    virtual bool merges_equal_inputs() const noexcept { return true; }
    // Called when `later` was merged into `first`: takes over the values of `later` that count.
    virtual void take_values(Intent& /*first*/, const Intent& /*later*/) const {}

    // True if each play in Intent::plays is a piece; false: each intent is one piece.
    virtual bool names_plays_by_id() const noexcept { return false; }

    // --- Reading back. Finds what the account holds, with as many requests as necessary. Throws Failure for an error
    // that ends the call.
    virtual Held read_back(std::span<const Intent> intents) = 0;
    // Finds out for plays that were just sent whether the account has each of them now, with fewer requests than
    // read_back(); nullopt for plays that only read_back() can find. `before`: what plays_beside() returned for the
    // call's intents before the write. Throws like read_back().
    virtual std::vector<std::optional<bool>> find_sent(std::span<const Intent> plays,
                                                       std::span<const account::HeldPlay> /*before*/) {
        return std::vector<std::optional<bool>>(plays.size());
    }
    // Reads all that the account holds, for a feature whose read_back() may read a part of it. Throws like read_back().
    virtual Held read_all() { return {}; }
    // What the last snapshot holds, without any request, for a dry run. It counts as certain at any age, because
    // nothing is sent.
    virtual Held recall() const = 0;
    // True if the account has what the intent asks for: the title is on the list, has this rating, or was played in
    // this minute. For a removal: true if it is gone. Not called for removals of plays.
    virtual bool is_satisfied(const Intent& intent, const account::Holdings& now) const = 0;
    // If names_plays_by_id(): sets the plays of each intent.
    virtual void choose_plays(std::span<Intent> /*intents*/, const Held& /*held*/) const {}
    // The verdict of an intent that needs no request; nullopt: it has to be sent. Intent::held is set.
    virtual std::optional<Verdict> verdict_unsent(const Intent& intent, const Held& held) const = 0;

    // --- Room. The room that the list has; nullopt: no limit applies or is known. May ask Trakt for the limit, but not
    // in a dry run.
    virtual std::optional<Room> room(const Held&) const { return std::nullopt; }

    // --- Dry run. What a write has to ask Trakt first to know what it does with this intent; nullopt: nothing.
    virtual std::optional<AskFirst> asks_first(const Intent&, const Held& held) const {
        return held.holdings ? std::nullopt : std::optional(AskFirst::Proof);
    }

    // --- Sending. True if sending the same again changes nothing at Trakt.
    virtual bool is_idempotent() const noexcept { return true; }
    // If a play is added twice, Trakt keeps both.
    bool adds_plays() const noexcept { return change_ == Change::Add && !is_idempotent(); }
    bool writes_plays() const noexcept { return adds_plays() || names_plays_by_id(); }
    // Intents of different groups never share a request. Groups are sent in order, from 0 to request_group_count() - 1,
    // each in chunks of the configured size.
    virtual std::size_t request_group_count() const noexcept { return 1; }
    virtual std::size_t request_group_of(const Intent&) const { return 0; }
    virtual std::string body(std::span<const Piece> pieces) const = 0;
    // Another name for a title that Trakt did not find; nullopt: there is none.
    virtual std::optional<MediaRef> other_name(const Intent&) const { return std::nullopt; }
    // Reads an answer; nullopt: classify_answer() reads it.
    virtual std::optional<std::vector<Finding>> read_answer(json::Value, std::span<const Piece>) const {
        return std::nullopt;
    }
    // Corrects a finding where the feature knows better than Trakt's counts.
    virtual void correct(const Intent&, Finding&) const {}

    // --- Afterwards. The verdict that a dry run shows for an intent that would be sent.
    virtual Verdict expected(const Intent& intent) const = 0;
    // Updates the proof with the verdict of an intent. Returns false if the proof no longer shows what the account
    // holds.
    virtual bool note(account::Proof& proof, const Intent& intent, Verdict verdict) const = 0;
    // Called at the end with the intents that were added, even if the call has failed afterwards.
    virtual void after_adding(std::span<const Intent* const> /*added*/, WriteReport& /*report*/) {}

private:
    FeatureId feature_;
    Change change_;
};

}  // namespace mod_trakt::changes
