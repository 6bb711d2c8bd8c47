// Ctrl-C: the first one sets the cancel flag of every call, the second one ends the process.
#pragma once

#include <cstdint>

namespace syncmod_host {

// Installs the handlers for SIGINT and SIGTERM.
void install_cancel_signals();

// The flag for syncmod_call_v1; it lives as long as the process.
const volatile std::int32_t* cancel_flag() noexcept;

bool cancel_requested() noexcept;

}  // namespace syncmod_host
