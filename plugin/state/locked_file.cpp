// Locking by flock, also across a fork; by ThreadLock where the file system has no locks.
#include "state/locked_file.hpp"

#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace mod_trakt::state {

bool means_no_locks(int error) noexcept {
    return error == ENOLCK || error == EOPNOTSUPP || error == ENOSYS || error == EINVAL;
}

LockedFile& LockedFile::operator=(LockedFile&& other) noexcept {
    if (this != &other) {
        unlock();
        file_ = std::move(other.file_);
        owner_ = std::exchange(other.owner_, no_process);
        thread_lock_ = std::move(other.thread_lock_);
    }
    return *this;
}

bool LockedFile::try_lock() {
    const pid_t self = ::getpid();
    if (file_.files().flock(file_.get(), LOCK_EX | LOCK_NB) == 0) {
        owner_ = self;
        return true;
    }
    if (!means_no_locks(errno)) return false;
    struct stat info {};
    if (file_.files().fstat(file_.get(), info) != 0) return false;
    auto lock = std::make_unique<ThreadLock>();
    if (!lock->try_lock(info)) {
        errno = EWOULDBLOCK;
        return false;
    }
    thread_lock_ = std::move(lock);
    return true;
}

void LockedFile::unlock() noexcept {
    thread_lock_.reset();
    if (owner_ != no_process && owner_ == ::getpid()) (void)file_.files().flock(file_.get(), LOCK_UN);
    owner_ = no_process;
}

}  // namespace mod_trakt::state
