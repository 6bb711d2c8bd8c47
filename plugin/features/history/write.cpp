// History::write, and what adding and removing plays have in common.
#include "features/history/add.hpp"
#include "features/history/history.hpp"
#include "features/history/remove.hpp"

namespace mod_trakt::features {

void History::write(Change change, std::span<const changes::WriteInput> inputs, account::Context& context,
                    const CallScope& scope, changes::WriteReport& report,
                    std::vector<changes::PlannedRequest>& plan) const {
    if (change == Change::Add)
        add_plays(*this, inputs, context, scope, report, plan);
    else
        remove_plays(*this, inputs, context, scope, report, plan);
}

}  // namespace mod_trakt::features
