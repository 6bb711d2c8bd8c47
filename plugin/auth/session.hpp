// The login of one handle: which token is in use, and how it is renewed without ever losing or spending one twice.
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

struct ConfiguredLogin {
    Secret access_token;
    Secret refresh_token;
    std::int64_t expires_at_ms = 0;  // 0: unknown
};

class Session final : public trakt::BearerSource {
public:
    Session(trakt::ApiOptions options, ConfiguredLogin configured, std::unique_ptr<auth::CredentialStore> store,
            Clock& clock, const Log& log);

    Secret bearer(trakt::OAuth& oauth, const CallScope& scope) override;
    void renew(trakt::OAuth& oauth, const Secret& refused, const CallScope& scope) override;

    // Goes on with the login of a former configuration when that is the same one: tokens that were refreshed may be in
    // memory alone, and the configured ones are spent then. What goes to another store than before is saved there.
    // Nothing is taken over when another login is configured, or when Trakt has ended the former one.
    void continue_from(const Session& former, bool same_store);

    // The token in use, whether or not Trakt still accepts it: the access token, or the refresh token where that is all
    // there is. Reads the store the first time and throws Failure HOST as it does; sends nothing.
    const Secret& token();
    // Hears of a pair that has taken the place of another one by this session's doing, when it is safe in the store.
    // Both as token() gives them.
    std::function<void(const Secret& former, const Secret& now, const CallScope& scope)> on_renewed;
    // Hears that the store had another pair than this session knew, which is in use from now on. May throw Failure when
    // the call must not go on with it.
    std::function<void(const CallScope& scope)> on_adopted;

    // What origin() will be; known before there is a client to make a session with.
    static std::string origin_of(const trakt::ApiOptions& options, const ConfiguredLogin& configured);
    // Names the login without showing it; changes when another login is configured, not when tokens are refreshed.
    const std::string& origin() const noexcept { return origin_; }

private:
    void load_once();
    bool about_to_end() const;
    // Before the token ends: what fails for a passing reason is tried again later.
    void refresh_early(trakt::OAuth& oauth, const CallScope& scope);
    // From the moment the request may leave until the new pair is saved, a cancel or deadline of `scope` is held back,
    // for trakt::refresh_grace_ms at most; the call ends with it afterwards.
    void refresh(trakt::OAuth& oauth, const Secret& refused, const CallScope& scope);
    trakt::TokenAnswer spend_refresh_token(trakt::OAuth& oauth, const CallScope& scope);
    // Saves tokens_, of which the store holds a predecessor or nothing.
    void save(std::optional<auth::StoredTokens> stored, MemoryReserve& reserve);
    // A pair that the store did not take is offered to it again, now and then. Throws only a cancel or deadline.
    void save_again(const CallScope& scope);
    void adopt(auth::StoredTokens stored, const CallScope& scope);
    void log_not_saved(const Error& error) const;
    // Whether what the store holds was made after tokens_, by another process.
    bool succeeds_ours(const auth::StoredTokens& stored) const;

    trakt::ApiOptions options_;
    ConfiguredLogin configured_;
    std::unique_ptr<auth::CredentialStore> store_;
    Clock& clock_;
    const Log& log_;
    std::string origin_;
    auth::StoredTokens tokens_;
    Secret left_behind_;  // what the store still holds when a newer pair could not be saved: older than ours, and spent
    std::int64_t refreshed_at_ms_ = 0;
    bool loaded_ = false;
    bool is_unsaved_ = false;  // the store does not hold tokens_, and should
    std::int64_t save_again_at_ms_ = 0;
    bool login_is_dead_ = false;  // Trakt said so; no further call until the configuration changes
};

}  // namespace mod_trakt::auth
