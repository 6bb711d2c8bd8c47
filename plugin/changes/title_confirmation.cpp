#include "changes/title_confirmation.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace mod_trakt::changes {

void confirm_looked_up_titles(std::span<Intent> intents, Held& held, FeatureWriter& writer, TitleResolver& resolver) {
    if (!held.holdings || held.holdings->know_all_titles()) return;
    const account::Holdings looked_up = *held.holdings;
    const bool are_confirmed = std::all_of(intents.begin(), intents.end(), [&](Intent& intent) {
        return !resolver.is_by_shared_ids(intent, looked_up) || resolver.confirm_by_search(intent, looked_up);
    });
    if (are_confirmed) return;
    Held all = writer.read_all();
    if (all.holdings) {
        held = std::move(all);
        return;
    }
    held.unread.resize(intents.size());
    for (std::size_t i = 0; i < intents.size(); ++i)
        if (resolver.is_by_shared_ids(intents[i], looked_up)) held.unread[i] = all.why_unknown;
}

}  // namespace mod_trakt::changes
