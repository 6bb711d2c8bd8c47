// Runs this executable once more with other arguments, for at most a given time, and takes what it says on one pipe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace syncmod_host {

// The descriptor on which the child gives its answer; its stdin, stdout and stderr are /dev/null.
inline constexpr int child_answer_fd = 3;

struct ChildResult {
    enum class End { Answered, Exited, Signalled, TimedOut, Cancelled, NotStarted };
    End end = End::NotStarted;
    std::string answer;  // one line, without its newline; only with Answered
    int code = 0;        // exit code, signal number or errno
};

// The child is in a process group of its own, which is killed when time is up, when the user cancels, and in any case
// at the end: nothing that it started stays behind.
ChildResult run_self(const std::vector<std::string>& arguments, std::int64_t limit_ms);

}  // namespace syncmod_host
