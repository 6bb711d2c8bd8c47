// Rows of the history that could not be used. A play that is known from before keeps its entry; the others are read
// again by the next call, and believed when they still cannot be used.
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "index/plays/play_list.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::features {

// Those that a snapshot was made without.
class SkippedPlays {
public:
    SkippedPlays() = default;
    // `doubted`: nobody has looked at them a second time.
    SkippedPlays(const std::optional<index::PlayList>& list, bool doubted);

    bool any() const noexcept { return !ids_.empty(); }
    bool doubted() const noexcept { return doubted_; }
    // Whether the list as it is now lacks others than these; ids tell.
    bool are_doubted_now(const index::PlayList& list) const;

private:
    std::set<std::int64_t> ids_;
    bool doubted_ = false;
};

// Gives rows that could not be used the entries that the same plays, watched at the same time, had in the last
// snapshot (null: there is none).
void keep_known_plays(index::PlayList& list, const index::SnapshotPtr& last, MediaType type);

}  // namespace mod_trakt::features
