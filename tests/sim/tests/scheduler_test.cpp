// The baton: who runs, in which order, and how time passes.
#include "scheduler.hpp"

#include <catch2/catch.hpp>

#include <stdexcept>
#include <string>

using mod_trakt::sim::ms;
using mod_trakt::sim::Scheduler;

namespace {

// The order in which three tasks pass their pauses.
std::string story_of(std::uint64_t seed) {
    std::string story;
    Scheduler scheduler(seed);
    for (const char name : {'a', 'b', 'c'})
        scheduler.add([&, name] {
            for (int i = 0; i < 20; ++i) {
                story += name;
                scheduler.pause(2);
            }
        });
    scheduler.run();
    return story;
}

}  // namespace

TEST_CASE("The same seed gives the same order, and another one another", "[sim]") {
    CHECK(story_of(1) == story_of(1));
    CHECK(story_of(1) != story_of(2));
    CHECK(story_of(1).size() == 60);
}

TEST_CASE("Time passes only while all tasks sleep, and events run when their time has come", "[sim]") {
    Scheduler scheduler(1);
    std::string story;
    scheduler.add([&] {
        scheduler.sleep(30 * ms);
        story += "a" + std::to_string(scheduler.now() / ms) + " ";
    });
    scheduler.add([&] {
        scheduler.sleep(10 * ms);
        story += "b" + std::to_string(scheduler.now() / ms) + " ";
        scheduler.pause(1);
        story += "b" + std::to_string(scheduler.now() / ms) + " ";
    });
    scheduler.at(20 * ms, [&] { story += "event" + std::to_string(scheduler.now() / ms) + " "; });
    scheduler.at(50 * ms, [&] { story += "late" + std::to_string(scheduler.now() / ms); });
    scheduler.run();
    CHECK(story == "b10 b10 event20 a30 late50");
}

TEST_CASE("A task that throws ends, the others go on, and the failure is kept", "[sim]") {
    Scheduler scheduler(1);
    bool has_ended = false;
    scheduler.add([] { throw std::runtime_error("broken"); });
    scheduler.add([&] {
        scheduler.sleep(ms);
        has_ended = true;
    });
    scheduler.run();
    CHECK(has_ended);
    CHECK(scheduler.failure() == "broken");
}
