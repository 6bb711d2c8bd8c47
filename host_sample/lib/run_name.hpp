// Names of runs of writes: all calls of one command have the same one, and no other command has it.
#pragma once

#include <string>

namespace syncmod_host {

// "add-20260203T024000Z-1f3a": the command, the time and a random part.
std::string new_run_name(const std::string& command);

}  // namespace syncmod_host
