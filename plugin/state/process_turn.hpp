// Turns at a file among the users of this process, for file systems that have no locks.
#pragma once

#include <sys/stat.h>
#include <sys/types.h>

namespace mod_trakt::state {

// One at a time in this process has the turn at a file; a child that was forked meanwhile knows nothing of it.
class ProcessTurn {
public:
    ProcessTurn() = default;
    ~ProcessTurn() { give_up(); }
    ProcessTurn(const ProcessTurn&) = delete;
    ProcessTurn& operator=(const ProcessTurn&) = delete;

    // False: another one has it. Precondition: this one has none.
    bool try_take(const struct stat& file) noexcept;
    void give_up() noexcept;

private:
    pid_t owner_ = 0;  // 0: no turn
    dev_t device_ = 0;
    ino_t number_ = 0;
    ProcessTurn* next_ = nullptr;  // of all that are taken
};

}  // namespace mod_trakt::state
