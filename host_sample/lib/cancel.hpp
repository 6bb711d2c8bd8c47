// Ctrl-C: the first one sets the flag that every call is given, the second one ends the process.
#pragma once

#include <cstdint>

namespace syncmod_host {

// For SIGINT and SIGTERM.
void install_cancel_signals();

// The flag in the form that syncmod_call_v1 takes; it lives as long as the process.
const volatile std::int32_t* cancel_flag() noexcept;

bool cancel_requested() noexcept;

}  // namespace syncmod_host
