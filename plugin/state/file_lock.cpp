#include "state/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>

#include "support/error.hpp"

namespace mod_trakt::state {

FileLock::FileLock(const std::string& path, const CallScope& scope)
    : fd_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {
    if (!fd_.valid())
        throw Failure(Status::Host, "state_unwritable", "cannot open " + path + ": " + std::strerror(errno));
    // Non-blocking tries in slices: a blocking flock could not be cancelled.
    while (::flock(fd_.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK && errno != EINTR)
            throw Failure(Status::Host, "state_unwritable", "cannot lock " + path + ": " + std::strerror(errno));
        scope.wait(CallScope::slice_ms);
    }
}

}  // namespace mod_trakt::state
