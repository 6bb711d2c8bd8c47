// Keeping snapshots, and knowing when the last one is no longer the present state.
#include "index/snapshot/snapshot_shelf.hpp"

#include <utility>

#include "index/snapshot/snapshot_file.hpp"
#include "state/atomic_file.hpp"
#include "support/error.hpp"

namespace mod_trakt::index {

SnapshotShelf::SnapshotShelf(const state::StateFolder* folder, std::string account, const Log& log)
    : folder_(folder), account_(std::move(account)), log_(log) {}

std::string SnapshotShelf::file_of(std::string_view feature) const {
    return folder_ != nullptr ? folder_->snapshot_file(account_, feature) : std::string();
}

std::shared_ptr<PageJournal> SnapshotShelf::pages_of(std::string_view list, std::string stamp, int per_page) const {
    if (folder_ == nullptr) return std::make_shared<PageJournal>();
    return std::make_shared<PageJournal>(folder_->files(), folder_->pages_file(account_, list),
                                         JournalKey{account_, std::move(stamp), per_page});
}

void SnapshotShelf::keep(std::string_view feature, SnapshotPtr snapshot) {
    shelf_.insert_or_assign(std::string(feature), snapshot);
    written_[std::string(feature)] = false;
    if (folder_ == nullptr) return;
    try {
        SnapshotFile::write(folder_->files(), file_of(feature), *snapshot, account_);
        state::remove_file(folder_->files(), mark_of(feature));
    } catch (const Failure& failure) {
        log_.with(LogLevel::Warn, feature, "cache_save_failed",
                  [&](json::Writer& fields) { fields.member("message", failure.error().message); });
    }
}

SnapshotPtr SnapshotShelf::last(std::string_view feature) {
    if (const auto found = shelf_.find(feature); found != shelf_.end()) return found->second;
    SnapshotPtr snapshot = load(feature);
    shelf_.emplace(std::string(feature), snapshot);
    return snapshot;
}

SnapshotPtr SnapshotShelf::load(std::string_view feature) {
    if (folder_ == nullptr) return nullptr;
    try {
        return SnapshotFile::read(folder_->files(), file_of(feature), account_);
    } catch (const Failure& failure) {
        log_.with(LogLevel::Warn, feature, "cache_unreadable",
                  [&](json::Writer& fields) { fields.member("message", failure.error().message); });
        return nullptr;
    }
}

SnapshotPtr SnapshotShelf::current(std::string_view feature, const trakt::Stamps& now) {
    if (written_to(feature)) return nullptr;
    SnapshotPtr snapshot = last(feature);
    return snapshot != nullptr && snapshot->is_current(now) ? snapshot : nullptr;
}

void SnapshotShelf::note_write(std::string_view feature) {
    written_[std::string(feature)] = true;
    if (folder_ == nullptr) return;
    try {
        state::write_file(folder_->files(), mark_of(feature), {}, 0600);
    } catch (const Failure& failure) {
        // Without the mark another process could take the old snapshot for the present state: better none at all.
        if (state::remove_file(folder_->files(), file_of(feature))) return;
        log_.with(LogLevel::Error, feature, "cache_not_marked", [&](json::Writer& fields) {
            fields.member("message", "cannot note the write: " + failure.error().message + "; delete " +
                                         file_of(feature) + " before another process reads it");
        });
    }
}

bool SnapshotShelf::written_to(std::string_view feature) const {
    if (const auto found = written_.find(feature); found != written_.end() && found->second) return true;
    if (folder_ == nullptr) return false;
    try {
        return state::exists(folder_->files(), mark_of(feature));  // another process may have left it
    } catch (const Failure&) {
        return true;
    }
}

}  // namespace mod_trakt::index
