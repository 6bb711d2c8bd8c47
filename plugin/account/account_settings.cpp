#include "account/account_settings.hpp"

#include <algorithm>

#include "model/feature_id.hpp"
#include "trakt/counts.hpp"
#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::account {

Limits AccountSettings::limits(const CallScope& scope) {
    const std::int64_t now = scope.clock().steady_ms();
    if (limits_ && now - taken_steady_ms_ < lifetime_ms) return *limits_;
    Limits limits;
    try {
        const trakt::Answer answer = api_.get(trakt::settings_path, scope);
        const json::Value root = answer.body.root();
        limits.vip = root["user"]["vip"].boolean().value_or(false) || root["user"]["vip_ep"].boolean().value_or(false);
        const json::Value limit = root["limits"][name_of(FeatureId::Watchlist)]["item_count"];
        if (const auto count = limit.integer(); count && *count >= 0)
            limits.watchlist_items = std::min(*count, trakt::largest_count);
        limits_ = limits;
        taken_steady_ms_ = now;
    } catch (const Failure& failure) {
        if (trakt::ends_the_call(failure.error().status)) throw;
        log_.with(LogLevel::Warn, "settings", "settings_unavailable",
                  [&](json::Writer& fields) { fields.member("reason", failure.error().reason); });
    }
    return limits;
}

}  // namespace mod_trakt::account
