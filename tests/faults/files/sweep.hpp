// Makes each file operation of some work fail in turn, in each way, and checks the files that are left.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "support/error.hpp"
#include "tests/support/hooked_files.hpp"

namespace mod_trakt::faults {

// The fault for the n-th operation, and the operations that happened.
struct Plan {
    std::size_t at = 0;  // counted from 1; 0: nothing fails
    int error = 0;       // the errno of the fault; 0: the operation writes half, and the next write finds a full disk
    std::size_t count = 0;  // operations so far
    bool disk_is_full = false;
    std::vector<test::FileCall> calls;  // all of them, in order

    int before(test::FileCall& call);
    // The operation that failed; null if none has failed.
    const test::FileCall* failed() const { return at > 0 && at <= calls.size() ? &calls[at - 1] : nullptr; }
};

// The system's files with the faults of `plan`, which must outlive them. They do not wait for the disk.
std::unique_ptr<state::Files> files_under(Plan& plan);

struct Work {
    std::function<void(const std::string& state_dir)> prepare;  // runs once; each run gets a copy of the folder
    std::function<void(const std::string& state_dir, Plan& plan)> run;
    std::function<void(const std::string& state_dir)> look_after;  // with files without faults
};

// Runs the work once for each of its operations and each fault. After each run, no temporary file is left, no lock is
// locked, and no descriptor is open.
void sweep(const Work& work);

// The failure that a fault may cause: HOST, with a message that names the file.
void check_is_clear(const Error& error, const Plan& plan);

}  // namespace mod_trakt::faults
