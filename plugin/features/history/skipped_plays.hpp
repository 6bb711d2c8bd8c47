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
    // `unconfirmed`: they were skipped in one read only.
    SkippedPlays(const std::optional<index::PlayList>& list, bool unconfirmed);

    bool any() const noexcept { return !ids_.empty(); }
    bool unconfirmed() const noexcept { return unconfirmed_; }
    // True if rows are skipped now that were not skipped in the snapshot (by history id).
    bool has_newly_skipped(const index::PlayList& list) const;

private:
    std::set<std::int64_t> ids_;
    bool unconfirmed_ = false;
};

// Gives rows that could not be used the entries that the same plays, watched at the same time, had in the last
// snapshot (null: there is none).
void keep_known_plays(index::PlayList& list, const index::SnapshotPtr& last, MediaType type);

}  // namespace mod_trakt::features
