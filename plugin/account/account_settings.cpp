// Asks for the settings, and decides how long an answer counts (LIMIT-1).
#include "account/account_settings.hpp"

#include <array>
#include <string_view>
#include <utility>

#include "index/snapshot/snapshot.hpp"
#include "state/atomic_file.hpp"
#include "support/clock.hpp"
#include "support/iso_time.hpp"
#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::account {
namespace {

constexpr std::int64_t retry_ms = 60'000;

}  // namespace

std::optional<std::string> AccountSettings::ask_uuid(const CallScope& scope) {
    const std::int64_t now_ms = scope.clock().steady_ms();
    const trakt::Answer answer = ask(scope);
    const json::Value root = answer.body.root();
    answer_ = read_settings(root, answer.server_time_ms.value_or(scope.clock().unix_ms()));
    asked_steady_ms_ = now_ms;
    is_loaded_ = true;
    save();
    const std::string_view uuid = root["user"]["ids"]["uuid"].text();
    return uuid.empty() ? std::nullopt : std::optional(std::string(uuid));
}

// After a failed request, the next one waits for retry_ms, because the requests may fail for days.
trakt::Answer AccountSettings::ask(const CallScope& scope) {
    try {
        trakt::Answer answer = api_.get(trakt::settings_target, scope);
        if (answer.body.root().is_object()) return answer;
        throw Failure(
            trakt::bad_body_error("GET " + std::string(trakt::settings_path), "the answer is not a JSON object"));
    } catch (const Failure&) {
        answer_ = SettingsAnswer();
        asked_steady_ms_ = scope.clock().steady_ms() - (lifetime_ms - retry_ms);
        is_loaded_ = true;
        throw;
    }
}

Limits AccountSettings::limits(const CallScope& scope) {
    const auto& answer = current(scope);
    return answer ? answer->limits : Limits();
}

std::optional<bool> AccountSettings::watch_only_once(const CallScope& scope) {
    const auto& answer = current(scope);
    if (answer && answer->watch_only_once) return answer->watch_only_once;
    if (!std::exchange(has_warned_, true))
        log_.with(LogLevel::Warn, "settings", "watch_only_once_unknown", [](json::Writer& fields) {
            fields.member("message",
                          "Trakt does not say whether this account wants one play of each title only: all are sent");
        });
    return std::nullopt;
}

const std::optional<SettingsAnswer>& AccountSettings::last_answer() {
    static const std::optional<SettingsAnswer> none;
    load();
    return answer_ && answer_->asked_ms > 0 ? answer_ : none;
}

const std::optional<SettingsAnswer>& AccountSettings::current(const CallScope& scope) {
    load();
    if (is_current(scope.clock())) return answer_;
    answer_.reset();
    try {
        (void)ask_uuid(scope);
    } catch (const Failure& failure) {
        const Status status = failure.error().status;
        if (trakt::ends_the_call(status) && status != Status::RateLimited) throw;
        log_.with(LogLevel::Warn, "settings", "settings_unavailable",
                  [&](json::Writer& fields) { fields.member("reason", failure.error().reason); });
    }
    return answer_;
}

// An answer that this handle has requested counts for lifetime_ms. An older answer, or one from the cache, counts if a
// stamp seen within lifetime_ms is mature against it, but for a day at most: the end of a membership may not move the
// stamp.
bool AccountSettings::is_current(const Clock& clock) const {
    if (!answer_) return false;
    const std::int64_t now_ms = clock.steady_ms();
    if (asked_steady_ms_ && now_ms - *asked_steady_ms_ < lifetime_ms) return true;
    if (now_ms - stamp_seen_steady_ms_ >= lifetime_ms || !index::is_mature(stamp_, answer_->asked_ms)) return false;
    const std::int64_t age_ms = api_.server_unix_ms() - answer_->asked_ms;
    return age_ms > -day_ms && age_ms < day_ms;
}

void AccountSettings::note_stamp(std::string_view settings_at, const Clock& clock) {
    stamp_ = settings_at;
    stamp_seen_steady_ms_ = clock.steady_ms();
    const auto moved_ms = parse_iso_ms(settings_at);
    if (!answer_ || answer_->asked_ms == 0 || !moved_ms || *moved_ms < answer_->asked_ms) return;
    answer_.reset();
    asked_steady_ms_.reset();
}

void AccountSettings::open(const std::string& account) {
    if (account == account_) return;
    account_ = account;
    is_cache_open_ = false;
    // An answer from before the account was known is of this account, so the cache is not read.
    is_loaded_ = answer_.has_value();
}

void AccountSettings::note_cache_open() {
    is_cache_open_ = true;
    if (answer_ && answer_->asked_ms > 0) save();
}

void AccountSettings::forget() noexcept {
    answer_.reset();
    asked_steady_ms_.reset();
    stamp_.clear();
    account_.clear();
    is_cache_open_ = false;
    is_loaded_ = false;
    has_warned_ = false;
}

void AccountSettings::drop() noexcept {
    answer_.reset();
    asked_steady_ms_.reset();
    if (is_cache_open_) state::remove_file(folder_->files(), file());
}

std::string AccountSettings::file() const { return folder_->settings_file(account_); }

void AccountSettings::load() {
    if (is_loaded_ || folder_ == nullptr || account_.empty()) return;
    is_loaded_ = true;
    try {
        if (const auto text = state::read_file(folder_->files(), file())) answer_ = parse_settings(*text, account_);
    } catch (const Failure& failure) {
        // The settings are requested again.
        if (failure.error().status != Status::Host) throw;
    }
}

void AccountSettings::save() const {
    if (!is_cache_open_) return;
    const std::string text = render_settings(*answer_, account_);
    const std::array<std::string_view, 1> parts = {text};
    try {
        state::write_file(folder_->files(), file(), parts, 0600);
    } catch (const Failure& failure) {
        // The next process requests them again.
        if (failure.error().status != Status::Host) throw;
        log_.with(LogLevel::Warn, "settings", "settings_not_kept",
                  [&](json::Writer& fields) { fields.member("message", failure.error().message); });
    }
}

}  // namespace mod_trakt::account
