// The conditions of one operation: its deadline, its cancel flag, its options, and the receiver of progress.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/clock.hpp"

namespace mod_trakt {

using ProgressFn = std::function<void(std::uint64_t done, std::uint64_t total, std::string_view stage)>;

// Made per call and used on the caller's thread; only the cancel flag is written by other threads.
class CallScope {
public:
    static constexpr std::int64_t no_deadline = std::numeric_limits<std::int64_t>::max();
    // A cancel must be noticed within 100 ms, so waits check the flag at least this often.
    static constexpr std::int64_t slice_ms = 50;

    // `cancel` belongs to the host and may be null; `timeout_ms` <= 0 means none. `clock` must outlive the scope.
    CallScope(Clock& clock, const volatile std::int32_t* cancel, std::int64_t timeout_ms);

    bool cancelled() const noexcept;
    // Milliseconds until the deadline; never negative; no_deadline when there is none.
    std::int64_t remaining_ms() const;
    // Throws Failure CANCELLED ("cancelled") or TIMEOUT ("operation_timeout") when the operation must stop.
    void check() const;
    // Waits in slices; throws as check() does. A wait that cannot end before the deadline throws TIMEOUT at the
    // deadline.
    void wait(std::int64_t ms) const;

    // Reports progress to the caller: `done` of `total` rows or items, 0 of 0 for a wait. Within one stage `done` never
    // decreases, also when something is read again. Lack of memory does not throw.
    void report(std::uint64_t done, std::uint64_t total, std::string_view stage) const;
    // Between pause_progress() and resume_progress() reports are queued, one for each stage; resume_progress() passes
    // them on. Used during a turn, because the caller's progress function may call the plugin.
    void pause_progress() const noexcept { ++pauses_; }
    void resume_progress() const;
    // Whether progress of more than 0 was reported in this stage.
    bool has_reported(std::string_view stage) const { return furthest_.contains(stage); }

    Clock& clock() const noexcept { return clock_; }

    bool dry_run = false;
    bool confirmed = false;    // a person knows how many changes the guard refused, and wants them
    bool fresh = false;        // read everything again; has priority over allow_stale
    bool allow_stale = false;  // when a read fails, the last complete snapshot may be returned
    ProgressFn progress;       // may be empty
    std::string run;           // the name of the run that its writes belong to; empty: a run of its own
    std::string undoes;        // the run that its writes take back; empty: none

private:
    struct Report {
        std::uint64_t done = 0, total = 0;
        std::string stage;
    };

    Clock& clock_;
    const volatile std::int32_t* cancel_;
    std::int64_t deadline_steady_ms_;
    mutable std::map<std::string, std::uint64_t, std::less<>> furthest_;  // by stage
    mutable int pauses_ = 0;  // number of pause_progress() calls without resume_progress()
    mutable std::vector<Report> queue_;
};

}  // namespace mod_trakt
