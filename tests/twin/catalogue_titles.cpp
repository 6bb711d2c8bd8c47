// The titles of the catalogue: first the invented ones of the API samples, then generated ones.
#include <algorithm>
#include <string>

#include "twin/catalogue.hpp"
#include "twin/iso_time.hpp"

namespace mod_trakt::twin {
namespace {

// Mixes the bits of a number; the same on every machine.
std::uint64_t mix(std::uint64_t n) {
    n += 0x9e3779b97f4a7c15ULL;
    n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9ULL;
    n = (n ^ (n >> 27)) * 0x94d049bb133111ebULL;
    return n ^ (n >> 31);
}

constexpr const char* adjectives[] = {"Quiet",   "Amber",  "Hollow",   "Northern", "Paper",  "Crimson",
                                      "Distant", "Velvet", "Broken",   "Silver",   "Hidden", "Last",
                                      "Salt",    "Winter", "Electric", "Über"};
constexpr const char* nouns[] = {"Harbor",      "Orbit", "Glacier",  "Lantern",    "Marsh",   "Signal",
                                 "Orchard",     "Ferry", "Meridian", "Cathédrale", "Compass", "Tide",
                                 "Observatory", "Kite",  "Archive",  "Foundry"};

std::string title_of(std::uint64_t hash, std::size_t n) {
    return std::string(adjectives[hash % 16]) + ' ' + nouns[hash / 16 % 16] + ' ' + std::to_string(n + 1);
}

std::string imdb_of(std::int64_t number) { return "tt" + std::to_string(number); }

std::int64_t date_ms(int year, std::uint64_t hash) {
    return *parse_iso(std::to_string(year) + "-01-01") + static_cast<std::int64_t>(hash % 300) * day_ms;
}

// Some titles have few ids: without imdb, without tmdb, or only with Trakt's own ids.
void forget_some_ids(Ids& ids, std::size_t n) {
    if (n % 17 == 5 || n % 97 == 11) ids.imdb.clear();
    if (n % 23 == 7 || n % 97 == 11) ids.tmdb = 0;
    if (n % 29 == 3 || n % 97 == 11) ids.tvdb = 0;
}

}  // namespace

void Catalogue::add_fixture_titles() {
    add_movie({{7010001, "the-lantern-harbor-2021", "tt90010011", 90010001, 0},
               "The Lantern Harbor",
               2021,
               date_ms(2021, 90),
               {}});
    add_movie({{7010002, "quiet-orbit-2019", "tt90010022", 90010002, 0}, "Quiet Orbit", 2019, date_ms(2019, 200), {}});
    add_movie({{7010003, "paper-glaciers", "", 0, 0}, "Paper Glaciers", 0, 0, {}});
    add_movie({{7010004, "l-ete-du-phare-a-bregancon-1974", "tt90010044", 90010004, 0},
               "L’Été du Phare à Brégançon",
               1974,
               date_ms(1974, 150),
               {}});

    const std::uint32_t marsh = add_show(
        {{8010001, "saltmarsh-detectives", "tt91010011", 80910001, 8910001}, "Saltmarsh Detectives", 2018, {}, 0, {}});
    const std::int64_t aired_ms = *parse_iso("2018-10-02T20:00:00.000Z");
    const std::uint32_t specials = add_season(marsh, 0, {8110000, "", "", 81910000, 0});
    add_episode(specials, 1, {8210001, "", "", 0, 8219001}, "Behind the Marsh", aired_ms);
    for (int number = 1; number <= 2; ++number) {
        const std::uint32_t season =
            add_season(marsh, number, {8110000 + number, "", "", 81910000 + number, 8119000 + number});
        for (int n = 1; n <= 6; ++n) {
            const std::int64_t code = number * 100 + n;
            Ids ids{8210000 + code, "", "tt9111" + std::to_string(code * 10 + n), 82910000 + code, 8219000 + code};
            std::string title = "Part " + std::to_string(code);
            if (code == 101) title = "Low Tide", ids.imdb = "tt91110111";
            if (code == 102) title = "The Ferryman's Key", ids.imdb = "tt91110122";
            if (code == 103) title.clear(), ids.imdb.clear();
            add_episode(season, n, ids, title, aired_ms + (code - 101) * 7 * day_ms);
        }
    }

    const std::uint32_t copper =
        add_show({{8010002, "copper-sky", "", 80910002, 8910002}, "Copper Sky", 2022, {}, 0, {}});
    const std::uint32_t first = add_season(copper, 1, {8120001, "", "", 0, 8129001});
    for (int n = 1; n <= 4; ++n)
        add_episode(first, n, {8220100 + n, "", "", 82920100 + n, 8229100 + n},
                    n == 1 ? "Ignition" : "Ember " + std::to_string(n), date_ms(2022, 40) + n * 7 * day_ms);

    const std::uint32_t kettle =
        add_show({{8010003, "untitled-kettle-project", "", 0, 0}, "Untitled Kettle Project", 0, {}, 0, {}});
    const std::uint32_t pilot = add_season(kettle, 1, {8130001, "", "", 0, 0});
    add_episode(pilot, 0, {8230100, "", "", 0, 0}, "Pilot", 0);
    add_episode(pilot, 1, {8230101, "", "", 0, 0}, "", 0);

    // It has the same tmdb number as the movie Quiet Orbit, because tmdb numbers movies and shows separately.
    const std::uint32_t glass =
        add_show({{8010009, "weatherglass", "tt91010099", 90010002, 8910009}, "Weatherglass", 2015, {}, 0, {}});
    const std::uint32_t storms = add_season(glass, 1, {8190001, "", "", 81990001, 8199001});
    for (int n = 1; n <= 3; ++n)
        add_episode(storms, n, {8290100 + n, "", imdb_of(91990100 + n), 82990100 + n, 8299100 + n},
                    "Storm " + std::to_string(n), date_ms(2015, 10) + n * 7 * day_ms);
}

void Catalogue::generate_movie(std::size_t n) {
    const std::uint64_t hash = mix(n * 2 + 1);
    const auto number = static_cast<std::int64_t>(n);
    Movie movie;
    movie.title = title_of(hash, n);
    movie.year = n % 61 == 9 ? 0 : static_cast<int>(1950 + hash / 256 % 75);
    movie.released_ms = date_ms(movie.year ? movie.year : 2000, hash / 65536);
    movie.ids = {1'000'001 + number, "movie-" + std::to_string(n + 1), imdb_of(2'000'001 + number), 500'001 + number,
                 0};
    forget_some_ids(movie.ids, n);
    add_movie(std::move(movie));
}

void Catalogue::generate_show(std::size_t n) {
    const std::uint64_t hash = mix(n * 2);
    const auto number = static_cast<std::int64_t>(n);
    Show show;
    show.title = title_of(hash, n);
    show.year = n % 53 == 8 ? 0 : static_cast<int>(1980 + hash / 256 % 45);
    show.ids = {2'000'001 + number, "show-" + std::to_string(n + 1), imdb_of(3'000'001 + number), 1'500'001 + number,
                300'001 + number};
    forget_some_ids(show.ids, n);
    const std::int64_t aired_ms = date_ms(show.year ? show.year : 2000, hash / 65536);
    const std::uint32_t at = add_show(std::move(show));

    const int regular = static_cast<int>(1 + hash / 1024 % 7);
    for (int season_number = n % 3 == 0 ? 0 : 1; season_number <= regular; ++season_number) {
        const auto season_count = static_cast<std::int64_t>(seasons.size());
        Ids season_ids{3'000'001 + season_count, "", "", 2'500'001 + season_count, 600'001 + season_count};
        forget_some_ids(season_ids, seasons.size());
        const std::uint32_t season = add_season(at, season_number, season_ids);
        const int count =
            season_number == 0 ? 3 : static_cast<int>(6 + mix(hash + static_cast<std::uint64_t>(season_number)) % 18);
        for (int e = 1; e <= count; ++e) {
            const auto episode_count = static_cast<std::int64_t>(episodes.size());
            Ids ids{4'000'001 + episode_count, "", imdb_of(10'000'001 + episode_count), 3'500'001 + episode_count,
                    5'000'001 + episode_count};
            forget_some_ids(ids, episodes.size());
            add_episode(season, e, std::move(ids), e % 40 == 13 ? "" : "Chapter " + std::to_string(e),
                        aired_ms + (season_number * 365 + e * 7) * day_ms);
        }
    }
}

}  // namespace mod_trakt::twin
