// Deadlines, cancels, waits and progress of one operation.
#include "support/call_scope.hpp"

#include <algorithm>
#include <new>
#include <utility>

#include "support/error.hpp"

namespace mod_trakt {

CallScope::CallScope(Clock& clock, const volatile std::int32_t* cancel, std::int64_t timeout_ms)
    : clock_(clock), cancel_(cancel), deadline_steady_ms_(no_deadline) {
    const std::int64_t now = clock.steady_ms();
    if (timeout_ms > 0 && timeout_ms < no_deadline - now) deadline_steady_ms_ = now + timeout_ms;
}

bool CallScope::cancelled() const noexcept {
    // An atomic load, because the host stores the flag from another thread: a plain volatile read would be a data race.
    return cancel_ != nullptr && __atomic_load_n(cancel_, __ATOMIC_RELAXED) != 0;
}

std::int64_t CallScope::remaining_ms() const {
    if (deadline_steady_ms_ == no_deadline) return no_deadline;
    return std::max<std::int64_t>(0, deadline_steady_ms_ - clock_.steady_ms());
}

void CallScope::check() const {
    if (cancelled()) throw Failure(Status::Cancelled, "cancelled", "the caller cancelled the operation");
    if (remaining_ms() == 0)
        throw Failure(Status::Timeout, "operation_timeout", "the operation's own time limit has passed");
}

void CallScope::wait(std::int64_t ms) const {
    const std::int64_t until = clock_.steady_ms() + ms;
    for (;;) {
        check();
        const std::int64_t left = std::min(until - clock_.steady_ms(), remaining_ms());
        if (left <= 0) return;
        clock_.block_ms(std::min(left, slice_ms));
    }
}

void CallScope::report(std::uint64_t done, std::uint64_t total, std::string_view stage) const {
    if (!progress) return;
    try {
        if (pauses_ > 0) {
            const auto queued = std::find_if(queue_.begin(), queue_.end(),
                                             [stage](const Report& report) { return report.stage == stage; });
            if (queued != queue_.end()) queue_.erase(queued);
            queue_.push_back({done, total, std::string(stage)});
            return;
        }
        const auto place = furthest_.find(stage);
        const std::uint64_t furthest = place != furthest_.end() ? std::max(place->second, done) : done;
        if (place != furthest_.end())
            place->second = furthest;
        else if (done > 0)
            furthest_.emplace(stage, done);
        // If the list has become shorter, `total` may be smaller than the number already reported.
        progress(furthest, total == 0 ? 0 : std::max(total, furthest), stage);
    } catch (const std::bad_alloc&) {
        return;  // the operation continues without this report
    }
}

void CallScope::resume_progress() const {
    if (--pauses_ > 0) return;
    for (const Report& queued : std::exchange(queue_, {})) report(queued.done, queued.total, queued.stage);
}

}  // namespace mod_trakt
