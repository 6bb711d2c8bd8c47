#include "module/undo/hidden_plays.hpp"

#include <algorithm>

#include "changes/title_resolver.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt {
namespace {

using account::RunChange;

constexpr const char* not_found_message =
    "the account has a play at that minute that may be it under other ids, and Trakt's search finds no title with the "
    "ids by which it was added, so it was not removed";

bool may_be_hidden(const RunChange& change) noexcept {
    return change.feature == FeatureId::History && change.kind == RunChange::Kind::Add &&
           change.state != RunChange::State::Ended && change.back == RunChange::Back::No && change.history_id == 0 &&
           change.watched_ms.has_value();
}

bool has_trakt_id(const TitleName& name) { return name.ids.has(IdKey::Trakt) || name.show.has(IdKey::Trakt); }

}  // namespace

// The plays of this minute (Unix epoch, ms) that no record explains.
std::vector<account::HeldPlay> HiddenPlays::plays_beside(std::int64_t played_ms, Records all) const {
    std::vector<account::HeldPlay> plays = history_.plays_at({played_ms});
    std::erase_if(plays, [&](const account::HeldPlay& play) {
        return std::any_of(all.begin(), all.end(), [&](const auto& record) {
            return std::any_of(record->changes().begin(), record->changes().end(), [&](const RunChange& change) {
                return change.feature == FeatureId::History && change.kind == RunChange::Kind::Add &&
                       change.state != RunChange::State::Ended && change.watched_ms &&
                       floor_to_minute_ms(*change.watched_ms) == played_ms &&
                       compare(change.title, play.title) == Sameness::Same;
            });
        });
    });
    return plays;
}

void HiddenPlays::find(const account::RunRecord& run, Records all) {
    std::vector<TitleName> names;
    for (const RunChange& change : run.changes())
        if (may_be_hidden(change)) names.push_back(change.title);
    if (names.empty()) return;
    history_.look_for(names);
    changes::TitleResolver resolver(context_, scope_, Change::Remove);
    for (std::size_t number = 0; number < run.changes().size(); ++number) {
        const RunChange& change = run.changes()[number];
        if (!may_be_hidden(change) || history_.match(change.title).kind != TitleMatch::Kind::NotHeld) continue;
        changes::Intent intent;
        intent.input = changes::Intent::no_input;
        intent.name = change.title;
        intent.minute_ms = floor_to_minute_ms(*change.watched_ms);
        const std::vector<account::HeldPlay> plays = plays_beside(*intent.minute_ms, all);
        if (!changes::TitleResolver::may_be_one_of(intent, plays)) continue;
        if (const auto why = resolver.rule_out_alias(intent, history_, plays)) {
            const bool is_final = why->verdict != changes::Verdict::Deferred;
            doubtful_[number] = is_final ? std::optional(why->message) : std::nullopt;
        } else if (!history_.match(intent.name).is_held()) {
            if (!has_trakt_id(intent.name)) doubtful_[number] = not_found_message;
        } else {
            const TitleName before = change.title;
            for (const auto& record : all) record->name_plays(before, intent.name);
        }
    }
}

void HiddenPlays::correct(changes::UndoPlan& plan) const {
    for (const auto& [number, why] : doubtful_) {
        const auto is_this = [number = number](const auto& one) { return one.number == number; };
        std::erase_if(plan.decided, is_this);
        std::erase_if(plan.learnt, is_this);
        if (why)
            plan.decided.push_back({number, RunChange::Back::Impossible, *why});
        else
            plan.undecided.push_back(number);
    }
}

}  // namespace mod_trakt
