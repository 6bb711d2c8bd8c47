// The login of one handle: the token in use, and its refresh, which neither loses a token nor spends one twice.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "auth/credential_store.hpp"
#include "support/log.hpp"
#include "support/memory_reserve.hpp"
#include "support/secret.hpp"
#include "trakt/bearer_source.hpp"
#include "trakt/oauth.hpp"

namespace mod_trakt::auth {

// The tokens of the configuration.
struct ConfiguredLogin {
    Secret access_token;
    Secret refresh_token;
    std::int64_t expires_at_ms = 0;  // 0: unknown
};

// Used by one thread at a time. `clock` and `log` are borrowed and must outlive it.
class Session final : public trakt::BearerSource {
public:
    Session(trakt::ApiOptions options, ConfiguredLogin configured, std::unique_ptr<auth::CredentialStore> store,
            Clock& clock, const Log& log);

    Secret bearer(trakt::OAuth& oauth, const CallScope& scope) override;
    // A new pair that Trakt refuses, too, is not exchanged for another one: that would go on at every call.
    void renew(trakt::OAuth& oauth, const Secret& refused, const CallScope& scope) override;
    void note_refused_again(const Secret& token, const CallScope& scope) override;
    void note_accepted(const Secret& token) override;

    // Takes over the tokens of the session of the former configuration if it has the same login: refreshed tokens may
    // exist only in memory, and then the configured ones are spent. If the store is another one, the tokens are saved
    // there. Takes over nothing when another login is configured or Trakt has ended the former one.
    void continue_from(const Session& former, bool same_store);

    // The token in use, even if Trakt no longer accepts it: the access token, or the refresh token if there is no
    // access token. The first call reads the store and throws its Failure HOST. Sends nothing.
    const Secret& token();
    // Called when this session has refreshed the tokens and the store has saved them. Both tokens are as token()
    // returns them.
    std::function<void(const Secret& former, const Secret& now, const CallScope& scope)> on_renewed;
    // Called when the store had a newer pair of another process, which this session now uses. May throw Failure when
    // the call must not continue with that pair.
    std::function<void(const CallScope& scope)> on_adopted;

    // What origin() of a session would be, for callers without a session.
    static std::string origin_of(const trakt::ApiOptions& options, const ConfiguredLogin& configured);
    // A name of the login that reveals no token. It changes when another login is configured, not when tokens are
    // refreshed.
    const std::string& origin() const noexcept { return origin_; }

private:
    void load_once();
    bool expires_soon() const;
    // Refreshes before the token expires; after a temporary failure it tries again later.
    void refresh_early(trakt::OAuth& oauth, const CallScope& scope);
    // From the moment the request may leave until the new pair is saved, a cancel or deadline of `scope` is delayed, by
    // at most trakt::refresh_grace_ms. After that, refresh() ends with the cancel or deadline.
    void refresh(trakt::OAuth& oauth, const Secret& refused, const CallScope& scope);
    trakt::TokenAnswer spend_refresh_token(trakt::OAuth& oauth, const CallScope& scope);
    // Saves tokens_. `stored` is what the store holds: older tokens or nothing.
    void save(std::optional<auth::StoredTokens> stored, MemoryReserve& reserve);
    // Tries again to save a pair that the store did not take, at most once a minute. Throws only a cancel or deadline.
    void save_again(const CallScope& scope);
    void adopt(auth::StoredTokens stored, const CallScope& scope);
    void log_not_saved(const Error& error) const;
    // Throws needs_login if the pair in use is new and was refused now, or was refused before. Marks a new pair as
    // refused, also in the store.
    void give_up_new_pair(const CallScope& scope);
    // Whether the stored tokens are newer than tokens_, from another process.
    bool is_newer_than_ours(const auth::StoredTokens& stored) const;

    trakt::ApiOptions options_;
    ConfiguredLogin configured_;
    std::unique_ptr<auth::CredentialStore> store_;
    Clock& clock_;
    const Log& log_;
    std::string origin_;
    auth::StoredTokens tokens_;
    // The access token in the store when a newer pair could not be saved: older than tokens_, and spent.
    Secret outdated_stored_token_;
    std::int64_t refreshed_at_ms_ = 0;
    bool loaded_ = false;
    bool is_unsaved_ = false;  // the store should have tokens_ but does not
    std::int64_t save_again_at_ms_ = 0;
    bool is_untried_ = false;     // tokens_ are new, and Trakt has not accepted them yet
    bool login_is_dead_ = false;  // Trakt has ended the login; nothing is sent until the configuration changes
};

}  // namespace mod_trakt::auth
