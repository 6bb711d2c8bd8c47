// The holdings of given titles in a snapshot, found by one pass over its tables for all of these titles. Nothing is
// built for other titles, and no text of the document is parsed except for the few titles that the tables cannot
// express.
#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "account/held_items.hpp"
#include "account/title_token.hpp"
#include "index/snapshot/snapshot.hpp"
#include "model/key_rules.hpp"

namespace mod_trakt::account {

// Not thread-safe: find() keeps its results.
class HeldRows {
public:
    HeldRows(const index::CompleteSnapshot& snapshot, KeyRules rules) : snapshot_(snapshot), rules_(std::move(rules)) {}

    // Looks for all tokens in one pass; otherwise find() makes a pass for each new token. Throws Failure INTERNAL when
    // the snapshot is damaged, instead of finding nothing.
    void look_for(std::span<const TitleToken> tokens);
    // Adds the titles and shows that have one of these tokens, with their holdings in the order of the document and
    // without the plays in `gone`. Throws like look_for().
    void find(std::span<const TitleToken> tokens, const std::set<std::int64_t>& gone, HeldTitles& found);
    // The same without holdings, and with titles whose plays are all gone.
    void find_titles(std::span<const TitleToken> tokens, HeldTitles& found);
    // Appends the plays of these minutes, without those in `gone`. Throws like look_for().
    void find_plays_at(const std::set<std::int64_t>& minutes_ms, const std::set<std::int64_t>& gone,
                       std::vector<HeldPlay>& found) const;
    // Appends the ratings or watchlist entries of these moments (Unix epoch, ms), both ends included. Throws like
    // look_for().
    void find_entries_between(std::int64_t from_ms, std::int64_t until_ms, std::vector<HeldEntry>& found) const;
    std::size_t size() const noexcept { return static_cast<std::size_t>(snapshot_.count()); }
    // How many of these plays are held.
    std::size_t count_of(const std::set<std::int64_t>& history_ids) const;

private:
    class Pass;

    // A title that matches a token, and where its rows are.
    struct Match {
        std::size_t section = 0;
        std::int64_t rows = 0;  // key in rows_: the Trakt id for plays, else the number of the title in the table
        TitleName name;
    };
    struct Answer {
        std::vector<Match> titles;
        std::vector<Ids> shows;  // for a token of a show
    };
    struct Row {
        std::size_t number = 0;  // in its section
        Holding holding;
    };
    using RowsByTitle = std::unordered_map<std::int64_t, std::vector<Row>>;

    index::CompleteSnapshot snapshot_;  // a copy shares the bytes
    KeyRules rules_;
    std::unordered_map<std::string, Answer> answers_;  // by the text of a token
    std::vector<RowsByTitle> rows_;                    // by section; of titles that match a token
    HeldItems in_text_;
    bool is_text_read_ = false;
};

}  // namespace mod_trakt::account
