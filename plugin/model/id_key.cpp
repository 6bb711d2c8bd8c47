// The names of id keys, and their lookup.
#include "model/id_key.hpp"

#include <algorithm>
#include <array>

namespace mod_trakt {
namespace {

constexpr std::array<std::string_view, id_key_count> names = {
    "imdb", "tmdb", "tvdb", "trakt", "simkl", "mal", "anilist", "kitsu", "anidb", "plex", "jellyfin", "guid", "slug",
};

// No name is longer than eight bytes, so each fits into a 64-bit number (except names with leading NULs).
constexpr std::uint64_t as_number(std::string_view name) noexcept {
    std::uint64_t number = 0;
    for (const char c : name) number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

constexpr std::array<std::uint64_t, id_key_count> numbers = [] {
    std::array<std::uint64_t, id_key_count> made{};
    for (std::size_t i = 0; i < id_key_count; ++i) made[i] = as_number(names[i]);
    return made;
}();

}  // namespace

std::string_view id_key_name(IdKey key) noexcept { return names[static_cast<std::size_t>(key)]; }

std::optional<IdKey> id_key_from(std::string_view name) noexcept {
    if (name.empty() || name.size() > sizeof(std::uint64_t) || name.front() == '\0') return std::nullopt;
    const auto found = std::find(numbers.begin(), numbers.end(), as_number(name));
    if (found != numbers.end()) return static_cast<IdKey>(found - numbers.begin());
    return std::nullopt;
}

}  // namespace mod_trakt
