// Locking by flock, across a fork.
#include "state/locked_file.hpp"

#include <sys/file.h>
#include <unistd.h>

namespace mod_trakt::state {

LockedFile& LockedFile::operator=(LockedFile&& other) noexcept {
    if (this != &other) {
        unlock();
        file_ = std::move(other.file_);
        owner_ = std::exchange(other.owner_, nobody);
    }
    return *this;
}

bool LockedFile::try_lock() {
    const pid_t self = ::getpid();
    if (file_.files().flock(file_.get(), LOCK_EX | LOCK_NB) != 0) return false;
    owner_ = self;
    return true;
}

void LockedFile::unlock() noexcept {
    if (owner_ != nobody && owner_ == ::getpid()) (void)file_.files().flock(file_.get(), LOCK_UN);
    owner_ = nobody;
}

}  // namespace mod_trakt::state
