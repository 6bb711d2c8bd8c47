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

// Precondition: the caller holds the guard.
const ProcessTurn* ProcessTurn::find(dev_t device, ino_t number) noexcept {
    const pid_t self = ::getpid();
    const ProcessTurn* turn = taken;
    while (turn != nullptr && !(turn->owner_ == self && turn->device_ == device && turn->number_ == number))
        turn = turn->next_;
    return turn;
}

bool ProcessTurn::try_take(dev_t device, ino_t number) noexcept {
    const Guard held;
    if (find(device, number) != nullptr) return false;
    owner_ = ::getpid();
    device_ = device;
    number_ = number;
    thread_ = ::pthread_self();
    next_ = taken;
    taken = this;
    return true;
}

bool ProcessTurn::is_held_by_this_thread(std::uint64_t name) noexcept {
    const Guard held;
    const ProcessTurn* turn = find(no_device, name);
    return turn != nullptr && ::pthread_equal(turn->thread_, ::pthread_self()) != 0;
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
