// Choosing the ids and numbers by which Trakt finds an item's title.
#include "model/media_ref.hpp"

#include <cmath>
#include <initializer_list>
#include <type_traits>

#include "model/canonical_key.hpp"
#include "model/text.hpp"
#include "support/real.hpp"

namespace mod_trakt {
namespace {

// Ids under the rules of 3.2.0 may contain digits of other scripts, which Trakt cannot read.
bool trakt_can_read(IdKey key, std::string_view value) noexcept {
    if (key == IdKey::Slug) return !value.empty();
    if (key == IdKey::Imdb) return value.size() > 2 && all_ascii_digits(value.substr(2));
    return all_ascii_digits(value);
}

Ids pick(const Ids& from, std::initializer_list<IdKey> keys) {
    Ids picked;
    for (const IdKey key : keys)
        if (from.has(key) && trakt_can_read(key, from.get(key))) picked.set(key, from.get(key));
    return picked;
}

// By convention, an episode with `season` and `episode` has the ids of its show, whatever their values. Callers have
// checked that it has no show_ids.
bool is_numbered_in_its_show(const Item& item) {
    return is_of_type(item, MediaType::Episode) && !item.season.null_or_absent() && !item.episode.null_or_absent();
}

bool is_bad_number(const Field& field, const std::optional<std::int64_t>& number) {
    const bool blank = field.view().is_string() && strip(field.view().text()).empty();
    return !number && !field.null_or_absent() && !blank;
}

bool is_show(const Item& item) noexcept { return is_of_type(item, MediaType::Show) || item.type == "anime"; }

// The end of a message: it names the values that are not ids.
std::string refused_ids(const Item& item) {
    if (!item.request_ids || item.request_ids->refused.empty()) return {};
    return "; these values are not ids: " + item.request_ids->refused;
}

Rejection missing_ids(const Item& item) {
    return {"missing ids",
            "the " + item.type + " has no id that Trakt knows (imdb, tmdb, tvdb, trakt)" + refused_ids(item)};
}

Rejection unsupported_type(const Item& item, std::string_view feature) {
    return {"unsupported type", "Trakt has no " + std::string(feature) + " for items of type \"" + item.type + "\""};
}

bool has_bad_number(const Item& item) {
    return is_bad_number(item.season, season_number(item)) || is_bad_number(item.episode, episode_number(item));
}

// True if only a bad season or episode number keeps the item from being found in its show.
bool is_stopped_by_number(const Item& item) { return has_bad_number(item) && !show_scope_ids(item).empty(); }

Rejection bad_number() {
    return {"invalid season/episode number", "season or episode is not a whole number; correct it"};
}

// The nested form of a season or episode without ids of its own.
std::variant<MediaRef, Rejection> within_show(const Item& item) {
    if (is_of_type(item, MediaType::Episode)) {
        if (auto nested = episode_in_show(item)) return MediaRef(*std::move(nested));
    } else if (const auto season = season_number(item)) {
        if (Ids show = show_scope_ids(item); !show.empty()) return MediaRef(SeasonInShow{std::move(show), *season});
    }
    return is_stopped_by_number(item) ? bad_number() : missing_ids(item);
}

// A season or episode by its own strong ids, else within its show, else by its other own ids.
std::variant<MediaRef, Rejection> by_strongest_ids(const Item& item, Ids own) {
    if (!is_strong(own)) {
        auto nested = within_show(item);
        if (own.empty() || std::holds_alternative<MediaRef>(nested)) return nested;
    }
    return is_of_type(item, MediaType::Season) ? MediaRef(SeasonRef{std::move(own)})
                                               : MediaRef(EpisodeRef{std::move(own)});
}

}  // namespace

MediaType media_type(const PlayRef& ref) noexcept {
    return std::holds_alternative<MovieRef>(ref) ? MediaType::Movie : MediaType::Episode;
}

MediaType media_type(const MediaRef& ref) noexcept {
    if (std::holds_alternative<MovieRef>(ref)) return MediaType::Movie;
    if (std::holds_alternative<ShowRef>(ref)) return MediaType::Show;
    const bool season = std::holds_alternative<SeasonRef>(ref) || std::holds_alternative<SeasonInShow>(ref);
    return season ? MediaType::Season : MediaType::Episode;
}

MediaRef to_media_ref(const PlayRef& play) {
    return std::visit([](const auto& ref) -> MediaRef { return ref; }, play);
}

std::optional<PlayRef> to_play_ref(const MediaRef& media) {
    return std::visit(
        [](const auto& ref) -> std::optional<PlayRef> {
            if constexpr (std::is_constructible_v<PlayRef, decltype(ref)>)
                return PlayRef(ref);
            else
                return std::nullopt;
        },
        media);
}

Ids own_ids(const Item& item) {
    Ids ids = pick(ids_for_requests(item), {IdKey::Imdb, IdKey::Tmdb, IdKey::Tvdb, IdKey::Trakt});
    if (!is_in_show(item)) return ids;
    if (!item.show_ids) {
        if (is_numbered_in_its_show(item)) ids.clear();
        return ids;
    }
    for (const IdKey key : {IdKey::Imdb, IdKey::Tmdb, IdKey::Tvdb, IdKey::Trakt})
        if (ids.get(key) == show_ids_for_requests(item).get(key)) ids.erase(key);
    return ids;
}

Ids show_scope_ids(const Item& item) {
    const auto keys = {IdKey::Trakt, IdKey::Slug, IdKey::Imdb, IdKey::Tmdb, IdKey::Tvdb};
    if (item.show_ids) return pick(show_ids_for_requests(item), keys);
    return is_numbered_in_its_show(item) ? pick(ids_for_requests(item), keys) : Ids();
}

std::optional<EpisodeInShow> episode_in_show(const Item& item) {
    if (!is_of_type(item, MediaType::Episode)) return std::nullopt;
    const auto season = season_number(item);
    const auto episode = episode_number(item);
    if (!season || !episode) return std::nullopt;
    Ids show = show_scope_ids(item);
    if (show.empty()) return std::nullopt;
    return EpisodeInShow{std::move(show), *season, *episode};
}

std::variant<PlayRef, Rejection> play_ref(const Item& item) {
    if (is_of_type(item, MediaType::Movie)) {
        Ids ids = own_ids(item);
        if (ids.empty()) return missing_ids(item);
        return PlayRef(MovieRef{std::move(ids)});
    }
    if (!is_of_type(item, MediaType::Episode)) return unsupported_type(item, "plays");
    Ids ids = own_ids(item);
    if (is_strong(ids)) return PlayRef(EpisodeRef{std::move(ids)});
    if (auto nested = episode_in_show(item)) return PlayRef(*std::move(nested));
    if (!ids.empty()) return PlayRef(EpisodeRef{std::move(ids)});
    if (is_stopped_by_number(item)) return bad_number();
    // The item was given ids that cannot be used; the message names them.
    if (const std::string refused = refused_ids(item); !refused.empty()) return missing_ids(item);
    return Rejection{"episode scope or ids missing",
                     "the episode has neither ids of its own nor ids of its show with season and episode numbers"};
}

std::variant<MediaRef, Rejection> watchlist_ref(const Item& item) {
    Ids ids = own_ids(item);
    if (is_of_type(item, MediaType::Movie) || is_show(item)) {
        if (ids.empty()) return missing_ids(item);
        return is_of_type(item, MediaType::Movie) ? MediaRef(MovieRef{std::move(ids)})
                                                  : MediaRef(ShowRef{std::move(ids)});
    }
    if (!is_in_show(item)) return unsupported_type(item, "watchlist entries");
    return by_strongest_ids(item, std::move(ids));
}

std::variant<MediaRef, Rejection> rating_ref(const Item& item) {
    // Nobody would notice a rating of a wrong title, so a missing type is not taken for "movie" here.
    if (!item.typed) return Rejection{"unsupported type", "the item does not say its type"};
    if (is_of_type(item, MediaType::Season)) {
        Ids ids = own_ids(item);
        ids.erase(IdKey::Imdb);
        return by_strongest_ids(item, std::move(ids));
    }
    if (!is_of_type(item, MediaType::Movie) && !is_of_type(item, MediaType::Episode) && !is_show(item))
        return unsupported_type(item, "ratings");
    return watchlist_ref(item);
}

std::optional<int> rating_of(const Field& rating) {
    double value = 0;
    if (const auto own = rating.own_integer()) {
        value = static_cast<double>(*own);
    } else {
        const json::Value view = rating.view();
        const std::string_view text = rating.own_text()  ? strip(*rating.own_text())
                                      : view.is_number() ? view.number_text()
                                                         : strip(view.text());
        const std::optional<double> real = parse_real(text);
        if (!real) return std::nullopt;
        value = *real;
    }
    const double rounded = std::floor(value + 0.5);
    if (rounded < 1 || rounded > 10) return std::nullopt;
    return static_cast<int>(rounded);
}

}  // namespace mod_trakt
