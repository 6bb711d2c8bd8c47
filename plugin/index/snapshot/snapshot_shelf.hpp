// The last complete snapshot of each feature: in memory, and in state_dir's cache/, which costs only time when it is
// deleted.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "index/paging/page_journal.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/feature_id.hpp"
#include "model/media_type.hpp"
#include "state/state_folder.hpp"
#include "support/log.hpp"

namespace mod_trakt::index {

class SnapshotShelf {
public:
    // `folder` may be null: then nothing outlives the handle. `rules` names the rules that keys are made by: a snapshot
    // that was made by others is never shown.
    SnapshotShelf(const state::StateFolder* folder, std::string rules, const Log& log);

    // Whose data it is from now on, as a name that StateFolder takes; until then, and when it is empty, there is no
    // folder. `is_other`: of another account than before; else only its name has changed.
    void open(std::string account, bool is_other);

    // A cache that cannot be written costs speed, not truth: it is logged, not thrown.
    void keep(FeatureId feature, const SnapshotPtr& snapshot);
    // Null when there is none.
    SnapshotPtr last(FeatureId feature);
    // The last one, if these stamps prove that nothing has changed since: settled when they were kept, all equal now,
    // and no own write came after.
    SnapshotPtr current(FeatureId feature, const trakt::Stamps& now);
    // This account's data of the feature has just been written to.
    void note_write(FeatureId feature);
    // After an own write the last snapshot is still complete, but no longer the present state.
    bool written_to(FeatureId feature) const;

    // The pages of an unfinished read of a list of this account, under its stamp and page size. Without a folder, a
    // journal that keeps nothing.
    std::shared_ptr<PageJournal> pages_of(FeatureId feature, MediaType type, std::string stamp, int per_page) const;

private:
    SnapshotPtr load(FeatureId feature);
    std::string file_of(FeatureId feature) const;
    std::string mark_of(FeatureId feature) const { return file_of(feature) + ".written"; }

    // Null as long as there is no folder, or no account.
    const state::StateFolder* folder() const noexcept { return account_.empty() ? nullptr : folder_; }

    const state::StateFolder* folder_;
    std::string rules_;
    std::string account_;
    const Log& log_;
    std::array<std::optional<SnapshotPtr>, feature_count> shelf_;  // absent: not loaded yet
    std::array<bool, feature_count> written_{};
};

}  // namespace mod_trakt::index
