// What an own write does to what is known.
#include "account/knowledge.hpp"

#include <utility>

#include "trakt/side_effects.hpp"

namespace mod_trakt::account {

Knowledge::Knowledge(trakt::Api& api, const state::StateFolder* folder, std::string account, const Clock& clock,
                     const Log& log)
    : clock_(clock), activities_(api, log), shelf_(folder, std::move(account), log) {}

void Knowledge::begin_write(FeatureId feature, Change change) {
    for (const FeatureId touched : feature_ids) {
        if (!trakt::touches(feature, change, touched)) continue;
        shelf_.note_write(touched);
        if (touched != feature) proven_.drop(touched);
    }
    activities_.drop();
}

}  // namespace mod_trakt::account
