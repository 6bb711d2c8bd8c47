// The ids of an input that a request may carry. Canonical keys use all digits of an id. A request must not do so,
// because it would change another title: {"tmdb": -1} is not the title with the number 1.
#pragma once

#include <string>

#include "model/ids.hpp"
#include "model/key_rules.hpp"
#include "support/json/value.hpp"

namespace mod_trakt {

struct RequestIds {
    Ids ids;              // the item's own
    Ids show_ids;         // of a season or episode
    std::string refused;  // values that are not ids, for messages: `tmdb "-1"`; empty: none
};

// Precondition: `object.is_object()`; it is an input as the host gave it.
RequestIds request_ids(json::Value object, KeyProfile profile);

}  // namespace mod_trakt
