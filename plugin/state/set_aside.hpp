// Keeping a damaged file of the state folder under another name.
#pragma once

#include <string>

#include "state/files.hpp"

namespace mod_trakt::state {

// Renames the file to "<path>.corrupt-<n>" with the first free n, so that it is never overwritten. Does nothing when
// there is no such file. Throws Failure HOST ("state_unwritable", "state_unreadable").
void set_aside(Files& files, const std::string& path);

}  // namespace mod_trakt::state
