// Makes a snapshot of the history out of its play lists.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "index/snapshot/snapshot.hpp"
#include "model/key_rules.hpp"

namespace mod_trakt::index {

struct HistorySection {
    std::string name;
    PlayList list;
    Checked checked;
    bool skips_unconfirmed = false;  // see SnapshotSection
    bool has_headers = false;        // see SnapshotSection
};

// `changed_seconds`: the epoch seconds of all plays that were added or removed since the snapshot that the lists were
// made from; null when there is no such snapshot. `rules`: the key rules that the entries were made under.
SnapshotPtr make_history(std::vector<HistorySection> sections, const std::unordered_set<std::int64_t>* changed_seconds,
                         StampReading stamps, std::int64_t generated_at_ms, const KeyRules& rules);

}  // namespace mod_trakt::index
