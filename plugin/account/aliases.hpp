// Ids under which Trakt knows a title, beside those that it shows. Ids that Trakt shows of held titles are not kept
// here.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "account/holdings.hpp"
#include "account/recently_used.hpp"
#include "model/title_name.hpp"
#include "support/clock.hpp"

namespace mod_trakt::account {

// What this handle has learnt. Not thread-safe.
class Aliases {
public:
    enum class Source {
        Search,
        // Something was added under these ids, and Trakt shows one new row of that time which nothing else explains.
        // Good enough for adds; a removal needs a search that confirms it.
        Elimination,
    };
    enum class Applied : std::uint8_t { Nothing, Searched, Eliminated };
    struct AppliedTo {
        Applied title = Applied::Nothing, show = Applied::Nothing;
    };

    void learn(MediaType type, IdKey key, std::string_view value, std::int64_t trakt_id, Source source);
    // `shown`: the title by which Trakt shows what was added under `name`. Learns the ids of `name`; if it has none of
    // its own, those of its show, if it has the same numbers.
    void learn_by_elimination(const TitleName& name, const TitleName& shown);
    // Gives the title and its show the Trakt ids that their other ids stand for. A merged Trakt id is replaced by the
    // one that it was merged into. Returns which Trakt ids were set.
    AppliedTo apply(TitleName& name);

    // True if another id of a title stands for another Trakt id than its own.
    bool are_of_another(MediaType type, const Ids& ids);

    // Notes that a search found no title with this id now, so it need not be repeated for seven days.
    void learn_that_none(MediaType type, IdKey key, std::string_view value, const Clock& clock);
    bool is_none(MediaType type, IdKey key, std::string_view value, const Clock& clock);

    // Notes a play that was added, and the plays of that minute before. Without a date (minute 0) nothing is noted:
    // Trakt keeps all such plays in one minute.
    void note_added(const TitleName& name, std::int64_t minute_ms, std::vector<HeldPlay> before);
    // True if Trakt has not shown all of them yet.
    bool has_added() const noexcept { return !added_.empty(); }
    // Forgets added plays that were removed again.
    using WasRemoved = std::function<bool(const TitleName& name, std::int64_t minute_ms)>;
    void forget_removed(const WasRemoved& was_removed);
    // Learns from holdings that were read after these plays were added. `minutes_ms`: of the plays that these holdings
    // show; nullopt: all. `is_of_another`: whether another writer has added a play, which thus explains nothing here.
    using IsOfAnother = std::function<bool(const HeldPlay& play)>;
    void compare_added(const Holdings& now, const std::optional<std::set<std::int64_t>>& minutes_ms,
                       const IsOfAnother& is_of_another = {});

    void clear();

private:
    struct Alias {
        std::int64_t trakt_id = 0;
        Source source = Source::Search;
    };
    struct Added {
        TitleName name;
        std::int64_t minute_ms = 0;
        std::vector<HeldPlay> before;
        bool is_explained = false;  // Trakt shows it under its own ids; kept while another one of its minute is open
    };
    void eliminate(const std::vector<std::size_t>& open, const std::vector<HeldPlay>& plays);
    bool is_new_and_unnamed(const HeldPlay& play, const Added& added) const;
    void forget_explained();
    Applied apply(MediaType type, Ids& ids);

    static constexpr std::size_t most_entries = 10'000;

    RecentlyUsed<Alias> known_{most_entries};
    RecentlyUsed<std::int64_t> none_{most_entries};  // when it was learnt (Unix epoch, ms)
    std::vector<Added> added_;
};

}  // namespace mod_trakt::account
