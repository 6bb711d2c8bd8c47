// The stamps of GET /sync/last_activities.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "twin/catalogue.hpp"

namespace mod_trakt::twin {

class Activities {
public:
    // Every leaf at `start_ms`.
    explicit Activities(std::int64_t start_ms);

    // "movies.watched_at" moves to `now_ms`, floored to the resolution: a second change within it moves nothing.
    void touch(const std::string& leaf, std::int64_t now_ms, std::int64_t resolution_ms);
    // Sets a leaf to an exact time, as "/_twin/edit" may ask.
    void set(const std::string& leaf, std::int64_t ms) { leaves_[leaf] = ms; }

    std::string to_json(bool sparse) const;

private:
    std::map<std::string, std::int64_t> leaves_;
};

}  // namespace mod_trakt::twin
