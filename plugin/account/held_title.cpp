#include "account/held_title.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace mod_trakt::account {
namespace {

constexpr std::array own_keys = {IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb};
constexpr std::array show_keys = {IdKey::Tvdb, IdKey::Imdb, IdKey::Tmdb, IdKey::Slug};

// True if these ids have another Trakt id than the input, and share one of its other ids.
bool share_id_but_not_trakt_id(const Ids& ids, const Ids& input, std::span<const IdKey> keys) {
    if (ids.get(IdKey::Trakt) == input.get(IdKey::Trakt)) return false;
    return std::any_of(keys.begin(), keys.end(),
                       [&](IdKey key) { return input.has(key) && input.get(key) == ids.get(key); });
}

}  // namespace

std::size_t HeldTitles::title_named(const TitleName& name) {
    const std::string_view trakt_id = name.ids.get(IdKey::Trakt);
    const auto is_name_of = [&](const HeldTitle& title) {
        return std::any_of(title.names.begin(), title.names.end(), [&](const TitleName& other) {
            if (trakt_id.empty()) return other == name;
            return other.type == name.type && other.ids.get(IdKey::Trakt) == trakt_id;
        });
    };
    const auto found = std::find_if(titles_.begin(), titles_.end(), is_name_of);
    const auto number = static_cast<std::size_t>(found - titles_.begin());
    if (found == titles_.end()) titles_.emplace_back();
    std::vector<TitleName>& names = titles_[number].names;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    return number;
}

void HeldTitles::add(std::size_t title, const Row& row, const Holding& holding) {
    if (rows_.insert(row).second) titles_[title].holdings.push_back(holding);
}

void HeldTitles::add_show(const Ids& show) {
    if (std::find(shows_.begin(), shows_.end(), show) == shows_.end()) shows_.push_back(show);
}

std::vector<std::string> HeldTitles::trakt_ids() const {
    std::vector<std::string> ids;
    for (const HeldTitle& title : titles_)
        for (const TitleName& name : title.names)
            if (name.ids.has(IdKey::Trakt)) ids.emplace_back(name.ids.get(IdKey::Trakt));
    return ids;
}

std::vector<std::string> HeldTitles::trakt_ids_of_shows() const {
    std::vector<std::string> ids;
    for (const Ids& show : shows_)
        if (show.has(IdKey::Trakt)) ids.emplace_back(show.get(IdKey::Trakt));
    return ids;
}

void HeldTitles::drop_titles_without_holdings() {
    std::erase_if(titles_, [](const HeldTitle& title) { return title.holdings.empty(); });
}

bool HeldTitles::others_share_ids(const TitleName& input) const {
    const auto shares = [&input](const TitleName& name) {
        return name.type == input.type && share_id_but_not_trakt_id(name.ids, input.ids, own_keys);
    };
    return std::any_of(titles_.begin(), titles_.end(), [&](const HeldTitle& title) {
        return std::any_of(title.names.begin(), title.names.end(), shares);
    });
}

bool HeldTitles::other_shows_share_ids(const TitleName& input) const {
    return std::any_of(shows_.begin(), shows_.end(),
                       [&input](const Ids& show) { return share_id_but_not_trakt_id(show, input.show, show_keys); });
}

TitleMatch HeldTitles::match(const TitleName& input) const {
    std::vector<HeldName> names;
    for (std::size_t title = 0; title < titles_.size(); ++title)
        for (const TitleName& name : titles_[title].names) names.push_back({title, name});
    return match_title(input, names, shows_);
}

}  // namespace mod_trakt::account
