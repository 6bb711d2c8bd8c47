// Movies and episodes brought up to date together: the newest page and the total of the whole history serve both, which
// spares a request against looking at each by itself. That total alone proves nothing of either kind, for what came to
// one may have left the other; with the map of the movies it does.
#pragma once

#include <array>
#include <optional>

#include "features/history/one_kind.hpp"

namespace mod_trakt::features {

struct KnownKind {
    MediaType type = MediaType::Movie;
    const index::PlayList* list = nullptr;
    Look look = Look::Moved;
};

struct PairRead {
    // Movies first; a kind without a read has to be looked at by itself ...
    std::array<std::optional<KindRead>, 2> reads;
    std::array<bool, 2> in_full = {};  // ... or, as is known already, to be read in full
    std::array<MapHint, 2> maps;       // what has been asked for and not used
};

// `most_requests`: see HistoryKind. Throws Failure.
PairRead update_pair(const std::array<KnownKind, 2>& kinds, account::Context& context, const CallScope& scope,
                     std::int64_t most_requests);

}  // namespace mod_trakt::features
