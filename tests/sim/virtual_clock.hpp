// The clock of one process: virtual time, in which waiting is a seam.
#pragma once

#include "process.hpp"
#include "support/clock.hpp"

namespace mod_trakt::sim {

// The clock of the machine, which all its processes share, and that of Trakt.
struct WallClock {
    // 2026-09-12T08:00:00Z
    static constexpr std::int64_t start_unix_ms = 1'789'200'000'000;
    std::int64_t jumped_ms = 0;  // by how much the machine's clock was set forward

    static std::int64_t trakt_unix_ms(Time now) { return start_unix_ms + now / ms; }
    std::int64_t unix_ms(Time now) const { return trakt_unix_ms(now) + jumped_ms; }
};

class VirtualClock final : public Clock {
public:
    VirtualClock(Process& process, const WallClock& wall) : process_(process), wall_(wall) {}

    std::int64_t unix_ms() const override { return wall_.unix_ms(process_.now()); }
    std::int64_t steady_ms() const override { return 1'000'000 + process_.now() / ms; }
    void block_ms(std::int64_t duration_ms) override {
        (void)process_.enter();
        process_.sleep(duration_ms * ms);
    }

private:
    Process& process_;
    const WallClock& wall_;
};

}  // namespace mod_trakt::sim
