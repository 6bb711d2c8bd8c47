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
#include "state/write_mark.hpp"
#include "support/error.hpp"
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

    // What the mark of own writes shows, as a read has to know it before its first request: what is written from then
    // on may be missing in what it finds. Empty when that cannot be told, or without a folder.
    std::string begin_read(FeatureId feature) const;
    // A cache that cannot be written costs speed, not truth: it is logged, not thrown.
    void keep(FeatureId feature, const SnapshotPtr& snapshot);
    // Null when there is none.
    SnapshotPtr last(FeatureId feature);
    // The last one, if these stamps prove that nothing has changed since: mature when they were kept, all equal now,
    // and no own write came after.
    SnapshotPtr current(FeatureId feature, const trakt::Stamps& now);
    // This account's data of the feature is about to be written to. Throws Failure HOST when other processes would not
    // learn of it. The words are empty without a folder.
    state::WriteMark::Added note_write(FeatureId feature);
    // After an own write, also by another process, the last snapshot is still complete, but no longer the present
    // state.
    bool written_to(FeatureId feature);
    // Whether this account's data of the feature is sure not to have been written to since the mark showed that word,
    // except by this shelf when it has no folder.
    bool is_unwritten_since(FeatureId feature, std::string_view word) const;

    // The pages of an unfinished read of a list of this account, under its stamp and page size. Without a folder, a
    // journal that keeps nothing.
    std::shared_ptr<PageJournal> pages_of(FeatureId feature, MediaType type, std::string stamp, int per_page) const;

private:
    SnapshotPtr load(FeatureId feature) const;
    std::string file_of(FeatureId feature) const;
    // Precondition: there is a folder.
    state::WriteMark mark_of(FeatureId feature) const;
    void warn(FeatureId feature, const char* event, const Failure& failure) const;

    // Null as long as there is no folder, or no account.
    const state::StateFolder* folder() const noexcept { return account_.empty() ? nullptr : folder_; }

    const state::StateFolder* folder_;
    std::string rules_;
    std::string account_;
    const Log& log_;
    std::array<std::optional<SnapshotPtr>, feature_count> shelf_;  // absent: not loaded yet
    std::array<bool, feature_count> written_{};                    // by this shelf, since the last one was kept
};

}  // namespace mod_trakt::index
