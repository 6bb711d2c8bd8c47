#include "account/account_settings.hpp"

#include <algorithm>

#include "model/feature_id.hpp"
#include "trakt/counts.hpp"
#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::account {

std::optional<std::string> AccountSettings::ask_uuid(const CallScope& scope) {
    const std::int64_t now = scope.clock().steady_ms();
    const trakt::Answer answer = api_.get(trakt::settings_path, scope);
    const json::Value root = answer.body.root();
    if (!root.is_object())
        throw Failure(
            trakt::bad_body_error("GET " + std::string(trakt::settings_path), "the answer is not a JSON object"));
    const json::Value user = root["user"];
    Limits limits;
    limits.vip = user["vip"].boolean().value_or(false) || user["vip_ep"].boolean().value_or(false);
    if (const auto count = root["limits"][name_of(FeatureId::Watchlist)]["item_count"].integer(); count && *count >= 0)
        limits.watchlist_items = std::min(*count, trakt::largest_count);
    limits_ = limits;
    taken_steady_ms_ = now;
    const std::string_view uuid = user["ids"]["uuid"].text();
    return uuid.empty() ? std::nullopt : std::optional(std::string(uuid));
}

Limits AccountSettings::limits(const CallScope& scope) {
    if (limits_ && scope.clock().steady_ms() - taken_steady_ms_ < lifetime_ms) return *limits_;
    limits_.reset();
    try {
        ask_uuid(scope);
    } catch (const Failure& failure) {
        if (trakt::ends_the_call(failure.error().status)) throw;
        log_.with(LogLevel::Warn, "settings", "settings_unavailable",
                  [&](json::Writer& fields) { fields.member("reason", failure.error().reason); });
    }
    return limits_.value_or(Limits());
}

}  // namespace mod_trakt::account
