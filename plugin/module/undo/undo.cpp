#include "module/undo/undo.hpp"

#include <algorithm>
#include <utility>

#include "changes/pipeline.hpp"
#include "changes/play_journal.hpp"
#include "changes/settlement.hpp"
#include "changes/undo_entries.hpp"
#include "changes/undo_plays.hpp"
#include "changes/write_input.hpp"
#include "features/registry.hpp"
#include "model/timestamp.hpp"
#include "module/undo/hidden_plays.hpp"
#include "support/error.hpp"

namespace mod_trakt {
namespace {

using account::RunChange;
using account::RunRecord;
using changes::UndoStep;

// How long the end of an undo waits for a turn, to record what is back. What is not recorded, the next undo sees.
constexpr std::int64_t recording_wait_ms = 10'000;

const RunRecord* find_run(const RunList& all, std::string_view name) {
    for (const auto& record : all)
        if (record->run() == name) return record.get();
    return nullptr;
}

// True if an undo of this run has begun.
bool is_in_work(const RunList& all, const RunRecord& run) {
    return std::any_of(all.begin(), all.end(),
                       [&](const auto& undo) { return undo->undoes() == run.run() && undo->has_changes(); });
}

std::vector<const RunRecord*> borrowed(const RunList& all) {
    std::vector<const RunRecord*> records;
    for (const auto& record : all) records.push_back(record.get());
    return records;
}

const features::Feature& feature_with(FeatureId feature) { return features::find_feature(name_of(feature)); }

bool is_of_watchlist(const UndoStep& step) { return changes::feature_of(step.action) == FeatureId::Watchlist; }

// What a verdict means for the changes of the run; nullopt: they are left for another undo.
std::optional<RunChange::Back> back_by(const UndoResult& result) {
    using changes::Verdict;
    const Verdict verdict = result.verdict.value_or(Verdict::Deferred);
    if (changes::is_applied(verdict) || changes::is_already_so(verdict)) return RunChange::Back::Yes;
    const bool is_server_fault = result.hint.starts_with("http:5");
    if (verdict == Verdict::NotFound || (verdict == Verdict::Rejected && !is_server_fault))
        return RunChange::Back::Impossible;
    return std::nullopt;
}

}  // namespace

void require_records(const account::Context& context) {
    if (!context.runs.are_kept())
        throw Failure(Status::NotSupported, "no_state_dir",
                      "runs of writes are recorded in the state folder: set state_dir");
}

const RunRecord* run_in_effect(const RunList& all, const RunRecord& run) {
    const RunRecord* at = &run;
    for (std::size_t hops = 0; at != nullptr && hops <= all.size(); ++hops) {
        if (!at->is_taken_back()) return at;
        const RunRecord* taker = find_run(all, at->taken_back_by());
        if (taker == nullptr) return nullptr;
        if (!taker->is_taken_back()) return is_in_work(all, *taker) ? taker : nullptr;
        at = find_run(all, taker->taken_back_by());  // has made the changes of the run again
    }
    return nullptr;
}

const RunRecord* newest_run(const RunList& all) {
    for (auto run = all.rbegin(); run != all.rend(); ++run) {
        if (!(*run)->undoes().empty()) continue;
        if (const RunRecord* in_effect = run_in_effect(all, **run)) return in_effect;
    }
    return nullptr;
}

UndoReport Undo::run(std::optional<std::string_view> name) {
    context_.account.identify(scope_);
    require_records(context_);
    if (const auto shown_ms = context_.api.shown_unix_ms()) context_.runs.prune(*shown_ms);
    RunList all = context_.runs.all();
    const RunRecord* chosen = name ? find_run(all, *name) : newest_run(all);
    if (chosen == nullptr && name)
        throw Failure(Status::InvalidArgument, "unknown_run", "no run \"" + std::string(*name) + "\" is recorded");
    UndoReport report;
    report.dry_run = scope_.dry_run;
    if (chosen == nullptr) return report;
    report.run = chosen->run();
    undo_scope_.run = scope_.run.empty() ? account::RunRecords::new_name() : scope_.run;
    undo_scope_.undoes = report.run;
    undo_scope_.dry_run = false;
    report.by = undo_scope_.run;
    if (report.by == report.run)
        throw Failure(Status::InvalidArgument, "bad_run", "a run cannot take back itself; give the undo another name");
    if (!scope_.dry_run) {
        settle_open_changes(*chosen);
        all = context_.runs.all();
        chosen = find_run(all, report.run);
        if (chosen == nullptr)
            throw Failure(Status::Host, "state_unreadable", "the record of the run \"" + report.run + "\" is gone");
    }
    const changes::UndoPlan plan = this->plan(*chosen, all, read_for(*chosen, all));
    report.returns = plan.decided;
    RunRecord& record =
        *std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.get() == chosen; })->get();
    if (scope_.dry_run) {
        for (const UndoStep& step : plan.steps) report.results.push_back({step, std::nullopt, {}, {}});
        report.changes = record.changes();
        for (const account::RunOutcome& one : plan.learnt) report.changes[one.number].state = one.state;
        for (const account::RunReturn& one : plan.decided) {
            report.changes[one.number].back = one.back;
            report.changes[one.number].why = one.why;
        }
        return report;
    }
    make_all(plan, record, report);
    this->record(record, plan, report);
    report.changes = record.changes();
    return report;
}

// Trakt may apply late what was sent, so that is waited for. Plays are settled by their journal.
void Undo::settle_open_changes(const RunRecord& run) {
    bool has_plays = false;
    std::int64_t latest_ms = 0;
    for (const RunChange& change : run.changes()) {
        if (change.state != RunChange::State::Open || change.back != RunChange::Back::No) continue;
        has_plays = has_plays || change.feature == FeatureId::History;
        latest_ms = std::max(latest_ms, change.at_ms);
    }
    if (latest_ms == 0) return;
    if (has_plays) {
        const auto writer = feature_with(FeatureId::History).writer(Change::Add, context_, undo_scope_);
        changes::WriteReport none({});
        changes::Settlement settlement(*writer, context_, undo_scope_, none);
        changes::settle_open_plays(context_, undo_scope_, settlement);
        if (none.failure()) throw Failure(*none.failure());
    }
    const std::int64_t settled_ms = latest_ms + context_.options.settle_ms;
    const std::int64_t now_ms = context_.api.server_unix_ms();
    if (settled_ms > now_ms) {
        scope_.report(0, 0, "waiting for what the run has sent");
        scope_.wait(std::min(settled_ms - now_ms, context_.options.settle_ms));
    }
}

std::optional<account::Holdings> Undo::read(FeatureId feature, bool in_full) const {
    CallScope scope = undo_scope_;
    scope.fresh = scope.fresh || in_full;
    const auto snapshot = feature_with(feature).read(context_, scope);
    return account::Holdings::of(*snapshot, context_.options.keys);
}

changes::PresentHoldings Undo::read_for(const RunRecord& run, const RunList& all) const {
    changes::PresentHoldings now;
    const auto has_changes_of = [&](FeatureId feature) {
        return std::any_of(run.changes().begin(), run.changes().end(), [&](const RunChange& change) {
            return change.feature == feature && change.state != RunChange::State::Ended &&
                   change.back == RunChange::Back::No;
        });
    };
    if (has_changes_of(FeatureId::History))
        now.history = read(FeatureId::History, changes::shares_plays(run, borrowed(all)));
    if (has_changes_of(FeatureId::Ratings)) now.ratings = read(FeatureId::Ratings);
    // A play that is added again may take an entry away, so the list is known before.
    if (has_changes_of(FeatureId::Watchlist) || now.history) now.watchlist = read(FeatureId::Watchlist);
    return now;
}

changes::UndoPlan Undo::plan(const RunRecord& run, const RunList& all, const changes::PresentHoldings& now) const {
    std::vector<account::Journal::Play> open;
    if (account::Journal* journal = context_.knowledge.journal()) {
        journal->load();
        for (const account::Journal::Entry* entry : journal->open(FeatureId::History)) open.push_back(entry->play);
    }
    const auto may_arrive = [&](const RunChange& change) {
        return std::any_of(open.begin(), open.end(), [&](const account::Journal::Play& play) {
            return play.minute_ms == floor_to_minute_ms(*change.watched_ms) &&
                   compare(play.title, change.title) == Sameness::Same;
        });
    };
    if (!now.history) return changes::plan_undo(run, borrowed(all), now, may_arrive);
    HiddenPlays hidden(context_, undo_scope_, *now.history);
    hidden.find(run, all);
    changes::UndoPlan plan = changes::plan_undo(run, borrowed(all), now, may_arrive);
    hidden.correct(plan);
    return plan;
}

bool Undo::make_group(std::span<const UndoStep> steps, UndoReport& report) {
    json::Document document;
    const auto inputs = changes::parse_items(items_of(steps), document, context_.options.keys);
    changes::WriteReport written(inputs);
    const UndoStep::Action action = steps.front().action;
    const Change change = changes::is_addition(action) ? Change::Add : Change::Remove;
    try {
        const auto writer = feature_with(changes::feature_of(action)).writer(change, context_, undo_scope_);
        changes::run_write(*writer, inputs, context_, undo_scope_, written);
    } catch (const Failure& failure) {
        written.fail(failure.error());
    }
    written.conclude();
    for (std::size_t i = 0; i < steps.size(); ++i) {
        UndoResult& result = report.results.emplace_back();
        result.step = steps[i];
        result.verdict = written.verdict(i);
        result.hint = written.hint(i);
        result.message = written.message(i);
        const auto back = back_by(result);
        if (!back) continue;
        const std::string why = result.message.empty() ? result.hint : result.message;
        for (const std::size_t number : steps[i].changes)
            report.returns.push_back({number, *back, *back == RunChange::Back::Yes ? std::string() : why});
    }
    if (written.failure()) report.failure = written.failure();
    return !report.failure;
}

bool Undo::make(std::span<const UndoStep> steps, UndoReport& report) {
    while (!steps.empty()) {
        std::size_t count = 0;
        while (count < steps.size() && steps[count].action == steps.front().action) ++count;
        if (!make_group(steps.first(count), report)) return false;
        steps = steps.subspan(count);
    }
    return true;
}

void Undo::make_all(const changes::UndoPlan& plan, const RunRecord& run, UndoReport& report) {
    std::vector<UndoStep> others, of_watchlist;
    for (const UndoStep& step : plan.steps) (is_of_watchlist(step) ? of_watchlist : others).push_back(step);
    const bool adds_plays = std::any_of(others.begin(), others.end(),
                                        [](const UndoStep& step) { return step.action == UndoStep::Action::AddPlay; });
    if (!make(others, report)) return;
    if (adds_plays) {
        // These plays may have taken entries from the watchlist.
        try {
            const RunList all = context_.runs.all();
            const RunRecord* same = find_run(all, run.run());
            changes::UndoPlan again;
            if (same != nullptr)
                changes::plan_watchlist(*same, borrowed(all), read(FeatureId::Watchlist).value(), again);
            of_watchlist = std::move(again.steps);
            report.returns.insert(report.returns.end(), again.decided.begin(), again.decided.end());
            std::stable_sort(of_watchlist.begin(), of_watchlist.end(),
                             [](const UndoStep& a, const UndoStep& b) { return a.action < b.action; });
        } catch (const Failure& failure) {
            report.failure = failure.error();
            return;
        }
    }
    make(of_watchlist, report);
}

void Undo::record(RunRecord& run, const changes::UndoPlan& plan, UndoReport& report) {
    try {
        const PausedLog paused(context_.log);
        const CallScope last(scope_.clock(), nullptr, recording_wait_ms);
        const state::AccountTurn turn = context_.turns.take(last);
        run.load();
        const std::int64_t now_ms = context_.api.server_unix_ms();
        run.settle(plan.learnt, now_ms);
        run.note_back(report.by, report.returns, now_ms);
    } catch (const Failure& failure) {
        if (!report.failure) report.failure = failure.error();
    }
}

}  // namespace mod_trakt
