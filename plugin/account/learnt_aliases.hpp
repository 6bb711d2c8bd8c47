// The aliases that were learnt for an account: aliases.json in its precious folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/title_name.hpp"
#include "support/clock.hpp"

namespace mod_trakt::account {

// A value; times are Unix epoch, ms. An id is a text of its title's type, its kind and its value.
struct LearntAliases {
    static constexpr std::size_t most_entries = 10'000;  // of each kind
    // How long a search without a result counts, and how long an added play is expected to be shown.
    static constexpr std::int64_t none_for_ms = 7 * day_ms;

    enum class Source : std::uint8_t {
        Search,
        // Something was added under these ids, and Trakt shows exactly one new row of that time that nothing else
        // explains. This is enough for an add; a removal needs a search that confirms it.
        Elimination,
    };
    struct Alias {
        std::int64_t trakt_id = 0;
        Source source = Source::Search;
        std::int64_t at_ms = 0;  // when it was learnt; 0: since the file was last written
        bool operator==(const Alias&) const = default;
    };
    // A play that was added, and that Trakt has not shown yet.
    struct Added {
        TitleName name;
        std::int64_t minute_ms = 0;
        std::vector<TitleName> before;  // the titles that had plays in that minute
        std::int64_t at_ms = 0;         // as in Alias
        bool operator==(const Added&) const = default;
    };

    // A rating or an entry of the watchlist, and the moments between which it was rated or listed.
    struct Entry {
        TitleName name;
        int rating = 0;  // 0: of the watchlist
        std::int64_t from_ms = 0, until_ms = 0;
        bool operator==(const Entry&) const = default;
    };
    // What was written to the ratings or the watchlist since their last complete read.
    struct Entries {
        std::vector<Entry> written;
        std::vector<Entry> before;  // what was held before and may look like one of these
        std::string mark;           // the write mark after the last of them
        bool operator==(const Entries&) const = default;
    };

    std::map<std::string, Alias> known;
    std::map<std::string, std::int64_t> none;  // ids for which a search found no title, and when
    std::vector<Added> added;
    std::map<std::string, Entries> entries;  // by feature
    bool operator==(const LearntAliases&) const = default;

    // Sets the times that are missing, and removes the entries that are too old or too many, the oldest first.
    void tidy(const Clock& clock);

    // Nullopt: the text is not such a file.
    static std::optional<LearntAliases> parse(const std::string& text);
    std::string render() const;
};

// Merges two changed copies of `before`: that of this handle, `own`, and another one. If both have changed an entry,
// `own` counts.
LearntAliases merge(const LearntAliases& before, const LearntAliases& own, const LearntAliases& other);

}  // namespace mod_trakt::account
