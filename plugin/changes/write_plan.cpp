#include "changes/write_plan.hpp"

#include <string>

namespace mod_trakt::changes {

bool reject_non_object(const changes::WriteInput& input, changes::WriteReport& report) {
    if (input.item) return false;
    report.set(input.index, changes::Verdict::Rejected, "invalid item",
               "items[" + std::to_string(input.index) + "] is not an object");
    return true;
}

void reject(const changes::WriteInput& input, const Rejection& why, changes::WriteReport& report) {
    report.set(input.index, changes::Verdict::Rejected, why.hint,
               "items[" + std::to_string(input.index) + "]: " + why.message);
}

void share_verdict(std::size_t input, const TitleGroups::Place& place, const TitleGroups& groups,
                   changes::WriteReport& report) {
    report.follow(input, place.first);
    for (const std::size_t group : place.absorbed) report.follow(groups.first_input(group), place.first);
}

}  // namespace mod_trakt::changes
