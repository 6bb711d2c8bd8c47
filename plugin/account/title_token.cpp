#include "account/title_token.hpp"

#include <array>

#include "model/canonical_key.hpp"

namespace mod_trakt::account {
namespace {

constexpr std::array<IdKey, 5> order = {IdKey::Trakt, IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb, IdKey::Slug};

class Tokens {
public:
    void own(MediaType type, const Ids& ids) {
        for (const IdKey key : order)
            if (ids.has(key)) add({.type = type, .key = key, .value = ids.get(key)});
    }
    void in_show(MediaType type, const Ids& show, std::optional<std::int64_t> season,
                 std::optional<std::int64_t> episode) {
        for (const IdKey key : order)
            if (show.has(key))
                add({.type = type,
                     .is_in_show = true,
                     .key = key,
                     .value = show.get(key),
                     .season = season,
                     .episode = episode});
    }
    std::vector<TitleToken> take() && { return std::move(tokens_); }

private:
    void add(const TitleToken& token) { tokens_.push_back(token); }

    std::vector<TitleToken> tokens_;
};

struct AddTokens {
    Tokens& tokens;
    void operator()(const MovieRef& ref) const { tokens.own(MediaType::Movie, ref.ids); }
    void operator()(const ShowRef& ref) const { tokens.own(MediaType::Show, ref.ids); }
    void operator()(const SeasonRef& ref) const { tokens.own(MediaType::Season, ref.ids); }
    void operator()(const EpisodeRef& ref) const { tokens.own(MediaType::Episode, ref.ids); }
    void operator()(const SeasonInShow& ref) const {
        tokens.in_show(MediaType::Season, ref.show, ref.season, std::nullopt);
    }
    void operator()(const EpisodeInShow& ref) const {
        tokens.in_show(MediaType::Episode, ref.show, ref.season, ref.episode);
    }
};

}  // namespace

std::string TitleToken::text() const {
    std::string text(is_in_show ? "#" : "=");
    text += static_cast<char>('A' + static_cast<int>(index_of(type)));
    text += static_cast<char>('A' + static_cast<int>(key));
    text += value;
    if (!is_in_show) return text;
    (text += '#') += season ? std::to_string(*season) : std::string();
    if (episode) (text += 'x') += std::to_string(*episode);
    return text;
}

std::vector<TitleToken> tokens_of(const MediaRef& ref) {
    Tokens tokens;
    std::visit(AddTokens{tokens}, ref);
    return std::move(tokens).take();
}

std::vector<TitleToken> tokens_of(const Item& item) {
    Tokens tokens;
    const std::optional<MediaType> type = item.type == "anime" ? MediaType::Show : media_type(item);
    if (!type) return {};
    tokens.own(*type, ids_for_requests(item));
    if (item.show_ids)
        tokens.in_show(*type, show_ids_for_requests(item), season_number(item),
                       *type == MediaType::Season ? std::nullopt : episode_number(item));
    return std::move(tokens).take();
}

TraktIds trakt_ids_of(const MediaRef& ref) {
    return std::visit(
        [](const auto& media) -> TraktIds {
            if constexpr (requires { media.show; })
                return {{}, media.show.get(IdKey::Trakt)};
            else
                return {media.ids.get(IdKey::Trakt), {}};
        },
        ref);
}

TraktIds trakt_ids_of(const Item& item) {
    return {ids_for_requests(item).get(IdKey::Trakt),
            item.show_ids ? show_ids_for_requests(item).get(IdKey::Trakt) : std::string_view()};
}

bool contradict(const TraktIds& a, const TraktIds& b) noexcept {
    const auto differ = [](std::string_view one, std::string_view other) {
        return !one.empty() && !other.empty() && one != other;
    };
    return differ(a.own, b.own) || differ(a.show, b.show);
}

}  // namespace mod_trakt::account
