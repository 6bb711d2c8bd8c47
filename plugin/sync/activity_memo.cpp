#include "sync/activity_memo.hpp"

#include <utility>

#include "trakt/failure.hpp"

namespace mod_trakt::sync {

trakt::Stamps ActivityMemo::stamps(std::string_view feature, const CallScope& scope) {
    const std::int64_t now = scope.clock().steady_ms();
    if (!document_ || now - taken_steady_ms_ >= lifetime_ms) {
        document_.reset();
        taken_unix_ms_ = scope.clock().unix_ms();
        try {
            trakt::Answer answer = api_.get("/sync/last_activities", scope);
            document_ = std::move(answer.body);
            taken_steady_ms_ = now;
        } catch (const Failure& failure) {
            if (trakt::ends_the_call(failure.error().status)) throw;
            log_.with(LogLevel::Warn, feature, "activities_unavailable",
                      [&](json::Writer& fields) { fields.member("reason", failure.error().reason); });
        }
    }
    if (!document_ || !document_->root().is_object()) return {};
    return trakt::stamps_of(feature, document_->root());
}

}  // namespace mod_trakt::sync
