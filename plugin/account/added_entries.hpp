// Ratings or watchlist entries that were written since the last complete read, to learn under which ids Trakt shows
// them.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "account/aliases.hpp"
#include "account/holdings.hpp"
#include "account/learnt_aliases.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/title_name.hpp"

namespace mod_trakt::account {

// Of one feature. Not thread-safe.
class AddedEntries {
public:
    using TitleId = std::pair<MediaType, std::string>;  // type and Trakt id
    using Entry = LearntAliases::Entry;

    // Notes entries of which Trakt said that it added or changed them, or had them. `before`: what the account held.
    // They are kept until the next complete read. `mark`: the write mark of the feature then. `snapshot`: the last one
    // that was read before.
    void note(std::vector<Entry> entries, const Holdings& before, std::string mark, index::SnapshotPtr snapshot);
    // This title was removed again.
    void note_removed(const TitleName& name);
    bool empty() const noexcept { return kept_.written.empty(); }
    const std::string& mark() const noexcept { return kept_.mark; }
    // This handle has written, which adds no entry that is not noted here.
    void follow(std::string_view mark_before, std::string mark_now);
    // True if this proven snapshot was read after these entries were written.
    bool were_written_before(const index::SnapshotPtr& snapshot) const;
    void forget();
    // What is kept over restarts.
    const LearntAliases::Entries& kept() const noexcept { return kept_; }
    void set(LearntAliases::Entries kept);
    // Learns from all holdings of the account, read after these entries were written, and forgets the entries. An entry
    // that is not shown under its own ids is the one new row of its type, rating and time that no other entry names.
    void learn_from(const Holdings& now, Aliases& aliases);

private:
    void eliminate(const std::vector<Entry>& open, const Holdings& now, const std::set<TitleId>& named,
                   Aliases& aliases) const;

    void note_similar(const Holdings& before, std::span<const Entry> entries);

    LearntAliases::Entries kept_;
    index::SnapshotPtr snapshot_;  // see note(); null if the entries were kept by another handle
};

}  // namespace mod_trakt::account
