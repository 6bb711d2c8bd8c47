// An open file that can be locked against everybody else who opens it, in this process and in others.
#pragma once

#include <sys/types.h>

#include <memory>

#include "state/file_descriptor.hpp"
#include "state/process_turn.hpp"

namespace mod_trakt::state {

// Whether flock failed with this errno because the file system has no locks.
bool knows_no_locks(int error) noexcept;

// flock: the kernel drops the lock when all copies of the descriptor are closed. A child that was forked meanwhile has
// a copy, so the lock is given up explicitly; and only by the process that took it, because an
// unlock through any copy frees it for all of them. Where the file system has no locks, turns hold within one process.
class LockedFile {
public:
    LockedFile() = default;
    explicit LockedFile(FileDescriptor file) noexcept : file_(std::move(file)) {}
    LockedFile(LockedFile&& other) noexcept
        : file_(std::move(other.file_)), owner_(std::exchange(other.owner_, nobody)), turn_(std::move(other.turn_)) {}
    LockedFile& operator=(LockedFile&& other) noexcept;
    ~LockedFile() { unlock(); }

    // Tries once, without waiting. False: errno says why; EWOULDBLOCK: it is held elsewhere.
    bool try_lock();

    // Whether a file is open, locked or not.
    bool is_open() const noexcept { return file_.valid(); }
    const FileDescriptor& file() const noexcept { return file_; }

private:
    static constexpr pid_t nobody = 0;
    void unlock() noexcept;

    FileDescriptor file_;
    pid_t owner_ = nobody;               // the process that holds the lock
    std::unique_ptr<ProcessTurn> turn_;  // instead of a lock
};

}  // namespace mod_trakt::state
