#include "changes/run_recorder.hpp"

#include <algorithm>
#include <string>

#include "changes/full_name.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::changes {
namespace {

using account::RunChange;
using RunState = RunChange::State;

// "Fight Club (1999)", or the title of the show of an episode.
std::string title_for_record(const Item& item) {
    std::string text(item.series_title.view().text());
    if (text.empty()) text = item.title.view().text();
    if (const auto year = item.year.view().integer(); year && !text.empty()) text += " (" + std::to_string(*year) + ")";
    return text;
}

// The watchlist entries that Trakt takes away when this title is played: its own, and for an episode those of its
// season and show.
std::vector<TitleName> taken_by_play(const TitleName& play) {
    std::vector<TitleName> names = {play};
    if (play.type != MediaType::Episode || play.show.empty()) return names;
    names.push_back({.type = MediaType::Show, .ids = play.show, .show = {}, .season = {}, .episode = {}});
    if (play.season)
        names.push_back(
            {.type = MediaType::Season, .ids = {}, .show = play.show, .season = play.season, .episode = {}});
    return names;
}

std::optional<RunChange::Rating> held_rating(const account::HeldMatch& held) {
    if (!held.is_held() || held.title.holdings.empty()) return std::nullopt;
    const account::Holding& last = held.title.holdings.back();  // own changes come last
    return RunChange::Rating{last.rating, last.rated_ms};
}

const account::Holding* held_play(const Intent& intent, std::int64_t history_id) {
    for (const account::Holding& play : intent.held.title.holdings)
        if (play.history_id == history_id) return &play;
    return nullptr;
}

}  // namespace

RunChange RunRecorder::change_of(const Piece& piece, std::span<const Piece> batch) const {
    const Intent& intent = *piece.intent;
    RunChange change;
    change.feature = writer_.feature();
    change.kind = writer_.change() == Change::Add ? RunChange::Kind::Add : RunChange::Kind::Remove;
    change.title = full_name(intent);
    if (intent.item != nullptr) change.text = title_for_record(*intent.item);
    change.watched_ms = intent.minute_ms;
    change.history_id = piece.history_id;
    if (const account::Holding* play = piece.history_id != 0 ? held_play(intent, piece.history_id) : nullptr) {
        change.watched_ms = play->watched_ms;
        const auto is_removed = [&](std::int64_t id) {
            return std::any_of(batch.begin(), batch.end(), [id](const Piece& one) { return one.history_id == id; });
        };
        for (const account::Holding& other : intent.held.title.holdings)
            if (floor_to_minute_ms(other.watched_ms) == floor_to_minute_ms(play->watched_ms) && other.history_id != 0 &&
                !is_removed(other.history_id))
                change.beside.push_back(other.history_id);
    }
    if (writer_.feature() == FeatureId::History) return change;
    change.is_before_known = held_.holdings && !intent.held.is_ambiguous();
    if (writer_.feature() == FeatureId::Ratings) {
        if (intent.rating) change.rating = RunChange::Rating{*intent.rating, intent.rated_ms};
        if (change.is_before_known) change.before = held_rating(intent.held);
    }
    if (writer_.feature() == FeatureId::Watchlist) change.was_there = intent.held.is_held();
    return change;
}

// Uses the last snapshot of the watchlist, which may be old: plan_undo() finds in the records of other runs whether an
// own write removed the entry after it.
void RunRecorder::add_taken_entries(std::vector<RunChange>& changes, std::size_t first) const {
    const index::SnapshotPtr watchlist = context_.knowledge.last(FeatureId::Watchlist);
    if (watchlist == nullptr || watchlist->count() == 0) return;
    const account::Holdings holdings = account::Holdings::of(*watchlist, context_.options.keys);
    std::vector<TitleName> wanted;
    std::vector<std::size_t> plays;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        for (TitleName& name : taken_by_play(changes[i].title)) {
            wanted.push_back(std::move(name));
            plays.push_back(i);
        }
    }
    holdings.look_for(wanted);
    std::vector<RunChange> taken;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const account::HeldMatch match = holdings.match(wanted[i]);
        if (!match.is_held() || match.title.names.empty()) continue;
        const TitleName& entry = match.title.names.front();
        const bool is_known = std::any_of(taken.begin(), taken.end(), [&](const RunChange& one) {
            return account::is_same_row_title(one.title, entry);
        });
        if (is_known) continue;
        RunChange& change = taken.emplace_back();
        change.feature = FeatureId::Watchlist;
        change.kind = RunChange::Kind::Taken;
        change.title = entry;
        change.by = first + plays[i];
        change.known_ms = watchlist->stamps_taken_ms();
    }
    for (RunChange& change : taken) changes.push_back(std::move(change));
}

void RunRecorder::load() {
    if (record_ != nullptr) record_->load();
}

void RunRecorder::begin(std::span<const Piece> pieces, const std::vector<std::optional<Finding>>& unsent) {
    latest_.clear();
    if (!context_.runs.are_kept()) return;
    std::vector<Piece> leaving;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        if (!unsent[i] && !open_.contains({pieces[i].intent->input, pieces[i].history_id}))
            leaving.push_back(pieces[i]);
    if (leaving.empty()) return;
    const std::int64_t now_ms = context_.api.server_unix_ms();
    if (record_ == nullptr) {
        record_ = context_.runs.record_of(scope_.run.empty() ? account::RunRecords::new_name() : scope_.run,
                                          scope_.undoes, now_ms);
        if (const auto shown_ms = context_.api.shown_unix_ms()) context_.runs.prune(*shown_ms);
    }
    record_->load();
    std::vector<RunChange> changes;
    changes.reserve(leaving.size());
    for (const Piece& piece : leaving) changes.push_back(change_of(piece, leaving));
    const std::size_t first = record_->changes().size();
    if (writer_.adds_plays()) add_taken_entries(changes, first);
    record_->begin(changes, now_ms);
    for (std::size_t i = 0; i < leaving.size(); ++i) {
        latest_.emplace_back(leaving[i].intent->input, leaving[i].history_id);
        open_[latest_.back()] = first + i;
    }
}

void RunRecorder::record(std::span<const account::RunOutcome> outcomes) {
    try {
        record_->settle(outcomes, context_.api.server_unix_ms());
    } catch (const Failure& failure) {
        warn_not_recorded(failure);
    }
}

void RunRecorder::warn_not_recorded(const Failure& failure) const {
    context_.log.with(LogLevel::Warn, name_of(writer_.feature()), "run_not_recorded",
                      [&](json::Writer& fields) { fields.member("message", failure.error().message); });
}

// Changes that an earlier request has recorded stay open, because that request may have made them.
void RunRecorder::note_not_applied() {
    if (latest_.empty()) return;
    std::vector<account::RunOutcome> outcomes;
    for (const PieceKey& piece : latest_) {
        outcomes.push_back({open_.at(piece), RunState::Ended, 0});
        open_.erase(piece);
    }
    latest_.clear();
    record(outcomes);
}

std::optional<RunState> RunRecorder::state_of(const PieceKey& piece, const WriteReport& report) const {
    Verdict verdict = report.verdict(piece.first).value_or(Verdict::Deferred);
    if (writer_.names_plays_by_id()) {
        // The verdict of an input that names several plays does not tell which of them are gone.
        const auto fate = fates_.find(piece.second);
        if (fate == fates_.end()) return std::nullopt;
        verdict = fate->second;
    }
    switch (verdict) {
        case Verdict::Added:
        case Verdict::Updated:
        case Verdict::Removed: return RunState::Done;
        case Verdict::Unknown: return std::nullopt;
        default: return RunState::Ended;
    }
}

bool RunRecorder::has_news(const WriteReport& report) const {
    return std::any_of(open_.begin(), open_.end(),
                       [&](const auto& open) { return state_of(open.first, report).has_value(); });
}

void RunRecorder::note_verdicts(const WriteReport& report) {
    std::vector<account::RunOutcome> outcomes;
    std::erase_if(open_, [&](const auto& open) {
        const auto state = state_of(open.first, report);
        const std::int64_t id = writer_.adds_plays() ? report.history_id(open.first.first) : 0;
        if (state) outcomes.push_back({open.second, *state, id});
        return state.has_value();
    });
    if (!outcomes.empty()) record(outcomes);
}

}  // namespace mod_trakt::changes
