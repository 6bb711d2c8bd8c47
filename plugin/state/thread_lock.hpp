// The use of a file or an account by one thread of this process at a time. Files need it where the file system has no
// locks.
#pragma once

#include <pthread.h>

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>

namespace mod_trakt::state {

// At most one ThreadLock of this process locks a given file or account. A forked child does not inherit the lock.
// Several threads may use instances of their own at the same time.
class ThreadLock {
public:
    ThreadLock() = default;
    ~ThreadLock() { unlock(); }
    ThreadLock(const ThreadLock&) = delete;
    ThreadLock& operator=(const ThreadLock&) = delete;

    // Returns false if another ThreadLock has locked the file. Precondition: this one has locked nothing.
    bool try_lock(const struct stat& file) noexcept { return try_lock(file.st_dev, file.st_ino); }
    // The same for an account. `name`: a hash of what distinguishes it from the others of this process.
    bool try_lock(std::uint64_t name) noexcept { return try_lock(no_device, name); }
    void unlock() noexcept;

    // True if this thread has locked the account.
    static bool is_locked_by_this_thread(std::uint64_t name) noexcept;

private:
    static constexpr dev_t no_device = 0;  // no file has it
    bool try_lock(dev_t device, ino_t number) noexcept;
    static const ThreadLock* find(dev_t device, ino_t number) noexcept;

    pid_t owner_ = 0;  // 0: nothing is locked
    dev_t device_ = 0;
    ino_t number_ = 0;
    pthread_t thread_{};          // that locked it
    ThreadLock* next_ = nullptr;  // in the list of all that have locked something
};

}  // namespace mod_trakt::state
