#include "features/feature.hpp"

#include <utility>

#include "trakt/failure.hpp"

namespace mod_trakt::features {

account::Proof* proof_by_stamps(const Feature& feature, account::Context& context, const CallScope& scope) {
    if (context.shelf.last(feature.name()) == nullptr) return nullptr;
    const index::TakenStamps now = context.activities.stamps(feature.name(), scope);
    auto snapshot = context.shelf.current(feature.name(), now.stamps);
    if (snapshot == nullptr) return nullptr;
    return &context.proven.put(feature.name(), std::move(snapshot), scope.clock());
}

PresentState prove_state(const Feature& feature, account::Context& context, const CallScope& scope) {
    if (!scope.fresh) {
        if (account::Proof* proof = context.proven.find(feature.name(), scope.clock())) return {proof, false};
        if (account::Proof* proof = proof_by_stamps(feature, context, scope)) return {proof, true};
    }
    return {&context.proven.put(feature.name(), feature.read(context, scope), scope.clock()), true};
}

PresentState present_state(const Feature& feature, account::Context& context, const CallScope& scope) {
    try {
        return prove_state(feature, context, scope);
    } catch (const Failure& failure) {
        if (trakt::ends_the_call(failure.error().status)) throw;
        context.log.with(LogLevel::Warn, feature.name(), "present_state_unknown",
                         [&](json::Writer& fields) { fields.member("reason", failure.error().reason); });
        return {};
    }
}

index::SnapshotPtr snapshot_at_hand(const Feature& feature, account::Context& context) {
    return context.shelf.written_to(feature.name()) ? nullptr : context.shelf.last(feature.name());
}

}  // namespace mod_trakt::features
