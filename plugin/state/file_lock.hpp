// An advisory lock shared by all processes that use one state folder. The kernel drops it when its holder dies and no
// forked child of it lives on.
#pragma once

#include <string>

#include "state/locked_file.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::state {

class FileLock {
public:
    // Creates the lock file when it is missing and waits for the lock; throws Failure CANCELLED or TIMEOUT as
    // scope.wait does, HOST ("state_unwritable") when the file cannot be opened or locked.
    FileLock(Files& files, const std::string& path, const CallScope& scope);

private:
    LockedFile file_;
};

}  // namespace mod_trakt::state
