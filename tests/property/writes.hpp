// Plays that are added and removed by some of the ids of their titles, some of which titles share: only the named title
// changes, and no play is kept twice.
#pragma once

#include <string>

#include "random.hpp"
#include "site.hpp"
#include "story.hpp"
#include "subject.hpp"

namespace mod_trakt::property {

// Gives some titles with plays the imdb or tmdb id of another one.
void share_ids(Random& random, Site& site);

class Writes {
public:
    Writes(Random& random, Site& site, Subject& subject, Story& story)
        : random_(random), site_(site), subject_(subject), story_(story) {}

    // Throws Broken.
    void run();

private:
    void one_write();
    json::object ids_for(const json::object& all);
    // "" if a write of this item may have led from one state to the other, with this verdict.
    static std::string judge(const json::object& item, bool removing, const std::string& verdict, const Truth& before,
                             const Truth& after);

    Random& random_;
    Site& site_;
    Subject& subject_;
    Story& story_;
};

}  // namespace mod_trakt::property
