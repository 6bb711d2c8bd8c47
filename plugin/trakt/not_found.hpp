// Matches the `not_found` of a bulk answer with the titles that were sent. Trakt echoes the objects of the request:
// nested, flattened, or without their ids.
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
    std::vector<bool> matched;  // one for each sent ref; true: Trakt does not know it
    // The number of echoes that match no ref, by MediaType. A nested episode counts as an episode.
    std::array<std::size_t, media_type_count> unmatched = {};
};

NotFound match_not_found(json::Value not_found, std::span<const MediaRef> sent);

}  // namespace mod_trakt::trakt
