// Finds out whose account a login is, and records it in accounts.json.
#include "account/account.hpp"

#include <utility>

#include "account/identity.hpp"
#include "account/pruning.hpp"
#include "state/cache_upkeep.hpp"
#include "trakt/failure.hpp"

namespace mod_trakt::account {

Account::Account(Parts parts) : parts_(std::move(parts)) {
    if (const state::StateFolder* folder = parts_.folder; folder != nullptr)
        file_.emplace(folder->files(), folder->accounts_file(), folder->accounts_lock());
}

void Account::recall(const CallScope& scope) { look_up_quietly(scope, false); }

void Account::prepare(const CallScope& scope) { look_up_quietly(scope, true); }

void Account::identify(const CallScope& scope) {
    if (!file_) return;
    look_up(scope, true);
    const std::int64_t now_ms = scope.clock().unix_ms();
    if (!is_known() || is_due_again(now_ms)) {
        find_user(scope);
    } else if (is_a_day_apart(known_.used_ms, now_ms)) {
        known_.used_ms = now_ms;
        record(scope);
    }
    // Without a folder for the account, an own write could not be noted. The next process would take its last snapshot
    // for the present state.
    if (account_.empty() && why_no_folder_) throw Failure(*why_no_folder_);
    is_read_ = true;
}

void Account::find_user(const CallScope& scope) {
    std::optional<std::string> uuid;
    std::optional<Error> error;
    try {
        uuid = ask_uuid(scope);
    } catch (const Failure& failure) {
        const Status status = failure.error().status;
        if (trakt::ends_the_call(status) && status != Status::RateLimited) throw;
        error = failure.error();
    }
    // If the session has adopted another login during the request, the account was forgotten, and the answer is about
    // that other login.
    if (login_.empty()) look_up(scope, true);
    if (!error)
        accept_answer(uuid, scope);
    else if (!is_known())
        stay_unknown(*error, scope);
    else
        note_attempt(scope);
}

// A login for which Trakt names no user is an account of its own.
bool Account::is_known() const noexcept {
    return !known_.account.empty() && (known_.asked_ms > 0 || !is_login_name(known_.account));
}

bool Account::is_due_again(std::int64_t now_ms) const noexcept {
    return is_login_name(known_.account) && is_a_day_apart(known_.asked_ms, now_ms) &&
           are_apart(known_.tried_ms, now_ms, hour_ms);
}

void Account::look_up_quietly(const CallScope& scope, bool may_write) {
    try {
        look_up(scope, may_write);
    } catch (const Failure& failure) {
        // The first request will fail for the same reason, and report it.
        if (failure.error().status != Status::Host) throw;
    }
}

void Account::look_up(const CallScope& scope, bool may_write) {
    if (!file_) return;
    is_read_ = false;
    const Secret& token = parts_.session.token();
    if (token.empty()) return;
    if (login_of(token) != login_) {
        // Comes before everything that can throw, so that no failure leaves the former user's data in use.
        if (!login_.empty()) forget();
    } else if (!account_.empty() && (is_cache_open_ || !may_write)) {
        return;
    }
    const std::optional<Accounts> accounts = load(scope, may_write);
    Accounts naming;
    naming.salt = accounts ? accounts->salt : Accounts::with_new_salt().salt;
    std::string login = naming.login_of(parts_.api_url, parts_.client_id, token);
    const KnownLogin* found = accounts ? accounts->find(login) : nullptr;
    KnownLogin known = found != nullptr ? *found : KnownLogin();
    // Without accounts.json no name is made, because the next run could not find it.
    const std::string provisional = accounts && may_write ? name_of_login(login) : std::string();
    const std::string account = found != nullptr ? known.account : provisional;
    open(account, may_write, scope);
    if (account.empty() && !may_write) return;  // login_ stays empty, so that a call that may write looks again
    why_unknown_.reset();
    naming_ = std::move(naming);
    login_ = std::move(login);
    known_ = std::move(known);
    if (!may_write || !accounts || !is_a_day_apart(accounts->pruned_ms, scope.clock().unix_ms())) return;
    try {
        prune(*file_, *parts_.folder, login_, account_, scope);
    } catch (const Failure& failure) {
        if (failure.error().status != Status::Host) throw;
        warn("not_pruned", failure.error());
    }
}

std::optional<Accounts> Account::load(const CallScope& scope, bool may_write) {
    try {
        std::optional<Accounts> accounts = file_->load();
        if (!accounts && may_write) accounts = file_->update(scope, [](Accounts&) {});
        return accounts;
    } catch (const Failure& failure) {
        if (failure.error().status != Status::Host) throw;
        why_no_folder_ = failure.error();
        warn("accounts_unavailable", failure.error());
        return std::nullopt;
    }
}

void Account::forget() {
    login_.clear();
    known_ = {};
    account_.clear();
    is_cache_open_ = false;
    if (on_open) on_open({}, true);
}

void Account::open(const std::string& account, bool may_write, const CallScope& scope) {
    if (account != account_) {
        if (on_open) on_open(account, false);
        account_ = account;
        is_cache_open_ = false;
    }
    if (account.empty() || is_cache_open_ || !may_write) return;
    try {
        parts_.folder->open_cache(account, scope.clock().unix_ms());
    } catch (const Failure& failure) {
        warn("cache_unavailable", failure.error());
    }
    if (on_cache_open) on_cache_open(account);
    is_cache_open_ = true;
}

std::optional<std::string> Account::ask_uuid(const CallScope& scope) {
    try {
        return parts_.settings.ask_uuid(scope);
    } catch (const Failure& failure) {
        if (failure.error().http_status != 404) throw;
        return std::nullopt;
    }
}

void Account::accept_answer(const std::optional<std::string>& uuid, const CallScope& scope) {
    std::string account = uuid ? name_of_user(parts_.api_url, *uuid) : account_;
    if (account.empty()) return;
    const std::string former = account_;
    if (account != former) {
        const bool is_provisional = is_login_name(former);
        if (!former.empty() && !is_provisional) forget();
        open(account, true, scope);
        if (is_provisional) state::join_cache(*parts_.folder, former, account);
    }
    why_unknown_.reset();
    known_ = {.account = std::move(account), .used_ms = scope.clock().unix_ms(), .asked_ms = scope.clock().unix_ms()};
    record(scope);
}

void Account::stay_unknown(const Error& error, const CallScope& scope) {
    why_unknown_ = error;
    warn("account_unknown", error);
    if (account_.empty() || !known_.account.empty()) return;
    known_ = {.account = account_, .used_ms = scope.clock().unix_ms()};
    record(scope);
}

void Account::note_attempt(const CallScope& scope) {
    known_.tried_ms = scope.clock().unix_ms();
    record(scope);
}

void Account::record(const CallScope& scope) {
    const Secret& token = parts_.session.token();
    try {
        naming_.salt = file_
                           ->update(scope,
                                    [&](Accounts& accounts) {
                                        accounts.logins.insert_or_assign(
                                            accounts.login_of(parts_.api_url, parts_.client_id, token), known_);
                                    })
                           .salt;
    } catch (const Failure& failure) {
        if (failure.error().status != Status::Host) throw;
        warn("accounts_unavailable", failure.error());
    }
    login_ = login_of(token);
}

void Account::note_refreshed(const Secret& former, const Secret& now, const CallScope& scope) {
    if (login_of(former) == login_) login_ = login_of(now);
    if (!file_) return;
    try {
        const std::optional<Accounts> accounts = file_->load();
        const auto name_in = [&](const Accounts& all, const Secret& token) {
            return all.login_of(parts_.api_url, parts_.client_id, token);
        };
        if (accounts && accounts->find(name_in(*accounts, former)) != nullptr)
            file_->update(scope, [&](Accounts& all) { all.inherit(name_in(all, former), name_in(all, now)); });
    } catch (const Failure& failure) {
        if (failure.error().status != Status::Host) throw;
        warn("accounts_unavailable", failure.error());
    }
}

void Account::note_adopted(const CallScope& scope) {
    // Then no account is open: the login was not looked up yet, or no data is kept.
    if (login_.empty()) return;
    const Secret& token = parts_.session.token();
    const std::optional<Accounts> accounts = load(scope, false);
    const KnownLogin* known =
        accounts ? accounts->find(accounts->login_of(parts_.api_url, parts_.client_id, token)) : nullptr;
    if (known != nullptr && known->account == account_) {
        known_ = *known;
        login_ = login_of(token);
        return;
    }
    if (!is_read_) return forget();
    throw Failure(Status::InvalidState, "account_changed",
                  "the credential store has another login now, perhaps of another account; call again");
}

std::string Account::login_of(const Secret& token) const {
    return naming_.login_of(parts_.api_url, parts_.client_id, token);
}

void Account::warn(const char* event, const Error& error) const {
    parts_.log.with(LogLevel::Warn, "account", event, [&](json::Writer& fields) {
        fields.member("reason", error.reason);
        fields.member("message", error.message);
    });
}

}  // namespace mod_trakt::account
