// Ages by a clock that may be set back.
#include "support/clock.hpp"

#include <catch2/catch.hpp>

#include "tests/support/fake_clock.hpp"

namespace mod_trakt::clock_test {

TEST_CASE("A clock set back by up to ten minutes makes nothing old, by more it makes everything old", "[clock]") {
    const test::FakeClock clock;
    const std::int64_t now = clock.unix_ms(), hour = 3'600'000, minute = 60'000;
    CHECK(clock.is_older(now - hour, hour));
    CHECK_FALSE(clock.is_older(now - hour + 1, hour));
    CHECK_FALSE(clock.is_older(now + 5000, hour));
    CHECK_FALSE(clock.is_older(now + 10 * minute, hour));
    CHECK(clock.is_older(now + 10 * minute + 1, hour));
}

}  // namespace mod_trakt::clock_test
