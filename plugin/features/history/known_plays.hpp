// Finds the plays that an account has of given titles at given minutes, with few requests.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "account/holdings.hpp"
#include "features/feature.hpp"
#include "model/title_name.hpp"
#include "support/error.hpp"

namespace mod_trakt::features {

struct WantedPlay {
    TitleName title;
    std::optional<std::int64_t> minute_ms;  // nullopt: all plays of the title
    // It is of no use what else the account has in that minute, if the list of the minute cannot be read.
    bool may_be_read_by_title = false;
};

using Unread = std::vector<std::optional<Error>>;

struct KnownPlays {
    account::Holdings holdings;
    // Why the look-up of a play has failed, one per wanted play; empty: none has failed.
    Unread unread;
};

// True if there is a proof, and it does not decide whether the account has this play, so that known_plays() would look
// it up.
bool needs_look_up(const WantedPlay& wanted, account::Context& context);

// Uses the proof if there is one, and in addition looks up recent minutes, and minutes in which this handle has added a
// play that may be the wanted one under other ids. Without a proof, makes one look-up per minute or title. If these
// would be many, brings the last snapshot up to date instead. If none of this works, reads the history in full. Throws
// Failure when that fails too, or when all look-ups have failed, after three also a read of the newest play.
KnownPlays known_plays(const Feature& history, std::span<const WantedPlay> wanted, account::Context& context,
                       const CallScope& scope);

}  // namespace mod_trakt::features
