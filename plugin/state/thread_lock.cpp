// The list of all locks in use.
#include "state/thread_lock.hpp"

#include <unistd.h>

#include <atomic>
#include <thread>

namespace mod_trakt::state {
namespace {

// The list is not a standard one, because nothing here may need construction at load or destruction at unload.
// `list_user` is the process of the thread that uses the list, for a few instructions. If that process is forked
// meanwhile, its child sees the number of another process and takes the list over.
std::atomic<pid_t> list_user{0};
ThreadLock* first_lock = nullptr;

class ListUse {
public:
    ListUse() noexcept {
        const pid_t self = ::getpid();
        for (;;) {
            pid_t user = 0;
            if (list_user.compare_exchange_strong(user, self, std::memory_order_acquire)) return;
            if (user != self && list_user.compare_exchange_strong(user, self, std::memory_order_acquire)) return;
            std::this_thread::yield();
        }
    }
    ~ListUse() { list_user.store(0, std::memory_order_release); }
    ListUse(const ListUse&) = delete;
    ListUse& operator=(const ListUse&) = delete;
};

}  // namespace

// Precondition: the caller has a ListUse.
const ThreadLock* ThreadLock::find(dev_t device, ino_t number) noexcept {
    const pid_t self = ::getpid();
    const ThreadLock* lock = first_lock;
    while (lock != nullptr && !(lock->owner_ == self && lock->device_ == device && lock->number_ == number))
        lock = lock->next_;
    return lock;
}

bool ThreadLock::try_lock(dev_t device, ino_t number) noexcept {
    const ListUse use;
    if (find(device, number) != nullptr) return false;
    owner_ = ::getpid();
    device_ = device;
    number_ = number;
    thread_ = ::pthread_self();
    next_ = first_lock;
    first_lock = this;
    return true;
}

bool ThreadLock::is_locked_by_this_thread(std::uint64_t name) noexcept {
    const ListUse use;
    const ThreadLock* lock = find(no_device, name);
    return lock != nullptr && ::pthread_equal(lock->thread_, ::pthread_self()) != 0;
}

void ThreadLock::unlock() noexcept {
    if (owner_ == 0) return;
    const ListUse use;
    ThreadLock** place = &first_lock;
    while (*place != nullptr && *place != this) place = &(*place)->next_;
    if (*place == this) *place = next_;
    owner_ = 0;
}

}  // namespace mod_trakt::state
