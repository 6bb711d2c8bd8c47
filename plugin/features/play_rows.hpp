// Turns rows of the history into plays with their entries of the document.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "features/row_tally.hpp"
#include "model/key_rules.hpp"
#include "support/json/value.hpp"
#include "sync/play_list.hpp"

namespace mod_trakt::features {

class PlayRows {
public:
    explicit PlayRows(const KeyRules& rules) : rules_(&rules) {}
    PlayRows(PlayRows&&) = default;
    PlayRows& operator=(PlayRows&&) = default;

    // A row that cannot be used is counted, and is a play without an entry: it has its place in Trakt's list.
    sync::Play take(json::Value row);
    std::vector<sync::Play> take_all(json::Value rows);

    const RowTally& tally() const noexcept { return tally_; }
    // Owns the text of the entries.
    const std::shared_ptr<sync::EntryArena>& arena() const noexcept { return arena_; }

private:
    const KeyRules* rules_;
    RowTally tally_;
    std::shared_ptr<sync::EntryArena> arena_ = std::make_shared<sync::EntryArena>();
    std::string text_;
};

}  // namespace mod_trakt::features
