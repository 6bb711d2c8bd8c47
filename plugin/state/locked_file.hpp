// An open file with an exclusive lock, against other openers in this process and in other processes.
#pragma once

#include <sys/types.h>

#include <memory>

#include "state/file_descriptor.hpp"
#include "state/thread_lock.hpp"

namespace mod_trakt::state {

// True if this errno of flock means that the file system has no locks.
bool means_no_locks(int error) noexcept;

// Locks by flock. The kernel releases the lock when all copies of the descriptor are closed. A child that was forked
// meanwhile has a copy, so the destructor unlocks explicitly; it does so only in the process that took the lock,
// because unlocking any copy releases the lock for all. Where the file system has no locks, a ThreadLock excludes
// other users in this process only. Used by one thread at a time.
class LockedFile {
public:
    LockedFile() = default;
    explicit LockedFile(FileDescriptor file) noexcept : file_(std::move(file)) {}
    LockedFile(LockedFile&& other) noexcept
        : file_(std::move(other.file_)),
          owner_(std::exchange(other.owner_, no_process)),
          thread_lock_(std::move(other.thread_lock_)) {}
    LockedFile& operator=(LockedFile&& other) noexcept;
    ~LockedFile() { unlock(); }

    // Tries once, without waiting. When it returns false, errno has the reason; EWOULDBLOCK: another holder has the
    // lock.
    bool try_lock();

    // True if a file is open, locked or not.
    bool is_open() const noexcept { return file_.valid(); }
    const FileDescriptor& file() const noexcept { return file_; }

private:
    static constexpr pid_t no_process = 0;
    void unlock() noexcept;

    FileDescriptor file_;
    pid_t owner_ = no_process;                 // the process that has the lock
    std::unique_ptr<ThreadLock> thread_lock_;  // used where the file system has no locks
};

}  // namespace mod_trakt::state
