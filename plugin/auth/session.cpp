// Loading, refreshing and saving the tokens of one login.
#include "auth/session.hpp"

#include <new>
#include <utility>

#include "support/error.hpp"
#include "support/hash.hpp"

namespace mod_trakt::auth {
namespace {

// As in the original, a token is refreshed when it expires in two minutes or less. After a refresh
// this waits two minutes, so that a token with a shorter lifetime is not refreshed by every call.
constexpr std::int64_t refresh_margin_ms = 120'000;
constexpr std::size_t save_reserve_bytes = 256u << 10;  // enough to read and write a file with many logins

Failure needs_login(const char* message) { return {Status::Unauthenticated, "needs_login", message}; }

Failure refused_although_new() {
    return Failure(Error{.status = Status::Unauthenticated,
                         .reason = "needs_login",
                         .message = "Trakt refuses the access token although it was renewed; log in again",
                         .http_status = 401});
}

}  // namespace

Session::Session(trakt::ApiOptions options, ConfiguredLogin configured, std::unique_ptr<auth::CredentialStore> store,
                 Clock& clock, const Log& log)
    : options_(std::move(options)),
      configured_(std::move(configured)),
      store_(std::move(store)),
      clock_(clock),
      log_(log),
      origin_(origin_of(options_, configured_)) {}

std::string Session::origin_of(const trakt::ApiOptions& options, const ConfiguredLogin& configured) {
    return hex_of(hash_of(
        {options.api_url, options.client_id, configured.access_token.reveal(), configured.refresh_token.reveal()}));
}

void Session::load_once() {
    if (is_loaded_) return;
    auto stored = store_->load();
    // A host without configured tokens relies on the store alone; otherwise the stored tokens must come from the
    // configured ones.
    const bool nothing_configured = configured_.access_token.empty() && configured_.refresh_token.empty();
    if (stored && (stored->origin == origin_ || nothing_configured)) {
        tokens_ = std::move(*stored);
    } else {
        tokens_.access_token = configured_.access_token;
        tokens_.refresh_token = configured_.refresh_token;
        tokens_.expires_at_ms = configured_.expires_at_ms;
        tokens_.origin = origin_;
    }
    is_loaded_ = true;
}

void Session::continue_from(const Session& former, bool same_store) {
    if (!former.is_loaded_ || former.is_login_ended_ || former.origin_ != origin_) return;
    // Another store may have newer tokens than a login that was never refreshed.
    const bool was_refreshed = !(former.tokens_.access_token == configured_.access_token);
    if (!same_store && !was_refreshed) return;
    tokens_ = former.tokens_;
    if (same_store) outdated_stored_token_ = former.outdated_stored_token_;
    refreshed_at_ms_ = former.refreshed_at_ms_;
    is_unsaved_ = former.is_unsaved_ || !same_store;
    is_untried_ = former.is_untried_;
    is_loaded_ = true;
}

bool Session::expires_soon() const {
    if (tokens_.expires_at_ms == 0 || tokens_.refresh_token.empty() || tokens_.is_refused) return false;
    const std::int64_t now = clock_.unix_ms();
    return tokens_.expires_at_ms - now <= refresh_margin_ms && now - refreshed_at_ms_ > refresh_margin_ms;
}

const Secret& Session::token() {
    load_once();
    return tokens_.access_token.empty() ? tokens_.refresh_token : tokens_.access_token;
}

Secret Session::bearer(trakt::OAuth& oauth, const CallScope& scope) {
    load_once();
    if (options_.client_id.empty())
        throw needs_login("no client_id is configured; add the client id of your Trakt application");
    if (is_login_ended_) throw needs_login("Trakt no longer accepts the stored login; log in again");
    if (tokens_.access_token.empty() && tokens_.refresh_token.empty())
        throw needs_login("no access token is configured; log in first");
    if (is_unsaved_) save_again(scope);
    if (tokens_.access_token.empty())
        refresh(oauth, tokens_.access_token, scope);
    else if (expires_soon())
        refresh_early(oauth, scope);
    return tokens_.access_token;
}

void Session::replace(trakt::OAuth& oauth, const Secret& refused, const CallScope& scope) {
    if (!(tokens_.access_token == refused)) return;
    give_up_new_pair(scope);
    // give_up_new_pair() may have adopted a pair of another process.
    if (tokens_.access_token == refused) refresh(oauth, refused, scope);
}

void Session::note_refused_again(const Secret& token, const CallScope& scope) {
    if (tokens_.access_token == token) give_up_new_pair(scope);
}

void Session::note_accepted(const Secret& token) {
    if ((!is_untried_ && !tokens_.is_refused) || !(tokens_.access_token == token)) return;
    is_untried_ = false;
    if (!std::exchange(tokens_.is_refused, false)) return;
    is_unsaved_ = true;  // the store still has the mark; the next call removes it
    save_again_at_ms_ = 0;
}

void Session::give_up_new_pair(const CallScope& scope) {
    // An expired pair is refreshed as usual, even if it is new or was refused before.
    const bool has_expired = tokens_.expires_at_ms != 0 && clock_.unix_ms() >= tokens_.expires_at_ms;
    if ((!is_untried_ && !tokens_.is_refused) || has_expired) return;
    const bool was_refused = std::exchange(tokens_.is_refused, true);
    const PausedLog paused(log_);
    CallScope quiet = scope;
    quiet.progress = nullptr;
    try {
        const auto lock = store_->lock(quiet);
        auto stored = store_->load();
        const bool is_ours = stored && stored->access_token == tokens_.access_token;
        if (stored && !is_ours && is_newer_than_ours(*stored)) return adopt(std::move(*stored), scope);
        if (is_ours && !was_refused) store_->save(tokens_);
    } catch (const Failure& failure) {
        log_not_saved(failure.error());
    }
    if (!was_refused) log_.say(LogLevel::Error, "auth", "new_token_refused");
    throw refused_although_new();
}

void Session::refresh_early(trakt::OAuth& oauth, const CallScope& scope) {
    try {
        refresh(oauth, tokens_.access_token, scope);
    } catch (const Failure& failure) {
        const Status status = failure.error().status;
        const bool is_temporary = status == Status::Network || status == Status::Remote ||
                                  status == Status::RateLimited || status == Status::BadData;
        if (!is_temporary || clock_.unix_ms() >= tokens_.expires_at_ms) throw;
        // The token is still valid, so the call continues and the refresh is tried again later.
        refreshed_at_ms_ = clock_.unix_ms();
    }
}

void Session::refresh(trakt::OAuth& oauth, const Secret& refused, const CallScope& scope) {
    // The host's callbacks are not called while this call has the lock: a callback may use another handle, which waits
    // for the same lock.
    const PausedLog paused(log_);
    CallScope quiet = scope;
    quiet.progress = nullptr;
    const auto lock = store_->lock(quiet);
    // If another process has refreshed the pair while this one waited for the lock, its pair is used.
    auto stored = store_->load();
    if (stored && !(stored->access_token == refused) && is_newer_than_ours(*stored)) {
        refreshed_at_ms_ = clock_.unix_ms();
        return adopt(std::move(*stored), scope);
    }
    if (stored && stored->access_token == refused && stored->is_refused) {
        tokens_.is_refused = true;
        throw refused_although_new();
    }
    if (tokens_.refresh_token.empty())
        throw Failure(Error{.status = Status::Unauthenticated,
                            .reason = "token_expired",
                            .message = "Trakt does not accept the access token, and there is no refresh_token to get "
                                       "another one; log in again",
                            .http_status = 401});
    const Secret former = token();
    MemoryReserve reserve(save_reserve_bytes);
    trakt::TokenAnswer answer;
    try {
        answer = request_pair(oauth, quiet);
    } catch (const Failure& failure) {
        if (failure.error().reason == "needs_login") is_login_ended_ = true;
        log_.with(LogLevel::Error, "auth", "token_refresh_failed",
                  [&](json::Writer& fields) { fields.member("reason", failure.error().reason); });
        throw;
    }
    // The former pair is used up now. The next lines allocate no memory, so the new pair cannot be lost.
    tokens_.access_token = std::move(answer.access_token);
    if (!answer.refresh_token.empty()) tokens_.refresh_token = std::move(answer.refresh_token);
    refreshed_at_ms_ = clock_.unix_ms();
    tokens_.expires_at_ms = answer.expires_in_s > 0 ? refreshed_at_ms_ + answer.expires_in_s * 1000 : 0;
    tokens_.is_refused = false;
    is_untried_ = true;
    save(std::move(stored), reserve);
    if (on_refreshed) on_refreshed(former, token(), scope);
    scope.check();
}

// If the answer is lost, either Trakt made a pair that was lost with it, or it never got the request. One more request
// with the old token shows which: it succeeds, or Trakt answers invalid_grant (API-4).
trakt::TokenAnswer Session::request_pair(trakt::OAuth& oauth, const CallScope& scope) {
    try {
        return oauth.refresh(tokens_.refresh_token, scope);
    } catch (const trakt::AnswerLost& lost) {
        log_.with(LogLevel::Warn, "auth", "token_answer_lost",
                  [&](json::Writer& fields) { fields.member("reason", lost.error().reason); });
        scope.check();  // after a cancel or deadline, the next call sends that request
        return oauth.refresh(tokens_.refresh_token, scope);
    }
}

void Session::save(std::optional<auth::StoredTokens> stored, MemoryReserve& reserve) {
    outdated_stored_token_ = stored ? std::move(stored->access_token) : Secret();
    is_unsaved_ = true;
    save_again_at_ms_ = 0;
    try {
        reserve.run([&] { store_->save(tokens_); });
    } catch (const std::bad_alloc&) {
        log_.say(LogLevel::Error, "auth", "token_not_saved");
        throw Failure(Status::Host, "token_not_saved",
                      "the renewed token could not be stored: out of memory; it stays valid in this process only");
    } catch (const Failure& failure) {
        // The new pair stays in memory, and the call fails so that the host learns of it.
        log_not_saved(failure.error());
        throw;
    }
    outdated_stored_token_ = Secret();
    is_unsaved_ = false;
    log_.say(LogLevel::Info, "auth", "token_refreshed");
}

void Session::log_not_saved(const Error& error) const {
    log_.with(LogLevel::Error, "auth", "token_not_saved",
              [&](json::Writer& fields) { fields.member("message", error.message); });
}

// If tokens_ are not saved, the store may have older ones; then the pair that expires later is newer.
bool Session::is_newer_than_ours(const auth::StoredTokens& stored) const {
    if (stored.origin != tokens_.origin || stored.access_token == outdated_stored_token_) return false;
    return !is_unsaved_ || stored.expires_at_ms > tokens_.expires_at_ms;
}

void Session::adopt(auth::StoredTokens stored, const CallScope& scope) {
    tokens_ = std::move(stored);
    outdated_stored_token_ = Secret();
    is_unsaved_ = false;
    is_untried_ = false;
    if (on_adopted) on_adopted(scope);
}

void Session::save_again(const CallScope& scope) {
    constexpr std::int64_t pause_ms = 60'000;
    if (clock_.steady_ms() < save_again_at_ms_) return;
    save_again_at_ms_ = clock_.steady_ms() + pause_ms;
    const PausedLog paused(log_);
    CallScope quiet = scope;
    quiet.progress = nullptr;
    std::optional<auth::StoredTokens> newer;
    try {
        const auto lock = store_->lock(quiet);
        auto stored = store_->load();
        if (stored && is_newer_than_ours(*stored))
            newer = std::move(stored);
        else
            store_->save(tokens_);
    } catch (const Failure& failure) {
        if (failure.error().status == Status::Cancelled || failure.error().status == Status::Timeout) throw;
        log_not_saved(failure.error());
        return;
    }
    if (newer) return adopt(std::move(*newer), scope);
    outdated_stored_token_ = Secret();
    is_unsaved_ = false;
    log_.say(LogLevel::Info, "auth", "token_saved");
}

}  // namespace mod_trakt::auth
