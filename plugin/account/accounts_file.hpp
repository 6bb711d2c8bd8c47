// accounts.json of a state folder (0600): which login is which account's. Never a token is in it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "state/files.hpp"
#include "support/call_scope.hpp"
#include "support/secret.hpp"

namespace mod_trakt::account {

struct KnownLogin {
    std::string account;        // as made by account/identity
    std::int64_t used_ms = 0;   // when it was used last, to the day (Unix epoch)
    std::int64_t asked_ms = 0;  // when Trakt last told whose it is, or that it does not know; 0: it has not told yet
    std::int64_t tried_ms = 0;  // when it was last asked again in vain; 0: not since it told
    bool operator==(const KnownLogin&) const = default;
};

// What the file holds.
struct Accounts {
    std::string salt;            // 32 hexadecimal digits
    std::int64_t pruned_ms = 0;  // when caches of unused accounts were last looked for
    std::map<std::string, KnownLogin, std::less<>> logins;
    bool operator==(const Accounts&) const = default;

    static Accounts with_new_salt();
    // The name of a login, from which nobody learns the token.
    std::string login_of(std::string_view api_url, std::string_view client_id, const Secret& token) const;
    const KnownLogin* find(std::string_view login) const;
    // A renewed pair is the same login: it takes its predecessor's place. Does nothing when that is not known.
    void inherit(std::string_view former, const std::string& login);
    // Logins that were not used since; and of very many those that were not used longest.
    void forget_unused(std::int64_t since_ms);
};

class AccountsFile {
public:
    // `files` must outlive it.
    AccountsFile(state::Files& files, std::string path, std::string lock_path);

    // Nullopt: there is none, or it is damaged. Throws Failure HOST when it cannot be read.
    std::optional<Accounts> load() const;
    // Runs `change` on what the file holds (with a new salt when there is no file) while no other process changes it,
    // and saves the result. A damaged file is set aside, never written over. Waits for the lock as state::FileLock
    // does; throws Failure HOST when it cannot be saved.
    Accounts update(const CallScope& scope, const std::function<void(Accounts&)>& change);

private:
    state::Files& files_;
    std::string path_;
    std::string lock_path_;
};

}  // namespace mod_trakt::account
