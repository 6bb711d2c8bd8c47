// Where refreshed tokens are stored: in the host's store (store_get/store_put), or in credentials.json.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "state/files.hpp"
#include "support/call_scope.hpp"
#include "support/host_store.hpp"
#include "support/secret.hpp"

namespace mod_trakt::auth {

// One pair of tokens as a store keeps it.
struct StoredTokens {
    Secret access_token;
    Secret refresh_token;
    std::int64_t expires_at_ms = 0;  // by the local clock: arrival of the answer + expires_in; 0: unknown
    // The origin of the configured tokens from which these were refreshed (see Session::origin_of). If the
    // configuration has changed, its tokens are used instead of stored ones of another origin.
    std::string origin;
    // Trakt has refused this access token although it was new. It is tried again, but the pair is not refreshed.
    bool is_refused = false;
};

// Held during a refresh, so that a refresh token, which works once, is used only once.
class StoreLock {
public:
    virtual ~StoreLock() = default;
};

// Used by one thread at a time; other processes may use the same file.
class CredentialStore {
public:
    virtual ~CredentialStore() = default;
    // Nullopt if nothing is stored, or if it cannot be read as tokens.
    virtual std::optional<StoredTokens> load() = 0;
    // Returns when the tokens are stored. Throws Failure HOST ("token_not_saved").
    virtual void save(const StoredTokens& tokens) = 0;
    virtual std::unique_ptr<StoreLock> lock(const CallScope& scope) = 0;
};

// The file credentials.json of a state folder (0600). It has one entry per instance and origin, so that two logins that
// share a folder do not overwrite each other's tokens. `origin` is as in StoredTokens; when it has no entry, load()
// returns another entry of the instance. `files` must outlive the store.
std::unique_ptr<CredentialStore> make_file_store(state::Files& files, std::string file, std::string lock_file,
                                                 std::string_view instance, std::string_view origin);

// Uses the key "credentials" of the host's store.
std::unique_ptr<CredentialStore> make_host_store(HostStore host);

// Keeps tokens in memory only: for hosts that provide neither a store nor a state folder.
std::unique_ptr<CredentialStore> make_memory_store();

}  // namespace mod_trakt::auth
