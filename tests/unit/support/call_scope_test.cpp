// Waits, cancels, deadlines and progress of a call.
#include "support/call_scope.hpp"

#include <catch2/catch.hpp>

#include <limits>
#include <string>
#include <vector>

#include "tests/support/fake_clock.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::call_scope_test {

using test::FakeClock;
using test::outline;
using test::thrown_by;

TEST_CASE("A wait consists of slices, none longer than CallScope::slice_ms", "[scope]") {
    FakeClock clock;
    const CallScope scope(clock, nullptr, 0);
    scope.wait(120);
    CHECK(clock.slices == std::vector<std::int64_t>{50, 50, 20});
    CHECK(CallScope::slice_ms <= 100);
}

TEST_CASE("A cancel ends a wait at the next slice", "[scope]") {
    FakeClock clock;
    std::int32_t cancel = 0;
    const CallScope scope(clock, &cancel, 0);
    clock.on_block = [&] { cancel = clock.slices.size() == 3 ? 1 : 0; };
    CHECK(outline(thrown_by([&] { scope.wait(100'000); })) == "CANCELLED cancelled");
    CHECK(clock.slices.size() == 3);
    CHECK(scope.cancelled());
}

TEST_CASE("Any value of the flag except zero cancels", "[scope]") {
    FakeClock clock;
    for (const std::int32_t value : {1, -1, 256}) {
        const std::int32_t cancel = value;
        CHECK(outline(thrown_by([&] { CallScope(clock, &cancel, 0).check(); })) == "CANCELLED cancelled");
    }
}

TEST_CASE("A wait that cannot end in time ends at the deadline, to the millisecond", "[scope]") {
    FakeClock clock;
    const std::int64_t begun = clock.steady_ms();
    const CallScope scope(clock, nullptr, 130);
    CHECK(outline(thrown_by([&] { scope.wait(1000); })) == "TIMEOUT operation_timeout");
    CHECK(clock.steady_ms() - begun == 130);
    CHECK(scope.remaining_ms() == 0);
}

TEST_CASE("A wait that ends before the deadline is not a failure", "[scope]") {
    FakeClock clock;
    const CallScope scope(clock, nullptr, 130);
    CHECK(outline(thrown_by([&] { scope.wait(129); })) == "OK ");
    CHECK(scope.remaining_ms() == 1);
    clock.advance(5000);
    CHECK(scope.remaining_ms() == 0);  // never negative
}

TEST_CASE("When the deadline has passed too, a cancel has priority", "[scope]") {
    FakeClock clock;
    const std::int32_t cancel = 1;
    const CallScope scope(clock, &cancel, 10);
    clock.advance(20);
    CHECK(outline(thrown_by([&] { scope.check(); })) == "CANCELLED cancelled");
}

TEST_CASE("Zero, negative and overflowing time limits mean no time limit", "[scope]") {
    FakeClock clock;
    for (const std::int64_t limit : {std::int64_t{0}, std::int64_t{-5}, std::numeric_limits<std::int64_t>::max()}) {
        const CallScope scope(clock, nullptr, limit);
        CHECK(scope.remaining_ms() == CallScope::no_deadline);
        CHECK(outline(thrown_by([&] { scope.check(); })) == "OK ");
    }
}

TEST_CASE("Setting the machine's clock moves no deadline", "[scope]") {
    FakeClock clock;
    const CallScope scope(clock, nullptr, 1000);
    clock.set_unix_ms(clock.unix_ms() + 86'400'000);
    CHECK(scope.remaining_ms() == 1000);
}

TEST_CASE("A wait of 0 ms does not block, but still checks the flag", "[scope]") {
    FakeClock clock;
    std::int32_t cancel = 0;
    const CallScope scope(clock, &cancel, 0);
    scope.wait(0);
    scope.wait(-100);
    CHECK(clock.slices.empty());
    cancel = 1;
    CHECK(outline(thrown_by([&] { scope.wait(0); })) == "CANCELLED cancelled");
}

TEST_CASE("Progress is reported to the callback, if there is one", "[scope]") {
    FakeClock clock;
    CallScope scope(clock, nullptr, 0);
    scope.report(1, 2, "quiet");
    std::string heard;
    scope.progress = [&](std::uint64_t done, std::uint64_t total, std::string_view stage) {
        heard += std::to_string(done) + "/" + std::to_string(total) + " " + std::string(stage) + ";";
    };
    scope.report(3, 4, "history");
    CHECK(heard == "3/4 history;");
}

TEST_CASE("Progress never decreases within a stage, and its total is never smaller", "[scope]") {
    test::FakeClock clock;
    CallScope scope(clock, nullptr, 0);
    std::vector<std::string> heard;
    scope.progress = [&](std::uint64_t done, std::uint64_t total, std::string_view stage) {
        heard.push_back(std::to_string(done) + "/" + std::to_string(total) + " " + std::string(stage));
    };
    scope.report(5, 10, "a");
    scope.report(0, 10, "b");
    scope.report(3, 4, "a");  // the list has become shorter, and is read again
    scope.report(7, 0, "a");
    scope.report(0, 0, "waiting 2 s");
    scope.report(1, 10, "b");
    CHECK(heard == std::vector<std::string>{"5/10 a", "0/10 b", "5/5 a", "7/0 a", "0/0 waiting 2 s", "1/10 b"});
    CHECK(scope.has_reported("a"));
    CHECK_FALSE(scope.has_reported("waiting 2 s"));
}

}  // namespace mod_trakt::call_scope_test
