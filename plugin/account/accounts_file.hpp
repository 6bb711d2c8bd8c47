// accounts.json of a state folder (mode 0600): which login belongs to which account. It contains no token.
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
    std::string account;        // a name made by account/identity
    std::int64_t used_ms = 0;   // last use, to the day (Unix epoch)
    std::int64_t asked_ms = 0;  // Trakt's last answer on whose account it is, with or without a user; 0: none yet
    std::int64_t tried_ms = 0;  // last failed request after that answer; 0: none
    bool operator==(const KnownLogin&) const = default;
};

// The content of the file.
struct Accounts {
    std::string salt;            // 32 hexadecimal digits
    std::int64_t pruned_ms = 0;  // last search for caches of unused accounts
    std::map<std::string, KnownLogin, std::less<>> logins;
    bool operator==(const Accounts&) const = default;

    static Accounts with_new_salt();
    // The name of a login: a salted hash that does not reveal the token.
    std::string login_of(std::string_view api_url, std::string_view client_id, const Secret& token) const;
    const KnownLogin* find(std::string_view login) const;
    // Renames an entry after its pair was refreshed. Does nothing if `former` is not in the file.
    void inherit(std::string_view former, const std::string& login);
    // Removes logins not used since then and, if too many remain, those that were used least recently.
    void forget_unused(std::int64_t since_ms);
};

// Several processes may use the file at the same time. Instances are not thread-safe.
class AccountsFile {
public:
    // `files` must outlive it.
    AccountsFile(state::Files& files, std::string path, std::string lock_path);

    // Nullopt: the file does not exist or is damaged. Throws Failure HOST if it cannot be read.
    std::optional<Accounts> load() const;
    // Locks the file, runs `change` on its content (with a new salt if there is no file) and saves the result. A
    // damaged file is moved aside, never overwritten. Waits for the lock as state::FileLock does; throws Failure HOST
    // when the file cannot be saved.
    Accounts update(const CallScope& scope, const std::function<void(Accounts&)>& change);

private:
    state::Files& files_;
    std::string path_;
    std::string lock_path_;
};

}  // namespace mod_trakt::account
