// What features have in common: the cheapest proof of the present state.
#include "features/feature.hpp"

#include <utility>

#include "trakt/failure.hpp"

namespace mod_trakt::features {

account::Proof* proof_by_stamps(const Feature& feature, account::Context& context, const CallScope& scope) {
    if (context.shelf.last(feature.id()) == nullptr) return nullptr;
    const index::TakenStamps now = context.activities.stamps(feature.id(), scope);
    auto snapshot = context.shelf.current(feature.id(), now.stamps);
    if (snapshot == nullptr) return nullptr;
    return &context.proven.put(feature.id(), std::move(snapshot), scope.clock());
}

PresentState prove_state(const Feature& feature, account::Context& context, const CallScope& scope) {
    if (!scope.fresh) {
        if (account::Proof* proof = context.proven.find(feature.id(), scope.clock())) return {proof, false};
        if (account::Proof* proof = proof_by_stamps(feature, context, scope)) return {proof, true};
    }
    return {&context.proven.put(feature.id(), feature.read(context, scope), scope.clock()), true};
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
    return context.shelf.written_to(feature.id()) ? nullptr : context.shelf.last(feature.id());
}

}  // namespace mod_trakt::features
