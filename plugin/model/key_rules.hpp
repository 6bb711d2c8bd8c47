// The rules for canonical keys. Keys must equal those of the host, so the host's configuration selects the rules.
#pragma once

#include <vector>

#include "model/id_key.hpp"

namespace mod_trakt {

enum class KeyProfile : std::uint8_t {
    Default,       // as the original intends them, without its defects
    CrossWatch32,  // exactly as in version 3.2.0, with its defects
};

// imdb tmdb tvdb trakt mal anilist kitsu anidb simkl plex guid slug.
std::vector<IdKey> default_key_priority();

struct KeyRules {
    KeyProfile profile = KeyProfile::Default;
    // The first of these that an item has makes its key.
    std::vector<IdKey> priority = default_key_priority();
};

}  // namespace mod_trakt
