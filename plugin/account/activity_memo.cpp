#include "account/activity_memo.hpp"

#include <utility>

#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::account {

index::StampReading ActivityMemo::stamps(FeatureId feature, const CallScope& scope) {
    const std::int64_t now = scope.clock().steady_ms();
    if (!document_ || now - taken_steady_ms_ >= lifetime_ms || served_[index_of(feature)]) {
        drop();
        const auto warn = [&](std::string_view reason) {
            log_.with(LogLevel::Warn, name_of(feature), "activities_unavailable",
                      [&](json::Writer& fields) { fields.member("reason", reason); });
        };
        try {
            const std::int64_t asked_ms = scope.clock().unix_ms();
            trakt::Answer answer = api_.get(trakt::activities_path, scope);
            taken_unix_ms_ = answer.server_time_ms.value_or(asked_ms);
            if (!answer.body.root().is_object()) warn("not_an_object");
            document_ = std::move(answer.body);
            taken_steady_ms_ = now;
            if (on_answer) on_answer(trakt::settings_stamp(document_->root()));
        } catch (const Failure& failure) {
            if (trakt::ends_the_call(failure.error().status)) throw;
            warn(failure.error().reason);
        }
    }
    served_[index_of(feature)] = true;
    if (!document_ || !document_->root().is_object()) return {};
    return {trakt::stamps_of(feature, document_->root()), taken_unix_ms_};
}

index::StampReading ActivityMemo::stamps_anew(FeatureId feature, const CallScope& scope) {
    drop();
    return stamps(feature, scope);
}

}  // namespace mod_trakt::account
