// A mutex on pthread_mutex_t. std::mutex would link the error categories of libstdc++, which register destructors with
// __cxa_atexit. The plugin registers nothing for exit (tests/abi/check_exports.sh).
#pragma once

#include <pthread.h>

namespace mod_trakt {

// Its constructor and destructor are trivial, so a static object needs no code at load or at exit.
class Mutex {
public:
    constexpr Mutex() noexcept = default;
    Mutex(const Mutex&) = delete;
    Mutex& operator=(const Mutex&) = delete;

    // These two cannot fail: the mutex is neither recursive nor robust, and only its owner unlocks it.
    void lock() noexcept { pthread_mutex_lock(&mutex_); }
    void unlock() noexcept { pthread_mutex_unlock(&mutex_); }

private:
    pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
};

// Holds a mutex during its lifetime.
class Lock {
public:
    explicit Lock(Mutex& mutex) noexcept : mutex_(mutex) { mutex_.lock(); }
    ~Lock() { mutex_.unlock(); }
    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

private:
    Mutex& mutex_;
};

}  // namespace mod_trakt
