// What features have in common: the cheapest proof of the present state.
#include "features/feature.hpp"

#include <utility>

#include "trakt/failure.hpp"

namespace mod_trakt::features {

account::Proof* proof_by_stamps(const Feature& feature, account::Context& context, const CallScope& scope) {
    if (context.knowledge.last(feature.id()) == nullptr) return nullptr;
    const index::TakenStamps now = context.knowledge.stamps(feature.id(), scope);
    auto snapshot = context.knowledge.current(feature.id(), now.stamps);
    if (snapshot == nullptr) return nullptr;
    return &context.knowledge.prove(feature.id(), std::move(snapshot));
}

PresentState prove_state(const Feature& feature, account::Context& context, const CallScope& scope) {
    if (!scope.fresh) {
        if (account::Proof* proof = context.knowledge.proven(feature.id())) return {proof, false};
        if (account::Proof* proof = proof_by_stamps(feature, context, scope)) return {proof, true};
    }
    return {&context.knowledge.prove(feature.id(), feature.read(context, scope)), true};
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
    return context.knowledge.written_to(feature.id()) ? nullptr : context.knowledge.last(feature.id());
}

}  // namespace mod_trakt::features
