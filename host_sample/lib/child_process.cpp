#include "lib/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>

#include "lib/cancel.hpp"

extern char** environ;

namespace syncmod_host {
namespace {

constexpr std::size_t answer_limit_bytes = 1 << 20;

class Spawned {
public:
    ~Spawned() {
        if (read_fd >= 0) ::close(read_fd);
        stop();
    }
    void stop() {
        if (pid <= 0) return;
        ::kill(-pid, SIGKILL);
        if (!reaped) ::waitpid(pid, &status, 0);
        pid = -1;
    }
    // True when the child has ended.
    bool ended() {
        if (!reaped && ::waitpid(pid, &status, WNOHANG) == pid) reaped = true;
        return reaped;
    }
    pid_t pid = -1;
    int read_fd = -1;
    int status = 0;
    bool reaped = false;
};

// Returns 0 or an errno.
int start(Spawned& child, const std::vector<std::string>& arguments) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) return errno;
    child.read_fd = ends[0];

    std::vector<char*> argv;
    std::string self = "/proc/self/exe";
    argv.push_back(self.data());
    for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    for (int fd = 0; fd < 3; ++fd) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], child_answer_fd);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    const int failed = ::posix_spawn(&child.pid, self.c_str(), &actions, &attributes, argv.data(), environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    ::close(ends[1]);
    if (failed != 0) child.pid = -1;
    return failed;
}

}  // namespace

ChildResult run_self(const std::vector<std::string>& arguments, std::int64_t limit_ms) {
    using Clock = std::chrono::steady_clock;
    using End = ChildResult::End;
    const auto deadline = Clock::now() + std::chrono::milliseconds(limit_ms);

    Spawned child;
    if (const int failed = start(child, arguments); failed != 0)
        return {.end = End::NotStarted, .answer = {}, .code = failed};

    std::string text;
    bool open = true;
    // The loop does not wait for the end of the pipe, because a process started by the child may keep it open.
    while (text.find('\n') == std::string::npos && !(child.ended() && !open)) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
        if (cancel_requested()) return {.end = End::Cancelled, .answer = {}, .code = 0};
        if (left <= 0) return {.end = End::TimedOut, .answer = {}, .code = 0};
        const int slice_ms = static_cast<int>(std::min<std::int64_t>(left, open ? 50 : 5));
        pollfd waiting = {.fd = open ? child.read_fd : -1, .events = POLLIN, .revents = 0};
        const bool ended_before = child.ended();
        if (::poll(&waiting, 1, slice_ms) > 0) {
            char block[4096];
            const ssize_t got = ::read(child.read_fd, block, sizeof block);
            if (got > 0) text.append(block, static_cast<std::size_t>(got));
            open = got > 0 && text.size() < answer_limit_bytes;
        } else if (ended_before) {
            open = false;
        }
    }
    if (const auto newline = text.find('\n'); newline != std::string::npos)
        return {.end = End::Answered, .answer = text.substr(0, newline), .code = 0};
    if (WIFSIGNALED(child.status)) return {.end = End::Signalled, .answer = {}, .code = WTERMSIG(child.status)};
    return {.end = End::Exited, .answer = {}, .code = WEXITSTATUS(child.status)};
}

}  // namespace syncmod_host
