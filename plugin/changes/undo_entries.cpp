#include "changes/undo_entries.hpp"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "changes/same_titles.hpp"
#include "support/clock.hpp"

namespace mod_trakt::changes {
namespace {

using account::RunChange;
using account::RunRecord;
using Rating = RunChange::Rating;

// The changes of each title, in their order.
using ChangesByTitle = std::map<std::size_t, std::vector<const RunChange*>>;

bool is_left(const RunChange& change, FeatureId feature) noexcept {
    return change.feature == feature && change.state != RunChange::State::Ended && change.back == RunChange::Back::No;
}

ChangesByTitle changes_by_title(const RunRecord& run, FeatureId feature, SameTitles& titles) {
    ChangesByTitle groups;
    for (const RunChange& change : run.changes())
        if (is_left(change, feature)) groups[titles.number_of(change.title)].push_back(&change);
    return groups;
}

void decide(const std::vector<const RunChange*>& group, RunChange::Back back, const std::string& why, UndoPlan& plan) {
    for (const RunChange* change : group) plan.decided.push_back({change->number, back, why});
}

// `now`: what the account has of the title. The name of a held title is the surest, so it is used.
UndoStep step_for(const std::vector<const RunChange*>& group, UndoStep::Action action, const account::HeldMatch& now) {
    UndoStep step;
    step.action = action;
    for (const RunChange* change : group) step.changes.push_back(change->number);
    step.title = now.is_held() && !now.title.names.empty() ? now.title.names.front() : group.front()->title;
    step.text = group.front()->text;
    return step;
}

void look_for_all(const ChangesByTitle& groups, const account::Holdings& holdings) {
    std::vector<TitleName> names;
    for (const auto& [title, group] : groups) names.push_back(group.front()->title);
    holdings.look_for(names);
}

constexpr const char* ambiguous_title = "several titles of the account fit, so none was changed";

std::optional<Rating> rating_in(const account::HeldMatch& match) {
    if (!match.is_held() || match.title.holdings.empty()) return std::nullopt;
    return Rating{match.title.holdings.back().rating, match.title.holdings.back().rated_ms};
}

bool is_same_value(const std::optional<Rating>& a, const std::optional<Rating>& b) {
    return a.has_value() == b.has_value() && (!a || a->value == b->value);
}

// Trakt does not document how it rounds rated_at.
bool is_same_rating(const std::optional<Rating>& a, const std::optional<Rating>& b) {
    if (!is_same_value(a, b)) return false;
    return !a || !a->rated_ms || !b->rated_ms || std::abs(*a->rated_ms - *b->rated_ms) <= minute_ms;
}

}  // namespace

void plan_ratings(const RunRecord& run, const account::Holdings& ratings, UndoPlan& plan) {
    SameTitles titles;
    const ChangesByTitle groups = changes_by_title(run, FeatureId::Ratings, titles);
    look_for_all(groups, ratings);
    for (const auto& [title, group] : groups) {
        const RunChange& first = *group.front();
        const account::HeldMatch match = ratings.match(first.title);
        if (match.is_ambiguous()) {
            decide(group, RunChange::Back::Impossible, ambiguous_title, plan);
            continue;
        }
        if (!first.is_before_known) {
            decide(group, RunChange::Back::Impossible, "the rating before the run is not known", plan);
            continue;
        }
        const std::optional<Rating> now = rating_in(match);
        if (is_same_rating(now, first.before)) {
            decide(group, RunChange::Back::Yes, {}, plan);
            continue;
        }
        const bool is_of_run = std::any_of(group.begin(), group.end(), [&](const RunChange* change) {
            return is_same_value(now, change->kind == RunChange::Kind::Add ? change->rating : std::nullopt);
        });
        if (!is_of_run) {
            const std::string value = now ? "it is " + std::to_string(now->value) + " now" : "it was removed";
            decide(group, RunChange::Back::Impossible, "the rating was changed after the run (" + value + ")", plan);
            continue;
        }
        UndoStep step = step_for(group, first.before ? UndoStep::Action::Rate : UndoStep::Action::Unrate, match);
        step.rating = first.before;
        plan.steps.push_back(std::move(step));
    }
}

namespace {

// True if the title was on the list before this change, which is the first one of its title in its run.
bool was_on_list(const RunChange& first) noexcept {
    if (first.kind == RunChange::Kind::Add) return first.was_there;
    const bool is_open_removal = first.kind == RunChange::Kind::Remove && first.state == RunChange::State::Open;
    return !is_open_removal || !first.is_before_known || first.was_there;
}

// True if another run had removed the entry after it was seen and before the play: then the play took nothing.
bool was_removed_before(const RunChange& taken, const RunRecord& run, std::span<const RunRecord* const> all) {
    const RunChange* last = nullptr;
    for (const RunRecord* other : all) {
        if (other == &run) continue;
        for (const RunChange& change : other->changes()) {
            if (!is_left(change, FeatureId::Watchlist)) continue;
            if (change.at_ms < taken.known_ms || change.at_ms > taken.at_ms) continue;
            if (last != nullptr && change.at_ms < last->at_ms) continue;
            if (compare(change.title, taken.title) == Sameness::Same) last = &change;
        }
    }
    return last != nullptr && last->kind != RunChange::Kind::Add;
}

}  // namespace

void plan_watchlist(const RunRecord& run, std::span<const RunRecord* const> all, const account::Holdings& watchlist,
                    UndoPlan& plan) {
    SameTitles titles;
    ChangesByTitle groups = changes_by_title(run, FeatureId::Watchlist, titles);
    look_for_all(groups, watchlist);
    std::set<std::size_t> seen;
    std::set<std::size_t> wanted;    // titles that an undo adds
    std::set<std::size_t> unwanted;  // titles that were not on the list before the run
    for (const RunChange& change : run.changes())
        if (change.feature == FeatureId::Watchlist && change.state != RunChange::State::Ended &&
            seen.insert(titles.number_of(change.title)).second && !was_on_list(change))
            unwanted.insert(titles.number_of(change.title));
    for (auto& [title, group] : groups) {
        if (group.front()->kind == RunChange::Kind::Taken && was_removed_before(*group.front(), run, all)) {
            decide({group.front()}, RunChange::Back::Yes, {}, plan);
            group.erase(group.begin());
            if (group.empty()) continue;
        }
        const RunChange& first = *group.front();
        const account::HeldMatch match = watchlist.match(first.title);
        if (match.is_ambiguous()) {
            decide(group, RunChange::Back::Impossible, ambiguous_title, plan);
            continue;
        }
        if (first.kind == RunChange::Kind::Add && first.state == RunChange::State::Open && !first.is_before_known) {
            decide(group, RunChange::Back::Impossible, "whether it was on the list before the run is not known", plan);
            continue;
        }
        // A run that has only removed a title has put nothing on the list, and one that has only added it took nothing
        // off: then another one has made the difference.
        const bool was_there = was_on_list(first);
        const bool is_of_run = std::any_of(group.begin(), group.end(), [&](const RunChange* change) {
            return (change->kind == RunChange::Kind::Add) != was_there;
        });
        if (was_there == match.is_held() || !is_of_run) {
            decide(group, RunChange::Back::Yes, {}, plan);
            continue;
        }
        if (was_there) wanted.insert(title);
        plan.steps.push_back(step_for(group, was_there ? UndoStep::Action::List : UndoStep::Action::Unlist, match));
    }
    for (const RunRecord* undo : all) {
        if (undo->undoes() != run.run()) continue;
        for (const RunChange& taken : undo->changes()) {
            if (taken.kind != RunChange::Kind::Taken || !is_left(taken, FeatureId::Watchlist)) continue;
            const std::size_t title = titles.number_of(taken.title);
            if (unwanted.contains(title) || !wanted.insert(title).second) continue;
            const account::HeldMatch match = watchlist.match(taken.title);
            if (match.kind != TitleMatch::Kind::NotHeld) continue;
            UndoStep step = step_for({&taken}, UndoStep::Action::List, match);
            step.changes.clear();
            plan.steps.push_back(std::move(step));
        }
    }
}

}  // namespace mod_trakt::changes
