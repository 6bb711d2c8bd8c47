// A shelf in a folder whose file operations can be made to fail, and snapshots for it.
#pragma once

#include <array>
#include <string>
#include <utility>

#include "index/snapshot/media_builder.hpp"
#include "index/snapshot/snapshot_shelf.hpp"
#include "tests/support/collecting_log.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::test {

inline const KeyRules key_rules;
inline const trakt::Stamps stamps = {{"movies.watched_at", "2026-09-11T20:15:00.000Z"},
                                     {"episodes.watched_at", "2026-09-12T19:42:00.000Z"}};
inline trakt::Stamps with_last(const char* value) {
    trakt::Stamps other = stamps;
    other.back().value = value;
    return other;
}

// `taken_ms`: when the stamps were requested; by default an hour after the newest of them.
inline index::SnapshotPtr snapshot(const char* title, const trakt::Stamps& taken = stamps,
                                   std::int64_t taken_ms = 1'789'242'120'000 + 3'600'000,
                                   const std::string& mark = {}) {
    const Parsed parsed(R"({"type":"movie","title":")" + std::string(title) + R"(","ids":{"imdb":"tt1"}})");
    constexpr std::array<std::string_view, 1> names = {"movies"};
    index::MediaBuilder builder(key_rules, names);
    builder.add(0, reduce(parsed.root(), key_rules), 1, 0);
    return std::move(builder).finish({taken, taken_ms, mark}, 1'789'242'120'000).snapshot;
}

// The snapshot of a read that begins now.
inline index::SnapshotPtr read(const index::SnapshotShelf& shelf, const char* title,
                               const trakt::Stamps& taken = stamps,
                               std::int64_t taken_ms = 1'789'242'120'000 + 3'600'000) {
    return snapshot(title, taken, taken_ms, shelf.begin_read(FeatureId::History));
}

struct ShelfBench {
    index::SnapshotShelf shelf(const std::string& account = "me", const std::string& by_rules = "rules") {
        index::SnapshotShelf shelf(&folder, by_rules, log);
        shelf.open(account, false);
        return shelf;
    }
    std::string file() const { return folder.snapshot_file("me", "rules", "history"); }

    TempFolder temp;
    CollectingLog log;
    HookedFiles files;
    state::StateFolder folder{files, temp / "state", 0};
};

}  // namespace mod_trakt::test
