#include "changes/undo_plan.hpp"

#include <algorithm>
#include <utility>

#include "changes/undo_entries.hpp"
#include "changes/undo_plays.hpp"

namespace mod_trakt::changes {

std::string_view name_of(UndoStep::Action action) noexcept {
    switch (action) {
        case UndoStep::Action::RemovePlay: return "remove_play";
        case UndoStep::Action::Unrate: return "remove_rating";
        case UndoStep::Action::Rate: return "set_rating";
        case UndoStep::Action::Unlist: return "remove_entry";
        case UndoStep::Action::AddPlay: return "add_play";
        case UndoStep::Action::List: break;
    }
    return "add_entry";
}

FeatureId feature_of(UndoStep::Action action) noexcept {
    switch (action) {
        case UndoStep::Action::RemovePlay:
        case UndoStep::Action::AddPlay: return FeatureId::History;
        case UndoStep::Action::Unrate:
        case UndoStep::Action::Rate: return FeatureId::Ratings;
        default: return FeatureId::Watchlist;
    }
}

bool is_addition(UndoStep::Action action) noexcept {
    return action == UndoStep::Action::AddPlay || action == UndoStep::Action::Rate || action == UndoStep::Action::List;
}

const account::Holdings* PresentHoldings::of(FeatureId feature) const noexcept {
    const auto in = [](const std::optional<account::Holdings>& holdings) { return holdings ? &*holdings : nullptr; };
    switch (feature) {
        case FeatureId::History: return in(history);
        case FeatureId::Ratings: return in(ratings);
        case FeatureId::Watchlist: break;
    }
    return in(watchlist);
}

UndoPlan plan_undo(const account::RunRecord& run, std::span<const account::RunRecord* const> all,
                   const PresentHoldings& now, const MayArrive& may_arrive) {
    UndoPlan plan;
    if (now.history) plan_plays(run, all, *now.history, may_arrive, plan);
    if (now.ratings) plan_ratings(run, *now.ratings, plan);
    if (now.watchlist) plan_watchlist(run, all, *now.watchlist, plan);
    std::stable_sort(plan.steps.begin(), plan.steps.end(),
                     [](const UndoStep& a, const UndoStep& b) { return a.action < b.action; });
    return plan;
}

}  // namespace mod_trakt::changes
