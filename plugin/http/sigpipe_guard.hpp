// Blocks SIGPIPE for this thread while libcurl writes to sockets; the process's signal handling stays unchanged.
#pragma once

#include <signal.h>
#include <time.h>

namespace mod_trakt::http {

// Created and destroyed on one thread, as a local variable. There are several for each request, so it makes few system
// calls.
class SigpipeGuard {
public:
    SigpipeGuard() noexcept {
        sigemptyset(&pipe_);
        sigaddset(&pipe_, SIGPIPE);
        pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
        was_blocked_ = sigismember(&before_, SIGPIPE) == 1;
        if (!was_blocked_) return;  // none can be pending: it would have been delivered
        sigset_t pending;
        sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
    }
    ~SigpipeGuard() {
        // A SIGPIPE that was pending before belongs to the host and must reach it.
        const timespec no_wait{};
        if (!was_pending_) sigtimedwait(&pipe_, nullptr, &no_wait);
        if (!was_blocked_) pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    SigpipeGuard(const SigpipeGuard&) = delete;
    SigpipeGuard& operator=(const SigpipeGuard&) = delete;

private:
    sigset_t pipe_{};
    sigset_t before_{};
    bool was_blocked_ = false;
    bool was_pending_ = false;
};

}  // namespace mod_trakt::http
