// A clock that only tests move: waits take no time, and tests can check every wait to the millisecond.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "support/clock.hpp"

namespace mod_trakt::test {

class FakeClock final : public Clock {
public:
    explicit FakeClock(std::int64_t unix_ms = 1'789'200'000'000) : unix_ms_(unix_ms) {}

    std::int64_t unix_ms() const override { return unix_ms_; }
    std::int64_t steady_ms() const override { return steady_ms_; }
    void block_ms(std::int64_t ms) override {
        slices.push_back(ms);
        advance(ms);
        if (on_block) on_block();
    }

    // Moves both clocks.
    void advance(std::int64_t ms) {
        steady_ms_ += ms;
        unix_ms_ += ms;
    }
    // Sets the machine's clock; the steady clock stays.
    void set_unix_ms(std::int64_t unix_ms) { unix_ms_ = unix_ms; }

    std::vector<std::int64_t> slices;  // the argument of each block_ms(), in order
    std::function<void()> on_block;    // runs after each block_ms(), e.g. to cancel during a wait

private:
    std::int64_t unix_ms_;
    std::int64_t steady_ms_ = 1'000'000;
};

}  // namespace mod_trakt::test
