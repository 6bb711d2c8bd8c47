// The commands, one file each. Each writes its result and returns the exit code; an error is thrown as Fatal.
#pragma once

#include "cli/options.hpp"
#include "cli/output.hpp"

namespace syncmod_host {

int command_list(const Options& options, Output& output);
int command_info(const Options& options, Output& output);
int command_health(const Options& options, Output& output);
int command_index(const Options& options, Output& output);
int command_write(const Options& options, Output& output);  // add and remove
int command_undo(const Options& options, Output& output);
int command_demo(const Options& options, Output& output);
int command_version(Output& output);

}  // namespace syncmod_host
