// The answer of /users/settings: who the user is (API-3), and the account's own limits and preferences (API-2). It is
// requested when needed, and counts while it is new or a recent stamp confirms it (LIMIT-1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "account/settings_answer.hpp"
#include "state/state_folder.hpp"
#include "support/log.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::account {

// One per handle; not thread-safe.
class AccountSettings {
public:
    // How long an answer, or a stamp that confirms it, counts.
    static constexpr std::int64_t lifetime_ms = 300'000;

    // `folder` may be null: then the settings are kept in memory only. All references are borrowed.
    AccountSettings(trakt::Api& api, const state::StateFolder* folder, const Log& log)
        : api_(api), folder_(folder), log_(log) {}

    // Requests the settings and returns user.ids.uuid; nullopt if the answer has none. Throws Failure as Api::get does,
    // and BAD_DATA ("bad_body") if the answer is not a settings object.
    std::optional<std::string> ask_uuid(const CallScope& scope);
    // The account's limits, requested if they are not known or may have changed. If the request fails, they are
    // unknown; throws Failure only for an error that ends the call, except a rate limit.
    Limits limits(const CallScope& scope);
    // True if the user wants one play of each title at most; nullopt if Trakt does not say, which is logged once.
    // Throws like limits().
    std::optional<bool> watch_only_once(const CallScope& scope);
    // The last answer, of any age and without a request; nullopt if there is none.
    const std::optional<SettingsAnswer>& last_answer();

    // Notes the stamp account.settings_at that Trakt has just shown (empty: it showed none), and forgets older
    // settings.
    void note_stamp(std::string_view settings_at, const Clock& clock);

    // Sets the account (see Account::on_open); the settings are kept in its cache.
    void open(const std::string& account);
    // Notes that the account's cache was opened, so that settings are saved there.
    void note_cache_open();
    // Forgets the settings, because the account has changed.
    void forget() noexcept;
    // Forgets them in memory and on disk, because Trakt has contradicted them.
    void drop() noexcept;

private:
    trakt::Answer ask(const CallScope& scope);
    const std::optional<SettingsAnswer>& current(const CallScope& scope);
    bool is_current(const Clock& clock) const;
    std::string file() const;
    void load();
    void save() const;

    trakt::Api& api_;
    const state::StateFolder* folder_;
    const Log& log_;
    std::string account_;
    std::optional<SettingsAnswer> answer_;
    std::optional<std::int64_t> asked_steady_ms_;  // nullopt: not requested by this handle
    std::string stamp_;                            // empty: none is known
    std::int64_t stamp_seen_steady_ms_ = 0;
    bool is_cache_open_ = false;
    bool is_loaded_ = false;
    bool has_warned_ = false;
};

}  // namespace mod_trakt::account
