// The map of all watched titles of one type, from Trakt id to times, usually in one answer.
#pragma once

#include <cstdint>
#include <optional>
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
};

// `type` is Movie or Episode. Nullopt when there is no usable map: Trakt does not offer it, refuses it, answers
// something else, or divides it into more than `most_pages` pages. Throws Failure for errors that end the call, such as
// a cancel.
std::optional<WatchedMap> get_watched_map(Api& api, MediaType type, std::int64_t most_pages, const CallScope& scope);

// Appends the times of one answer to `times`; returns false when the answer is not such a map.
bool read_watched_map(json::Value body, std::vector<WatchedTime>& times);

}  // namespace mod_trakt::trakt
