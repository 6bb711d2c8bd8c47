#include "changes/undo_plays.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "changes/same_titles.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::changes {
namespace {

using account::RunChange;
using account::RunRecord;

// A play of a run, with its place among all changes of the account.
struct RecordedPlay {
    const RunChange* change = nullptr;
    std::size_t record = 0;
    std::size_t title = 0;  // number of SameTitles
    std::int64_t minute_ms = 0;

    bool is_later_than(const RecordedPlay& other) const noexcept {
        if (record == other.record) return change->number > other.change->number;
        if (change->at_ms != other.change->at_ms) return change->at_ms > other.change->at_ms;
        return record > other.record;
    }
};

std::string joined_ids(const std::vector<std::int64_t>& ids) {
    std::string text;
    for (const std::int64_t id : ids) text += (text.empty() ? "" : ", ") + std::to_string(id);
    return text;
}

class PlayPlanner {
public:
    PlayPlanner(const RunRecord& run, std::span<const RunRecord* const> all, const account::Holdings& history,
                const MayArrive& may_arrive, UndoPlan& plan)
        : run_(run), history_(history), may_arrive_(may_arrive), plan_(plan) {
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
            (play.change->kind == RunChange::Kind::Add ? added : removed).push_back(&play);
        }
        drop_pairs(added, removed);
        std::vector<std::int64_t> gone;  // removed by this undo
        for (const RecordedPlay* play : added) take_away(*play, plays, gone);
        const RecordedPlay* first = nullptr;
        for (const RecordedPlay* play : removed) add_again(*play, gone, first);
    }

    // Plays that the run has both added and removed, in any order, need no step.
    void drop_pairs(std::vector<const RecordedPlay*>& added, std::vector<const RecordedPlay*>& removed) {
        std::erase_if(removed, [&](const RecordedPlay* play) {
            const std::int64_t id = play->change->history_id;
            const auto find_added = [&](std::int64_t wanted) {
                return std::find_if(added.begin(), added.end(),
                                    [&](const RecordedPlay* one) { return one->change->history_id == wanted; });
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

    void take_away(const RecordedPlay& play, const std::vector<RecordedPlay>& plays, std::vector<std::int64_t>& gone) {
        const RunChange& change = *play.change;
        const account::HeldMatch match = history_.match(change.title);
        if (change.history_id != 0) {
            const std::vector<std::int64_t> rows = all_rows(match);
            if (std::find(rows.begin(), rows.end(), change.history_id) == rows.end()) return note_back(change);
            return remove(change, match, change.history_id, gone);
        }
        if (match.is_ambiguous())
            return give_up(change, "several titles of the account fit, and none of their plays was removed");
        // If another run changed a play of this title and minute later, it found that this play was not there, or has
        // removed it.
        const bool was_gone = std::any_of(plays.begin(), plays.end(), [&](const RecordedPlay& other) {
            return !is_of_this_run(other) && other.is_later_than(play);
        });
        std::vector<std::int64_t> rows = rows_at(match, play.minute_ms);
        std::erase_if(rows, [&](std::int64_t id) {
            const auto owner = owner_of_.find(id);
            return owner != owner_of_.end() && owner->second != &change;
        });
        if (was_gone || rows.empty()) return note_not_in_effect(change);
        if (rows.size() > 1)
            return give_up(change, "the plays " + joined_ids(rows) + " fit, and none of them was removed");
        plan_.learnt.push_back({change.number, RunChange::State::Done, rows.front()});
        remove(change, match, rows.front(), gone);
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
    const account::Holdings& history_;
    const MayArrive& may_arrive_;
    UndoPlan& plan_;
    SameTitles titles_;
    std::map<std::pair<std::int64_t, std::size_t>, std::vector<RecordedPlay>> plays_;  // by minute and title
    std::map<std::int64_t, const RunChange*> owner_of_;                                // by history id
};

}  // namespace

void plan_plays(const RunRecord& run, std::span<const RunRecord* const> all, const account::Holdings& history,
                const MayArrive& may_arrive, UndoPlan& plan) {
    PlayPlanner(run, all, history, may_arrive, plan).run();
}

}  // namespace mod_trakt::changes
