// The types of media at Trakt, and their words: "movie" in items, "movies" in lists, paths and counts.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace mod_trakt {

enum class MediaType : std::uint8_t { Movie, Show, Season, Episode };

inline constexpr std::array<MediaType, 4> media_types = {MediaType::Movie, MediaType::Show, MediaType::Season,
                                                         MediaType::Episode};
inline constexpr std::size_t media_type_count = media_types.size();

constexpr std::size_t index_of(MediaType type) noexcept { return static_cast<std::size_t>(type); }

constexpr std::string_view singular(MediaType type) noexcept {
    constexpr std::array<std::string_view, media_type_count> words = {"movie", "show", "season", "episode"};
    return words[index_of(type)];
}

constexpr std::string_view plural(MediaType type) noexcept {
    constexpr std::array<std::string_view, media_type_count> words = {"movies", "shows", "seasons", "episodes"};
    return words[index_of(type)];
}

// The type of exactly this word; nullopt for any other text.
constexpr std::optional<MediaType> media_type_of_singular(std::string_view word) noexcept {
    for (const MediaType type : media_types)
        if (singular(type) == word) return type;
    return std::nullopt;
}

constexpr std::optional<MediaType> media_type_of_plural(std::string_view word) noexcept {
    for (const MediaType type : media_types)
        if (plural(type) == word) return type;
    return std::nullopt;
}

}  // namespace mod_trakt
