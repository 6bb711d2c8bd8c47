// An advisory lock shared by all processes that use one state folder. The kernel drops it when its holder dies.
#pragma once

#include <string>

#include "state/file_descriptor.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::state {

class FileLock {
public:
    // Creates the lock file when it is missing and waits for the lock; throws Failure CANCELLED or TIMEOUT as
    // scope.wait does, HOST ("state_unwritable") when the file cannot be opened.
    FileLock(const std::string& path, const CallScope& scope);

private:
    FileDescriptor fd_;
};

}  // namespace mod_trakt::state
