// Finds the further plays of a title: those beside a held one, and those older than another one of the call.
#include "changes/one_play_step.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>

#include "changes/ask_first.hpp"
#include "changes/title_groups.hpp"

namespace mod_trakt::changes {
namespace {

constexpr std::string_view held_elsewhere =
    "the user wants one play of each title (watch_only_once), and the account has one of this title";
constexpr std::string_view older_than_another =
    "the user wants one play of each title (watch_only_once), and a newer one of this title is in the same call";

// By intent: why its play is a further one of its title; empty: it is not. Plays that are held at the same minute were
// taken out before.
std::vector<std::string_view> find_further_plays(std::span<const Intent> intents) {
    std::vector<std::string_view> why(intents.size());
    TitleGroups groups;
    std::vector<std::size_t> group_of;  // by intent
    for (std::size_t i = 0; i < intents.size(); ++i) {
        const TitleGroups::Place place = groups.join(i, {intents[i].name});
        for (std::size_t& group : group_of)
            if (std::find(place.absorbed.begin(), place.absorbed.end(), group) != place.absorbed.end())
                group = place.group;
        group_of.push_back(place.group);
    }
    std::map<std::size_t, std::size_t> newest;  // by group: an intent
    for (std::size_t i = 0; i < intents.size(); ++i) {
        if (!intents[i].held.title.holdings.empty()) {
            why[i] = held_elsewhere;
            continue;
        }
        const auto [place, is_first] = newest.try_emplace(group_of[i], i);
        if (is_first) continue;
        const bool is_newer = intents[i].minute_ms > intents[place->second].minute_ms;
        why[is_newer ? place->second : i] = older_than_another;
        if (is_newer) place->second = i;
    }
    return why;
}

}  // namespace

bool OnePlayStep::needs_all_plays(std::span<const Intent> intents, const Held& held) {
    if (!writer_.adds_plays() || intents.empty() || !held.holdings || held.holdings->are_complete()) return false;
    return is_wanted();
}

bool OnePlayStep::is_wanted() {
    if (!is_wanted_) is_wanted_ = context_.settings.watch_only_once(scope_).value_or(false);
    return *is_wanted_;
}

void OnePlayStep::judge(std::vector<Intent>& intents, const Held& held) {
    if (!writer_.adds_plays() || !held.holdings) return;
    const std::vector<std::string_view> why = find_further_plays(intents);
    if (std::all_of(why.begin(), why.end(), [](std::string_view one) { return one.empty(); })) return;
    std::optional<bool> wanted;
    if (scope_.dry_run) {
        if (const auto& settings = context_.settings.last_answer()) wanted = settings->watch_only_once.value_or(false);
    } else {
        wanted = is_wanted();
    }
    if (wanted == false) return;
    std::size_t at = 0;
    std::erase_if(intents, [&](const Intent& intent) {
        const std::string_view reason = why[at++];
        if (reason.empty()) return false;
        if (wanted)
            report_.set(intent.input, Verdict::Limit, "watch_only_once", reason);
        else
            report_.set(intent.input, Verdict::Unknown, hint_of(AskFirst::Settings), message_of(AskFirst::Settings));
        return wanted.has_value();
    });
}

}  // namespace mod_trakt::changes
