// The list of all turns that are held.
#include "state/process_turn.hpp"

#include <unistd.h>

#include <atomic>
#include <thread>

namespace mod_trakt::state {
namespace {

// No standard list: nothing here may need construction at load or destruction at unload. The guard is held for a few
// instructions and contains the number of its process: a child that is forked meanwhile sees the number of another
// process and takes the guard over.
std::atomic<pid_t> guard{0};
ProcessTurn* taken = nullptr;

class Guard {
public:
    Guard() noexcept {
        const pid_t self = ::getpid();
        for (;;) {
            pid_t holder = 0;
            if (guard.compare_exchange_strong(holder, self, std::memory_order_acquire)) return;
            if (holder != self && guard.compare_exchange_strong(holder, self, std::memory_order_acquire)) return;
            std::this_thread::yield();
        }
    }
    ~Guard() { guard.store(0, std::memory_order_release); }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
};

}  // namespace

bool ProcessTurn::try_take(const struct stat& file) noexcept {
    const pid_t self = ::getpid();
    const Guard held;
    for (const ProcessTurn* turn = taken; turn != nullptr; turn = turn->next_)
        if (turn->owner_ == self && turn->device_ == file.st_dev && turn->number_ == file.st_ino) return false;
    owner_ = self;
    device_ = file.st_dev;
    number_ = file.st_ino;
    next_ = taken;
    taken = this;
    return true;
}

void ProcessTurn::give_up() noexcept {
    if (owner_ == 0) return;
    const Guard held;
    ProcessTurn** place = &taken;
    while (*place != nullptr && *place != this) place = &(*place)->next_;
    if (*place == this) *place = next_;
    owner_ = 0;
}

}  // namespace mod_trakt::state
