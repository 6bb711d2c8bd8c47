// Where the tokens live that a refresh brought: with the host (store_get/store_put), or in credentials.json.
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

struct StoredTokens {
    Secret access_token;
    Secret refresh_token;
    std::int64_t expires_at_ms = 0;  // by the local clock: arrival of the answer + expires_in; 0: unknown
    // Of the configured tokens that these grew from. When the configuration's tokens change, they win over the store.
    std::string origin;
};

// Held while tokens are refreshed, so that one single-use refresh token is spent once only.
class StoreLock {
public:
    virtual ~StoreLock() = default;
};

class CredentialStore {
public:
    virtual ~CredentialStore() = default;
    // nullopt: nothing stored, or what is stored cannot be read as tokens.
    virtual std::optional<StoredTokens> load() = 0;
    // Returns when the tokens are safe. Throws Failure HOST ("token_not_saved").
    virtual void save(const StoredTokens& tokens) = 0;
    virtual std::unique_ptr<StoreLock> lock(const CallScope& scope) = 0;
};

// credentials.json of a state folder (0600); one entry per instance and origin, so that two logins that share a folder
// never cost each other a token. `origin` as in StoredTokens; when it has no entry, load() answers with any of the
// instance. `files` must outlive the store.
std::unique_ptr<CredentialStore> make_file_store(state::Files& files, std::string file, std::string lock_file,
                                                 std::string_view instance, std::string_view origin);

// Under the key "credentials" of the host's own store.
std::unique_ptr<CredentialStore> make_host_store(HostStore host);

// Nothing is kept: for hosts that give neither a store nor a state folder.
std::unique_ptr<CredentialStore> make_memory_store();

}  // namespace mod_trakt::auth
