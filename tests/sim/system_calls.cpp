// The three system calls that the plugin makes without a seam. The program's own definitions take the place of libc's:
// each process of the simulation has its own number, its own random numbers, and sleeps in virtual time. So what the
// plugin keeps for a whole process, such as the table of turns, is separate for each.
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "process.hpp"

namespace mod_trakt::sim {
namespace {

thread_local Process* running = nullptr;

}  // namespace

RunningProcess::RunningProcess(Process& process) noexcept { running = &process; }
RunningProcess::~RunningProcess() { running = nullptr; }
Process* RunningProcess::of_this_thread() noexcept { return running; }

}  // namespace mod_trakt::sim

using mod_trakt::sim::RunningProcess;

extern "C" pid_t getpid() noexcept {
    if (const auto* process = RunningProcess::of_this_thread()) return process->number();
    return static_cast<pid_t>(::syscall(SYS_getpid));
}

extern "C" ssize_t getrandom(void* room, std::size_t size, unsigned int flags) {
    auto* const process = RunningProcess::of_this_thread();
    if (process == nullptr) return ::syscall(SYS_getrandom, room, size, flags);
    for (std::size_t at = 0; at < size;) {
        const std::uint64_t word = process->random_word();
        const std::size_t part = std::min(size - at, sizeof word);
        std::memcpy(static_cast<char*>(room) + at, &word, part);
        at += part;
    }
    return static_cast<ssize_t>(size);
}

extern "C" int nanosleep(const timespec* wanted, timespec* left) {
    auto* const process = RunningProcess::of_this_thread();
    if (process == nullptr) return static_cast<int>(::syscall(SYS_nanosleep, wanted, left));
    process->sleep(wanted->tv_sec * 1'000'000 + wanted->tv_nsec / 1000);
    return 0;
}
