// Ids under which Trakt knows a title, beside those that it shows. Ids that Trakt shows of held titles are not kept
// here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "account/holdings.hpp"
#include "account/learnt_aliases.hpp"
#include "account/recently_used.hpp"
#include "model/title_name.hpp"
#include "support/clock.hpp"

namespace mod_trakt::account {

// The aliases that this handle knows. Not thread-safe.
class Aliases {
public:
    using Source = LearntAliases::Source;
    enum class Applied : std::uint8_t { Nothing, Searched, Eliminated };
    struct AppliedTo {
        Applied title = Applied::Nothing, show = Applied::Nothing;
    };

    void learn(MediaType type, IdKey key, std::string_view value, std::int64_t trakt_id, Source source);
    // Learns that the ids of `name` are aliases of `shown`, the title under which Trakt shows what was added under
    // `name`. If `name` has no ids of its own, learns those of its show, provided that both have the same numbers.
    void learn_by_elimination(const TitleName& name, const TitleName& shown);
    // Gives the title and its show the Trakt ids that their other ids stand for. A merged Trakt id is replaced by the
    // one that it was merged into. Returns which Trakt ids were set.
    AppliedTo apply(TitleName& name);

    // True if one of these ids is known to stand for another Trakt id than the Trakt id among them.
    bool are_of_two_titles(MediaType type, const Ids& ids);

    // Notes that a search found no title with this id now, so it need not be repeated for seven days.
    void learn_that_none(MediaType type, IdKey key, std::string_view value, const Clock& clock);
    bool is_none(MediaType type, IdKey key, std::string_view value, const Clock& clock);

    // Forgets what was learnt of these ids by elimination, because held titles show them under other Trakt ids.
    void forget_eliminated(MediaType type, const Ids& ids);

    // What was written to the ratings or the watchlist since their last complete read.
    const LearntAliases::Entries* entries_of(std::string_view feature) const;
    void set_entries(std::string_view feature, const LearntAliases::Entries& entries);

    // The content of the file.
    LearntAliases learnt() const;
    void set(const LearntAliases& learnt);
    // Changes whenever learnt() may change.
    std::uint64_t revision() const noexcept { return revision_; }

    // Notes a play that was added. `before`: the plays of that minute before it was added. Without a date (minute 0)
    // nothing is noted, because Trakt keeps all such plays in one minute.
    void note_added(const TitleName& name, std::int64_t minute_ms, std::vector<HeldPlay> before);
    // True if Trakt has not shown all added plays yet.
    bool has_added() const noexcept { return !added_.empty(); }
    // Forgets added plays that were removed again.
    using WasRemoved = std::function<bool(const TitleName& name, std::int64_t minute_ms)>;
    void forget_removed(const WasRemoved& was_removed);
    // Learns from holdings that were read after these plays were added. `minutes_ms`: the minutes whose plays
    // these holdings show; nullopt: all. `is_of_other_writer`: true for a play that another writer has added, which
    // therefore is none of these plays.
    using IsOfOtherWriter = std::function<bool(const HeldPlay& play)>;
    void compare_added(const Holdings& now, const std::optional<std::set<std::int64_t>>& minutes_ms,
                       const IsOfOtherWriter& is_of_other_writer = {});

    void clear();

private:
    using Alias = LearntAliases::Alias;
    struct Added : LearntAliases::Added {
        bool is_explained = false;  // Trakt shows it; kept while another one of its minute is not explained
    };
    void eliminate(const std::vector<std::size_t>& open, const std::vector<HeldPlay>& plays);
    bool is_new_and_unnamed(const HeldPlay& play, std::ptrdiff_t plays_now, const Added& added) const;
    void forget_explained();
    Applied apply(MediaType type, Ids& ids);
    // What an id stands for, also over several merges of Trakt ids. It rests on a search if each step does.
    std::optional<Alias> find_last(MediaType type, IdKey key, std::string_view value);

    static constexpr int most_merges = 16;  // that are followed; ids that stand for each other have no end
    static constexpr std::size_t most_entries = LearntAliases::most_entries;

    RecentlyUsed<Alias> known_{most_entries};
    RecentlyUsed<std::int64_t> none_{most_entries};  // when it was learnt (Unix epoch, ms)
    std::vector<Added> added_;
    std::map<std::string, LearntAliases::Entries> entries_;  // by feature; none is empty
    std::uint64_t revision_ = 0;
};

}  // namespace mod_trakt::account
