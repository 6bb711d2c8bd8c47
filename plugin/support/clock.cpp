// The system's clocks.
#include "support/clock.hpp"

#include <chrono>
#include <thread>

namespace mod_trakt {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

std::int64_t SystemClock::unix_ms() const {
    return duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::int64_t SystemClock::steady_ms() const {
    return duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void SystemClock::block_ms(std::int64_t ms) { std::this_thread::sleep_for(milliseconds(ms)); }

}  // namespace mod_trakt
