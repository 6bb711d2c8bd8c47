#include "features/write_plan.hpp"

#include <string>

namespace mod_trakt::features {

bool reject_non_object(const sync::WriteInput& input, sync::WriteReport& report) {
    if (input.item) return false;
    report.set(input.index, sync::Verdict::Rejected, "invalid item",
               "items[" + std::to_string(input.index) + "] is not an object");
    return true;
}

void reject(const sync::WriteInput& input, const Rejection& why, sync::WriteReport& report) {
    report.set(input.index, sync::Verdict::Rejected, why.hint,
               "items[" + std::to_string(input.index) + "]: " + why.message);
}

}  // namespace mod_trakt::features
