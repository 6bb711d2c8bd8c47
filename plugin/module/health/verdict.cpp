// Judges the two probes.
#include "module/health/verdict.hpp"

namespace mod_trakt {
namespace {

constexpr std::string_view unauthorized = "unauthorized";

// The word for an error in the document's "reason".
std::string trouble_of(const Error& error) {
    if (error.status == Status::Unauthenticated || error.reason == "app_rejected") return std::string(unauthorized);
    for (const char* same : {"blocked_by_edge", "account_locked", "rate_limited"})
        if (error.reason == same) return error.reason;
    if (error.reason == "bad_body") return "protocol";
    if (error.reason == "offline") return "connect";
    if (error.reason == "response_too_large") return "too_large";
    return error.http_status != 0 ? "http:" + std::to_string(error.http_status) : error.reason;
}

}  // namespace

std::string_view HealthVerdict::status() const {
    if (is_core_good()) return is_watchlist_good() ? "ok" : "degraded";
    if (is_core_limited()) return "degraded";
    return trouble_of(*core_.error) == unauthorized ? "auth_failed" : "down";
}

std::string_view HealthVerdict::state() const {
    if (core_.error) return core_.error->reason;
    return watchlist_ && watchlist_->error ? std::string_view(watchlist_->error->reason) : "ok";
}

std::string HealthVerdict::reason() const {
    if (core_.error) return "core:" + trouble_of(*core_.error) + "; watchlist:down";
    if (watchlist_ && watchlist_->error) return "watchlist:" + trouble_of(*watchlist_->error);
    return {};
}

bool HealthVerdict::works(FeatureId feature) const {
    // The second probe reads the watchlist, so it says nothing of other features.
    if (is_core_good()) return feature != FeatureId::Watchlist || is_watchlist_good();
    return is_core_limited();
}

std::optional<std::int64_t> HealthVerdict::retry_after_s() const {
    if (core_.retry_after_s || !watchlist_) return core_.retry_after_s;
    return watchlist_->retry_after_s;
}

}  // namespace mod_trakt
