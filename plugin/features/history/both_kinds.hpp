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
    ReadReason reason = ReadReason::StampMoved;
};

struct PairResult {
    // Movies first, then episodes. No result: `next` says what the caller does with this kind.
    std::array<std::optional<KindResult>, 2> reads;
    enum class Next { AskAlone, ReadInFull };
    std::array<Next, 2> next = {};
    std::array<MapHint, 2> maps;  // maps that were asked for and not used
};

// `most_requests`: see HistoryKind. Throws Failure.
PairResult update_pair(const std::array<KnownKind, 2>& kinds, account::Context& context, const CallScope& scope,
                       std::int64_t most_requests);

}  // namespace mod_trakt::features
