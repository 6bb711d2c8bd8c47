// What the write pipeline asks of a feature: how an input becomes an intent, what the account holds of it already, and
// how the rest is put to Trakt. One object serves one call.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "account/proven_state.hpp"
#include "changes/classify.hpp"
#include "changes/intent.hpp"
#include "changes/write_input.hpp"
#include "model/feature_id.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::changes {

// What the account holds before a write.
struct Held {
    std::optional<account::Holdings> holdings;  // absent: not known
    // Nothing that matters can have changed since. False: it may be a little old, good to explain an answer but not to
    // leave something out or to refuse it.
    bool is_certain = false;
};

// How much a list may still take.
struct Room {
    std::int64_t entries = 0;
    std::int64_t limit = 0;  // of the whole list
};

class FeatureWriter {
public:
    FeatureWriter(FeatureId feature, Change change) noexcept : feature_(feature), change_(change) {}
    virtual ~FeatureWriter() = default;
    FeatureWriter(const FeatureWriter&) = delete;
    FeatureWriter& operator=(const FeatureWriter&) = delete;

    FeatureId feature() const noexcept { return feature_; }
    Change change() const noexcept { return change_; }

    // --- Inputs. Precondition of both: input.item is there.
    virtual std::variant<Intent, Rejection> translate(const WriteInput& input) const = 0;
    // The key of one play; empty where items have no times.
    virtual std::string event_key(const WriteInput&) const { return {}; }
    // Inputs of one title, and of one minute where it is about plays, are one intent and share its verdict. False: each
    // input is a change of its own.
    virtual bool merges_equal_inputs() const noexcept { return true; }
    // `later` was merged into `first`: which of its values count.
    virtual void take_values(Intent& /*first*/, const Intent& /*later*/) const {}

    // All the ways in which what is held may name the title of an intent; as it is sent comes first.
    virtual std::vector<MediaRef> names(const Intent& intent) const { return {intent.title}; }

    // The pieces of a request are Intent::plays, by history id; false: each intent is one piece.
    virtual bool names_plays_by_id() const noexcept { return false; }

    // --- Reading back.
    // With the requests that it takes; throws Failure for what ends the call.
    virtual Held read_back(std::span<const Intent> intents) = 0;
    // What the last snapshot says, without any request, for a dry run. It counts as certain however old it is, because
    // nothing is sent on the strength of it.
    virtual Held recall() const = 0;
    // Where plays are named by id: finds those of each intent. `held` is null when that is not known.
    virtual void choose_plays(std::span<Intent> /*intents*/, const account::Holdings* /*held*/) const {}
    // The verdict of an intent for which nothing has to be sent; nullopt: it has to be sent.
    virtual std::optional<Verdict> verdict_unsent(const Intent& intent, const Held& held) const = 0;

    // --- Guard. For how many of the intents the account has room; nullopt: no limit is known to matter. May ask Trakt
    // for the limit, but not in a dry run.
    virtual std::optional<Room> room(const Held&) const { return std::nullopt; }

    // --- Sending.
    // Sending the same again changes nothing at Trakt.
    virtual bool is_idempotent() const noexcept { return true; }
    // Intents of different groups never share a request; groups go out in order, from 0 to request_group_count() - 1.
    // Each group is sent in chunks of the configured size.
    virtual std::size_t request_group_count() const noexcept { return 1; }
    virtual std::size_t request_group_of(const Intent&) const { return 0; }
    virtual std::string body(std::span<const Piece> pieces) const = 0;
    // How Trakt may know a title that it did not find; nullopt: there is no other name to try.
    virtual std::optional<MediaRef> other_name(const Intent&) const { return std::nullopt; }
    // Reads an answer; nullopt: by its counts, as classify_answer does.
    virtual std::optional<std::vector<Finding>> read_answer(json::Value, std::span<const Piece>) const {
        return std::nullopt;
    }
    // What this feature knows better than Trakt's counts.
    virtual void correct(const Intent&, const Held&, Finding&) const {}

    // --- Afterwards.
    // What a dry run may say of an intent that would be sent, by what is held.
    virtual Verdict expected(const Intent& intent, const account::Holdings& held) const = 0;
    // Brings the proof up to date with the fate of an intent. False: it no longer tells what the account holds.
    virtual bool note(account::Proof& proof, const Intent& intent, Verdict verdict) const = 0;
    // These were added, and the call has not failed.
    virtual void after_adding(std::span<const Intent* const> /*added*/) {}

private:
    FeatureId feature_;
    Change change_;
};

}  // namespace mod_trakt::changes
