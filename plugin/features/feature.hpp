// One feature of the provider: a reader and a writer, all of one shape.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "account/context.hpp"
#include "changes/write_report.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/change.hpp"
#include "model/feature_id.hpp"
#include "support/call_scope.hpp"

namespace mod_trakt::features {

class Feature {
public:
    constexpr virtual FeatureId id() const noexcept = 0;
    constexpr std::string_view name() const noexcept { return name_of(id()); }

    // Everything that Trakt holds of this feature, or a Failure. The snapshot is known to `context` when this returns.
    virtual index::SnapshotPtr read(account::Context& context, const CallScope& scope) const = 0;

    // Sets verdicts in `report`; inputs without one at the end were not reached. A dry run fills `plan` instead of
    // sending, and touches no network.
    virtual void write(Change change, std::span<const changes::WriteInput> inputs, account::Context& context,
                       const CallScope& scope, changes::WriteReport& report,
                       std::vector<changes::PlannedRequest>& plan) const = 0;

protected:
    // Features are constants that live as long as the library; a virtual destructor would have to run at its unload.
    ~Feature() = default;
};

struct PresentState {
    account::Proof* proof = nullptr;  // of the context; null: not known
    bool just_proven = false;         // in this call; else it is a little old, and kept up with own writes only
};

// The last snapshot, when last_activities proves that it is the present state; null when it does not, or there is none.
account::Proof* proof_by_stamps(const Feature& feature, account::Context& context, const CallScope& scope);

// The state of a feature: as proven a short while ago, or by last_activities for the last snapshot, or by a full read.
// Throws Failure when none of it can be had.
PresentState prove_state(const Feature& feature, account::Context& context, const CallScope& scope);
// The same, but "not known" when it cannot be had for a passing reason; throws for what ends the call.
PresentState present_state(const Feature& feature, account::Context& context, const CallScope& scope);

// The last snapshot for a dry run, which asks nobody: null when there is none, or when an own write came after it.
index::SnapshotPtr snapshot_at_hand(const Feature& feature, account::Context& context);

}  // namespace mod_trakt::features
