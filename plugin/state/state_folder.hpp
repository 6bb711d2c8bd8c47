// The layout of state_dir: cache/ may be deleted at any time, accounts/ and credentials.json must not be.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "state/files.hpp"

namespace mod_trakt::state {

// The path of the credentials file in a state folder. Does not access the disk.
std::string credentials_file_of(std::string_view root);

// Why other processes may not see the locks of this one on files in this folder; empty if no reason is known. Looks at
// the type of the file system before it locks anything: on some network file systems, locking never returns.
std::string why_locks_are_local(Files& files, const std::string& folder);

// Immutable after construction. An `account` is one path component, as account/identity makes it.
class StateFolder {
public:
    // Creates the missing folders, and removes temporary files of killed writers that are at least a day old. Throws
    // Failure HOST when it cannot create a folder. `files` must outlive it; `now_ms` is unix_ms.
    StateFolder(Files& files, std::string root, std::int64_t now_ms);

    Files& files() const noexcept { return files_; }

    std::string credentials_file() const { return credentials_file_of(root_); }
    std::string credentials_lock() const { return root_ + "/credentials.lock"; }
    // The file that assigns logins to accounts.
    std::string accounts_file() const { return root_ + "/accounts.json"; }
    std::string accounts_lock() const { return root_ + "/accounts.lock"; }

    // Creates the folder for data of the account that must never be deleted, if it is missing, and returns its path.
    // Throws Failure HOST.
    std::string open_precious(std::string_view account) const;
    std::string precious_folder(std::string_view account) const { return root_ + "/accounts/" + std::string(account); }
    // What the guard remembers of the account.
    std::string guard_file(std::string_view account) const { return precious_folder(account) + "/guard.json"; }
    std::string guard_lock(std::string_view account) const { return precious_folder(account) + "/guard.lock"; }
    // The aliases of titles that were learnt.
    std::string aliases_file(std::string_view account) const { return precious_folder(account) + "/aliases.json"; }
    std::string aliases_lock(std::string_view account) const { return precious_folder(account) + "/aliases.lock"; }

    // The journal: the plays that were sent.
    std::string journal_file(std::string_view account) const { return precious_folder(account) + "/journal"; }
    // The items that made Trakt's server fail.
    std::string faulty_file(std::string_view account) const { return precious_folder(account) + "/faulty.json"; }
    std::string faulty_lock(std::string_view account) const { return precious_folder(account) + "/faulty.lock"; }
    // The folder for the records of runs of writes of the account.
    std::string runs_folder(std::string_view account) const { return precious_folder(account) + "/undo"; }

    std::string cache_root() const { return root_ + "/cache"; }
    std::string cache_folder(std::string_view account) const { return cache_root() + "/" + std::string(account); }
    // Creates the cache of an account if it is missing, and removes old temporary files of killed writers from it.
    // Throws Failure HOST.
    void open_cache(std::string_view account, std::int64_t now_ms) const;
    // The pacing state of this account, shared by all processes. It may be deleted while none of them runs.
    std::string rate_file(std::string_view account) const { return cache_folder(account) + "/rate"; }
    // `rules` names the rules for keys, so that each profile has a file of its own.
    std::string snapshot_file(std::string_view account, std::string_view rules, std::string_view feature) const;
    // The mark of writes to a feature, one for the snapshots of all rules: see write_mark.hpp.
    std::string mark_file(std::string_view account, std::string_view feature) const;
    // Trakt's last answer about the account's settings.
    std::string settings_file(std::string_view account) const { return cache_folder(account) + "/settings"; }
    // The sightings: the rows that lists have shown in reads that could not be believed.
    std::string sightings_file(std::string_view account) const { return cache_folder(account) + "/sightings"; }
    // Pages of an unfinished read of this list.
    std::string pages_file(std::string_view account, std::string_view rules, std::string_view list) const;

    std::string why_locks_are_local() const { return state::why_locks_are_local(files_, root_); }

private:
    Files& files_;
    std::string root_;
};

// Removes the temporary files in a folder that are at least a day old.
void remove_old_temporary_files(Files& files, const std::string& folder, std::int64_t now_ms);

}  // namespace mod_trakt::state
