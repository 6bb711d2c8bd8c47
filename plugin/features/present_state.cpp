#include "features/present_state.hpp"

#include <utility>

#include "trakt/failure.hpp"

namespace mod_trakt::features {
namespace {

PresentState prove_state(const Feature& feature, account::Context& context, const CallScope& scope) {
    if (!scope.fresh) {
        if (account::Proof* proof = context.knowledge.proven(feature.id())) return {proof, false, {}};
        if (account::Proof* proof = proof_by_stamps(feature.id(), context, scope)) return {proof, true, {}};
    }
    return {&context.knowledge.prove(feature.id(), feature.read(context, scope)), true, {}};
}

}  // namespace

account::Proof* proof_by_stamps(FeatureId feature, account::Context& context, const CallScope& scope) {
    account::Knowledge& knowledge = context.knowledge;
    if (knowledge.written_to(feature) || knowledge.last(feature) == nullptr) return nullptr;
    const index::StampReading now = knowledge.stamps(feature, scope);
    auto snapshot = knowledge.current(feature, now.stamps);
    if (snapshot == nullptr) return nullptr;
    return &knowledge.prove(feature, std::move(snapshot));
}

PresentState present_state(const Feature& feature, account::Context& context, const CallScope& scope) {
    try {
        return prove_state(feature, context, scope);
    } catch (const Failure& failure) {
        if (trakt::ends_the_call(failure.error().status)) throw;
        context.log.with(LogLevel::Warn, name_of(feature.id()), "present_state_unknown",
                         [&](json::Writer& fields) { fields.member("reason", failure.error().reason); });
        return {nullptr, false, failure.error()};
    }
}

changes::Held read_holdings(const Feature& feature, account::Context& context, const CallScope& scope) {
    PresentState state = present_state(feature, context, scope);
    if (state.proof == nullptr)
        return {.holdings = {}, .is_certain = false, .unread = {}, .why_unknown = std::move(state.why_unknown)};
    return {account::holdings_of(*state.proof, context.options.keys), state.just_proven};
}

changes::Held held_at_hand(FeatureId feature, account::Context& context) {
    const auto snapshot = context.knowledge.written_to(feature) ? nullptr : context.knowledge.last(feature);
    if (snapshot == nullptr) return {};
    return {account::Holdings::of(*snapshot, context.options.keys), true};
}

}  // namespace mod_trakt::features
