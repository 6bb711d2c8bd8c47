// A proof: a snapshot known to be the present state at some moment, and what this handle has changed since. With it,
// many writes in a row need no read between them. It expires after lifetime_ms.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "account/holdings.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/feature_id.hpp"
#include "support/clock.hpp"

namespace mod_trakt::account {

struct Proof {
    index::SnapshotPtr snapshot;
    std::int64_t at_steady_ms = 0;
    std::int64_t at_unix_ms = 0;
    std::string mark;                     // the proof is valid only while the write mark equals this
    std::optional<Holdings> in_snapshot;  // nullopt before the first question
    Holdings added;                       // by this handle since then
    std::set<std::int64_t> gone;          // history ids removed by this handle since then
};

// The proofs of a handle. Not thread-safe.
class ProvenState {
public:
    static constexpr std::int64_t lifetime_ms = 300'000;

    // Null when there is no proof, or it has expired.
    Proof* find(FeatureId feature, const Clock& clock);
    Proof& put(FeatureId feature, index::SnapshotPtr snapshot, const Clock& clock);
    void drop(FeatureId feature) noexcept { proofs_[index_of(feature)].reset(); }

private:
    std::array<std::optional<Proof>, feature_count> proofs_;
};

// The present holdings by this proof.
Holdings holdings_of(Proof& proof, const KeyRules& rules);

}  // namespace mod_trakt::account
