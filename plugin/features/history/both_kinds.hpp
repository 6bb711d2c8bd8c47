// Brings movies and episodes up to date together. The newest page and the total of the whole history serve both kinds,
// which takes one request less than two separate updates. The total alone proves neither kind, because plays added to
// one kind may be offset by plays removed from the other; with the watched map of the movies it proves both.
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
    // Movies first, then episodes. For a kind without a result, `next` says what to do.
    std::array<std::optional<KindResult>, 2> results;
    enum class Next { AskAlone, ReadInFull };
    std::array<Next, 2> next = {};
    std::array<MapHint, 2> maps;  // what was learned of the maps, for the next step
};

// Throws Failure. `most_requests`: see HistoryKind.
PairResult update_pair(const std::array<KnownKind, 2>& kinds, account::Context& context, const CallScope& scope,
                       std::int64_t most_requests);

}  // namespace mod_trakt::features
