// Keeping snapshots, and knowing when the last one is no longer the present state.
#include "index/snapshot/snapshot_shelf.hpp"

#include <utility>

#include "index/snapshot/snapshot_file.hpp"
#include "state/atomic_file.hpp"
#include "support/error.hpp"

namespace mod_trakt::index {

SnapshotShelf::SnapshotShelf(const state::StateFolder* folder, std::string rules, const Log& log)
    : folder_(folder), rules_(std::move(rules)), log_(log) {}

void SnapshotShelf::open(std::string account, bool is_other) {
    shelf_ = {};
    if (is_other) written_ = {};
    account_ = std::move(account);
}

std::string SnapshotShelf::file_of(FeatureId feature) const {
    return folder() != nullptr ? folder_->snapshot_file(account_, rules_, name_of(feature)) : std::string();
}

std::shared_ptr<PageJournal> SnapshotShelf::pages_of(FeatureId feature, MediaType type, std::string stamp,
                                                     int per_page) const {
    if (folder() == nullptr) return std::make_shared<PageJournal>();
    const std::string list = std::string(name_of(feature)) + "-" + std::string(plural(type));
    return std::make_shared<PageJournal>(folder_->files(), folder_->pages_file(account_, rules_, list),
                                         JournalKey{rules_, std::move(stamp), per_page});
}

void SnapshotShelf::keep(FeatureId feature, const SnapshotPtr& snapshot) {
    shelf_[index_of(feature)] = snapshot;
    written_[index_of(feature)] = false;
    if (folder() == nullptr) return;
    try {
        state::make_folder(folder_->files(), folder_->cache_folder(account_));  // it may be deleted at any time
        SnapshotFile::write(folder_->files(), file_of(feature), *snapshot, rules_);
        state::remove_file(folder_->files(), mark_of(feature));
    } catch (const Failure& failure) {
        log_.with(LogLevel::Warn, name_of(feature), "cache_save_failed",
                  [&](json::Writer& fields) { fields.member("message", failure.error().message); });
    }
}

SnapshotPtr SnapshotShelf::last(FeatureId feature) {
    std::optional<SnapshotPtr>& kept = shelf_[index_of(feature)];
    if (!kept) kept = load(feature);
    return *kept;
}

SnapshotPtr SnapshotShelf::load(FeatureId feature) {
    if (folder() == nullptr) return nullptr;
    try {
        return SnapshotFile::read(folder_->files(), file_of(feature), rules_);
    } catch (const Failure& failure) {
        log_.with(LogLevel::Warn, name_of(feature), "cache_unreadable",
                  [&](json::Writer& fields) { fields.member("message", failure.error().message); });
        return nullptr;
    }
}

SnapshotPtr SnapshotShelf::current(FeatureId feature, const trakt::Stamps& now) {
    if (written_to(feature)) return nullptr;
    SnapshotPtr snapshot = last(feature);
    return snapshot != nullptr && snapshot->is_current(now) ? snapshot : nullptr;
}

void SnapshotShelf::note_write(FeatureId feature) {
    written_[index_of(feature)] = true;
    if (folder() == nullptr) return;
    try {
        state::write_file(folder_->files(), mark_of(feature), {}, 0600);
    } catch (const Failure& failure) {
        // Without the mark another process could take the old snapshot for the present state: better none at all.
        if (state::remove_file(folder_->files(), file_of(feature))) return;
        log_.with(LogLevel::Error, name_of(feature), "cache_not_marked", [&](json::Writer& fields) {
            fields.member("message", "cannot note the write: " + failure.error().message + "; delete " +
                                         file_of(feature) + " before another process reads it");
        });
    }
}

bool SnapshotShelf::written_to(FeatureId feature) const {
    if (written_[index_of(feature)]) return true;
    if (folder() == nullptr) return false;
    try {
        return state::exists(folder_->files(), mark_of(feature));  // another process may have left it
    } catch (const Failure&) {
        return true;
    }
}

}  // namespace mod_trakt::index
