#include "account/proven_state.hpp"

#include <utility>

namespace mod_trakt::account {

Proof* ProvenState::find(FeatureId feature, const Clock& clock) {
    std::optional<Proof>& proof = proofs_[index_of(feature)];
    if (proof && clock.steady_ms() - proof->at_steady_ms >= lifetime_ms) proof.reset();
    return proof ? &*proof : nullptr;
}

Proof& ProvenState::put(FeatureId feature, index::SnapshotPtr snapshot, const Clock& clock) {
    Proof& proof = proofs_[index_of(feature)].emplace();
    proof.snapshot = std::move(snapshot);
    proof.at_steady_ms = clock.steady_ms();
    proof.at_unix_ms = clock.unix_ms();
    return proof;
}

Holdings holdings_of(Proof& proof, const KeyRules& rules) {
    if (!proof.in_snapshot) proof.in_snapshot = Holdings::of(*proof.snapshot, rules);
    Holdings holdings = *proof.in_snapshot;
    holdings.merge(proof.added);
    holdings.forget(proof.gone);
    return holdings;
}

}  // namespace mod_trakt::account
