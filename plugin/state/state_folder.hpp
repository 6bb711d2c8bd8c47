// The layout of state_dir: what may be deleted at any time (cache/) and what may not (credentials.json).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "state/files.hpp"

namespace mod_trakt::state {

// Where a state folder keeps credentials, without touching the disk.
std::string credentials_file_of(std::string_view root);

class StateFolder {
public:
    // Creates the folders that are missing, and removes what writers that were killed have left there a day ago or
    // earlier. Throws Failure HOST when it cannot create them. `files` must outlive it; `now_ms` is unix_ms.
    StateFolder(Files& files, std::string root, std::int64_t now_ms);

    Files& files() const noexcept { return files_; }

    std::string credentials_file() const { return credentials_file_of(root_); }
    std::string credentials_lock() const { return root_ + "/credentials.lock"; }
    // How fast this account may go, shared by all processes; it may be deleted when none of them runs.
    std::string rate_file(std::string_view account) const;
    // `account` and `feature` are made safe for a file name.
    std::string snapshot_file(std::string_view account, std::string_view feature) const;
    // Pages of a read of this list that was not finished.
    std::string pages_file(std::string_view account, std::string_view list) const;

private:
    Files& files_;
    std::string root_;
};

// A name from outside as one path part: letters, digits, '-', '_' and '.' stay, the rest becomes '_'; never empty,
// never hidden, never "..", at most 96 bytes. A name that had to be altered, or looks as if it had been, carries a
// short hash, so that two names never share a file (ST-4).
std::string safe_path_part(std::string_view name);

}  // namespace mod_trakt::state
