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

    // Notes entries that Trakt has added or changed, or already had. They are kept until the next complete read.
    // `before`: what the account held before. `mark`: the write mark of the feature at that time. `snapshot`: the last
    // one that was read before.
    void note(std::vector<Entry> entries, const Holdings& before, std::string mark, index::SnapshotPtr snapshot);
    // Forgets the entries of a title that was removed again.
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
    // Learns from all holdings of the account, read after these entries were written, and forgets the entries. If an
    // entry is not shown under its own ids, and exactly one new row that no other entry names has its type, rating and
    // time, that row shows the entry.
    void learn_from(const Holdings& now, Aliases& aliases);

private:
    void eliminate(const std::vector<Entry>& open, const Holdings& now, const std::set<TitleId>& named,
                   Aliases& aliases) const;

    void note_similar(const Holdings& before, std::span<const Entry> entries);

    LearntAliases::Entries kept_;
    index::SnapshotPtr snapshot_;  // see note(); null if the entries were kept by another handle
};

}  // namespace mod_trakt::account
