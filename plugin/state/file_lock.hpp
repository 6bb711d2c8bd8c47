// An advisory lock shared by all processes that use one state folder. The kernel releases it when its holder and all
// forked children of the holder have ended.
#pragma once

#include <string>

#include "state/locked_file.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::state {

// Has the lock from its construction to its destruction.
class FileLock {
public:
    // Creates the lock file if it is missing, and waits for the lock. Throws Failure CANCELLED or TIMEOUT as scope.wait
    // does, and HOST ("state_unwritable") if the file cannot be opened or locked.
    FileLock(Files& files, const std::string& path, const CallScope& scope);

private:
    LockedFile file_;
};

}  // namespace mod_trakt::state
