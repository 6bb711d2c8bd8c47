// The twin's clock: the machine's time plus an offset, or a frozen time. Thread-safe.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>

namespace mod_trakt::twin {

class TwinClock {
public:
    std::int64_t now_ms() const {
        const std::int64_t frozen = frozen_ms_.load();
        return frozen != running ? frozen : machine_ms() + offset_ms_.load();
    }
    void freeze(std::int64_t unix_ms) { frozen_ms_ = unix_ms; }
    void advance(std::int64_t ms) {
        if (frozen_ms_.load() != running)
            frozen_ms_ += ms;
        else
            offset_ms_ += ms;
    }
    // Returns to the machine's time.
    void run() {
        frozen_ms_ = running;
        offset_ms_ = 0;
    }
    bool is_frozen() const { return frozen_ms_.load() != running; }

private:
    static constexpr std::int64_t running = std::numeric_limits<std::int64_t>::min();
    static std::int64_t machine_ms() {
        using namespace std::chrono;
        return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
    }

    std::atomic<std::int64_t> frozen_ms_{running};
    std::atomic<std::int64_t> offset_ms_{0};
};

}  // namespace mod_trakt::twin
