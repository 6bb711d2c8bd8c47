// Reads the `not_found` of a bulk answer back to what was sent: it echoes request objects, nested,
// flattened, or without their ids.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "model/media_ref.hpp"
#include "model/media_type.hpp"
#include "support/json/value.hpp"

namespace mod_trakt::trakt {

struct NotFound {
    std::vector<bool> matched;  // one per ref sent: Trakt does not know it
    // Echoes that could not be traced to anything sent, by MediaType; a nested episode counts as an episode, whatever
    // it was nested under.
    std::array<std::size_t, media_type_count> unmatched = {};
};

NotFound match_not_found(json::Value not_found, std::span<const MediaRef> sent);

}  // namespace mod_trakt::trakt
