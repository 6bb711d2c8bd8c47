// The turns of an account's writers: one batch of one writer at a time, over all processes that share a state folder.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "state/locked_file.hpp"
#include "state/state_folder.hpp"
#include "state/thread_lock.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::state {

class AccountTurns;

// A turn that lasts from AccountTurns::take() to its destruction.
class AccountTurn {
public:
    AccountTurn(AccountTurn&&) noexcept = default;
    AccountTurn& operator=(AccountTurn&&) = delete;
    ~AccountTurn();

private:
    friend class AccountTurns;
    AccountTurn() = default;

    AccountTurns* turns_ = nullptr;
    std::unique_ptr<ThreadLock> thread_lock_;  // null: moved from
    LockedFile file_;                          // not open where turns apply within this process only
};

// One per handle; not thread-safe. The turns that it gives must not outlive it.
class AccountTurns {
public:
    // How long a writer waits for its turn.
    static constexpr std::int64_t longest_wait_ms = 120'000;
    // How long a writer that has given its turn back waits before it asks again, so that others get theirs.
    static constexpr std::int64_t rest_ms = 200;

    // `folder` may be null, and must outlive it. `login`: a name of the login, used while no account is open.
    AccountTurns(const StateFolder* folder, std::string login);

    // Sets the account, as a name for StateFolder. With an empty name turns apply within this process only.
    void open(std::string account);
    // True if turns apply within this process only, because there is no state folder.
    bool are_without_folder() const noexcept { return folder_ == nullptr || account_.empty(); }

    // Waits for the turn. Throws Failure CANCELLED or TIMEOUT as scope.wait does; INVALID_STATE "busy" if this thread
    // has the turn, and "account_busy" after longest_wait_ms; HOST ("state_unwritable") if the lock file cannot be
    // used.
    AccountTurn take(const CallScope& scope);
    // The turn, if it is free now; nullopt otherwise, also when this thread holds it. For those that can leave their
    // work to another call. Throws HOST as take() does.
    std::optional<AccountTurn> try_take(const CallScope& scope);
    // How many turns of this account were taken in this process so far.
    std::uint64_t taken_here() const noexcept;

private:
    friend class AccountTurn;

    // The folder of the lock files; empty where turns apply within this process only.
    const std::string& lock_folder();
    std::string turn_file() { return lock_folder() + "/turn"; }
    // A hash that names the account within this process.
    std::uint64_t name() const noexcept;
    bool take_now(AccountTurn& turn);
    bool try_lock(AccountTurn& turn);
    bool replace_file_of_ended_holder(AccountTurn& turn, LockedFile& seen);
    LockedFile open_lock(const std::string& path);
    bool is_at_its_path(const LockedFile& file);
    void write_holder(const FileDescriptor& file);
    [[noreturn]] void fail_busy();

    const StateFolder* folder_;
    std::string login_;
    std::string account_;
    std::optional<std::string> lock_folder_;            // nullopt: not chosen yet
    std::optional<std::int64_t> given_back_steady_ms_;  // by this handle
    Clock* clock_ = nullptr;                            // of the call that has a turn
};

}  // namespace mod_trakt::state
