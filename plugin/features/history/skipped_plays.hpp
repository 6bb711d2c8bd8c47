// Skipped rows of the history. If the last snapshot has the play, it keeps its entry. All other skipped rows are
// unconfirmed: the next call reads them again, and then accepts that they are skipped.
#pragma once

#include <cstdint>
#include <optional>
#include <set>

#include "index/plays/play_list.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::features {

// The skipped rows of the last snapshot, by history id.
class SkippedPlays {
public:
    SkippedPlays() = default;
    // `unconfirmed`: the rows were skipped in one read only.
    SkippedPlays(const std::optional<index::PlayList>& list, bool unconfirmed);

    bool any() const noexcept { return !ids_.empty(); }
    bool unconfirmed() const noexcept { return unconfirmed_; }
    // True if rows are skipped now that were not skipped in the snapshot (by history id).
    bool has_newly_skipped(const index::PlayList& list) const;

private:
    std::set<std::int64_t> ids_;
    bool unconfirmed_ = false;
};

// Gives skipped rows the entries that the same plays, watched at the same time, have in the last snapshot (null: none).
void keep_known_plays(index::PlayList& list, const index::SnapshotPtr& last, MediaType type);

}  // namespace mod_trakt::features
