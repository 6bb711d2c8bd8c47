// Which rules canonical keys follow. Keys must equal the host's own, so the host says which rules it has.
#pragma once

#include <vector>

#include "model/id_key.hpp"

namespace mod_trakt {

enum class KeyProfile : std::uint8_t {
    Default,      // behaviour of the original with its corrections (KEY-1 to KEY-8)
    CrossWatch32, // exactly as version 3.2.0, defects included
};

struct KeyRules {
    KeyProfile profile = KeyProfile::Default;
    // The first of these that an item has makes its key.
    std::vector<IdKey> priority = {IdKey::Imdb, IdKey::Tmdb,  IdKey::Tvdb,  IdKey::Trakt, IdKey::Mal,  IdKey::Anilist,
                                   IdKey::Kitsu, IdKey::Anidb, IdKey::Simkl, IdKey::Plex,  IdKey::Guid, IdKey::Slug};
};

}  // namespace mod_trakt
