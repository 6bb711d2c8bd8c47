// Changes the date that this process sees, the plugin included, for tests of what happens after days.
#pragma once

#include <cstdint>

namespace mod_trakt::tests {

// While an object lives, the date is later by this much. Waits and steady clocks are not changed.
class LaterDate {
public:
    explicit LaterDate(std::int64_t ms);
    ~LaterDate();
    LaterDate(const LaterDate&) = delete;
    LaterDate& operator=(const LaterDate&) = delete;
};

// Milliseconds since 1970, as this process sees it.
std::int64_t unix_now_ms();

}  // namespace mod_trakt::tests
