// Counting events in a sliding window.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mod_trakt::test {

// The largest number of events in any half-open span of `span_ms`.
inline std::size_t most_within(std::vector<std::int64_t> times, std::int64_t span_ms) {
    std::sort(times.begin(), times.end());
    std::size_t most = 0, first = 0;
    for (std::size_t last = 0; last < times.size(); ++last) {
        while (times[first] <= times[last] - span_ms) ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

}  // namespace mod_trakt::test
