// Which features Trakt changes as a side effect of a write to another feature.
#pragma once

#include <array>

#include "model/change.hpp"
#include "model/feature_id.hpp"

namespace mod_trakt::trakt {

// After `change` of `written`, Trakt also changes `touched`.
struct SideEffect {
    FeatureId written;
    Change change;
    FeatureId touched;
};

inline constexpr std::array side_effects = {
    // When a play is added, Trakt removes its title from the watchlist; for an episode also the season and the show.
    SideEffect{FeatureId::History, Change::Add, FeatureId::Watchlist},
};

// True if this change of `written` may change `feature` at Trakt.
constexpr bool touches(FeatureId written, Change change, FeatureId feature) noexcept {
    if (written == feature) return true;
    for (const SideEffect& effect : side_effects)
        if (effect.written == written && effect.change == change && effect.touched == feature) return true;
    return false;
}

}  // namespace mod_trakt::trakt
