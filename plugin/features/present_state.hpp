// What the account holds of a feature at this moment, found out at the least cost.
#pragma once

#include "features/feature.hpp"

namespace mod_trakt::features {

struct PresentState {
    account::Proof* proof = nullptr;  // owned by the account's knowledge; null: not known
    bool just_proven = false;         // in this call; else it is a little old, and kept up with own writes only
};

// The last snapshot, when last_activities proves that it is the present state; null when it does not, or there is none.
account::Proof* proof_by_stamps(FeatureId feature, account::Context& context, const CallScope& scope);

// The state of a feature: as proven a short while ago, or by last_activities for the last snapshot, or by a read.
// "Not known" when none of these is possible for a passing reason; throws Failure for what ends the call.
PresentState present_state(const Feature& feature, account::Context& context, const CallScope& scope);

// What the last snapshot says, for a dry run, which asks nobody: nothing when there is none, or when an own write came
// after it.
changes::Held held_at_hand(FeatureId feature, account::Context& context);

}  // namespace mod_trakt::features
