#include "model/sent_name.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace mod_trakt {
namespace {

// Trakt's movies have no tvdb id.
constexpr std::array strongest_of_movie = {IdKey::Trakt, IdKey::Imdb, IdKey::Tmdb, IdKey::Tvdb};

Ids strongest_in(const Ids& ids, std::span<const IdKey> order) {
    const auto key = std::find_if(order.begin(), order.end(), [&](IdKey one) { return ids.has(one); });
    if (key == order.end()) return ids;
    Ids strongest;
    strongest.set(*key, ids.get(*key));
    return strongest;
}

}  // namespace

TitleName sent_name(const MediaRef& title) {
    TitleName name;
    name.type = media_type(title);
    std::visit(
        [&name](const auto& ref) {
            if constexpr (requires { ref.ids; }) {
                const bool is_movie = name.type == MediaType::Movie;
                name.ids = strongest_in(ref.ids, is_movie ? strongest_of_movie : strongest_first);
            } else {
                name.show = strongest_in(ref.show, strongest_first);
                name.season = ref.season;
                if constexpr (requires { ref.episode; }) name.episode = ref.episode;
            }
        },
        title);
    return name;
}

bool is_named_by_trakt_id(const MediaRef& title) {
    return std::visit(
        [](const auto& ref) {
            if constexpr (requires { ref.ids; })
                return ref.ids.has(IdKey::Trakt);
            else
                return ref.show.has(IdKey::Trakt);
        },
        title);
}

}  // namespace mod_trakt
