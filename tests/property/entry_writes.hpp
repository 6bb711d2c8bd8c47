// Removes ratings and watchlist entries by some ids of their titles, while several titles share ids. Only the entry of
// the named title may be removed, and the verdict must be true, even if the site says that it removed and did not.
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
    // Empty if a removal of this item with this verdict can lead from `before` to `after`; else what is wrong.
    std::string judge(const json::object& item, const std::string& verdict, const Entries& before,
                      const Entries& after) const;

    Random& random_;
    Site& site_;
    Subject& subject_;
    Story& story_;
    Aliases aliases_;
};

}  // namespace mod_trakt::property
