// Finds the only play of a held title at a minute.
#pragma once

#include <cstdint>
#include <optional>

#include "account/held_title.hpp"
#include "model/timestamp.hpp"

namespace mod_trakt::changes {

// The history id of the only play of the held title at this minute. 0: there is none, there are several, or its id is
// not known.
inline std::int64_t only_play_at(const account::HeldMatch& held, std::optional<std::int64_t> minute_ms) {
    std::int64_t found = 0;
    for (const account::Holding& play : held.title.holdings) {
        if (floor_to_minute_ms(play.watched_ms) != minute_ms || play.history_id == found) continue;
        if (play.history_id == 0 || found != 0) return 0;
        found = play.history_id;
    }
    return found;
}

}  // namespace mod_trakt::changes
