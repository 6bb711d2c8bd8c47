// The guard's book of an account: guard.json in the precious folder of the account (mode 0600). Without a state folder,
// the handle keeps it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "account/guard_book.hpp"
#include "state/state_folder.hpp"
#include "support/call_scope.hpp"
#include "support/error.hpp"

namespace mod_trakt::account {

// One per handle; not thread-safe. Several processes may use the file at the same time.
class GuardLedger {
public:
    // `folder` may be null; else it must outlive the ledger.
    explicit GuardLedger(const state::StateFolder* folder) : folder_(folder) {}

    // Sets the account; see Account::on_open. What was counted under its former name counts for it too.
    void open(const std::string& account, bool is_other);
    // Takes over the book of a former configuration of the same login, if no file keeps it.
    void continue_from(const GuardLedger& former);

    // The present book. Writes nothing. Throws Failure HOST if the file cannot be read.
    GuardBook look() const;
    // Locks the file, runs `change` on the book once, and saves it. A damaged file is moved aside, never overwritten.
    // Waits for the lock as state::FileLock does. If the file cannot be used, returns the reason, and the
    // handle keeps the book until a later update() saves it.
    std::optional<Error> update(const CallScope& scope, const std::function<void(GuardBook&)>& change);

private:
    bool has_file() const noexcept { return folder_ != nullptr && !account_.empty(); }
    // Nullopt: there is no file, or it is damaged.
    std::optional<GuardBook> load(std::string_view account) const;

    const state::StateFolder* folder_;
    std::string account_;                    // empty: not known
    std::vector<std::string> former_names_;  // names whose files are not merged yet
    GuardBook book_;  // the whole book if there is no file; else what was counted before the account was known
    std::optional<GuardBook> unsaved_;  // the book that could not be saved; used instead of the file
    bool is_swept_ = false;             // the temporary files of killed writers were removed
};

}  // namespace mod_trakt::account
