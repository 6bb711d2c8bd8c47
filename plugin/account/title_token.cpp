#include "account/title_token.hpp"

#include <array>

namespace mod_trakt::account {
namespace {

constexpr std::array<IdKey, 5> keys = {IdKey::Trakt, IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb, IdKey::Slug};

char letter(int number) noexcept { return static_cast<char>('A' + number); }

}  // namespace

std::string TitleToken::text() const {
    std::string text(1, letter(static_cast<int>(kind)));
    text += letter(static_cast<int>(index_of(type)));
    text += letter(static_cast<int>(key));
    text += value;
    if (kind != Kind::InShow) return text;
    (text += '#') += season ? std::to_string(*season) : std::string();
    if (episode) (text += 'x') += std::to_string(*episode);
    return text;
}

std::vector<TitleToken> tokens_of(const TitleName& name) {
    std::vector<TitleToken> tokens;
    if (!name.type) return tokens;
    for (const IdKey key : keys)
        if (name.ids.has(key))
            tokens.push_back(
                {.type = *name.type, .kind = TitleToken::Kind::Own, .key = key, .value = name.ids.get(key)});
    if (!is_in_show(*name.type)) return tokens;
    for (const IdKey key : keys) {
        if (!name.show.has(key)) continue;
        // The token is the same for a show of seasons and a show of episodes.
        tokens.push_back(
            {.type = MediaType::Show, .kind = TitleToken::Kind::Show, .key = key, .value = name.show.get(key)});
        if (is_numbered(name))
            tokens.push_back({.type = *name.type,
                              .kind = TitleToken::Kind::InShow,
                              .key = key,
                              .value = name.show.get(key),
                              .season = name.season,
                              .episode = name.episode});
    }
    return tokens;
}

}  // namespace mod_trakt::account
