// Updating and forgetting this knowledge, after an own write and when the account changes.
#include "account/knowledge.hpp"

#include <utility>

#include "state/atomic_file.hpp"
#include "trakt/side_effects.hpp"

namespace mod_trakt::account {
namespace {

index::StampReading with_mark(index::StampReading taken, std::string mark) {
    taken.mark = std::move(mark);
    return taken;
}

}  // namespace

Knowledge::Knowledge(trakt::Api& api, const state::StateFolder* folder, std::string rules, const Clock& clock,
                     const Log& log)
    : clock_(clock),
      log_(log),
      folder_(folder),
      activities_(api, log),
      shelf_(folder, std::move(rules), log),
      faulty_items_(folder, log) {}

void Knowledge::open(const std::string& account, bool is_other) {
    shelf_.open(account, is_other);
    faulty_items_.open(account);
    if (account != account_) {
        journal_.reset();
        alias_file_.reset();
    }
    account_ = account;
    if (!is_other) return;
    activities_.drop();
    proven_ = {};
    removed_plays_.clear();
    aliases_.clear();
    added_entries_ = {};
}

index::StampReading Knowledge::stamps(FeatureId feature, const CallScope& scope) {
    std::string mark = shelf_.begin_read(feature);
    index::StampReading taken = activities_.stamps(feature, scope);
    stamps_taken_ms_[index_of(feature)] = taken.taken_ms;
    return with_mark(std::move(taken), std::move(mark));
}

index::StampReading Knowledge::stamps_anew(FeatureId feature, const CallScope& scope) {
    std::string mark = shelf_.begin_read(feature);
    index::StampReading taken = activities_.stamps_anew(feature, scope);
    stamps_taken_ms_[index_of(feature)] = taken.taken_ms;
    return with_mark(std::move(taken), std::move(mark));
}

bool Knowledge::has_journal() const {
    return folder_ != nullptr && !account_.empty() && state::exists(folder_->files(), folder_->journal_file(account_));
}

Journal* Knowledge::journal() {
    if (folder_ == nullptr || account_.empty()) return nullptr;
    if (!journal_) {
        folder_->open_precious(account_);
        journal_.emplace(folder_->files(), folder_->journal_file(account_));
    }
    return &*journal_;
}

AliasFile* Knowledge::alias_file() {
    if (folder_ == nullptr || account_.empty()) return nullptr;
    if (!alias_file_) alias_file_.emplace(*folder_, account_, log_);
    return &*alias_file_;
}

void Knowledge::load_aliases() {
    AliasFile* const file = alias_file();
    if (file == nullptr) return;
    take_entries();
    file->load(aliases_);
    for (const FeatureId feature : feature_ids) {
        const LearntAliases::Entries* const kept = aliases_.entries_of(name_of(feature));
        added_entries(feature).set(kept != nullptr ? *kept : LearntAliases::Entries());
    }
}

void Knowledge::save_aliases(const CallScope& scope) {
    AliasFile* const file = alias_file();
    if (file == nullptr) return;
    take_entries();
    file->save(aliases_, scope);
}

void Knowledge::take_entries() {
    for (const FeatureId feature : feature_ids) aliases_.set_entries(name_of(feature), added_entries(feature).kept());
}

void Knowledge::keep(FeatureId feature, const index::SnapshotPtr& snapshot) {
    shelf_.keep(feature, snapshot);
    trust(feature, snapshot);
}

void Knowledge::trust(FeatureId feature, const index::SnapshotPtr& snapshot) {
    const Proof* const proof = proven_.find(feature, clock_);
    if (proof != nullptr && proof->snapshot != snapshot) prove(feature, snapshot);
}

void Knowledge::begin_write(FeatureId feature, Change change) {
    for (const FeatureId touched : feature_ids) {
        if (!trakt::touches(feature, change, touched)) continue;
        const state::WriteMark::Added mark = shelf_.note_write(touched);
        if (touched == feature) {
            added_entries(touched).follow(mark.before, mark.now);
            follow(touched, mark);
        } else {
            // It may take entries away, so a later read does not show what was written before.
            added_entries(touched).forget();
            proven_.drop(touched);
        }
    }
    activities_.drop();
}

void Knowledge::end_write(FeatureId feature, Change change) noexcept {
    for (const FeatureId touched : feature_ids) {
        if (!trakt::touches(feature, change, touched)) continue;
        try {
            const state::WriteMark::Added mark = shelf_.note_write(touched);
            if (touched != feature) continue;
            added_entries(touched).follow(mark.before, mark.now);
            follow(touched, mark);
        } catch (...) {
            // Then other processes see only the write mark that begin_write() has set.
            proven_.drop(touched);
        }
    }
}

// Keeps the proof valid after an own write of this handle, unless another process has written before it.
void Knowledge::follow(FeatureId feature, const state::WriteMark::Added& mark) {
    Proof* proof = proven_.find(feature, clock_);
    if (proof == nullptr) return;
    if (proof->mark == mark.before)
        proof->mark = mark.now;
    else
        proven_.drop(feature);
}

Proof* Knowledge::proven(FeatureId feature) {
    Proof* proof = proven_.find(feature, clock_);
    if (proof == nullptr || shelf_.is_unwritten_since(feature, proof->mark)) return proof;
    proven_.drop(feature);
    return nullptr;
}

Proof& Knowledge::prove(FeatureId feature, index::SnapshotPtr snapshot) {
    std::string mark = snapshot != nullptr ? snapshot->mark() : std::string();
    Proof& proof = proven_.put(feature, std::move(snapshot), clock_);
    proof.mark = std::move(mark);
    return proof;
}

}  // namespace mod_trakt::account
