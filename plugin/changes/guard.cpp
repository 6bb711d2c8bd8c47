#include "changes/guard.hpp"

#include <algorithm>
#include <cmath>

namespace mod_trakt::changes {
namespace {

std::string what_is_refused(const account::GuardRefusal& refusal) {
    const std::string number = std::to_string(refusal.number), limit = std::to_string(refusal.limit);
    const std::string feature(name_of(refusal.feature));
    switch (refusal.kind) {
        case account::GuardKind::Plays:
            return number + " new plays on one minute within 24 hours are more than " + limit +
                   " (guard_plays_per_minute), so none of these was sent";
        case account::GuardKind::Removals:
            return number + " removals from the " + feature + " within 24 hours are more than " + limit +
                   " (guard_remove_ratio), so none was sent";
        case account::GuardKind::Emptying: break;
    }
    return "these " + number + " removals would leave nothing in the " + feature +
           ", and the most that leaves something is " + limit + ", so none was sent";
}

}  // namespace

std::optional<TooManyPlays> find_too_many_plays(const account::PlaysByMinute& fresh,
                                                const account::PlaysByMinute& earlier,
                                                const account::GuardOptions& options) {
    TooManyPlays found;
    for (const auto& [minute, number] : fresh) {
        if (minute == 0) continue;  // Trakt keeps all plays of an unknown date there
        const auto before = earlier.find(minute);
        const std::int64_t all = number + (before != earlier.end() ? before->second : 0);
        if (all <= options.plays_per_minute) continue;
        found.minutes[minute] = number;
        found.number += all;
    }
    return found.minutes.empty() ? std::nullopt : std::optional(found);
}

bool needs_size(const RemovalsToJudge& removals) noexcept {
    return removals.fresh > 0 && !removals.size_now && removals.fresh + removals.earlier > short_list;
}

std::optional<account::GuardRefusal> judge_removals(const RemovalsToJudge& removals,
                                                    const account::GuardOptions& options) {
    if (removals.fresh == 0 || !removals.size_now) return std::nullopt;
    const std::int64_t now = *removals.size_now;
    const std::int64_t first = removals.first_size.value_or(now + removals.earlier);
    account::GuardRefusal refusal;
    if (removals.fresh >= now && std::max(first, now) > short_list) {
        refusal.kind = account::GuardKind::Emptying;
        refusal.number = removals.fresh;
        refusal.limit = std::max<std::int64_t>(0, now - 1);
        return refusal;
    }
    refusal.kind = account::GuardKind::Removals;
    refusal.number = removals.fresh + removals.earlier;
    refusal.limit = std::max(few_removals,
                             static_cast<std::int64_t>(std::floor(options.remove_ratio * static_cast<double>(first))));
    return refusal.number > refusal.limit ? std::optional(refusal) : std::nullopt;
}

std::string guard_message(const account::GuardRefusal& refusal, std::string_view given) {
    std::string message = "guard: " + what_is_refused(refusal);
    if (!given.empty())
        message += "; the code " + std::string(given) +
                   " does not confirm them: a code is good for one feature, one kind, the "
                   "number that it was given for, once and within 24 hours";
    if (!refusal.code.empty())
        message += "; to confirm them, send them again with the code " + refusal.code + " (guard_confirm)";
    return message;
}

}  // namespace mod_trakt::changes
