// Runs this executable as a child process with other arguments and a time limit, and reads its answer from a pipe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace syncmod_host {

// The descriptor to which the child writes its answer; its stdin, stdout and stderr are /dev/null.
inline constexpr int child_answer_fd = 3;

struct ChildResult {
    enum class End { Answered, Exited, Signalled, TimedOut, Cancelled, NotStarted };
    End end = End::NotStarted;
    std::string answer;  // one line, without its newline; only with Answered
    int code = 0;        // exit code, signal number or errno
};

// The child has its own process group, which is killed after the time limit, when the user cancels, and at the end, so
// that no process that it started is left.
ChildResult run_self(const std::vector<std::string>& arguments, std::int64_t limit_ms);

}  // namespace syncmod_host
