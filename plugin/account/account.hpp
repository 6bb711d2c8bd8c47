// The account of a handle: whose it is, and the name under which its data is kept (USER-1).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "account/account_settings.hpp"
#include "account/accounts_file.hpp"
#include "auth/session.hpp"
#include "state/state_folder.hpp"
#include "support/call_scope.hpp"
#include "support/error.hpp"
#include "support/log.hpp"

namespace mod_trakt::account {

// One per handle; not thread-safe. Session and Account call each other: see note_refreshed() and note_adopted().
class Account {
public:
    // All references must outlive the Account. `folder` may be null: then no data is kept, and the account stays
    // unknown.
    struct Parts {
        const state::StateFolder* folder;
        auth::Session& session;
        AccountSettings& settings;
        const Log& log;
        std::string api_url;
        std::string client_id;
    };
    explicit Account(Parts parts);

    // Opens the account that accounts.json has for the login. Sends and writes nothing, so dry runs use it.
    void recall(const CallScope& scope);
    // As recall(), but gives an unknown login a provisional name, so that its requests are paced. Sends nothing.
    void prepare(const CallScope& scope);
    // Makes the account known, with one request to Trakt if necessary. If that request fails for a temporary reason,
    // the provisional name stays and why_unknown() has the error. Throws Failure for an error that ends the call, and
    // HOST if the account's data has no folder because accounts.json cannot be used and Trakt does not name the user.
    void identify(const CallScope& scope);

    // Why identify() could not find out whose account this is; null if it is known, or if identify() was not called.
    const Error* why_unknown() const noexcept { return why_unknown_ ? &*why_unknown_ : nullptr; }

    // Notes that the session has refreshed its pair: the new pair is of the same user.
    void note_refreshed(const Secret& former, const Secret& now, const CallScope& scope);
    // Notes that the session has adopted another pair from the store. If that pair may be of another account, throws
    // Failure INVALID_STATE ("account_changed"), because one call must not mix the data of two accounts. If the call
    // has read no data yet (health, and during identify()), forgets the former account instead, and the call continues.
    void note_adopted(const CallScope& scope);

    // Called with the name under which the account's data is kept from now on; empty: no data is kept. `is_other`: data
    // in memory is of another account.
    std::function<void(const std::string& account, bool is_other)> on_open;
    // Called when the account's cache was opened; the pace of its requests is kept there. If its folder could not be
    // created, that is logged, and the cache keeps nothing.
    std::function<void(const std::string& account)> on_cache_open;

private:
    // Looks up the login in accounts.json and opens its account. Throws Failure HOST if the login cannot be read.
    void look_up(const CallScope& scope, bool may_write);
    // The same, but does not throw Failure HOST.
    void look_up_quietly(const CallScope& scope, bool may_write);
    std::optional<Accounts> load(const CallScope& scope, bool may_write);
    void open(const std::string& account, bool may_write, const CallScope& scope);
    // Forgets the account and the login.
    void forget();
    bool is_known() const noexcept;
    // True if Trakt named no user for the login, but may do so now: a day after its answer, and an hour after the last
    // failed request.
    bool is_due_again(std::int64_t now_ms) const noexcept;
    // Asks Trakt whose account it is, and records the answer or the failure.
    void find_user(const CallScope& scope);
    // The user's uuid; nullopt if Trakt names none. Throws Failure.
    std::optional<std::string> ask_uuid(const CallScope& scope);
    void accept_answer(const std::optional<std::string>& uuid, const CallScope& scope);
    void stay_unknown(const Error& error, const CallScope& scope);
    // Records that a request about a known login failed.
    void note_attempt(const CallScope& scope);
    // Writes known_ to accounts.json. If that fails, the next run needs one more request.
    void record(const CallScope& scope);
    std::string login_of(const Secret& token) const;
    void warn(const char* event, const Error& error) const;

    Parts parts_;
    std::optional<AccountsFile> file_;
    Accounts naming_;             // only its salt is used, to name logins
    std::string login_;           // the login in use; empty: not looked up yet
    KnownLogin known_;            // what accounts.json has for login_; without an account: not known
    std::string account_;         // the open account; empty: none
    bool is_cache_open_ = false;  // of account_: see on_cache_open
    bool is_read_ = false;        // identify() has ended in this call
    std::optional<Error> why_unknown_;
    std::optional<Error> why_no_folder_;  // why accounts.json cannot be used
};

}  // namespace mod_trakt::account
