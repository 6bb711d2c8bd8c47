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
        // Between these moments it was rated or listed (Unix epoch, ms).
        std::int64_t from_ms = 0, until_ms = 0;
    };

    // Notes entries of which Trakt said that it added or changed them, or had them. `before`: what the account held.
    // They are kept until the next complete read. `mark`: the write mark of the feature then.
    void note(std::vector<Entry> entries, const Holdings& before, std::string mark);
    // This title was removed again.
    void note_removed(const TitleName& name);
    bool empty() const noexcept { return entries_.empty(); }
    const std::string& mark() const noexcept { return mark_; }
    void forget();
    // Learns from all holdings of the account, read after these entries were written, and forgets the entries. An entry
    // that is not shown under its own ids is the one new row of its type, rating and time that no other entry names.
    void learn_from(const Holdings& now, Aliases& aliases);

private:
    void eliminate(const std::vector<Entry>& open, const Holdings& now, const std::set<TitleId>& named,
                   Aliases& aliases) const;

    std::vector<Entry> entries_;
    std::optional<Holdings> before_;
    std::string mark_;
};

}  // namespace mod_trakt::account
