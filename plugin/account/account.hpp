// The account that a handle works on: whose it is, and from when on its data lies under which name (USER-1).
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

class Account {
public:
    // All of these must outlive it; `folder` may be null: then nothing is kept of any account, and nobody asks whose it
    // is.
    struct Parts {
        const state::StateFolder* folder;
        auth::Session& session;
        AccountSettings& settings;
        const Log& log;
        std::string api_url;
        std::string client_id;
    };
    explicit Account(Parts parts);

    // Opens what accounts.json knows of the login. Sends nothing and writes nothing: for dry runs.
    void recall(const CallScope& scope);
    // The same; a login that is not known gets a provisional name, so that its requests are paced. Sends nothing.
    void prepare(const CallScope& scope);
    // Makes sure that the account is known, with one request when it has to be asked for. When that fails for a passing
    // reason the provisional name stays, see why_unknown(). Throws Failure for what ends the call, and HOST when there
    // is no place for the account's data: accounts.json cannot be used, and Trakt does not name the user.
    void identify(const CallScope& scope);

    // Why it is not known whose account this is; null: it is known, or identify() was not called.
    const Error* why_unknown() const noexcept { return why_unknown_ ? &*why_unknown_ : nullptr; }

    // A renewed pair is the same user's.
    void renewed(const Secret& former, const Secret& now, const CallScope& scope);
    // The store had another pair than the session knew. When it is not known to be the same account's, what this call
    // has read so far must not be mixed with what comes: throws Failure INVALID_STATE ("account_changed"). Where a call
    // has read nothing yet (health, and while identify() asks), the former account is forgotten, and the call goes on.
    void adopted(const CallScope& scope);

    // Hears under which name the account's data is kept from now on; empty: nothing is kept. `is_other`: what the
    // handle remembers is another account's.
    std::function<void(const std::string& account, bool is_other)> on_open;
    // Hears that there is a folder for the account's data, where the pace of its requests is kept.
    std::function<void(const std::string& account)> on_place;

private:
    // Throws Failure HOST when the login cannot be read.
    void look_up(const CallScope& scope, bool may_write);
    void look_up_quietly(const CallScope& scope, bool may_write);
    std::optional<Accounts> load(const CallScope& scope, bool may_write);
    void open(const std::string& account, bool may_write, const CallScope& scope);
    // Gives up what is remembered of the account and of the login.
    void forget();
    bool is_known() const noexcept;
    // Whether Trakt may name a user by now for a login that it had none for: a day after it told, and an hour after it
    // was last asked in vain.
    bool is_due_again(std::int64_t now_ms) const noexcept;
    // Asks Trakt whose account it is, and records the answer, or that there was none.
    void find_out(const CallScope& scope);
    // Nullopt: Trakt knows no uuid. Throws Failure.
    std::optional<std::string> ask(const CallScope& scope);
    void accept(const std::optional<std::string>& uuid, const CallScope& scope);
    void stay_unknown(const Error& error, const CallScope& scope);
    // The login is known, and was asked about in vain.
    void note_attempt(const CallScope& scope);
    // Writes down what is known of the login. What cannot be saved costs a request at the next run.
    void record(const CallScope& scope);
    std::string login_of(const Secret& token) const;
    void warn(const char* event, const Error& error) const;

    Parts parts_;
    std::optional<AccountsFile> file_;
    Accounts naming_;         // the salt of the names of logins; no logins are kept here
    std::string login_;       // in use; empty: not looked up yet
    KnownLogin known_;        // of it; without an account: not known
    std::string account_;     // open; empty: none
    bool has_place_ = false;  // it has: see on_place
    bool is_read_ = false;    // by this call: identify() has ended
    std::optional<Error> why_unknown_;
    std::optional<Error> why_no_place_;  // of the data of a login whose user is not known
};

}  // namespace mod_trakt::account
