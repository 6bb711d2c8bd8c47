#include "features/write_plan.hpp"

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

bool SameChange::is_first(std::size_t input, const std::string& signature) {
    const auto [place, is_new] = first_.try_emplace(signature, input);
    if (!is_new) followers_.emplace_back(input, place->second);
    return is_new;
}

void SameChange::share(sync::WriteReport& report) const {
    for (const auto& [follower, first] : followers_) report.copy(first, follower);
}

std::string signature_of(const MediaRef& ref) {
    // The reduced form names type, ids and numbers, and nothing else.
    return sync::reduced_item_json(ref);
}

}  // namespace mod_trakt::features
