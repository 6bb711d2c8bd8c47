// History::write, and what adding and removing plays have in common.
#include "features/history.hpp"
#include "features/history_add.hpp"
#include "features/history_remove.hpp"

namespace mod_trakt::features {

void History::write(sync::Change change, std::span<const sync::WriteInput> inputs, sync::Context& context,
                    const CallScope& scope, sync::WriteReport& report, std::vector<sync::PlannedRequest>& plan) const {
    if (change == sync::Change::Add)
        add_plays(*this, inputs, context, scope, report, plan);
    else
        remove_plays(*this, inputs, context, scope, report, plan);
}

}  // namespace mod_trakt::features
