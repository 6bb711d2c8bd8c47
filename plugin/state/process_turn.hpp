// Exclusive use of a file or an account among the threads of this process. Files need it where the file system has no
// locks.
#pragma once

#include <pthread.h>

#include <sys/stat.h>
#include <sys/types.h>

#include <cstdint>

namespace mod_trakt::state {

// At most one ProcessTurn of this process holds a given file or account. A forked child does not inherit it. Several
// instances may be used from several threads.
class ProcessTurn {
public:
    ProcessTurn() = default;
    ~ProcessTurn() { give_up(); }
    ProcessTurn(const ProcessTurn&) = delete;
    ProcessTurn& operator=(const ProcessTurn&) = delete;

    // Returns false if another ProcessTurn holds the file. Precondition: this one holds none.
    bool try_take(const struct stat& file) noexcept { return try_take(file.st_dev, file.st_ino); }
    // The same for an account. `name`: a hash of what distinguishes it from the others of this process.
    bool try_take(std::uint64_t name) noexcept { return try_take(no_device, name); }
    void give_up() noexcept;

    // True if this thread holds the account.
    static bool is_held_by_this_thread(std::uint64_t name) noexcept;

private:
    static constexpr dev_t no_device = 0;  // no file has it
    bool try_take(dev_t device, ino_t number) noexcept;
    static const ProcessTurn* find(dev_t device, ino_t number) noexcept;

    pid_t owner_ = 0;  // 0: no turn
    dev_t device_ = 0;
    ino_t number_ = 0;
    pthread_t thread_{};           // that took it
    ProcessTurn* next_ = nullptr;  // in the list of all turns that are held
};

}  // namespace mod_trakt::state
