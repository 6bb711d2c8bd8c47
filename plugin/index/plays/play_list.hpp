// The plays of one kind (movies or episodes) as the plugin works with them: who, when, and the text of their entry in
// the document.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "index/snapshot/entry_arena.hpp"
#include "index/snapshot/title_table.hpp"

namespace mod_trakt::index {

class CompleteSnapshot;

struct Play {
    std::int64_t history_id = 0;  // 0: Trakt sent none
    std::int64_t trakt_id = 0;    // of the movie or episode; 0: Trakt sent none
    std::int64_t watched_ms = 0;
    std::string_view entry;  // `"key":{...}`; empty: a row that could not be used, kept for its place in the list
};

struct PlayList {
    std::vector<Play> plays;  // in Trakt's order: newest first
    // Who owns the entries' text: what was read just now, and the snapshot that the others were taken over from.
    std::vector<std::shared_ptr<EntryArena>> arenas;
    std::shared_ptr<const CompleteSnapshot> base;
    // The titles of what was read; `base` has those of the others.
    std::vector<std::shared_ptr<const TitleTable>> titles;
};

// Every play has an id, so that two readings can be compared.
bool can_be_compared(const PlayList& list) noexcept;
// No two plays have the same one.
bool have_own_ids(std::span<const Play> plays);

}  // namespace mod_trakt::index
