// The calm end of a simulation.
#include <algorithm>
#include <set>

#include "world.hpp"

namespace mod_trakt::sim {

bool World::may_lose_login() const {
    const bool expires = std::any_of(script_.elsewhere.begin(), script_.elsewhere.end(), [](const Elsewhere& change) {
        return change.kind == Elsewhere::Kind::TokenExpires;
    });
    return expires && !(script_.faults.empty() && script_.crashes.empty() && script_.disk_faults.empty());
}

bool World::is_replaced(const Item& item) const {
    return std::any_of(script_.elsewhere.begin(), script_.elsewhere.end(), [&](const Elsewhere& change) {
        return change.kind == Elsewhere::Kind::Replace && change.play == item.play();
    });
}

// All is calm: what is open is settled, each play that was wanted arrives, and with undos all runs are taken back.
void World::finish() {
    Time quiet = scheduler_.now() + (2 * settle_ms + 3'000) * ms;
    for (const Elsewhere& change : script_.elsewhere) quiet = std::max(quiet, change.at + ms);
    scheduler_.sleep(quiet - scheduler_.now());
    is_calm_ = true;
    tell("all is calm");
    is_taken_back_ = end_writes() && script_.has_undos && end_undos();
    end_process(*instances_[0]);
}

bool World::end_call(Step step) {
    last_steps_.push_back(std::make_unique<Step>(std::move(step)));
    const Step& last = *last_steps_.back();
    const std::size_t at = calls_.size();
    if (!start(0) || !call(0, last)) return broken_.push_back("an instance crashes although all is calm"), false;
    const Call& done = calls_[at];
    // A refresh token is used up when the answer to it is lost.
    if (may_lose_login() && done.failure.starts_with("UNAUTHENTICATED")) return false;
    if (!done.failure.empty()) broken_.push_back("a call fails although all is calm: " + done.failure);
    for (std::size_t i = 0; i < done.verdicts.size(); ++i)
        if (done.verdicts[i].word != "added" && done.verdicts[i].word != "existing")
            broken_.push_back("although all is calm: " + done.verdicts[i].word + " (" + done.verdicts[i].hint + ") " +
                              last.items[i].json);
    return true;
}

bool World::end_writes() {
    std::vector<Item> wanted;
    std::set<Play> seen;
    for (const auto& steps : script_.instances)
        for (const Step& step : steps)
            for (const Item& item : step.items)
                if (step.verb == Verb::Add && step.feature == "history" && !is_replaced(item) &&
                    seen.insert(item.play()).second)
                    wanted.push_back(item);
    for (const char* feature : {"history", "ratings", "watchlist"})
        if (!end_call({0, Verb::Index, feature})) return false;
    if (!wanted.empty()) {
        Step step{0, Verb::Add, "history", wanted};
        step.run = "end";
        if (!end_call(std::move(step))) return false;
    }
    if (!end_call({0, Verb::Index, "history"})) return false;
    for (const Play& play : seen) {
        const auto& plays = site_.now().plays;
        if (std::none_of(plays.begin(), plays.end(), [&](const auto& entry) {
                return entry.second.title == play.title && entry.second.minute() == play.minute();
            }))
            broken_.push_back("a play that was wanted is not there: " + sim::text_of(play));
    }
    return true;
}

bool World::end_undos() {
    constexpr int most_undos = 60;
    for (int i = 0; i < most_undos; ++i) {
        Step step{0, Verb::Undo, {}};
        step.run = "end-undo-" + std::to_string(i);
        if (!end_call(std::move(step))) return false;
        const auto& undone = calls_.back().undone;
        if (!undone) return false;
        if (undone->run.empty()) {
            for (const char* feature : {"history", "ratings", "watchlist"})
                if (!end_call({0, Verb::Index, feature})) return false;
            return true;
        }
        if (undone->state != "taken_back")
            return broken_.push_back("although all is calm, " + undone->run + " is " + undone->state), false;
    }
    return broken_.push_back("undos do not come to an end"), false;
}

}  // namespace mod_trakt::sim
