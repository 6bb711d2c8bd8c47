#include "account/proven_state.hpp"

#include <utility>

namespace mod_trakt::account {

Proof* ProvenState::find(std::string_view feature, const Clock& clock) {
    const auto found = proofs_.find(feature);
    if (found == proofs_.end()) return nullptr;
    if (clock.steady_ms() - found->second.at_steady_ms < lifetime_ms) return &found->second;
    proofs_.erase(found);
    return nullptr;
}

Proof& ProvenState::put(std::string_view feature, index::SnapshotPtr snapshot, const Clock& clock) {
    Proof proof;
    proof.snapshot = std::move(snapshot);
    proof.at_steady_ms = clock.steady_ms();
    proof.at_unix_ms = clock.unix_ms();
    return proofs_.insert_or_assign(std::string(feature), std::move(proof)).first->second;
}

void ProvenState::drop(std::string_view feature) {
    if (const auto found = proofs_.find(feature); found != proofs_.end()) proofs_.erase(found);
}

Holdings holdings_of(const Proof& proof, const KeyRules& rules) {
    Holdings holdings = Holdings::of(*proof.snapshot, rules);
    holdings.merge(proof.added);
    holdings.forget(proof.gone);
    return holdings;
}

}  // namespace mod_trakt::account
