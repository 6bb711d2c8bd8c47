#include "module/undo/learnt_ids.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "changes/undo_plays.hpp"
#include "support/error.hpp"

namespace mod_trakt {
namespace {

using account::RunChange;
using account::RunRecord;

// Older runs learn them when they are taken back.
constexpr std::int64_t recent_ms = 2 * day_ms;
// A writer that has the turn must not delay the read.
constexpr std::int64_t turn_wait_ms = 500;

bool lacks_ids(const RunRecord& record) {
    return std::any_of(record.changes().begin(), record.changes().end(), [](const RunChange& change) {
        return change.feature == FeatureId::History && change.kind == RunChange::Kind::Add &&
               change.state == RunChange::State::Done && change.back == RunChange::Back::No && change.history_id == 0;
    });
}

std::vector<account::RunOutcome> ids_in(const RunRecord& record, std::span<const RunRecord* const> all,
                                        const account::Holdings& history) {
    changes::UndoPlan plan;
    changes::plan_plays(
        record, all, history, [](const RunChange&) { return true; }, plan);
    // These need a full read (shares_plays).
    std::erase_if(plan.learnt, [&](const account::RunOutcome& one) {
        return one.history_id == 0 ||
               std::find(plan.shared.begin(), plan.shared.end(), one.number) != plan.shared.end();
    });
    return plan.learnt;
}

}  // namespace

void learn_history_ids(const index::CompleteSnapshot& history, account::Context& context, const CallScope& scope) {
    if (!context.runs.are_kept()) return;
    try {
        const auto recent = context.runs.began_since(context.api.server_unix_ms() - recent_ms);
        if (std::none_of(recent.begin(), recent.end(), [](const auto& record) { return lacks_ids(*record); })) return;
        std::vector<const RunRecord*> all;
        for (const auto& record : recent) all.push_back(record.get());
        const account::Holdings holdings = account::Holdings::of(history, context.options.keys);
        for (const auto& record : recent) {
            if (!lacks_ids(*record)) continue;
            const std::vector<account::RunOutcome> learnt = ids_in(*record, all, holdings);
            if (learnt.empty()) continue;
            const PausedLog paused(context.log);
            const CallScope brief(scope.clock(), nullptr, turn_wait_ms);
            const state::AccountTurn turn = context.turns.take(brief);
            record->load();
            record->settle(learnt, context.api.server_unix_ms());
        }
    } catch (const Failure& failure) {
        context.log.with(LogLevel::Debug, "undo", "history_ids_not_recorded",
                         [&](json::Writer& fields) { fields.member("message", failure.error().message); });
    }
}

}  // namespace mod_trakt
