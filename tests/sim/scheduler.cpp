// Choosing who goes on: a task that is ready, else the one that wakes first.
#include "scheduler.hpp"

#include <algorithm>
#include <exception>
#include <thread>

namespace mod_trakt::sim {
namespace {

constexpr std::size_t none = static_cast<std::size_t>(-1);

}  // namespace

void Scheduler::add(std::function<void()> work) {
    tasks_.push_back(std::make_unique<Task>());
    tasks_.back()->work = std::move(work);
}

void Scheduler::at(Time time, std::function<void()> event) { events_.emplace(std::max(time, now_), std::move(event)); }

void Scheduler::run() {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < tasks_.size(); ++i) threads.emplace_back([this, i] { begin(i); });
    {
        std::unique_lock lock(mutex_);
        all_ended_ = tasks_.empty();
        if (!all_ended_) {
            current_ = random_.below(tasks_.size());
            tasks_[current_]->has_baton = true;
            tasks_[current_]->changed.notify_one();
        }
        ended_.wait(lock, [this] { return all_ended_; });
    }
    for (std::thread& thread : threads) thread.join();
    while (!events_.empty()) {
        now_ = std::max(now_, events_.begin()->first);
        run_events();
    }
}

void Scheduler::begin(std::size_t number) {
    Task& task = *tasks_[number];
    {
        std::unique_lock lock(mutex_);
        wait_for_baton(lock, task);
    }
    try {
        task.work();
    } catch (const std::exception& fault) {
        if (failure_.empty()) failure_ = fault.what();
    } catch (...) {
        if (failure_.empty()) failure_ = "a task threw something that is no exception";
    }
    task.state = State::Ended;
    const std::size_t next = next_task();
    const std::lock_guard lock(mutex_);
    if (next == none) {
        all_ended_ = true;
        ended_.notify_one();
        return;
    }
    current_ = next;
    tasks_[next]->has_baton = true;
    tasks_[next]->changed.notify_one();
}

void Scheduler::pause(int one_in) {
    if (one_in > 1 && random_.below(static_cast<std::size_t>(one_in)) != 0) return;
    hand_over(current_);
}

void Scheduler::sleep(Time duration) {
    Task& task = *tasks_[current_];
    task.state = State::Sleeping;
    task.wakes = now_ + std::max<Time>(0, duration);
    hand_over(current_);
}

void Scheduler::hand_over(std::size_t from) {
    const std::size_t to = next_task();
    if (to == from) return;
    Task& task = *tasks_[from];
    std::unique_lock lock(mutex_);
    task.has_baton = false;
    current_ = to;
    tasks_[to]->has_baton = true;
    tasks_[to]->changed.notify_one();
    wait_for_baton(lock, task);
}

void Scheduler::wait_for_baton(std::unique_lock<std::mutex>& lock, Task& task) {
    task.changed.wait(lock, [&task] { return task.has_baton; });
}

std::vector<std::size_t> Scheduler::ready_tasks() const {
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < tasks_.size(); ++i)
        if (tasks_[i]->state == State::Ready || (tasks_[i]->state == State::Sleeping && tasks_[i]->wakes <= now_))
            ready.push_back(i);
    return ready;
}

// Time passes only while all tasks sleep.
std::size_t Scheduler::next_task() {
    for (;;) {
        run_events();
        if (const auto ready = ready_tasks(); !ready.empty()) {
            const std::size_t next = ready[random_.below(ready.size())];
            tasks_[next]->state = State::Ready;
            return next;
        }
        Time next = -1;
        for (const auto& task : tasks_)
            if (task->state == State::Sleeping && (next < 0 || task->wakes < next)) next = task->wakes;
        if (next < 0) return none;
        if (!events_.empty()) next = std::min(next, events_.begin()->first);
        now_ = std::max(now_, next);
    }
}

void Scheduler::run_events() {
    while (!events_.empty() && events_.begin()->first <= now_) {
        const auto event = std::move(events_.begin()->second);
        events_.erase(events_.begin());
        event();
    }
}

}  // namespace mod_trakt::sim
