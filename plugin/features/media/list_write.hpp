// The order of steps that the writers of lists share (watchlist, ratings): look first, then send what is still to be
// done.
#pragma once

#include <span>
#include <vector>

#include "features/feature.hpp"

namespace mod_trakt::features {

// Writer: collect(inputs), has_work(), know(holdings, for_sure), wants_proof(), plan(requests), send(), clean_adds(),
// add_to(holdings).
template <typename Writer>
void write_list(Writer& writer, const Feature& feature, std::span<const changes::WriteInput> inputs,
                account::Context& context, const CallScope& scope, std::vector<changes::PlannedRequest>& plan) {
    writer.collect(inputs);
    if (scope.dry_run) {
        if (const auto snapshot = snapshot_at_hand(feature, context))
            writer.know(account::Holdings::of(*snapshot, context.options.keys), true);
        writer.plan(plan);
    } else if (writer.has_work()) {
        PresentState state = present_state(feature, context, scope);
        const auto tell_writer = [&] {
            if (state.proof != nullptr)
                writer.know(account::holdings_of(*state.proof, context.options.keys), state.just_proven);
        };
        tell_writer();
        // Nobody is refused on knowledge that is a little old.
        if (state.proof != nullptr && !state.just_proven && writer.wants_proof()) {
            context.knowledge.forget_proof(feature.id());
            state = present_state(feature, context, scope);
            tell_writer();
        }
        writer.send();
        // What this handle has added is held now; where anything else happened, the next call looks anew.
        if (state.proof != nullptr && writer.clean_adds())
            writer.add_to(state.proof->added);
        else
            context.knowledge.forget_proof(feature.id());
    }
}

}  // namespace mod_trakt::features
