// One change that an input asks for, in Trakt's terms: which title, and which play or value of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "model/item.hpp"
#include "model/media_ref.hpp"

namespace mod_trakt::changes {

struct Intent {
    std::size_t input = 0;       // the number of the input; equal intents go by their first one
    const Item* item = nullptr;  // of that input; borrowed
    MediaRef title;              // as it is named to Trakt

    std::optional<std::int64_t> minute_ms;  // plays: when; absent in a removal: all plays of the title
    std::int64_t history_id = 0;            // a play to remove: what the caller takes for its id; 0: not given
    std::vector<std::int64_t> plays;        // a play to remove: the history ids that reading back has found

    std::optional<int> rating;  // a rating to add
    std::optional<std::int64_t> rated_ms;
};

// What stands in one place of a request's body. An intent has one piece, but a removal of plays has one for each play.
struct Piece {
    const Intent* intent = nullptr;
    std::int64_t history_id = 0;  // of a play to remove; 0 otherwise
};

}  // namespace mod_trakt::changes
