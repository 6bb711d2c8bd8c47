// Adds and removes plays by some ids of their titles, while several titles share ids. Only the named title may change,
// and no play may be added twice.
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
    // Nullopt if the account has no play.
    std::optional<json::object> an_item(const Truth& truth);
    json::object ids_for(const json::object& all, std::int64_t title);
    // Empty if a write of this item with this verdict can lead from `before` to `after`; else what is wrong. Both are
    // the plays of the item's minute, sorted.
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
