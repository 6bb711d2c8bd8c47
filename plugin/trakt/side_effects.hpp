// What a change of one feature does to the others at Trakt, without being asked.
#pragma once

#include <array>

#include "model/change.hpp"
#include "model/feature_id.hpp"

namespace mod_trakt::trakt {

struct SideEffect {
    FeatureId written;
    Change change;
    FeatureId touched;
};

inline constexpr std::array side_effects = {
    // A watched title leaves the watchlist by itself; one episode takes its show or season along.
    SideEffect{FeatureId::History, Change::Add, FeatureId::Watchlist},
};

// Whether what Trakt holds of `feature` may be different after this change of `written`.
constexpr bool touches(FeatureId written, Change change, FeatureId feature) noexcept {
    if (written == feature) return true;
    for (const SideEffect& effect : side_effects)
        if (effect.written == written && effect.change == change && effect.touched == feature) return true;
    return false;
}

}  // namespace mod_trakt::trakt
