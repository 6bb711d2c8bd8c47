// GET /search/{id type}/{id}: finds the titles of an id, even of an id that Trakt accepts but never shows.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "model/id_key.hpp"
#include "model/media_type.hpp"
#include "trakt/api.hpp"

namespace mod_trakt::trakt {

// The Trakt ids of the titles of this type with this id (Trakt, tvdb, imdb or tmdb), each once; empty if Trakt
// knows none. Nullopt if Trakt has no such search (seasons) or gives no readable answer. Throws Failure for errors that
// end the call.
std::optional<std::vector<std::int64_t>> search_title(Api& api, MediaType type, IdKey key, std::string_view value,
                                                      const CallScope& scope);

}  // namespace mod_trakt::trakt
