// What a snapshot holds of the titles that are asked for, found by one pass over its tables for all of them: nothing is
// built for the others, and no text of the document is read, but for the rare titles that the tables do not tell.
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

class HeldRows {
public:
    HeldRows(const index::CompleteSnapshot& snapshot, KeyRules rules) : snapshot_(snapshot), rules_(std::move(rules)) {}

    // Makes one pass for all of these; without it, find() makes one for each that is new. Throws Failure INTERNAL when
    // the snapshot is not what was written: never "nothing is held".
    void look_for(std::span<const TitleToken> tokens);
    // Appends the holdings of the titles that the token names and that do not contradict `wanted`, in the order of the
    // document, without the plays that are gone. Throws like look_for().
    void find(const TitleToken& token, const TraktIds& wanted, const std::set<std::int64_t>& gone,
              std::vector<Holding>& found);
    std::size_t size() const noexcept { return static_cast<std::size_t>(snapshot_.count()); }
    // How many of these plays it has.
    std::size_t count_of(const std::set<std::int64_t>& history_ids) const;

private:
    class Pass;

    // A title that a token names, and where its rows are.
    struct Match {
        std::size_t section = 0;
        std::int64_t rows = 0;  // under which number: plays belong to all titles of a Trakt id, other rows to one title
        std::int64_t trakt_id = 0, trakt_id_of_show = 0;  // 0: not known
    };
    struct Row {
        std::size_t number = 0;  // in its section
        Holding holding;
    };
    using RowsByTitle = std::unordered_map<std::int64_t, std::vector<Row>>;

    index::CompleteSnapshot snapshot_;  // a copy shares the bytes
    KeyRules rules_;
    std::unordered_map<std::string, std::vector<Match>> answers_;  // by the text of a token
    std::vector<RowsByTitle> rows_;                                // by section; of titles that were asked for
    HeldItems in_text_;
    bool is_text_read_ = false;
};

}  // namespace mod_trakt::account
