// The last complete snapshot of each feature: in memory, and in cache/ of state_dir, which may be deleted at the cost
// of time only. Not thread-safe; processes may share a state_dir.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>

#include "index/paging/page_journal.hpp"
#include "index/paging/sightings.hpp"
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
    // `folder` may be null: then snapshots are kept in memory only. `rules` names the key rules: a snapshot made by
    // other rules is ignored.
    SnapshotShelf(const state::StateFolder* folder, std::string rules, const Log& log);

    // Sets the account, as a name for StateFolder; before the first call, and with an empty name, no folder is used.
    // `is_other`: it is another account than before; false: only its name has changed.
    void open(std::string account, bool is_other);

    // The write mark. To be called before the first request of a read, because the read may miss writes made after
    // that. Empty when the mark cannot be read, or without a folder.
    std::string begin_read(FeatureId feature) const;
    // Keeps the snapshot. If the cache cannot be written, this is logged and no Failure is thrown, because then only
    // another read is needed.
    void keep(FeatureId feature, const SnapshotPtr& snapshot);
    // The last snapshot; null when there is none.
    SnapshotPtr last(FeatureId feature);
    // The last snapshot, if these stamps prove that it is the present state: its stamps were mature, all are equal now,
    // and no own write came after it.
    SnapshotPtr current(FeatureId feature, const trakt::Stamps& now);
    // Notes that a write to the feature begins. Throws Failure HOST when the write mark cannot be written, because
    // other processes would not see the write. Without a folder, the words of the result are empty.
    state::WriteMark::Added note_write(FeatureId feature);
    // True if an own write, by this or another process, came after the last snapshot: it is complete, but not the
    // present state.
    bool written_to(FeatureId feature);
    // True if no own write came since the write mark had this word; false if that is not known. Without a folder always
    // true, because own writes are then noted in memory only.
    bool is_unwritten_since(FeatureId feature, std::string_view word) const;

    // Notes what an unproven list has shown: see Sightings::note. A file that cannot be written is logged.
    bool note_sighting(FeatureId feature, const std::string& list, const RowsSeen& rows, std::int64_t now_ms);

    // The page journal of one list, under its stamp and page size. Without a folder, a journal that keeps nothing.
    std::shared_ptr<PageJournal> pages_of(FeatureId feature, MediaType type, std::string stamp, int per_page) const;

private:
    SnapshotPtr load(FeatureId feature) const;
    std::string file_of(FeatureId feature) const;
    // Precondition: there is a folder.
    state::WriteMark mark_of(FeatureId feature) const;
    void warn(FeatureId feature, const char* event, const Failure& failure) const;

    // Null without a folder or an account.
    const state::StateFolder* folder() const noexcept { return account_.empty() ? nullptr : folder_; }

    const state::StateFolder* folder_;
    std::string rules_;
    std::string account_;
    const Log& log_;
    std::array<std::optional<SnapshotPtr>, feature_count> shelf_;  // nullopt: not loaded yet
    std::optional<Sightings> sightings_;                           // nullopt: not loaded yet
    std::array<bool, feature_count> written_{};                    // by this shelf, since the last snapshot was kept
};

}  // namespace mod_trakt::index
