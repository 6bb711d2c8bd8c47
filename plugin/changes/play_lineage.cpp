#include "changes/play_lineage.hpp"

#include <algorithm>
#include <tuple>

namespace mod_trakt::changes {
namespace {

using account::RunChange;

// By how much the times of two processes may differ.
constexpr std::int64_t time_slack_ms = 2'000;

// From when on the play was there, as far as that is known.
std::int64_t there_since_ms(const RunChange& added) noexcept { return std::max(added.at_ms, added.done_ms); }

bool is_before(const RecordedPlay& a, const RecordedPlay& b) noexcept {
    if (a.record == b.record) return a.change->number < b.change->number;
    return std::tuple(there_since_ms(*a.change), a.record) < std::tuple(there_since_ms(*b.change), b.record);
}

}  // namespace

bool RecordedPlay::is_later_than(const RecordedPlay& other) const noexcept {
    if (record == other.record) return change->number > other.change->number;
    if (change->at_ms != other.change->at_ms) return change->at_ms > other.change->at_ms;
    return record > other.record;
}

PlayLineage::PlayLineage(std::span<const RecordedPlay> plays, std::span<const account::RunRecord* const> all,
                         const std::vector<std::int64_t>& rows, const OwnerOf& owner_of)
    : plays_(plays), all_(all) {
    const auto is_there = [&](std::int64_t id) { return std::find(rows.begin(), rows.end(), id) != rows.end(); };
    std::map<std::int64_t, const RecordedPlay*> removed;  // ids without an owner, with their first removal
    for (const RecordedPlay& play : plays_) {
        const std::int64_t id = play.change->history_id;
        if (play.change->kind != RunChange::Kind::Remove || id == 0 || is_there(id) || owner_of.contains(id)) continue;
        const RecordedPlay*& first = removed[id];
        if (first == nullptr || first->is_later_than(play)) first = &play;
    }
    for (const std::int64_t id : rows)
        if (!owner_of.contains(id)) unowned_rows_.push_back(id);
    // The times of two processes differ. Ids that depend on this are in doubt.
    std::vector<Ids> possible;
    for (const std::int64_t slack_ms : {std::int64_t{0}, time_slack_ms, -time_slack_ms})
        if (Ids ids = ids_by_time(removed, slack_ms); is_in_order(ids)) possible.push_back(std::move(ids));
    if (possible.empty()) possible.push_back(ids_by_time(removed, 0));
    ids_ = possible.front();
    for (const RecordedPlay& play : plays_)
        for (const Ids& other : possible) {
            const std::int64_t first = id_in(ids_, *play.change), second = id_in(other, *play.change);
            if (first != second && (is_there(first) || is_there(second))) doubtful_.insert(play.change);
        }
}

// An undo comes after the run that it takes back. The times of other runs are compared with `slack_ms`.
bool PlayLineage::is_after(const RecordedPlay& addition, const RecordedPlay& removal, std::int64_t slack_ms) const {
    if (addition.record == removal.record) return addition.change->number > removal.change->number;
    if (all_[addition.record]->undoes() == all_[removal.record]->run()) return true;
    if (all_[removal.record]->undoes() == all_[addition.record]->run()) return false;
    return there_since_ms(*addition.change) > removal.change->at_ms + slack_ms;
}

// Each play that is gone belongs to the last addition before its removal, and the one that is there to the last one.
PlayLineage::Ids PlayLineage::ids_by_time(const std::map<std::int64_t, const RecordedPlay*>& removed,
                                          std::int64_t slack_ms) const {
    Ids ids;
    const auto assign = [&](std::int64_t id, const RecordedPlay* removal, std::int64_t slack) {
        const RecordedPlay* last = nullptr;
        for (const RecordedPlay& play : plays_) {
            const RunChange& change = *play.change;
            if (change.kind != RunChange::Kind::Add || change.history_id != 0 || ids.contains(&change)) continue;
            const bool is_late = removal != nullptr && is_after(play, *removal, slack);
            if (!is_late && (last == nullptr || is_before(*last, play))) last = &play;
        }
        if (last != nullptr) ids[last->change] = id;
        return last != nullptr;
    };
    for (const auto& [id, removal] : removed)
        if (!assign(id, removal, slack_ms) && slack_ms == 0) assign(id, removal, time_slack_ms);
    if (unowned_rows_.size() == 1) assign(unowned_rows_.front(), nullptr, 0);
    return ids;
}

// Trakt's ids grow: a play that was there before another one was sent has the smaller one.
bool PlayLineage::is_in_order(const Ids& ids) const {
    for (const auto& [first, first_id] : ids)
        for (const auto& [second, second_id] : ids)
            if (first->done_ms != 0 && first->done_ms + time_slack_ms < second->at_ms && first_id > second_id)
                return false;
    return true;
}

std::int64_t PlayLineage::id_in(const Ids& ids, const RunChange& added) {
    const auto found = ids.find(&added);
    return found != ids.end() ? found->second : 0;
}

std::int64_t PlayLineage::id_of(const RunChange& added) const {
    return added.history_id != 0 ? added.history_id : id_in(ids_, added);
}

bool PlayLineage::has_removed(const RecordedPlay& removal, const RecordedPlay& added) const {
    const std::int64_t id = id_of(*added.change);
    return id != 0 && removal.change->kind == RunChange::Kind::Remove && removal.record != added.record &&
           removal.change->history_id == id;
}

const RecordedPlay& PlayLineage::present_form(const RecordedPlay& added) const {
    const RecordedPlay* form = &added;
    for (std::size_t hops = 0; hops < plays_.size(); ++hops) {
        const RecordedPlay* next = nullptr;
        for (const RecordedPlay& removal : plays_) {
            if (!has_removed(removal, *form)) continue;
            for (const RecordedPlay& again : plays_) {
                if (again.change->kind != RunChange::Kind::Add || !again.is_later_than(removal)) continue;
                if (again.record == removal.record || all_[again.record]->undoes() == all_[removal.record]->run())
                    next = &again;
            }
        }
        if (next == nullptr) break;
        form = next;
    }
    return *form;
}

}  // namespace mod_trakt::changes
