#include "sync/session.hpp"

#include <utility>

#include "support/error.hpp"
#include "support/fingerprint.hpp"
#include "trakt/oauth.hpp"

namespace mod_trakt::sync {
namespace {

// The original refreshes when two minutes or less are left; a token that lives shorter than that is used until it is
// refused.
constexpr std::int64_t refresh_margin_ms = 120'000;

Failure needs_login(const char* message) { return {Status::Unauthenticated, "needs_login", message}; }

}  // namespace

Session::Session(http::Client& client, trakt::ApiOptions options, ConfiguredLogin configured,
                 std::unique_ptr<state::CredentialStore> store, Clock& clock, const Log& log)
    : client_(client),
      options_(std::move(options)),
      configured_(std::move(configured)),
      store_(std::move(store)),
      clock_(clock),
      log_(log),
      origin_(origin_of(options_, configured_)) {}

std::string Session::origin_of(const trakt::ApiOptions& options, const ConfiguredLogin& configured) {
    return Fingerprint()
        .add(options.api_url)
        .add(options.client_id)
        .add(configured.access_token.reveal())
        .add(configured.refresh_token.reveal())
        .hex();
}

void Session::load_once() {
    if (loaded_) return;
    auto stored = store_->load();
    // A host that gives no tokens of its own relies on the store alone; else the store must have grown from these
    // tokens.
    const bool nothing_configured = configured_.access_token.empty() && configured_.refresh_token.empty();
    if (stored && (stored->origin == origin_ || nothing_configured)) {
        tokens_ = std::move(*stored);
    } else {
        tokens_.access_token = configured_.access_token;
        tokens_.refresh_token = configured_.refresh_token;
        tokens_.expires_at_ms = configured_.expires_at_ms;
        tokens_.origin = origin_;
    }
    loaded_ = true;
}

bool Session::about_to_end() const {
    if (tokens_.expires_at_ms == 0 || tokens_.refresh_token.empty() || options_.client_secret.empty()) return false;
    const std::int64_t now = clock_.unix_ms();
    return tokens_.expires_at_ms - now <= refresh_margin_ms && now - refreshed_at_ms_ > refresh_margin_ms;
}

Secret Session::bearer(const CallScope& scope) {
    load_once();
    if (options_.client_id.empty()) throw needs_login("no client_id is configured");
    if (login_is_dead_) throw needs_login("Trakt no longer accepts the stored login; log in again");
    if (tokens_.access_token.empty() && tokens_.refresh_token.empty())
        throw needs_login("no access token is configured; log in first");
    if (tokens_.access_token.empty())
        refresh(tokens_.access_token, scope);
    else if (about_to_end())
        refresh_early(scope);
    return tokens_.access_token;
}

void Session::renew(const Secret& refused, const CallScope& scope) {
    if (!(tokens_.access_token == refused)) return;
    refresh(refused, scope);
}

void Session::refresh_early(const CallScope& scope) {
    try {
        refresh(tokens_.access_token, scope);
    } catch (const Failure& failure) {
        const Status status = failure.error().status;
        const bool passing = status == Status::Network || status == Status::Remote || status == Status::RateLimited;
        if (!passing || clock_.unix_ms() >= tokens_.expires_at_ms) throw;
        // The token is still good: no reason to refuse work because its successor has to wait.
        refreshed_at_ms_ = clock_.unix_ms();
    }
}

void Session::refresh(const Secret& refused, const CallScope& outer_scope) {
    // The host hears nothing while the lock is held: its callback may use another handle that waits for it.
    const HeldLog held(log_);
    CallScope scope = outer_scope;
    scope.progress = nullptr;
    const auto lock = store_->lock(scope);
    // Another process may have refreshed while we waited for the lock; its token is as good as a new one.
    auto stored = store_->load();
    if (stored && stored->origin == tokens_.origin && !(stored->access_token == refused) &&
        !(stored->access_token == left_behind_)) {
        tokens_ = std::move(*stored);
        refreshed_at_ms_ = clock_.unix_ms();
        return;
    }
    if (tokens_.refresh_token.empty() || options_.client_secret.empty())
        throw Failure(Error{.status = Status::Unauthenticated,
                            .reason = "token_expired",
                            .message = "Trakt does not accept the access token, and there is no refresh_token with "
                                       "client_secret to get another one; log in again",
                            .http_status = 401});
    trakt::TokenAnswer answer;
    try {
        answer = trakt::refresh_tokens(client_, options_, tokens_.refresh_token, scope);
    } catch (const Failure& failure) {
        if (failure.error().reason == "needs_login") login_is_dead_ = true;
        log_.with(LogLevel::Error, "auth", "token_refresh_failed",
                  [&](json::Writer& fields) { fields.member("reason", failure.error().reason); });
        throw;
    }
    state::StoredTokens fresh;
    fresh.access_token = std::move(answer.access_token);
    fresh.refresh_token = answer.refresh_token.empty() ? tokens_.refresh_token : std::move(answer.refresh_token);
    fresh.expires_at_ms = answer.expires_in_s > 0 ? clock_.unix_ms() + answer.expires_in_s * 1000 : 0;
    fresh.origin = tokens_.origin;
    try {
        store_->save(fresh);
    } catch (const Failure& failure) {
        // The old pair is spent: losing the new one too would force a login, so it stays in memory, and the host hears
        // of it.
        tokens_ = std::move(fresh);
        refreshed_at_ms_ = clock_.unix_ms();
        left_behind_ = stored ? std::move(stored->access_token) : Secret();
        log_.with(LogLevel::Error, "auth", "token_not_saved",
                  [&](json::Writer& fields) { fields.member("message", failure.error().message); });
        throw;
    }
    tokens_ = std::move(fresh);
    refreshed_at_ms_ = clock_.unix_ms();
    log_.say(LogLevel::Info, "auth", "token_refreshed");
}

}  // namespace mod_trakt::sync
