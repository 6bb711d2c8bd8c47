// What an own write, and another account, do to what is known.
#include "account/knowledge.hpp"

#include <utility>

#include "trakt/side_effects.hpp"

namespace mod_trakt::account {
namespace {

index::TakenStamps marked(index::TakenStamps taken, std::string mark) {
    taken.mark = std::move(mark);
    return taken;
}

}  // namespace

Knowledge::Knowledge(trakt::Api& api, const state::StateFolder* folder, std::string rules, const Clock& clock,
                     const Log& log)
    : clock_(clock), activities_(api, log), shelf_(folder, std::move(rules), log) {}

void Knowledge::open(const std::string& account, bool is_other) {
    shelf_.open(account, is_other);
    if (!is_other) return;
    activities_.drop();
    proven_ = {};
    removed_plays_.clear();
}

index::TakenStamps Knowledge::stamps(FeatureId feature, const CallScope& scope) {
    std::string mark = shelf_.begin_read(feature);
    return marked(activities_.stamps(feature, scope), std::move(mark));
}

index::TakenStamps Knowledge::stamps_anew(FeatureId feature, const CallScope& scope) {
    std::string mark = shelf_.begin_read(feature);
    return marked(activities_.stamps_anew(feature, scope), std::move(mark));
}

void Knowledge::begin_write(FeatureId feature, Change change) {
    for (const FeatureId touched : feature_ids) {
        if (!trakt::touches(feature, change, touched)) continue;
        shelf_.note_write(touched);
        if (touched != feature) proven_.drop(touched);
    }
    activities_.drop();
}

}  // namespace mod_trakt::account
