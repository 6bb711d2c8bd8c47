// What is known of each feature of an account, on what proof, and which own writes came since.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>

#include "account/activity_memo.hpp"
#include "account/proven_state.hpp"
#include "index/snapshot/snapshot_shelf.hpp"
#include "model/change.hpp"
#include "model/feature_id.hpp"
#include "model/media_type.hpp"

namespace mod_trakt::account {

class Knowledge {
public:
    // `folder` may be null: then nothing outlives the handle. `rules` names the rules that keys are made by, see
    // SnapshotShelf. All references are borrowed.
    Knowledge(trakt::Api& api, const state::StateFolder* folder, std::string rules, const Clock& clock, const Log& log);

    // Whose data it is from now on, see SnapshotShelf::open. What this handle knows of another account is forgotten.
    void open(const std::string& account, bool is_other);

    // The last complete snapshot; null when there is none.
    index::SnapshotPtr last(FeatureId feature) { return shelf_.last(feature); }
    // The same, if these stamps prove that it is the present state; null otherwise.
    index::SnapshotPtr current(FeatureId feature, const trakt::Stamps& now) { return shelf_.current(feature, now); }
    // Whether an own write came after the last snapshot: it is complete, but no longer the present state.
    bool written_to(FeatureId feature) { return shelf_.written_to(feature); }
    // See ActivityMemo. A read begins with this: it remembers which own writes it will have seen.
    index::StampReading stamps(FeatureId feature, const CallScope& scope);
    // The same, asked for now.
    index::StampReading stamps_anew(FeatureId feature, const CallScope& scope);
    // Keeps what a verified read has brought. A cache that cannot be written is logged, not thrown.
    void keep(FeatureId feature, const index::SnapshotPtr& snapshot) { shelf_.keep(feature, snapshot); }
    // The pages of an unfinished read of one list, under its stamp and page size.
    std::shared_ptr<index::PageJournal> pages_of(FeatureId feature, MediaType type, std::string stamp,
                                                 int per_page) const {
        return shelf_.pages_of(feature, type, std::move(stamp), per_page);
    }

    // What this handle knows beyond doubt; null when there is no proof, when it is too old, or when another process has
    // written since.
    Proof* proven(FeatureId feature);
    // `snapshot`: the present state, as it was read or found to be.
    Proof& prove(FeatureId feature, index::SnapshotPtr snapshot);
    void forget_proof(FeatureId feature) noexcept { proven_.drop(feature); }
    // History ids that this handle has taken away.
    std::set<std::int64_t>& removed_plays() noexcept { return removed_plays_; }

    // To be called before the first request of a write may leave. Of every feature that the change touches, the last
    // snapshot no longer counts as the present state; of those beside the feature itself the proof is forgotten (the
    // writer knows what becomes of its own: it adds to it, or forgets it); and no stamp from before counts any more.
    // Throws Failure HOST ("state_unwritable") when other processes would not learn of the write: then it must not be
    // sent.
    void begin_write(FeatureId feature, Change change);
    // To be called after its last request, whatever became of it: what others have read meanwhile may lack what came
    // later.
    void end_write(FeatureId feature, Change change) noexcept;

private:
    void follow(FeatureId feature, const state::WriteMark::Added& mark);

    const Clock& clock_;
    ActivityMemo activities_;
    index::SnapshotShelf shelf_;
    ProvenState proven_;
    std::set<std::int64_t> removed_plays_;
};

}  // namespace mod_trakt::account
