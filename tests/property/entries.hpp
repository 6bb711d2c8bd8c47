// Ratings and the watchlist of a case: their indexes, and the requests that these may take.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "judge.hpp"
#include "oddities.hpp"
#include "promise.hpp"
#include "site.hpp"
#include "story.hpp"
#include "subject.hpp"

namespace mod_trakt::property {

class Entries {
public:
    Entries(Site& site, Subject& subject, const Mode& mode, const Oddities& oddities, Judge& judge, Story& story)
        : site_(site), subject_(subject), mode_(mode), oddities_(oddities), judge_(judge), story_(story) {}

    // Reads with the module that has just read the history, so that one request for stamps is enough for all features.
    void first_indexes(const Truth& now) { indexes(now, true, true); }
    // Returns false when one of them is INCOMPLETE.
    bool next_indexes(const Truth& now, bool settled) { return indexes(now, false, settled); }
    // Notes that the stamps of the last indexes cannot be used.
    void unsettle() { settled_ = false; }

private:
    bool indexes(const Truth& now, bool first, bool settled);
    Limit limit(const std::string& feature, const Truth& now) const;

    Site& site_;
    Subject& subject_;
    const Mode& mode_;
    const Oddities& oddities_;
    Judge& judge_;
    Story& story_;
    std::map<std::string, std::size_t> indexed_;  // entries in the last index of each list
    std::map<std::string, std::string> stamps_;   // at the last indexes
    bool settled_ = false;                        // those stamps were mature
};

}  // namespace mod_trakt::property
