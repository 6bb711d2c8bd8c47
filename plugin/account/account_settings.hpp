// What /users/settings says: who the user is (API-3), and the account's own limits (API-2). Asked once and kept for a
// while.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "support/log.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::account {

struct Limits {
    bool vip = false;
    std::optional<std::int64_t> watchlist_items;  // absent: Trakt did not say
};

class AccountSettings {
public:
    static constexpr std::int64_t lifetime_ms = 300'000;

    AccountSettings(trakt::Api& api, const Log& log) : api_(api), log_(log) {}

    // Asks now whose account it is: user.ids.uuid; nullopt when Trakt answers without one. The same answer serves
    // limits(). Throws Failure as Api::get does, BAD_DATA ("bad_body") when the answer is no settings.
    std::optional<std::string> ask_uuid(const CallScope& scope);
    // Settings that cannot be had are "not known", not an error; throws Failure for what ends the call.
    Limits limits(const CallScope& scope);

    // Another user's from now on.
    void forget() noexcept { limits_.reset(); }

private:
    trakt::Api& api_;
    const Log& log_;
    std::optional<Limits> limits_;
    std::int64_t taken_steady_ms_ = 0;
};

}  // namespace mod_trakt::account
