// Ratings and watchlist entries that are removed by some of the ids of their titles, some of which titles share: only
// the named title goes, and the verdict is true, also when the site says that it removes and does not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "random.hpp"
#include "site.hpp"
#include "story.hpp"
#include "subject.hpp"
#include "writes.hpp"

namespace mod_trakt::property {

class EntryWrites {
public:
    EntryWrites(Random& random, Site& site, Subject& subject, Story& story)
        : random_(random), site_(site), subject_(subject), story_(story) {}

    // Throws Broken.
    void run();

private:
    struct Entry {
        std::string type;
        std::int64_t title = 0;  // Trakt id
        json::object ids;
        bool operator==(const Entry& other) const { return type == other.type && title == other.title; }
    };
    using Entries = std::vector<Entry>;

    static Entries entries_in(const Truth& truth, const std::string& feature);
    // Gives some titles of the list an id of another one, and some an alias.
    void share_ids(const std::string& feature);
    json::object ids_for(const Entry& entry);
    void remove_one(const std::string& feature);
    // "" if the removal of this item may have led from one state to the other, with this verdict.
    std::string judge(const json::object& item, const std::string& verdict, const Entries& before,
                      const Entries& after) const;

    Random& random_;
    Site& site_;
    Subject& subject_;
    Story& story_;
    Aliases aliases_;
};

}  // namespace mod_trakt::property
