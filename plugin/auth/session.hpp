// The login of one handle: the token in use, and its refresh, which neither loses a token nor uses one twice.
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
    // If Trakt refuses a pair that is new, the pair is not refreshed; otherwise every call would refresh one.
    void replace(trakt::OAuth& oauth, const Secret& refused, const CallScope& scope) override;
    void note_refused_again(const Secret& token, const CallScope& scope) override;
    void note_accepted(const Secret& token) override;

    // Takes over the tokens of the session of the former configuration if it has the same login, because refreshed
    // tokens may exist only in memory, and then the configured ones no longer work. If the store is another one,
    // the next call saves refreshed tokens there. Takes over nothing if another login is configured or Trakt has ended
    // the former one.
    void continue_from(const Session& former, bool same_store);

    // The token in use, even if Trakt no longer accepts it: the access token, or the refresh token if there is no
    // access token. The first call reads the store, and throws Failure HOST if the store does. Sends nothing.
    const Secret& token();
    // Called when this session has refreshed the tokens and the store has saved them. `former` and `now` are what
    // token() returned before and returns now.
    std::function<void(const Secret& former, const Secret& now, const CallScope& scope)> on_refreshed;
    // Called when the store had a newer pair of another process, which this session now uses. May throw Failure when
    // the call must not continue with that pair.
    std::function<void(const CallScope& scope)> on_adopted;

    // The origin() of a session with these values, for callers that have no session.
    static std::string origin_of(const trakt::ApiOptions& options, const ConfiguredLogin& configured);
    // A name of the login that reveals no token. It changes when another login is configured, not when tokens are
    // refreshed.
    const std::string& origin() const noexcept { return origin_; }

private:
    void load_once();
    bool expires_soon() const;
    // Refreshes before the token expires; after a temporary failure it tries again later.
    void refresh_early(trakt::OAuth& oauth, const CallScope& scope);
    // From the moment when the request may leave until the new pair is saved, a cancel or deadline of `scope` has no
    // effect, for trakt::refresh_grace_ms at most. Then refresh() ends with the cancel or deadline.
    void refresh(trakt::OAuth& oauth, const Secret& refused, const CallScope& scope);
    // Asks Trakt for a new pair, once more if the answer is lost.
    trakt::TokenAnswer request_pair(trakt::OAuth& oauth, const CallScope& scope);
    // Saves tokens_. `stored` is the present content of the store: older tokens or nothing.
    void save(std::optional<auth::StoredTokens> stored, MemoryReserve& reserve);
    // Tries again to save a pair that could not be saved, at most once a minute. Throws only a cancel or deadline.
    void save_again(const CallScope& scope);
    // Uses the stored tokens from now on.
    void adopt(auth::StoredTokens stored, const CallScope& scope);
    void log_not_saved(const Error& error) const;
    // Throws needs_login if Trakt has just refused a new pair, or had refused this pair before. Marks the pair as
    // refused, also in the store. If another process has stored a newer pair, adopts that one instead.
    void give_up_new_pair(const CallScope& scope);
    // True if the stored tokens are those of another process, and newer than tokens_.
    bool is_newer_than_ours(const auth::StoredTokens& stored) const;

    trakt::ApiOptions options_;
    ConfiguredLogin configured_;
    std::unique_ptr<auth::CredentialStore> store_;
    Clock& clock_;
    const Log& log_;
    std::string origin_;
    auth::StoredTokens tokens_;
    // If tokens_ could not be saved: the access token that is still in the store. It is older and no longer works.
    Secret outdated_stored_token_;
    std::int64_t refreshed_at_ms_ = 0;
    bool is_loaded_ = false;
    bool is_unsaved_ = false;  // tokens_ are not in the store yet
    std::int64_t save_again_at_ms_ = 0;
    bool is_untried_ = false;      // tokens_ are new, and Trakt has not accepted them yet
    bool is_login_ended_ = false;  // Trakt has ended the login; nothing is sent until the configuration changes
};

}  // namespace mod_trakt::auth
