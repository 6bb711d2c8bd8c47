// Waiting for a lock within a call's time limit.
#include "state/file_lock.hpp"

#include <fcntl.h>

#include <cerrno>
#include <cstring>

#include "support/error.hpp"

namespace mod_trakt::state {

FileLock::FileLock(Files& files, const std::string& path, const CallScope& scope)
    : file_(FileDescriptor(files, files.open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600))) {
    if (!file_.is_open())
        throw Failure(Status::Host, "state_unwritable", "cannot open " + path + ": " + std::strerror(errno));
    // Repeated non-blocking attempts, because a blocking flock could not be cancelled.
    while (!file_.try_lock()) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            throw Failure(Status::Host, "state_unwritable", "cannot lock " + path + ": " + std::strerror(errno));
        scope.wait(CallScope::slice_ms);
    }
}

}  // namespace mod_trakt::state
