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
    std::optional<std::int64_t> watchlist_items;  // absent: not in the answer
};

// `api` and `log` are borrowed. Not thread-safe.
class AccountSettings {
public:
    static constexpr std::int64_t lifetime_ms = 300'000;

    AccountSettings(trakt::Api& api, const Log& log) : api_(api), log_(log) {}

    // Requests the settings and returns user.ids.uuid; nullopt if the answer has none. Keeps the limits of the answer
    // for limits(). Throws Failure as Api::get does, and BAD_DATA ("bad_body") when the answer is not a settings
    // object.
    std::optional<std::string> ask_uuid(const CallScope& scope);
    // The account's limits, requested again after lifetime_ms. If the request fails, the limits are unknown; throws
    // Failure only for an error that ends the call.
    Limits limits(const CallScope& scope);

    // Forgets the limits, because the account has changed.
    void forget() noexcept { limits_.reset(); }

private:
    trakt::Api& api_;
    const Log& log_;
    std::optional<Limits> limits_;
    std::int64_t taken_steady_ms_ = 0;
};

}  // namespace mod_trakt::account
