// One process of the simulation: an instance of the plugin from its start to its end or its crash.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>

#include "scheduler.hpp"

namespace mod_trakt::sim {

class Process {
public:
    // `number` is unlike that of any other process, and of any process of this machine.
    Process(Scheduler& scheduler, pid_t number, std::uint64_t seed)
        : scheduler_(scheduler), number_(number), words_(seed) {}
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    pid_t number() const noexcept { return number_; }
    Scheduler& scheduler() const noexcept { return scheduler_; }

    // At the begin of every call at a seam: others may go on before it, and this process may crash there. Returns false
    // when it has crashed: then the call has no effect and fails.
    bool enter(int one_in = 4) {
        if (is_dead_) return false;
        scheduler_.pause(one_in);
        if (!is_dead_ && on_seam) on_seam();
        return !is_dead_;
    }
    void sleep(Time duration) {
        if (is_dead_)
            dead_time_ += duration;
        else
            scheduler_.sleep(duration);
    }
    // The time since the start of the machine. After a crash time passes for this process alone, so that its loops end.
    Time now() const noexcept { return scheduler_.now() + dead_time_; }

    // From now on nothing that this process does has an effect; its thread only returns from its call.
    void die() noexcept {
        is_dead_ = true;
        cancel_ = 1;
    }
    bool is_dead() const noexcept { return is_dead_; }
    // For CallScope: set by cancel_call(), and when the process dies, so that its call returns soon.
    const std::int32_t* cancel() const noexcept { return &cancel_; }
    void cancel_call() noexcept { cancel_ = 1; }
    void end_call() noexcept { cancel_ = is_dead_ ? 1 : 0; }

    // What getrandom gives this process.
    std::uint64_t random_word() { return words_.raw(); }

    std::function<void()> on_seam;  // may call die()

private:
    Scheduler& scheduler_;
    pid_t number_;
    Random words_;
    bool is_dead_ = false;
    std::int32_t cancel_ = 0;
    Time dead_time_ = 0;
};

// The process whose code this thread runs while it lives; null outside of the simulation. See system_calls.cpp.
class RunningProcess {
public:
    explicit RunningProcess(Process& process) noexcept;
    ~RunningProcess();
    RunningProcess(const RunningProcess&) = delete;
    RunningProcess& operator=(const RunningProcess&) = delete;
    static Process* of_this_thread() noexcept;
};

}  // namespace mod_trakt::sim
