// Compares plays to add with the held plays at their minutes, to find other names of titles.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "account/aliases.hpp"
#include "account/holdings.hpp"
#include "account/journal.hpp"
#include "changes/intent.hpp"

namespace mod_trakt::changes {

// The held plays at the minutes of intents whose titles are not held.
std::vector<account::HeldPlay> plays_beside(std::span<const Intent> intents, const account::Holdings& holdings);

// `now` without the plays that `before` has; each play of `before` takes out one play.
std::vector<account::HeldPlay> new_plays(std::vector<account::HeldPlay> now, std::span<const account::HeldPlay> before);

// `plays` without those that an intent means.
std::vector<account::HeldPlay> unexplained_plays(std::vector<account::HeldPlay> plays, std::span<const Intent> intents);

// `plays` without those that a writer of this account has sent or removed, as the journal shows.
std::vector<account::HeldPlay> plays_not_in_journal(std::vector<account::HeldPlay> plays,
                                                    const account::Journal& journal);

// True if nothing says that the play is of another title than the input. A Trakt id says nothing here: the input's may
// have been merged into the other.
bool could_be(const TitleName& input, std::optional<std::int64_t> year, const account::HeldPlay& play);

// Which of the unexplained plays may be this one under other ids: new ones of its minute and type. If a search has
// shown which Trakt id the title has, plays of other Trakt ids are of other titles.
std::vector<account::HeldPlay> rivals_of(const account::Journal::Play& sent,
                                         std::span<const account::HeldPlay> unexplained, account::Aliases& aliases);

// Notes plays that were added under names of titles that were not held: Trakt may show them under other ids. `before`:
// what plays_beside() returned before they were sent.
void note_added_plays(std::span<const Intent* const> added, std::span<const account::HeldPlay> before,
                      account::Aliases& aliases);

}  // namespace mod_trakt::changes
