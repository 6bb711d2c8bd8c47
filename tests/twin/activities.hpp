// The stamps of GET /sync/last_activities.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>

#include "twin/catalogue.hpp"

namespace mod_trakt::twin {

class Activities {
public:
    // Sets every leaf to `start_ms`.
    explicit Activities(std::int64_t start_ms);

    // Sets a leaf such as "movies.watched_at" to `now_ms`, rounded down to the resolution, so a second change within
    // that time cannot be seen.
    void touch(const std::string& leaf, std::int64_t now_ms, std::int64_t resolution_ms);
    // Sets a leaf to an exact time, for "/_twin/edit".
    void set(const std::string& leaf, std::int64_t ms) { leaves_[leaf] = ms; }

    // Notes that the list of this leaf has or had entries.
    void mark(const std::string& leaf) { marked_.insert(leaf); }

    // `without_unset`: omits the leaves of lists that never had an entry.
    std::string to_json(bool sparse, bool without_unset = false) const;

private:
    std::map<std::string, std::int64_t> leaves_;
    std::set<std::string> marked_;
};

}  // namespace mod_trakt::twin
