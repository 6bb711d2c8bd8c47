// The plays of one kind (movies or episodes): which title, when, and the text of the play's entry in the document.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "index/snapshot/entry_arena.hpp"
#include "index/snapshot/title_table.hpp"
#include "trakt/watched_map.hpp"

namespace mod_trakt::index {

class CompleteSnapshot;

struct Play {
    std::int64_t history_id = 0;  // 0: the row has none
    std::int64_t trakt_id = 0;    // of the movie or episode; 0: the row has none
    std::int64_t watched_ms = 0;
    std::string_view entry;  // `"key":{...}`; empty: a skipped row, which keeps its place in the list
};

struct PlayList {
    std::vector<Play> plays;  // in Trakt's order: newest first
    // The owners of the entries' text: arenas for plays that were just read, `base` for plays of the last snapshot.
    std::vector<std::shared_ptr<EntryArena>> arenas;
    std::shared_ptr<const CompleteSnapshot> base;
    // The titles of plays that were just read; `base` has the titles of its own plays.
    std::vector<std::shared_ptr<const TitleTable>> titles;
    std::int64_t hidden = 0;  // rows that Trakt's count includes and no page shows
    // The times that the watched map shows of such rows; sorted. The map may show none of them, or not be known.
    std::vector<trakt::WatchedTime> hidden_times = {};

    std::int64_t hidden_in_map() const noexcept { return static_cast<std::int64_t>(hidden_times.size()); }
};

// True if every play has a history id, so that two lists can be compared.
bool can_be_compared(const PlayList& list) noexcept;
// True if no two plays have the same history id.
bool have_own_ids(std::span<const Play> plays);

}  // namespace mod_trakt::index
