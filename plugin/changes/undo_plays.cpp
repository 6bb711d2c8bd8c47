#include "changes/undo_plays.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "changes/play_lineage.hpp"
#include "changes/same_titles.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::changes {
namespace {

using account::RunChange;
using account::RunRecord;

std::string joined_ids(const std::vector<std::int64_t>& ids) {
    std::string text;
    for (const std::int64_t id : ids) text += (text.empty() ? "" : ", ") + std::to_string(id);
    return text;
}

// How many ids and numbers a name has; one with a Trakt id counts most.
std::size_t fullness(const TitleName& name) {
    std::size_t count = name.ids.has(IdKey::Trakt) ? 100 : 0;
    for (const IdKey key : strongest_first) count += (name.ids.has(key) ? 1 : 0) + (name.show.has(key) ? 1 : 0);
    return count + (is_numbered(name) ? 1 : 0);
}

// The full names come first, so that names which have nothing in common with each other find the one that joins them.
void number_all(std::span<const RunRecord* const> all, SameTitles& titles) {
    std::vector<std::pair<std::size_t, const TitleName*>> names;
    for (const RunRecord* record : all)
        for (const RunChange& change : record->changes())
            if (change.feature == FeatureId::History) names.emplace_back(fullness(change.title), &change.title);
    std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    for (const auto& [count, name] : names) (void)titles.number_of(*name);
}

class PlayPlanner {
public:
    PlayPlanner(const RunRecord& run, std::span<const RunRecord* const> all, const account::Holdings& history,
                const MayArrive& may_arrive, UndoPlan& plan)
        : run_(run), all_(all), history_(history), may_arrive_(may_arrive), plan_(plan) {
        number_all(all, titles_);
        for (std::size_t record = 0; record < all.size(); ++record) {
            for (const RunChange& change : all[record]->changes()) {
                if (change.feature != FeatureId::History || change.state == RunChange::State::Ended) continue;
                if (!change.watched_ms) continue;
                const RecordedPlay play{&change, record, titles_.number_of(change.title),
                                        floor_to_minute_ms(*change.watched_ms)};
                plays_[{play.minute_ms, play.title}].push_back(play);
                if (change.kind == RunChange::Kind::Add && change.history_id != 0)
                    owner_of_[change.history_id] = &change;
            }
        }
    }

    void run() {
        look_for_titles();
        for (const RunChange& change : run_.changes())
            if (change.feature == FeatureId::History && !change.watched_ms && is_to_do(change))
                give_up(change, "when it was watched is not known");
        for (const auto& [place, plays] : plays_) plan_plays_of(plays);
    }

private:
    bool is_to_do(const RunChange& change) const noexcept {
        return change.state != RunChange::State::Ended && change.back == RunChange::Back::No;
    }
    bool is_of_this_run(const RecordedPlay& play) const noexcept {
        const std::vector<RunChange>& own = run_.changes();
        return play.change->number < own.size() && &own[play.change->number] == play.change;
    }

    void look_for_titles() const {
        std::vector<TitleName> names;
        for (const RunChange& change : run_.changes())
            if (change.feature == FeatureId::History && is_to_do(change)) names.push_back(change.title);
        history_.look_for(names);
    }

    // --- The plays of one title at one minute, in all runs.
    void plan_plays_of(const std::vector<RecordedPlay>& plays) {
        std::vector<const RecordedPlay*> added, removed;
        for (const RecordedPlay& play : plays) {
            if (!is_of_this_run(play) || !is_to_do(*play.change)) continue;
            if (play.change->state == RunChange::State::Open && may_arrive_(*play.change)) {
                plan_.undecided.push_back(play.change->number);
                continue;
            }
            if (play.change->kind == RunChange::Kind::Remove && is_removed_by_another(play, plays))
                note_not_in_effect(*play.change);
            else
                (play.change->kind == RunChange::Kind::Add ? added : removed).push_back(&play);
        }
        if (added.empty() && removed.empty()) return;
        const RecordedPlay& any = added.empty() ? *removed.front() : *added.front();
        const account::HeldMatch match = history_.match(any.change->title);
        is_shared_ =
            std::any_of(plays.begin(), plays.end(), [&](const RecordedPlay& play) { return !is_of_this_run(play); });
        const PlayLineage lineage(plays, all_, rows_at(match, any.minute_ms), owner_of_);
        drop_pairs(added, removed, lineage);
        std::vector<std::int64_t> gone;  // removed by this undo
        for (const RecordedPlay* play : added) take_away(*play, lineage, gone);
        const RecordedPlay* first = nullptr;
        for (const RecordedPlay* play : removed) add_again(*play, gone, first);
    }

    // A play goes once. This removal is open, and another one of that play was made; or the run has tried it again.
    bool is_removed_by_another(const RecordedPlay& removal, const std::vector<RecordedPlay>& plays) const {
        if (removal.change->state != RunChange::State::Open || removal.change->history_id == 0) return false;
        return std::any_of(plays.begin(), plays.end(), [&](const RecordedPlay& other) {
            const RunChange& change = *other.change;
            if (change.kind != RunChange::Kind::Remove || change.history_id != removal.change->history_id) return false;
            if (change.state == RunChange::State::Done) return true;
            return is_of_this_run(other) && other.is_later_than(removal);
        });
    }

    // What the run has added and removed, in any order, needs nothing.
    void drop_pairs(std::vector<const RecordedPlay*>& added, std::vector<const RecordedPlay*>& removed,
                    const PlayLineage& lineage) {
        std::erase_if(removed, [&](const RecordedPlay* play) {
            const std::int64_t id = play->change->history_id;
            const auto find_added = [&](std::int64_t wanted) {
                return std::find_if(added.begin(), added.end(),
                                    [&](const RecordedPlay* one) { return lineage.id_of(*one->change) == wanted; });
            };
            auto pair = id != 0 ? find_added(id) : added.end();
            if (pair == added.end()) pair = find_added(0);
            if (pair == added.end()) pair = added.begin();
            if (pair == added.end()) return false;
            note_back(*(*pair)->change);
            note_back(*play->change);
            added.erase(pair);
            return true;
        });
    }

    void take_away(const RecordedPlay& added, const PlayLineage& lineage, std::vector<std::int64_t>& gone) {
        const RunChange& change = *added.change;
        const RecordedPlay& play = lineage.present_form(added);
        const account::HeldMatch match = history_.match(change.title);
        if (match.is_ambiguous() && play.change->history_id == 0)
            return give_up(change, "several titles of the account fit, and none of their plays was removed");
        if (lineage.is_doubtful(*play.change))
            return give_up(change, "it is not certain whether this or another run has added the play " +
                                       joined_ids(lineage.unowned_rows()) + ", so it was not removed");
        const std::int64_t id = lineage.id_of(*play.change);
        if (id == 0 && lineage.unowned_rows().size() > 1)
            return give_up(change,
                           "the plays " + joined_ids(lineage.unowned_rows()) + " fit, and none of them was removed");
        const std::vector<std::int64_t> rows = all_rows(match);
        if (id == 0 || std::find(rows.begin(), rows.end(), id) == rows.end()) return note_not_in_effect(change);
        if (&play == &added && change.history_id == 0 && is_shared_) plan_.shared.push_back(change.number);
        if (&play == &added && change.history_id == 0)
            plan_.learnt.push_back({change.number, RunChange::State::Done, id});
        remove(change, match, id, gone);
    }

    void remove(const RunChange& change, const account::HeldMatch& match, std::int64_t id,
                std::vector<std::int64_t>& gone) {
        UndoStep step;
        step.action = UndoStep::Action::RemovePlay;
        step.changes = {change.number};
        step.title = match.is_held() && !match.title.names.empty() ? match.title.names.front() : change.title;
        step.text = change.text;
        step.watched_ms = change.watched_ms;
        step.history_id = id;
        plan_.steps.push_back(std::move(step));
        gone.push_back(id);
    }

    void add_again(const RecordedPlay& play, const std::vector<std::int64_t>& gone, const RecordedPlay*& first) {
        const RunChange& change = *play.change;
        const account::HeldMatch match = history_.match(change.title);
        std::vector<std::int64_t> rows = rows_at(match, play.minute_ms);
        const auto contains = [](const std::vector<std::int64_t>& ids, std::int64_t id) {
            return std::find(ids.begin(), ids.end(), id) != ids.end();
        };
        std::erase_if(rows, [&](std::int64_t id) { return contains(gone, id); });
        // It was not removed after all.
        if (contains(rows, change.history_id)) return note_not_in_effect(change);
        if (match.is_ambiguous()) return give_up(change, "several titles of the account fit, so it was not added");
        const bool stayed =
            std::any_of(rows.begin(), rows.end(), [&](std::int64_t id) { return contains(change.beside, id); });
        std::erase_if(rows, [&](std::int64_t id) { return contains(change.beside, id); });
        if (first == nullptr && !rows.empty()) {
            first = &play;  // one of the plays is there again
            return note_back(change);
        }
        if (first != nullptr || stayed)
            return give_up(change, "another play of this title at this minute is there, and a second one is not added");
        first = &play;
        UndoStep step;
        step.action = UndoStep::Action::AddPlay;
        step.changes = {change.number};
        step.title = change.title;
        step.text = change.text;
        step.watched_ms = change.watched_ms;
        plan_.steps.push_back(std::move(step));
    }

    // --- What the account has.
    static std::vector<std::int64_t> all_rows(const account::HeldMatch& match) {
        std::vector<std::int64_t> ids;
        const auto take = [&](const account::HeldTitle& title) {
            for (const account::Holding& play : title.holdings) ids.push_back(play.history_id);
        };
        take(match.title);
        for (const account::HeldTitle& rival : match.rivals) take(rival);
        return ids;
    }
    static std::vector<std::int64_t> rows_at(const account::HeldMatch& match, std::int64_t minute_ms) {
        std::set<std::int64_t> ids;
        for (const account::Holding& play : match.title.holdings)
            if (floor_to_minute_ms(play.watched_ms) == minute_ms) ids.insert(play.history_id);
        return {ids.begin(), ids.end()};
    }

    // --- Outcomes.
    void note_back(const RunChange& change) { plan_.decided.push_back({change.number, RunChange::Back::Yes, {}}); }
    void give_up(const RunChange& change, std::string why) {
        plan_.decided.push_back({change.number, RunChange::Back::Impossible, std::move(why)});
    }
    // Notes that the account does not show this change: an open one was not made, and one that was made is back
    // already.
    void note_not_in_effect(const RunChange& change) {
        if (change.state != RunChange::State::Open) return note_back(change);
        plan_.learnt.push_back({change.number, RunChange::State::Ended, 0});
    }

    const RunRecord& run_;
    std::span<const RunRecord* const> all_;
    const account::Holdings& history_;
    const MayArrive& may_arrive_;
    UndoPlan& plan_;
    bool is_shared_ = false;  // other runs have changed the plays of this place too
    SameTitles titles_;
    std::map<std::pair<std::int64_t, std::size_t>, std::vector<RecordedPlay>> plays_;  // by minute and title
    std::map<std::int64_t, const RunChange*> owner_of_;                                // by history id
};

}  // namespace

bool shares_plays(const RunRecord& run, std::span<const RunRecord* const> all) {
    SameTitles titles;
    number_all(all, titles);
    using Place = std::pair<std::int64_t, std::size_t>;
    std::set<Place> own;
    const auto is_play = [](const RunChange& change) {
        return change.feature == FeatureId::History && change.state != RunChange::State::Ended && change.watched_ms;
    };
    const auto place_of = [&](const RunChange& change) {
        return Place(floor_to_minute_ms(*change.watched_ms), titles.number_of(change.title));
    };
    for (const RunChange& change : run.changes())
        if (is_play(change)) own.insert(place_of(change));
    return !own.empty() && std::any_of(all.begin(), all.end(), [&](const RunRecord* other) {
        return other != &run &&
               std::any_of(other->changes().begin(), other->changes().end(),
                           [&](const RunChange& one) { return is_play(one) && own.contains(place_of(one)); });
    });
}

void plan_plays(const RunRecord& run, std::span<const RunRecord* const> all, const account::Holdings& history,
                const MayArrive& may_arrive, UndoPlan& plan) {
    PlayPlanner(run, all, history, may_arrive, plan).run();
}

}  // namespace mod_trakt::changes
