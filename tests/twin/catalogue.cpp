// Indexes of the catalogue, and the JSON of its titles.
#include "twin/catalogue.hpp"

#include "twin/json.hpp"

namespace mod_trakt::twin {
namespace {

constexpr const char* singulars[] = {"movie", "show", "season", "episode"};
constexpr const char* plurals[] = {"movies", "shows", "seasons", "episodes"};

void append_ids(std::string& out, Kind kind, const Ids& ids) {
    // As at Trakt, missing ids are null in some titles and left out in others.
    const bool say_null = ids.trakt % 2 == 1 || ids.trakt >= 7'000'000;
    auto number = [&](const char* name, std::int64_t value) {
        if (!value && !say_null) return;
        out += ",\"";
        out += name;
        out += "\":";
        if (value)
            append_number(out, value);
        else
            out += "null";
    };
    out += "\"ids\":{\"trakt\":";
    append_number(out, ids.trakt);
    if (!ids.slug.empty()) {
        out += ",\"slug\":\"";
        out += ids.slug;
        out += '"';
    }
    if (kind != Kind::Movie) number("tvdb", ids.tvdb);
    if (kind != Kind::Season && (say_null || !ids.imdb.empty())) {
        out += ",\"imdb\":";
        if (ids.imdb.empty())
            out += "null";
        else
            (out += '"') += ids.imdb + '"';
    }
    number("tmdb", ids.tmdb);
    out += '}';
}

template <class Title>
std::string title_json(Kind kind, const Title& title) {
    std::string out = "{\"title\":";
    append_json_string(out, title.title);
    out += ",\"year\":";
    out += title.year ? std::to_string(title.year) : "null";
    out += ',';
    append_ids(out, kind, title.ids);
    return out + '}';
}

}  // namespace

const char* singular(Kind kind) { return singulars[static_cast<int>(kind)]; }
const char* plural(Kind kind) { return plurals[static_cast<int>(kind)]; }

std::optional<Kind> kind_from(std::string_view word) {
    for (Kind kind : all_kinds)
        if (word == singular(kind) || word == plural(kind)) return kind;
    return std::nullopt;
}

Catalogue::Catalogue(std::size_t movie_count, std::size_t show_count) {
    movies.reserve(movie_count);
    shows.reserve(show_count);
    seasons.reserve(show_count * 5);
    episodes.reserve(show_count * 64);
    add_fixture_titles();
    for (std::size_t n = 0; movies.size() < movie_count; ++n) generate_movie(n);
    for (std::size_t n = 0; shows.size() < show_count; ++n) generate_show(n);
    write_json();
    build_index();
}

void Catalogue::add_movie(Movie movie) { movies.push_back(std::move(movie)); }

std::uint32_t Catalogue::add_show(Show show) {
    shows.push_back(std::move(show));
    return static_cast<std::uint32_t>(shows.size() - 1);
}

std::uint32_t Catalogue::add_season(std::uint32_t show, int number, Ids ids) {
    const auto season = static_cast<std::uint32_t>(seasons.size());
    seasons.push_back({std::move(ids), show, number, {}, {}});
    shows[show].seasons.push_back(season);
    return season;
}

void Catalogue::add_episode(std::uint32_t season, int number, Ids ids, std::string title, std::int64_t first_aired_ms) {
    Season& parent = seasons[season];
    parent.episodes.push_back(static_cast<std::uint32_t>(episodes.size()));
    if (parent.number > 0) ++shows[parent.show].aired_episodes;
    episodes.push_back(
        {std::move(ids), parent.show, season, parent.number, number, std::move(title), first_aired_ms, {}});
}

void Catalogue::write_json() {
    for (Movie& movie : movies) movie.json = title_json(Kind::Movie, movie);
    for (Show& show : shows) show.json = title_json(Kind::Show, show);
    for (Season& season : seasons) {
        season.json = "{\"number\":" + std::to_string(season.number) + ',';
        append_ids(season.json, Kind::Season, season.ids);
        season.json += '}';
    }
    for (Episode& episode : episodes) {
        std::string& out = episode.json;
        out.clear();
        out.reserve(150);
        out += "{\"season\":";
        append_number(out, episode.season_number);
        out += ",\"number\":";
        append_number(out, episode.number);
        out += ",\"title\":";
        if (episode.title.empty())
            out += "null";
        else
            append_json_string(out, episode.title);
        out += ',';
        append_ids(out, Kind::Episode, episode.ids);
        out += '}';
    }
}

void Catalogue::build_index() {
    for (Kind kind : all_kinds) {
        Index& index = index_[static_cast<std::size_t>(kind)];
        const std::size_t count = size(kind);
        for (auto* map : {&index.trakt, &index.tmdb, &index.tvdb}) map->reserve(count);
        index.imdb.reserve(count);
        for (std::uint32_t item = 0; item < count; ++item) {
            const Ids& own = ids(kind, item);
            index.trakt.emplace(own.trakt, item);
            if (own.tmdb) index.tmdb.emplace(own.tmdb, item);
            if (own.tvdb) index.tvdb.emplace(own.tvdb, item);
            if (!own.slug.empty()) index.slug.emplace(own.slug, item);
            if (!own.imdb.empty()) index.imdb.emplace(own.imdb, item);
        }
    }
    for (const Alias& alias : aliases_) {
        Index& index = index_[static_cast<std::size_t>(alias.kind)];
        // A merged Trakt id belongs to a title that shows another one.
        if (alias.ids.trakt) index.trakt.insert_or_assign(alias.ids.trakt, alias.item);
        if (alias.ids.tmdb) index.tmdb.insert_or_assign(alias.ids.tmdb, alias.item);
        if (alias.ids.tvdb) index.tvdb.insert_or_assign(alias.ids.tvdb, alias.item);
        if (!alias.ids.imdb.empty()) index.imdb.insert_or_assign(alias.ids.imdb, alias.item);
    }
}

namespace {
template <class Map, class Key>
std::optional<std::uint32_t> look(const Map& map, const Key& key) {
    const auto at = map.find(key);
    if (at == map.end()) return std::nullopt;
    return at->second;
}
}  // namespace

std::optional<std::uint32_t> Catalogue::find(Kind kind, std::string_view id_kind, std::int64_t number) const {
    const Index& index = index_[static_cast<std::size_t>(kind)];
    if (id_kind == "trakt") return look(index.trakt, number);
    if (id_kind == "tmdb") return look(index.tmdb, number);
    if (id_kind == "tvdb") return look(index.tvdb, number);
    return std::nullopt;
}

std::optional<std::uint32_t> Catalogue::find(Kind kind, std::string_view id_kind, std::string_view text) const {
    const Index& index = index_[static_cast<std::size_t>(kind)];
    if (id_kind == "slug") return look(index.slug, std::string(text));
    if (id_kind == "imdb") return look(index.imdb, std::string(text));
    return std::nullopt;
}

std::optional<std::uint32_t> Catalogue::find_title(Kind kind, std::string_view title, std::optional<int> year) const {
    auto scan = [&](const auto& titles) -> std::optional<std::uint32_t> {
        for (std::uint32_t item = 0; item < titles.size(); ++item)
            if (titles[item].title == title && (!year || titles[item].year == *year)) return item;
        return std::nullopt;
    };
    if (kind == Kind::Movie) return scan(movies);
    if (kind == Kind::Show) return scan(shows);
    return std::nullopt;
}

std::optional<std::uint32_t> Catalogue::season_of(std::uint32_t show, int number) const {
    for (std::uint32_t season : shows[show].seasons)
        if (seasons[season].number == number) return season;
    return std::nullopt;
}

std::optional<std::uint32_t> Catalogue::episode_of(std::uint32_t season, int number) const {
    for (std::uint32_t episode : seasons[season].episodes)
        if (episodes[episode].number == number) return episode;
    return std::nullopt;
}

const Ids& Catalogue::ids(Kind kind, std::uint32_t item) const {
    switch (kind) {
        case Kind::Movie: return movies[item].ids;
        case Kind::Show: return shows[item].ids;
        case Kind::Season: return seasons[item].ids;
        case Kind::Episode: break;
    }
    return episodes[item].ids;
}

std::size_t Catalogue::size(Kind kind) const {
    switch (kind) {
        case Kind::Movie: return movies.size();
        case Kind::Show: return shows.size();
        case Kind::Season: return seasons.size();
        case Kind::Episode: break;
    }
    return episodes.size();
}

std::optional<std::uint32_t> Catalogue::show_of(Kind kind, std::uint32_t item) const {
    if (kind == Kind::Season) return seasons[item].show;
    if (kind == Kind::Episode) return episodes[item].show;
    return std::nullopt;
}

void Catalogue::append_media(std::string& out, Kind kind, std::uint32_t item) const {
    switch (kind) {
        case Kind::Movie: (out += "\"movie\":") += movies[item].json; return;
        case Kind::Show: (out += "\"show\":") += shows[item].json; return;
        case Kind::Season: (out += "\"season\":") += seasons[item].json; break;
        case Kind::Episode: (out += "\"episode\":") += episodes[item].json; break;
    }
    (out += ",\"show\":") += shows[*show_of(kind, item)].json;
}

}  // namespace mod_trakt::twin
