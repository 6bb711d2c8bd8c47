// The order of steps that the writers of lists share (watchlist, ratings): look first, then send what is still to be
// done.
#pragma once

#include <span>
#include <vector>

#include "features/feature.hpp"

namespace mod_trakt::features {

// Writer: collect(inputs), has_work(), know(snapshot or null), plan(requests), send(), share().
template <typename Writer>
void write_list(Writer& writer, const Feature& feature, std::span<const sync::WriteInput> inputs,
                sync::Context& context, const CallScope& scope, std::vector<sync::PlannedRequest>& plan) {
    writer.collect(inputs);
    if (scope.dry_run) {
        writer.know(snapshot_at_hand(feature, context));
        writer.plan(plan);
    } else if (writer.has_work()) {
        writer.know(present_state(feature, context, scope));
        writer.send();
    }
    writer.share();
}

}  // namespace mod_trakt::features
