// The keys of ids that an item can have, in storage order.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mod_trakt {

enum class IdKey : std::uint8_t {
    Imdb,
    Tmdb,
    Tvdb,
    Trakt,
    Simkl,
    Mal,
    Anilist,
    Kitsu,
    Anidb,
    Plex,
    Jellyfin,
    Guid,
    Slug,
};
inline constexpr std::size_t id_key_count = 13;

std::string_view id_key_name(IdKey key) noexcept;
std::optional<IdKey> id_key_from(std::string_view name) noexcept;

}  // namespace mod_trakt
