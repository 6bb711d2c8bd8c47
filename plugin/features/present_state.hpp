// Finds out what the account holds of a feature now, with as few requests as possible.
#pragma once

#include <optional>

#include "features/feature.hpp"
#include "support/error.hpp"

namespace mod_trakt::features {

struct PresentState {
    account::Proof* proof = nullptr;  // owned by the account's knowledge; null: not known
    bool just_proven = false;         // proven in this call; false: up to five minutes old, updated by own writes only
    std::optional<Error> why_unknown = std::nullopt;  // present if `proof` is null
};

// A proof of the last snapshot, if the activity stamps prove that it is the present state; else null.
account::Proof* proof_by_stamps(FeatureId feature, account::Context& context, const CallScope& scope);

// Finds the state of a feature by a recent proof, else by the activity stamps for the last snapshot, else by a read.
// The state is not known if these fail for a passing reason. Throws Failure for an error that ends the call.
PresentState present_state(const Feature& feature, account::Context& context, const CallScope& scope);

// The holdings by present_state().
changes::Held read_holdings(const Feature& feature, account::Context& context, const CallScope& scope);

// The holdings of the last snapshot, for a dry run, which sends no request. They are not known if there is no snapshot,
// or an own write came after it.
changes::Held held_at_hand(FeatureId feature, account::Context& context);

}  // namespace mod_trakt::features
