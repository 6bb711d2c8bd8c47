// A clock that only tests move: waiting costs no time, and every wait can be asserted to the millisecond.
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

    // Time passes for both clocks.
    void advance(std::int64_t ms) {
        steady_ms_ += ms;
        unix_ms_ += ms;
    }
    // Somebody sets the machine's clock.
    void set_unix_ms(std::int64_t unix_ms) { unix_ms_ = unix_ms; }

    std::vector<std::int64_t> slices;  // each block_ms, in order
    std::function<void()> on_block;    // runs after each of them, e.g. to cancel in the middle of a wait

private:
    std::int64_t unix_ms_;
    std::int64_t steady_ms_ = 1'000'000;
};

}  // namespace mod_trakt::test
