// The pacing of one account in a file, shared by every process of the machine that uses the same state folder.
#pragma once

#include <memory>
#include <string>

#include "http/rate_ledger.hpp"
#include "state/files.hpp"

namespace mod_trakt::state {

// The file is locked for the microseconds of one update; the kernel drops the lock of a process that dies. Times in it
// are those of the machine's steady clock since it was started, so what an earlier start has left is forgotten. A
// ledger that cannot be read or written paces this process alone, until it can be: being too careful about a limit is
// no reason to refuse work. `files` must outlive it.
std::shared_ptr<http::RateLedger> make_shared_rate_ledger(Files& files, std::string path);

}  // namespace mod_trakt::state
