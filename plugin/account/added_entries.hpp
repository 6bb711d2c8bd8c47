// Ratings or watchlist entries that this handle has written since the last complete read, to learn under which ids
// Trakt shows them.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "account/aliases.hpp"
#include "account/holdings.hpp"
#include "model/title_name.hpp"

namespace mod_trakt::account {

// Of one feature. Not thread-safe.
class AddedEntries {
public:
    using TitleId = std::pair<MediaType, std::string>;  // type and Trakt id
    struct Entry {
        TitleName name;
        int rating = 0;  // 0: of the watchlist
        // The moments between which it was rated or listed (Unix epoch, ms).
        std::int64_t from_ms = 0, until_ms = 0;
    };

    // Notes entries that Trakt has added or changed, or already had. They are kept until the next complete read.
    // `before`: what the account held before. `mark`: the write mark of the feature at that time.
    void note(std::vector<Entry> entries, const Holdings& before, std::string mark);
    // Forgets the entries of a title that was removed again.
    void note_removed(const TitleName& name);
    bool empty() const noexcept { return entries_.empty(); }
    const std::string& mark() const noexcept { return mark_; }
    void forget();
    // Learns from all holdings of the account, read after these entries were written, and forgets the entries. If an
    // entry is not shown under its own ids, and exactly one new row that no other entry names has its type, rating and
    // time, that row shows the entry.
    void learn_from(const Holdings& now, Aliases& aliases);

private:
    void eliminate(const std::vector<Entry>& open, const Holdings& now, const std::set<TitleId>& named,
                   Aliases& aliases) const;

    std::vector<Entry> entries_;
    std::optional<Holdings> before_;
    std::string mark_;
};

}  // namespace mod_trakt::account
