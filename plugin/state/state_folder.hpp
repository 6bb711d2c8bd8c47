// The layout of state_dir: what may be deleted at any time (cache/) and what may not (accounts/, credentials.json).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "state/files.hpp"

namespace mod_trakt::state {

// Where a state folder keeps credentials, without touching the disk.
std::string credentials_file_of(std::string_view root);

// An `account` is one path part, as made by account/identity.
class StateFolder {
public:
    // Creates the folders that are missing, and removes what writers that were killed have left there a day ago or
    // earlier. Throws Failure HOST when it cannot create them. `files` must outlive it; `now_ms` is unix_ms.
    StateFolder(Files& files, std::string root, std::int64_t now_ms);

    Files& files() const noexcept { return files_; }

    std::string credentials_file() const { return credentials_file_of(root_); }
    std::string credentials_lock() const { return root_ + "/credentials.lock"; }
    // Which login is which account's.
    std::string accounts_file() const { return root_ + "/accounts.json"; }
    std::string accounts_lock() const { return root_ + "/accounts.lock"; }

    // What must never be deleted: creates the account's folder when it is missing, and names it. Throws Failure HOST.
    std::string open_precious(std::string_view account) const;

    std::string cache_root() const { return root_ + "/cache"; }
    std::string cache_folder(std::string_view account) const { return cache_root() + "/" + std::string(account); }
    // Creates the cache of an account when it is missing, and removes what killed writers have left in it. Throws
    // Failure HOST.
    void open_cache(std::string_view account, std::int64_t now_ms) const;
    // How fast this account may go, shared by all processes; it may be deleted when none of them runs.
    std::string rate_file(std::string_view account) const { return cache_folder(account) + "/rate"; }
    // `rules` names the rules that keys are made by: two profiles do not fight over one file.
    std::string snapshot_file(std::string_view account, std::string_view rules, std::string_view feature) const;
    // Tells of writes to a feature, whatever rules its snapshots were made by: see write_mark.hpp.
    std::string mark_file(std::string_view account, std::string_view feature) const;
    // Pages of a read of this list that was not finished.
    std::string pages_file(std::string_view account, std::string_view rules, std::string_view list) const;

    // Why other processes may not see the locks of this one; empty: they do, as far as can be found out.
    std::string why_locks_are_local() const;

private:
    Files& files_;
    std::string root_;
};

// Removes the temporary files in a folder that are a day old.
void remove_leavings(Files& files, const std::string& folder, std::int64_t now_ms);

}  // namespace mod_trakt::state
