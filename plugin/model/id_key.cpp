// The names of id keys, and their lookup.
#include "model/id_key.hpp"

#include <array>
#include <string>
#include <utility>

namespace mod_trakt {
namespace {

constexpr std::array<std::string_view, id_key_count> names = {
    "imdb", "tmdb", "tvdb", "trakt", "simkl", "mal", "anilist", "kitsu", "anidb", "plex", "jellyfin", "guid", "slug",
};

// The length of names[i] is known at compile time, so the comparison of few bytes needs no function call.
template <std::size_t i>
bool is_name(std::string_view text) noexcept {
    constexpr std::string_view name = names[i];
    return text.size() == name.size() && std::char_traits<char>::compare(text.data(), name.data(), name.size()) == 0;
}

template <std::size_t... i>
std::optional<IdKey> find(std::string_view name, std::index_sequence<i...>) noexcept {
    std::optional<IdKey> found;
    static_cast<void>(((is_name<i>(name) && (found = static_cast<IdKey>(i), true)) || ...));
    return found;
}

}  // namespace

std::string_view id_key_name(IdKey key) noexcept { return names[static_cast<std::size_t>(key)]; }

std::optional<IdKey> id_key_from(std::string_view name) noexcept {
    return find(name, std::make_index_sequence<id_key_count>());
}

}  // namespace mod_trakt
