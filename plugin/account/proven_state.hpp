// What this handle knows of an account beyond doubt: a snapshot proven at some moment, and what this handle has changed
// since. It spares a new read before each of many writes in a row; after a while it is proven anew.
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
    std::string mark;              // what the mark of own writes has to show as long as this is known
    std::optional<Holdings> read;  // what the snapshot holds, with what has been found in it so far
    Holdings added;                // by this handle, since
    std::set<std::int64_t> gone;   // history ids removed by this handle, since
};

class ProvenState {
public:
    static constexpr std::int64_t lifetime_ms = 300'000;

    // Null when there is none, or when it is too old.
    Proof* find(FeatureId feature, const Clock& clock);
    Proof& put(FeatureId feature, index::SnapshotPtr snapshot, const Clock& clock);
    void drop(FeatureId feature) noexcept { proofs_[index_of(feature)].reset(); }

private:
    std::array<std::optional<Proof>, feature_count> proofs_;
};

// Everything that the proof tells, for asking.
Holdings holdings_of(Proof& proof, const KeyRules& rules);

}  // namespace mod_trakt::account
