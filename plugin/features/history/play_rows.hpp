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
    // `type` is that of all rows: Movie or Episode.
    PlayRows(const KeyRules& rules, MediaType type) : rules_(&rules), type_(type) {}
    PlayRows(PlayRows&&) = default;
    PlayRows& operator=(PlayRows&&) = default;

    // How many rows are coming, as far as is known.
    void reserve(std::size_t rows);
    // Throws Failure BAD_DATA when the row is of the other type: then the list is not what was asked for. One that
    // cannot be used is counted, and is a play without an entry: it has its place in Trakt's list.
    index::Play take(json::Value row);
    std::vector<index::Play> take_all(json::Value rows);

    // The same for plays that were kept from an earlier read.
    void take_kept(std::span<const index::Play> plays);
    // Forgets what was taken.
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
    std::string text_;
};

}  // namespace mod_trakt::features
