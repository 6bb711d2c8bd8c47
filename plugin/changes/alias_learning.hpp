// Learns other names of titles during one write: compares the account's plays and entries with what this handle has
// added.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "account/context.hpp"
#include "changes/feature_writer.hpp"
#include "changes/intent.hpp"
#include "changes/write_report.hpp"
#include "support/clock.hpp"

namespace mod_trakt::changes {

// One object serves one call.
class AliasLearning {
public:
    // Everything is borrowed. Construct it before the first request.
    AliasLearning(const FeatureWriter& writer, account::Context& context, const Clock& clock)
        : writer_(writer), knowledge_(context.knowledge), clock_(clock), begin_ms_(clock.unix_ms()) {}

    // Compares what was added before this call with what is held now. Returns true if there was something to compare.
    bool learn_from(const Held& held, std::span<const Intent> intents);
    // For plays to add: returns the held plays at the minutes of intents whose titles are not held, except those that
    // an intent means.
    std::vector<account::HeldPlay> find_unexplained(std::span<const Intent> intents, const account::Holdings& holdings);
    // The result of plays_beside() for these intents; empty before find_unexplained().
    const std::vector<account::HeldPlay>& beside() const noexcept { return beside_; }
    // Notes what was written, for the next read. `held`: what the account held before. Call it when all verdicts are
    // known.
    void note(std::span<const Intent> intents, const Held& held, const WriteReport& report);

private:
    bool learn_from_plays(const Held& held, std::span<const Intent> intents);
    bool learn_from_entries(const Held& held);
    void note_entries(std::span<const Intent> intents, const Held& held, const WriteReport& report);
    account::AddedEntries::Entry entry_of(const Intent& intent) const;

    const FeatureWriter& writer_;
    account::Knowledge& knowledge_;
    const Clock& clock_;
    std::int64_t begin_ms_;
    std::vector<account::HeldPlay> beside_;  // see plays_beside()
};

}  // namespace mod_trakt::changes
