#include "changes/alias_learning.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "changes/kept_name.hpp"
#include "changes/play_aliases.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::changes {
namespace {

// How far the clocks of Trakt and of this machine may differ.
constexpr std::int64_t clock_slack_ms = 2 * minute_ms;
// Trakt does not document how it rounds the time that a rating is sent with.
constexpr std::int64_t rounding_ms = minute_ms;

}  // namespace

bool AliasLearning::learn_from(const Held& held, std::span<const Intent> intents) {
    if (!held.holdings) return false;
    return writer_.writes_plays() ? learn_from_plays(held, intents) : learn_from_entries(held);
}

bool AliasLearning::learn_from_plays(const Held& held, std::span<const Intent> intents) {
    account::Aliases& aliases = knowledge_.aliases();
    if (!aliases.has_added()) return false;
    std::optional<std::set<std::int64_t>> minutes;
    if (!held.holdings->are_complete()) {
        minutes.emplace();  // looked up
        for (const Intent& intent : intents)
            if (intent.minute_ms) minutes->insert(*intent.minute_ms);
    }
    account::Journal* const journal = knowledge_.journal();
    if (journal == nullptr) {
        aliases.compare_added(*held.holdings, minutes);
        return true;
    }
    // The journal shows what other writers have done. That is no sign of another name.
    using account::Journal;
    journal->load();
    aliases.forget_removed([&](const TitleName& name, std::int64_t minute) {
        const Journal::Entry* entry = journal->last({name, minute});
        return entry != nullptr && entry->change == Change::Remove;
    });
    aliases.compare_added(*held.holdings, minutes, [&](const account::HeldPlay& play) {
        return plays_not_in_journal({play}, *journal).empty();
    });
    return true;
}

bool AliasLearning::learn_from_entries(const Held& held) {
    account::AddedEntries& added = knowledge_.added_entries(writer_.feature());
    // If another writer was at work, a new row may come from it.
    if (!knowledge_.is_unwritten_since(writer_.feature(), added.mark())) added.forget();
    const account::Proof* const proof = knowledge_.proven(writer_.feature());
    if (added.empty() || proof == nullptr || !added.were_written_before(proof->snapshot)) return false;
    added.learn_from(*held.holdings, knowledge_.aliases());
    return true;
}

std::vector<account::HeldPlay> AliasLearning::find_unexplained(std::span<const Intent> intents,
                                                               const account::Holdings& holdings) {
    beside_ = plays_beside(intents, holdings);
    return unexplained_plays(beside_, intents);
}

void AliasLearning::note(std::span<const Intent> intents, const Held& held, const WriteReport& report) {
    if (!writer_.writes_plays()) return note_entries(intents, held, report);
    if (!writer_.adds_plays() || !held.holdings) return;
    std::vector<const Intent*> added;
    for (const Intent& intent : intents)
        if (report.verdict(intent.input) == Verdict::Added) added.push_back(&intent);
    note_added_plays(added, beside_, knowledge_.aliases());
}

void AliasLearning::note_entries(std::span<const Intent> intents, const Held& held, const WriteReport& report) {
    account::AddedEntries& added = knowledge_.added_entries(writer_.feature());
    std::vector<account::AddedEntries::Entry> entries;
    for (const Intent& intent : intents) {
        const auto verdict = report.verdict(intent.input);
        if (!verdict) continue;  // not sent
        // A new row may come from this change, whose outcome is not known.
        if (*verdict == Verdict::Unknown) return added.forget();
        if (*verdict == Verdict::Removed) added.note_removed(kept_name(intent));
        if (writer_.change() == Change::Add && (is_applied(*verdict) || *verdict == Verdict::Existing))
            entries.push_back(entry_of(intent));
    }
    if (entries.empty()) return;
    const account::Proof* const proof = knowledge_.proven(writer_.feature());
    if (!held.holdings || proof == nullptr) return added.forget();  // another writer was or may have been at work
    added.note(std::move(entries), *held.holdings, proof->mark, proof->snapshot);
}

account::AddedEntries::Entry AliasLearning::entry_of(const Intent& intent) const {
    const int rating = intent.rating.value_or(0);
    if (intent.rated_ms)
        return {kept_name(intent), rating, *intent.rated_ms - rounding_ms, *intent.rated_ms + rounding_ms};
    return {kept_name(intent), rating, begin_ms_ - clock_slack_ms, clock_.unix_ms() + clock_slack_ms};
}

}  // namespace mod_trakt::changes
