// A forked process that a test kills.
#pragma once

#include <catch2/catch.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

namespace mod_trakt::test {

// Does `work` in a child process, which then waits until kill(), the destructor, or an alarm after 60 s ends it. The
// constructor returns when the work is done; it fails the test when the work throws. The child runs no other code of
// the test program, not even at exit.
class ForkedProcess {
public:
    explicit ForkedProcess(const std::function<void()>& work) {
        int ends[2];
        REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) {
            ::alarm(60);
            try {
                work();
                [[maybe_unused]] const auto written = ::write(ends[1], "x", 1);
                for (;;) ::pause();
            } catch (...) {
            }
            ::_exit(1);
        }
        ::close(ends[1]);
        char ready = 0;
        const bool is_ready = ::read(ends[0], &ready, 1) == 1;
        ::close(ends[0]);
        REQUIRE(is_ready);
    }
    ~ForkedProcess() { kill(); }
    ForkedProcess(const ForkedProcess&) = delete;
    ForkedProcess& operator=(const ForkedProcess&) = delete;

    void kill() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }
    // 0 after kill().
    pid_t pid() const noexcept { return pid_; }

private:
    pid_t pid_ = 0;
};

}  // namespace mod_trakt::test
