// What happens to a file of the state folder that cannot be understood: it is kept beside its successor.
#pragma once

#include <string>

#include "state/files.hpp"

namespace mod_trakt::state {

// Renames the file to "<path>.corrupt-<n>", the first n that is free, so that nothing is ever written over it. Does
// nothing when there is no such file. Throws Failure HOST ("state_unwritable", "state_unreadable").
void set_aside(Files& files, const std::string& path);

}  // namespace mod_trakt::state
