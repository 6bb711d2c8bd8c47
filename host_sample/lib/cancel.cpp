#include "lib/cancel.hpp"

#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <string_view>

namespace syncmod_host {
namespace {

volatile std::int32_t requested = 0;

extern "C" void on_stop_signal(int) {
    const int saved_errno = errno;
    __atomic_store_n(&requested, 1, __ATOMIC_RELAXED);
    constexpr std::string_view note = "\nstopping; once more to end at once\n";
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, note.data(), note.size());
    errno = saved_errno;
}

}  // namespace

void install_cancel_signals() {
    struct sigaction action = {};
    action.sa_handler = on_stop_signal;
    sigemptyset(&action.sa_mask);
    // SA_RESETHAND: the second signal has its default action, which ends a plugin that does not check the flag.
    action.sa_flags = SA_RESTART | static_cast<int>(SA_RESETHAND);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
}

const volatile std::int32_t* cancel_flag() noexcept { return &requested; }

bool cancel_requested() noexcept { return __atomic_load_n(&requested, __ATOMIC_RELAXED) != 0; }

}  // namespace syncmod_host
