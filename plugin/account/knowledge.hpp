// What the handle knows of each feature: the last snapshot, the proof that it is the present state, and the own writes
// since.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "account/activity_memo.hpp"
#include "account/added_entries.hpp"
#include "account/alias_file.hpp"
#include "account/aliases.hpp"
#include "account/faulty_items.hpp"
#include "account/journal.hpp"
#include "account/proven_state.hpp"
#include "index/snapshot/snapshot_shelf.hpp"
#include "model/change.hpp"
#include "model/feature_id.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::account {

// One per handle; not thread-safe.
class Knowledge {
public:
    // `folder` may be null: then snapshots end with the handle. `rules` names the key rules, see SnapshotShelf. All
    // references are borrowed.
    Knowledge(trakt::Api& api, const state::StateFolder* folder, std::string rules, const Clock& clock, const Log& log);

    // See ActivityMemo::on_answer.
    void set_on_answer(std::function<void(std::string_view settings_at)> on_answer) {
        activities_.on_answer = std::move(on_answer);
    }

    // Sets the account, see SnapshotShelf::open. Forgets all that is known of another account.
    void open(const std::string& account, bool is_other);

    // The last complete snapshot; null when there is none.
    index::SnapshotPtr last(FeatureId feature) { return shelf_.last(feature); }
    // The last snapshot if these stamps prove that it is the present state; null otherwise.
    index::SnapshotPtr current(FeatureId feature, const trakt::Stamps& now) { return shelf_.current(feature, now); }
    // True if an own write came after the last snapshot: it is complete, but no longer the present state.
    bool written_to(FeatureId feature) { return shelf_.written_to(feature); }
    // See ActivityMemo. Every read begins with this call, which also takes the write mark.
    index::StampReading stamps(FeatureId feature, const CallScope& scope);
    // The same, always by a request.
    index::StampReading stamps_anew(FeatureId feature, const CallScope& scope);
    // When the last of these stamps were asked for, by Trakt's clock; 0: never, or they could not be read.
    std::int64_t stamps_taken_ms(FeatureId feature) const noexcept { return stamps_taken_ms_[index_of(feature)]; }
    // Keeps the snapshot of a complete read, and calls trust(). If the cache cannot be written, this is logged, and no
    // Failure is thrown.
    void keep(FeatureId feature, const index::SnapshotPtr& snapshot);
    // Replaces the proof, if there is one, by this snapshot, which was just found to be the present state: no write may
    // rely on what the account had before.
    void trust(FeatureId feature, const index::SnapshotPtr& snapshot);
    // See SnapshotShelf::note_sighting.
    bool note_sighting(FeatureId feature, const std::string& list, const index::RowsSeen& rows) {
        return shelf_.note_sighting(feature, list, rows, clock_.unix_ms());
    }
    // See SnapshotShelf::is_unwritten_since.
    bool is_unwritten_since(FeatureId feature, std::string_view mark) const {
        return shelf_.is_unwritten_since(feature, mark);
    }
    // The page journal of one list, under its stamp and page size.
    std::shared_ptr<index::PageJournal> pages_of(FeatureId feature, MediaType type, std::string stamp,
                                                 int per_page) const {
        return shelf_.pages_of(feature, type, std::move(stamp), per_page);
    }

    // The proof of a feature; null if there is none, if it is too old, or if another process has written since.
    Proof* proven(FeatureId feature);
    // Makes a proof of this snapshot. Precondition: it is the present state.
    Proof& prove(FeatureId feature, index::SnapshotPtr snapshot);
    void forget_proof(FeatureId feature) noexcept { proven_.drop(feature); }
    // The plays that this handle has removed, by history id.
    struct RemovedPlay {
        TitleName title;
        std::optional<std::int64_t> minute_ms;  // nullopt: all plays of the title were removed
    };
    std::map<std::int64_t, RemovedPlay>& removed_plays() noexcept { return removed_plays_; }
    // The known aliases of titles.
    Aliases& aliases() noexcept { return aliases_; }
    // Loads the aliases that others have learnt for this account, or saves those that this handle has learnt. Does
    // nothing without a folder or an account.
    void load_aliases();
    void save_aliases(const CallScope& scope);
    // What was written to the ratings or the watchlist since their last complete read.
    AddedEntries& added_entries(FeatureId feature) noexcept { return added_entries_[index_of(feature)]; }

    FaultyItems& faulty_items() noexcept { return faulty_items_; }

    // True if the account has a journal on disk. Changes nothing there.
    bool has_journal() const;
    // The journal of the account; null without a folder or an account. Throws Failure HOST when its folder cannot be
    // created.
    Journal* journal();

    // To be called before the first request of a write may leave. For every feature that the change touches, the last
    // snapshot no longer counts as the present state. Proofs of the other touched features are forgotten, while the
    // writer updates or forgets the proof of its own feature. Earlier stamps no longer count. Throws Failure HOST
    // ("state_unwritable") when the write mark cannot be set: then the write must not be sent, because other processes
    // would not see it.
    void begin_write(FeatureId feature, Change change);
    // To be called after the last request of a write, even if it failed: a read that another process began during the
    // write may lack part of it.
    void end_write(FeatureId feature, Change change) noexcept;

private:
    AliasFile* alias_file();
    // What was written to the lists is kept beside the aliases.
    void take_entries();
    void follow(FeatureId feature, const state::WriteMark::Added& mark);

    const Clock& clock_;
    const Log& log_;
    const state::StateFolder* folder_;
    std::string account_;
    std::optional<Journal> journal_;  // nullopt: not opened yet
    ActivityMemo activities_;
    index::SnapshotShelf shelf_;
    ProvenState proven_;
    std::map<std::int64_t, RemovedPlay> removed_plays_;
    Aliases aliases_;
    FaultyItems faulty_items_;
    std::optional<AliasFile> alias_file_;  // nullopt: not opened yet
    std::array<AddedEntries, feature_count> added_entries_;
    std::array<std::int64_t, feature_count> stamps_taken_ms_{};
};

}  // namespace mod_trakt::account
