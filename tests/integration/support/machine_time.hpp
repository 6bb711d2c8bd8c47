// The machine's date as this process sees it, the plugin included: for what takes a plugin a day.
#pragma once

#include <cstdint>

namespace mod_trakt::tests {

// While one lives, the date is so much later. Waits and steady clocks are as ever.
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
