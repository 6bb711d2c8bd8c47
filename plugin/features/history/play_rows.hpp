// Turns rows of the history into plays with their entries of the document.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "features/row_tally.hpp"
#include "index/plays/play_list.hpp"
#include "model/key_rules.hpp"
#include "model/media_type.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::features {

class PlayRows {
public:
    // `type` is the type of all rows: Movie or Episode.
    PlayRows(const KeyRules& rules, MediaType type) : rules_(&rules), type_(type) {}
    PlayRows(PlayRows&&) = default;
    PlayRows& operator=(PlayRows&&) = default;

    // Prepares for about so many rows.
    void reserve(std::size_t rows);
    // Makes a play of a row. A skipped row is counted and becomes a play without an entry, which keeps its place in
    // Trakt's list. Throws Failure BAD_DATA when the row has the other type, because then the list is not the requested
    // one.
    index::Play take(json::Value row);
    std::vector<index::Play> take_all(json::Value rows);

    // Counts plays of kept pages, and notes their titles.
    void take_kept(std::span<const index::Play> plays);
    // Forgets all rows.
    void restart() { *this = PlayRows(*rules_, type_); }

    const RowTally& tally() const noexcept { return tally_; }
    // Owns the text of the entries.
    const std::shared_ptr<index::EntryArena>& arena() const noexcept { return arena_; }
    // The titles of all plays that have a Trakt id.
    const std::shared_ptr<index::TitleTable>& titles() const noexcept { return titles_; }

private:
    const KeyRules* rules_;
    MediaType type_;
    RowTally tally_;
    std::shared_ptr<index::EntryArena> arena_ = std::make_shared<index::EntryArena>();
    std::shared_ptr<index::TitleTable> titles_ = std::make_shared<index::TitleTable>();
    std::string key_, text_;  // of the last play; members so that their memory is used again
};

}  // namespace mod_trakt::features
