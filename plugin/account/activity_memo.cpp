#include "account/activity_memo.hpp"

#include <algorithm>
#include <utility>

#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::account {

index::TakenStamps ActivityMemo::stamps(std::string_view feature, const CallScope& scope) {
    const std::int64_t now = scope.clock().steady_ms();
    if (!document_ || now - taken_steady_ms_ >= lifetime_ms || served_.contains(feature)) {
        drop();
        const auto warn = [&](std::string_view reason) {
            log_.with(LogLevel::Warn, feature, "activities_unavailable",
                      [&](json::Writer& fields) { fields.member("reason", reason); });
        };
        try {
            const std::int64_t asked_ms = scope.clock().unix_ms();
            trakt::Answer answer = api_.get(trakt::activities_path, scope);
            taken_unix_ms_ = answer.server_time_ms.value_or(asked_ms);
            if (!answer.body.root().is_object()) warn("not_an_object");
            document_ = std::move(answer.body);
            taken_steady_ms_ = now;
        } catch (const Failure& failure) {
            if (trakt::ends_the_call(failure.error().status)) throw;
            warn(failure.error().reason);
        }
    }
    served_.emplace(feature);
    if (!document_ || !document_->root().is_object()) return {};
    return {trakt::stamps_of(feature, document_->root()), taken_unix_ms_};
}

index::TakenStamps ActivityMemo::stamps_anew(std::string_view feature, const CallScope& scope) {
    drop();
    return stamps(feature, scope);
}

}  // namespace mod_trakt::account
