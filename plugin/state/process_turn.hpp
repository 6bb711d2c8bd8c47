// Exclusive use of a file among the threads of this process, for file systems that have no locks.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

namespace mod_trakt::state {

// At most one ProcessTurn of this process holds a given file. A forked child does not inherit it. Several instances may
// be used from several threads.
class ProcessTurn {
public:
    ProcessTurn() = default;
    ~ProcessTurn() { give_up(); }
    ProcessTurn(const ProcessTurn&) = delete;
    ProcessTurn& operator=(const ProcessTurn&) = delete;

    // Returns false if another ProcessTurn holds the file. Precondition: this one holds none.
    bool try_take(const struct stat& file) noexcept;
    void give_up() noexcept;

private:
    pid_t owner_ = 0;  // 0: no turn
    dev_t device_ = 0;
    ino_t number_ = 0;
    ProcessTurn* next_ = nullptr;  // in the list of all turns that are held
};

}  // namespace mod_trakt::state
