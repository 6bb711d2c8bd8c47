// Runs tasks on one thread each, one at a time: only the thread that has the baton runs. The baton changes hands only
// where a task calls this class, by the scheduler's random numbers, so the same seed gives the same order.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "tests/property/random.hpp"

namespace mod_trakt::sim {

using property::Random;

// All times are virtual and in microseconds since the start.
using Time = std::int64_t;
inline constexpr Time ms = 1'000;

class Scheduler {
public:
    explicit Scheduler(std::uint64_t seed) : random_(seed) {}
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    // Before run(). What `work` throws ends this task and the run: see failure().
    void add(std::function<void()> work);
    // Runs `event` at this time, on the thread of whichever task has the baton then. It must not call pause() or
    // sleep(). After the last task has ended, the remaining events run.
    void at(Time time, std::function<void()> event);
    // Runs all tasks to their ends.
    void run();
    // What a task threw first; empty when none did.
    const std::string& failure() const noexcept { return failure_; }

    // For the task that has the baton: a place where another one may go on instead. One call in `one_in` gives others
    // the chance.
    void pause(int one_in);
    // Others go on until this time has passed.
    void sleep(Time duration);
    Time now() const noexcept { return now_; }

private:
    enum class State : std::uint8_t { Ready, Sleeping, Ended };
    struct Task {
        std::function<void()> work;
        State state = State::Ready;
        Time wakes = 0;
        bool has_baton = false;
        std::condition_variable changed;
    };

    void begin(std::size_t task);
    void hand_over(std::size_t from);
    std::size_t next_task();
    void run_events();
    std::vector<std::size_t> ready_tasks() const;
    void wait_for_baton(std::unique_lock<std::mutex>& lock, Task& task);

    Random random_;
    Time now_ = 0;
    std::vector<std::unique_ptr<Task>> tasks_;
    std::size_t current_ = 0;
    std::multimap<Time, std::function<void()>> events_;
    std::string failure_;

    std::mutex mutex_;  // of has_baton and all_ended_
    bool all_ended_ = false;
    std::condition_variable ended_;
};

}  // namespace mod_trakt::sim
