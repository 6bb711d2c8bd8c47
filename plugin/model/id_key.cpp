#include "model/id_key.hpp"

#include <array>

namespace mod_trakt {
namespace {

constexpr std::array<std::string_view, id_key_count> names = {
    "imdb", "tmdb", "tvdb", "trakt", "simkl", "mal", "anilist", "kitsu", "anidb", "plex", "jellyfin", "guid", "slug",
};

}  // namespace

std::string_view id_key_name(IdKey key) noexcept { return names[static_cast<std::size_t>(key)]; }

std::optional<IdKey> id_key_from(std::string_view name) noexcept {
    if (name.empty()) return std::nullopt;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i].front() == name.front() && names[i] == name) return static_cast<IdKey>(i);
    return std::nullopt;
}

}  // namespace mod_trakt
