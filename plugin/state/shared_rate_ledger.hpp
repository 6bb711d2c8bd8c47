// The pacing state of one account in a file, shared by all processes of the machine that use the same state folder.
#pragma once

#include <memory>
#include <string>

#include "http/rate_ledger.hpp"
#include "state/files.hpp"

namespace mod_trakt::state {

// The file is locked during each update, for microseconds; the kernel releases the lock of a process that dies. Its
// times are those of the machine's steady clock, which restarts with the machine, so the data of an earlier boot are
// ignored. While the file cannot be read or written, the ledger paces this process alone: pacing is a precaution and no
// reason to fail a request. `files` must outlive the ledger, which is thread-safe.
std::shared_ptr<http::RateLedger> make_shared_rate_ledger(Files& files, std::string path);

}  // namespace mod_trakt::state
