// Keeps snapshots, and notes own writes, after which the last snapshot is no longer the present state.
#include "index/snapshot/snapshot_shelf.hpp"

#include <utility>

#include "index/snapshot/snapshot_file.hpp"
#include "state/atomic_file.hpp"

namespace mod_trakt::index {

SnapshotShelf::SnapshotShelf(const state::StateFolder* folder, std::string rules, const Log& log)
    : folder_(folder), rules_(std::move(rules)), log_(log) {}

void SnapshotShelf::open(std::string account, bool is_other) {
    shelf_ = {};
    sightings_.reset();
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
                                         JournalKey{account_, rules_, std::move(stamp), per_page});
}

state::WriteMark SnapshotShelf::mark_of(FeatureId feature) const {
    return {folder_->files(), folder_->mark_file(account_, name_of(feature))};
}

std::string SnapshotShelf::begin_read(FeatureId feature) const {
    if (folder() == nullptr) return {};
    try {
        return mark_of(feature).ensure_word();
    } catch (const Failure& failure) {
        warn(feature, "cache_not_marked", failure);
        return {};
    }
}

void SnapshotShelf::keep(FeatureId feature, const SnapshotPtr& snapshot) {
    shelf_[index_of(feature)] = snapshot;
    written_[index_of(feature)] = false;
    if (folder() == nullptr) return;
    try {
        state::make_folder(folder_->files(), folder_->cache_folder(account_));  // it may be deleted at any time
        SnapshotFile::write(folder_->files(), file_of(feature), *snapshot, {account_, rules_});
    } catch (const Failure& failure) {
        warn(feature, "cache_save_failed", failure);
    }
}

SnapshotPtr SnapshotShelf::last(FeatureId feature) {
    std::optional<SnapshotPtr>& kept = shelf_[index_of(feature)];
    if (!kept) kept = load(feature);
    return *kept;
}

SnapshotPtr SnapshotShelf::load(FeatureId feature) const {
    if (folder() == nullptr) return nullptr;
    try {
        return SnapshotFile::read(folder_->files(), file_of(feature), {account_, rules_});
    } catch (const Failure& failure) {
        warn(feature, "cache_unreadable", failure);
        return nullptr;
    }
}

SnapshotPtr SnapshotShelf::current(FeatureId feature, const trakt::Stamps& now) {
    SnapshotPtr snapshot = last(feature);
    return snapshot != nullptr && snapshot->is_current(now) && !written_to(feature) ? snapshot : nullptr;
}

state::WriteMark::Added SnapshotShelf::note_write(FeatureId feature) {
    written_[index_of(feature)] = true;
    return folder() != nullptr ? mark_of(feature).note_write() : state::WriteMark::Added();
}

bool SnapshotShelf::written_to(FeatureId feature) {
    if (written_[index_of(feature)]) return true;
    const SnapshotPtr snapshot = last(feature);
    return snapshot != nullptr && !is_unwritten_since(feature, snapshot->mark());
}

bool SnapshotShelf::is_unwritten_since(FeatureId feature, std::string_view word) const {
    if (folder() == nullptr) return true;
    try {
        return !word.empty() && mark_of(feature).last_word() == word;
    } catch (const Failure&) {
        return false;
    }
}

bool SnapshotShelf::note_sighting(FeatureId feature, const std::string& list, const RowsSeen& rows,
                                  std::int64_t now_ms) {
    if (folder() == nullptr) {
        if (!sightings_) sightings_.emplace();
        return sightings_->note(list, rows, now_ms);
    }
    // The file is read each time, because processes share it.
    sightings_.emplace(folder_->files(), folder_->sightings_file(account_), account_);
    try {
        state::make_folder(folder_->files(), folder_->cache_folder(account_));
        return sightings_->note(list, rows, now_ms);
    } catch (const Failure& failure) {
        warn(feature, "cache_save_failed", failure);
        return false;
    }
}

void SnapshotShelf::warn(FeatureId feature, const char* event, const Failure& failure) const {
    log_.with(LogLevel::Warn, name_of(feature), event,
              [&](json::Writer& fields) { fields.member("message", failure.error().message); });
}

}  // namespace mod_trakt::index
