// The default order of id keys.
#include "model/key_rules.hpp"

namespace mod_trakt {

std::vector<IdKey> default_key_priority() {
    return {IdKey::Imdb,  IdKey::Tmdb,  IdKey::Tvdb,  IdKey::Trakt, IdKey::Mal,  IdKey::Anilist,
            IdKey::Kitsu, IdKey::Anidb, IdKey::Simkl, IdKey::Plex,  IdKey::Guid, IdKey::Slug};
}

}  // namespace mod_trakt
