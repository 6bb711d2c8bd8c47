// Comparing titles by their ids and numbers.
#include "model/title_name.hpp"

#include <array>
#include <span>

#include "model/canonical_key.hpp"
#include "model/media_ref.hpp"

namespace mod_trakt {
namespace {

constexpr std::array all_keys = {IdKey::Trakt, IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb, IdKey::Slug};
constexpr std::array movie_keys = {IdKey::Trakt, IdKey::Imdb, IdKey::Tmdb, IdKey::Slug};
constexpr std::array tvdb_alone = {IdKey::Tvdb};
constexpr std::array weak_keys = {IdKey::Imdb, IdKey::Tmdb};

Sameness compare(const Ids& a, const Ids& b, std::span<const IdKey> keys) {
    bool is_one_equal = false, does_one_differ = false;
    for (const IdKey key : keys) {
        if (!a.has(key) || !b.has(key)) continue;
        const bool equal = a.get(key) == b.get(key);
        if (key == IdKey::Trakt) return equal ? Sameness::Same : Sameness::Different;
        is_one_equal = is_one_equal || equal;
        does_one_differ = does_one_differ || (!equal && key != IdKey::Slug);  // Trakt changes slugs
    }
    if (does_one_differ) return is_one_equal ? Sameness::Contradicting : Sameness::Different;
    return is_one_equal ? Sameness::Same : Sameness::Unknown;
}

Sameness compare_in_show(const TitleName& a, const TitleName& b) {
    const bool episode = a.type == MediaType::Episode;
    if (!a.season || !b.season || (episode && (!a.episode || !b.episode))) return Sameness::Unknown;
    const Sameness show = compare(a.show, b.show, all_keys);
    if (show != Sameness::Same && show != Sameness::Contradicting) return show;
    const bool same_numbers = a.season == b.season && (!episode || a.episode == b.episode);
    return same_numbers ? show : Sameness::Different;
}

}  // namespace

TitleName title_name(const Item& item) {
    TitleName name;
    name.type = item.type == "anime" ? MediaType::Show : media_type(item);
    name.ids = own_ids(item);
    if (!is_in_show(item)) return name;
    name.show = show_scope_ids(item);
    name.season = season_number(item);
    if (name.type == MediaType::Episode) name.episode = episode_number(item);
    return name;
}

TitleName title_name_of_row(const Item& item) {
    TitleName name;
    name.type = media_type(item);
    name.ids = item.ids;
    if (!is_in_show(item) || !item.show_ids) return name;
    name.show = *item.show_ids;
    name.season = season_number(item);
    if (name.type == MediaType::Episode) name.episode = episode_number(item);
    return name;
}

Sameness compare(const TitleName& a, const TitleName& b) {
    if (!a.type || a.type != b.type) return Sameness::Different;
    if (a.type == MediaType::Movie) {
        // Trakt's movies have no tvdb id, so tvdb ids of two inputs decide only if no other id does.
        const Sameness by_others = compare(a.ids, b.ids, movie_keys);
        return by_others != Sameness::Unknown ? by_others : compare(a.ids, b.ids, tvdb_alone);
    }
    if (!is_in_show(*a.type)) return compare(a.ids, b.ids, all_keys);
    if (a.ids.has(IdKey::Trakt) && b.ids.has(IdKey::Trakt)) return compare(a.ids, b.ids, std::array{IdKey::Trakt});
    if (const Sameness by_tvdb = compare(a.ids, b.ids, tvdb_alone); by_tvdb != Sameness::Unknown) return by_tvdb;
    if (const Sameness in_show = compare_in_show(a, b); in_show != Sameness::Unknown) return in_show;
    return compare(a.ids, b.ids, weak_keys);
}

std::vector<std::string> likeness_texts(const TitleName& name) {
    std::vector<std::string> texts;
    if (!name.type) return texts;
    const auto add = [&](char kind, const Ids& ids, const std::string& suffix) {
        for (const IdKey key : all_keys) {
            if (!ids.has(key)) continue;
            std::string& text = texts.emplace_back(singular(*name.type).substr(0, 2));  // "mo", "sh", "se", "ep"
            text += kind;
            text += static_cast<char>('A' + static_cast<int>(key));
            text.append(ids.get(key)).append(suffix);
        }
    };
    add('=', name.ids, {});
    if (!is_in_show(*name.type) || !name.season) return texts;
    std::string numbers(1, '#');
    numbers += std::to_string(*name.season);
    if (name.episode) numbers.append(1, 'x').append(std::to_string(*name.episode));
    add('#', name.show, numbers);
    return texts;
}

}  // namespace mod_trakt
