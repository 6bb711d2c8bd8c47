#include "support/machine_time.hpp"

#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>

namespace {

constexpr std::int64_t ns_per_ms = 1'000'000, ns_per_s = 1'000'000'000;

std::atomic<std::int64_t> later_ms{0};

}  // namespace

// Replaces the C library's function for all code in this process.
extern "C" __attribute__((visibility("default"))) int clock_gettime(clockid_t clock, struct timespec* time) noexcept {
    const long failed = ::syscall(SYS_clock_gettime, clock, time);
    const std::int64_t ms = later_ms.load(std::memory_order_relaxed);
    if (failed == 0 && ms != 0 && clock == CLOCK_REALTIME) {
        const std::int64_t ns = time->tv_nsec + ms % 1000 * ns_per_ms;
        time->tv_sec += ms / 1000 + ns / ns_per_s;
        time->tv_nsec = ns % ns_per_s;
    }
    return static_cast<int>(failed);
}

namespace mod_trakt::tests {

LaterDate::LaterDate(std::int64_t ms) { later_ms = ms; }
LaterDate::~LaterDate() { later_ms = 0; }

std::int64_t unix_now_ms() {
    timespec now{};
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * std::int64_t{1000} + now.tv_nsec / ns_per_ms;
}

}  // namespace mod_trakt::tests
