// The map of all watched titles of one type, from Trakt id to times, in a few large pages without headers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/media_type.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::trakt {

// One time at which a title was watched.
struct WatchedTime {
    std::int64_t trakt_id = 0;
    std::int64_t watched_ms = 0;
    bool operator==(const WatchedTime&) const = default;
    bool operator<(const WatchedTime& other) const noexcept {
        return trakt_id != other.trakt_id ? trakt_id < other.trakt_id : watched_ms < other.watched_ms;
    }
};

struct WatchedMap {
    std::vector<WatchedTime> times;  // sorted
    int responses = 0;               // if more than one, the account may have changed between them
    // True if an empty or repeated page has confirmed the end of the map: see read_rest().
    bool is_ended = false;

    // Where the read continues.
    std::string path;
    std::int64_t next_page = 1;
    int limit = 0;
    int usual_limit = 0;
    int halvings = 0;  // of the limit
};

// What the caller knows of a map before it is read.
struct MapSize {
    std::optional<std::int64_t> times = {};  // how many plays the list has that the map is compared with
    std::int64_t about = 0;                  // an estimate, used if `times` is not known
    std::int64_t most_pages = 1;             // a map of more pages is not usable
};

struct MapAnswer {
    std::optional<WatchedMap> map = {};  // nullopt: Trakt does not offer it, refuses it, or answers something else
    bool is_absent = false;              // Trakt does not offer it
};

// Reads page after page until the map has `size.times` times or a page is empty, which ends the map. If `size.times` is
// not known, it also stops after a page that is not full. If a page cannot be served (a timeout, 5xx), the map is read
// again from its start: in pages of the usual size if they were larger, else in pages of half the size. `type` is Movie
// or Episode. Throws Failure for errors that end the call, such as a cancel.
MapAnswer get_watched_map(Api& api, MediaType type, const MapSize& size, const CallScope& scope);

// Reads what get_watched_map() may have left out. Returns false when that cannot be read.
bool read_rest(Api& api, WatchedMap& map, std::int64_t most_pages, const CallScope& scope);

// Appends the times of one answer to `times`; returns false when the answer is not such a map.
bool read_watched_map(json::Value body, std::vector<WatchedTime>& times);

}  // namespace mod_trakt::trakt
