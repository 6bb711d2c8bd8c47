// What the site does in a case beside its Mode: rows that no page shows, plays of one time in random order, answers
// without pagination headers, spuriously empty answers, and watched maps of an earlier moment.
#pragma once

#include <cstdint>
#include <set>
#include <string>

#include "promise.hpp"
#include "random.hpp"
#include "site.hpp"
#include "story.hpp"

namespace mod_trakt::property {

class Oddities {
public:
    // Draws them, by other random numbers than the rest of the case.
    Oddities(std::uint64_t seed, Site& site, Story& story);

    bool any() const { return hides_ || random_ties_ || bare_ != Bare::Never || empties_ || stale_maps_; }
    bool random_ties() const { return random_ties_; }
    // What they mean for the case, before its account is made.
    void adjust(Mode& mode) const;
    // Hides rows of a new account.
    void begin();
    // Before the changes of a step. Returns whether rows were hidden or shown again, which moves no stamp and no count.
    bool before_edits();
    // Further changes of a step: as many plays come as go, so that an outdated map has the right number of times.
    void add_edits(json::array& ops);
    // Before the indexes of a step: empty answers, and lists without headers.
    void before_indexes();
    // Ends everything that an account need not live with. `now` is its state.
    void heal(Mode& mode, const Truth& now);
    // Sets which features may be INCOMPLETE now.
    void note_state(Mode& mode, const Truth& now) const;
    // Whether a list counts rows and shows none of them: that is not believed, however often it is read.
    static bool shows_nothing(const Truth& now);
    // Whether an index must say how many rows are hidden: a list without headers does not count them.
    bool counts_hidden() const { return bare_ == Bare::Never; }

private:
    enum class Bare { Never, ForATime, Always };

    void hide_plays(const Truth& truth, std::int64_t most, bool at_end);
    void hide_titles(const Truth& truth);
    json::object an_empty_answer();
    void set_bare(bool bare);
    bool may_be_incomplete(const Mode& mode, const Truth& now, const std::string& feature) const;
    bool ties_may_be_incomplete(const Mode& mode, const Truth& now) const;
    bool has_witness_of_hidden(const Mode& mode, const std::string& feature) const;

    Random random_;
    Site& site_;
    Story& story_;

    bool hides_ = false, random_ties_ = false, empties_ = false, stale_maps_ = false, maps_below_sync_ = false;
    Bare bare_ = Bare::Never;
    std::string bare_lists_;  // empty: all
    std::string stats_ = "normal";
    bool stats_count_hidden_ = true, maps_show_hidden_ = true;
    json::array hidden_titles_;  // as they were hidden

    bool is_bare_ = false;                          // now
    bool empty_once_ = false, empty_more_ = false;  // an answer is empty now; more than one are
};

}  // namespace mod_trakt::property
