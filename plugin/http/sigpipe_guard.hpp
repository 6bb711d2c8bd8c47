// Blocks SIGPIPE for this thread while libcurl writes to sockets; the process's signal handling stays unchanged.
#pragma once

#include <signal.h>
#include <time.h>

namespace mod_trakt::http {

// Created and destroyed on one thread, as a local variable.
class SigpipeGuard {
public:
    SigpipeGuard() noexcept {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        sigset_t pending;
        sigpending(&pending);
        // A SIGPIPE that is already pending belongs to the host and must reach it.
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        if (!was_pending_) pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
    }
    ~SigpipeGuard() {
        if (was_pending_) return;
        sigset_t pending;
        sigpending(&pending);
        if (sigismember(&pending, SIGPIPE) == 1) {
            const timespec no_wait{};
            sigtimedwait(&pipe_, nullptr, &no_wait);
        }
        pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    SigpipeGuard(const SigpipeGuard&) = delete;
    SigpipeGuard& operator=(const SigpipeGuard&) = delete;

private:
    sigset_t pipe_{};
    sigset_t before_{};
    bool was_pending_ = false;
};

}  // namespace mod_trakt::http
