// Plays that are added and removed by some of the ids of their titles, some of which titles share: only the named title
// changes, and no play is kept twice.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "random.hpp"
#include "site.hpp"
#include "story.hpp"
#include "subject.hpp"

namespace mod_trakt::property {

// Ids that the site accepts for titles and never shows.
struct Alias {
    std::string id_type, id;
    std::int64_t title = 0;    // Trakt id
    bool contradicts = false;  // the title shows another id of this type
};
using Aliases = std::vector<Alias>;

// Gives some titles with plays the imdb or tmdb id of another one, and some an alias.
Aliases share_ids(Random& random, Site& site);

class Writes {
public:
    Writes(Random& random, Site& site, const Aliases& aliases, Subject& subject, Story& story)
        : random_(random), site_(site), aliases_(aliases), subject_(subject), story_(story) {}

    // Throws Broken.
    void run();

private:
    void one_write();
    // Nullopt: there is no play.
    std::optional<json::object> an_item(const Truth& truth);
    json::object ids_for(const json::object& all, std::int64_t title);
    // "" if a write of this item may have led from one state to the other, with this verdict.
    // The states are plays of the item's minute, sorted.
    using BothKinds = std::array<Plays, 2>;
    std::string judge(const json::object& item, bool removing, const std::string& verdict, const BothKinds& before,
                      const BothKinds& after) const;
    const Alias* alias_in(const json::object& ids) const;  // null: none

    Random& random_;
    Site& site_;
    const Aliases& aliases_;
    Subject& subject_;
    Story& story_;
};

}  // namespace mod_trakt::property
