// The titles that the twin knows. They are generated from their numbers: item i is the same in every catalogue that is
// large enough, so a larger catalogue contains the same titles.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "twin/json.hpp"

namespace mod_trakt::twin {

enum class Kind : std::uint8_t { Movie, Show, Season, Episode };
constexpr std::array<Kind, 4> all_kinds{Kind::Movie, Kind::Show, Kind::Season, Kind::Episode};

const char* singular(Kind kind);                       // "movie"
const char* plural(Kind kind);                         // "movies"
std::optional<Kind> kind_from(std::string_view word);  // either form

struct Ids {
    std::int64_t trakt = 0;
    std::string slug;       // empty: none
    std::string imdb;       // empty: none
    std::int64_t tmdb = 0;  // 0: none
    std::int64_t tvdb = 0;  // 0: none
};

// `json` is the minimal media object in responses.
struct Movie {
    Ids ids;
    std::string title;
    int year = 0;  // 0: unknown
    std::int64_t released_ms = 0;
    std::string json;
};

struct Show {
    Ids ids;
    std::string title;
    int year = 0;
    std::vector<std::uint32_t> seasons;
    int aired_episodes = 0;  // without specials
    std::string json;
};

struct Season {
    Ids ids;
    std::uint32_t show = 0;
    int number = 0;
    std::vector<std::uint32_t> episodes;
    std::string json;
};

struct Episode {
    Ids ids;
    std::uint32_t show = 0;
    std::uint32_t season = 0;
    int season_number = 0;
    int number = 0;
    std::string title;  // empty: null
    std::int64_t first_aired_ms = 0;
    std::string json;
};

class Catalogue {
public:
    // Makes at least this many titles, beginning with those of the fixtures.
    Catalogue(std::size_t movies, std::size_t shows);

    std::vector<Movie> movies;
    std::vector<Show> shows;
    std::vector<Season> seasons;
    std::vector<Episode> episodes;

    std::optional<std::uint32_t> find(Kind kind, std::string_view id_kind, std::int64_t number) const;
    std::optional<std::uint32_t> find(Kind kind, std::string_view id_kind, std::string_view text) const;
    std::optional<std::uint32_t> find_title(Kind kind, std::string_view title, std::optional<int> year) const;
    std::optional<std::uint32_t> season_of(std::uint32_t show, int number) const;
    std::optional<std::uint32_t> episode_of(std::uint32_t season, int number) const;

    // All titles with this id; two titles of one kind may share one.
    std::vector<std::uint32_t> find_all(Kind kind, std::string_view id_kind, std::string_view id) const;

    // Edits, for titles that share ids, and for ids that are accepted and never shown.
    // Replaces the given ids of a title; null removes one. Returns false for an unknown kind of id.
    bool change_ids(Kind kind, std::uint32_t item, const json::object& ids);
    // The id is accepted for this title, and not shown.
    bool add_alias(Kind kind, std::uint32_t item, const json::object& ids);
    void finish_edits();  // must be called after the last edit
    bool is_edited() const { return is_edited_; }

    const Ids& ids(Kind kind, std::uint32_t item) const;
    std::size_t size(Kind kind) const;
    // The show of a season or episode; nullopt for movies and shows.
    std::optional<std::uint32_t> show_of(Kind kind, std::uint32_t item) const;
    // Appends `"movie":{...}`, or `"episode":{...},"show":{...}`, and the same for the other kinds.
    void append_media(std::string& out, Kind kind, std::uint32_t item) const;

private:
    struct Index {
        std::unordered_map<std::int64_t, std::uint32_t> trakt, tmdb, tvdb;
        std::unordered_map<std::string, std::uint32_t> slug, imdb;
    };
    void add_fixture_titles();
    void add_movie(Movie movie);
    std::uint32_t add_show(Show show);
    std::uint32_t add_season(std::uint32_t show, int number, Ids ids);
    void add_episode(std::uint32_t season, int number, Ids ids, std::string title, std::int64_t first_aired_ms);
    void generate_movie(std::size_t n);
    void generate_show(std::size_t n);
    void write_json();
    void build_index();

    struct Alias {
        Kind kind = Kind::Movie;
        std::uint32_t item = 0;
        Ids ids;
    };
    Ids& ids_to_edit(Kind kind, std::uint32_t item);

    std::array<Index, 4> index_;
    std::vector<Alias> aliases_;
    bool is_edited_ = false;
};

}  // namespace mod_trakt::twin
