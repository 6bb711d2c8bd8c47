// Names of runs of writes: all calls of one command use the same run name, and no other command uses it.
#pragma once

#include <string>

namespace syncmod_host {

// "add-20260203T024000Z-1f3a": the command, the time and a random part.
std::string new_run_name(const std::string& command);

}  // namespace syncmod_host
