// Decides which changes are too many to be made without a confirmation (GUARD-1 to GUARD-3). Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "account/guard_book.hpp"
#include "account/options.hpp"

namespace mod_trakt::changes {

// So many removals are allowed whatever the size of the list, unless they empty it.
inline constexpr std::int64_t few_removals = 25;
// A list of so many entries may be emptied.
inline constexpr std::int64_t short_list = 5;

// The plays of a call on minutes that would get too many new plays.
struct TooManyPlays {
    account::PlaysByMinute minutes;
    std::int64_t number = 0;  // new plays on these minutes, with the earlier ones
};

// `fresh`: the plays of the call; `earlier`: those of the last 24 hours on the same minutes. Nullopt: all are allowed.
std::optional<TooManyPlays> find_too_many_plays(const account::PlaysByMinute& fresh,
                                                const account::PlaysByMinute& earlier,
                                                const account::GuardOptions& options);

struct RemovalsToJudge {
    std::int64_t fresh = 0;                       // of the call
    std::int64_t earlier = 0;                     // of the last 24 hours
    std::optional<std::int64_t> first_size = {};  // entries before the earlier ones
    std::optional<std::int64_t> size_now = {};    // entries before the call
};

// True if the removals cannot be judged without the number of entries.
bool needs_size(const RemovalsToJudge& removals) noexcept;
// Why the removals are refused (GUARD-2, GUARD-3), without feature and code; nullopt: they are allowed. They are also
// allowed if the size is not known.
std::optional<account::GuardRefusal> judge_removals(const RemovalsToJudge& removals,
                                                    const account::GuardOptions& options);

// For people: what was refused, with both numbers, and how to confirm it. `given`: the code of the configuration, which
// did not fit; it may be empty.
std::string guard_message(const account::GuardRefusal& refusal, std::string_view given);

}  // namespace mod_trakt::changes
