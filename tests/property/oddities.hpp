// Faults and oddities of the site in a case, in addition to its Mode: hidden rows, plays of one time in random order,
// answers without pagination headers, wrongly empty answers, and outdated watched maps.
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
    // Chooses the oddities by random numbers of its own, so that the rest of the case stays the same.
    Oddities(std::uint64_t seed, Site& site, Story& story);

    bool any() const { return hides_ || random_ties_ || bare_ != Bare::Never || empties_ || stale_maps_; }
    bool random_ties() const { return random_ties_; }
    // Sets in `mode` what the oddities mean for the case. To be called before its account is made.
    void adjust(Mode& mode) const;
    // Sets the switches, and hides rows of the new account.
    void begin();
    // To be called before the changes of a step. Returns true if rows were hidden or shown again, which moves no stamp
    // and no count.
    bool before_edits();
    // Adds changes to a step. They add as many plays as they remove, so that an outdated map has the right number of
    // times.
    void add_edits(json::array& ops);
    // To be called before the indexes of a step: orders empty answers, and lists without headers.
    void before_indexes();
    // Ends the oddities that can keep an index INCOMPLETE. `now` is the account's state.
    void heal(Mode& mode, const Truth& now);
    // Sets which features may be INCOMPLETE now.
    void note_state(Mode& mode, const Truth& now) const;
    // True if a list counts rows and shows none of them. Such a list is never believed, however often it is read.
    static bool shows_nothing(const Truth& now);
    // True if an index must say how many rows are hidden. (A list without headers does not count them.)
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
    json::array hidden_titles_;  // the steps that hid them

    bool is_bare_ = false;                          // the lists have no headers now
    bool empty_once_ = false, empty_more_ = false;  // at least one answer is empty now; more than one are empty
};

}  // namespace mod_trakt::property
