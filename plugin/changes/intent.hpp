// One change that an input asks for, in Trakt's terms: which title, and which play or value of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "account/held_title.hpp"
#include "model/item.hpp"
#include "model/media_ref.hpp"

namespace mod_trakt::changes {

struct Intent {
    static constexpr std::size_t no_input = std::numeric_limits<std::size_t>::max();

    std::size_t input = 0;         // number of the input, for merged intents of the first one; no_input: there is none
    std::size_t last_input = 0;    // for merged intents: the last input, whose values are sent
    const Item* item = nullptr;    // the item of that input; borrowed
    MediaRef title;                // the name that is sent to Trakt
    TitleName name;                // the title as the input names it, with what was learnt of its Trakt id
    account::HeldMatch held;       // what the account has of it; NotHeld also when that is not known
    bool show_goes_alone = false;  // the show that names the title is sent by its Trakt id alone, which `name` has
    bool is_by_elimination = false;  // a removal whose title was learnt by elimination, without a search
    bool is_unsearched = false;      // is_by_elimination because the call has used up its searches
    std::string remark;              // for the report, if the change is made; may be empty

    std::optional<std::int64_t> minute_ms;  // of a play; nullopt in a removal: all plays of the title
    std::int64_t history_id = 0;            // of a play to remove: the id that the caller gives; 0: none
    std::vector<std::int64_t> plays;        // to remove: the history ids that were found by reading back

    std::optional<int> rating;  // a rating to add
    std::optional<std::int64_t> rated_ms;
};

// One element of a request's body. An intent has one piece, or in a removal of plays one for each play.
struct Piece {
    const Intent* intent = nullptr;
    std::int64_t history_id = 0;  // of a play to remove; 0 otherwise
};

}  // namespace mod_trakt::changes
