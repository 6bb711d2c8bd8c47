// Generating plays, ratings and watchlist entries.
#include "twin/seed.hpp"

#include <algorithm>
#include <random>

#include "twin/iso_time.hpp"

namespace mod_trakt::twin {
namespace {

constexpr std::int64_t years_back = 10;
constexpr std::size_t episodes_per_show = 50;  // at least, on average

// Not std::uniform_int_distribution: its numbers differ between libraries.
std::int64_t pick(std::mt19937_64& random, std::int64_t below) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(std::max<std::int64_t>(below, 1)));
}

std::size_t watched_movies(const SeedSizes& sizes) { return static_cast<std::size_t>(sizes.plays / 5) + 8; }
std::size_t watched_shows(const SeedSizes& sizes) {
    return static_cast<std::size_t>(sizes.plays) / episodes_per_show + 6;
}

std::vector<Play> make_plays(const Catalogue& catalogue, const SeedSizes& sizes, std::int64_t newest_ms,
                             std::mt19937_64& random) {
    const std::int64_t span_ms = years_back * 365 * day_ms;
    const std::int64_t seconds_until_ms = newest_ms - 365 * day_ms;
    const auto movie_count = static_cast<std::uint32_t>(std::min(watched_movies(sizes), catalogue.movies.size()));
    std::uint32_t episode_count = 0;
    const std::size_t show_count = std::min(watched_shows(sizes), catalogue.shows.size());
    for (std::size_t show = 0; show < show_count; ++show)
        for (std::uint32_t season : catalogue.shows[show].seasons)
            episode_count += static_cast<std::uint32_t>(catalogue.seasons[season].episodes.size());

    // `added` is when the play was recorded: backdated plays and plays without a date were recorded at another time.
    struct Filed {
        Play play;
        std::int64_t added_ms;
    };
    std::vector<Filed> filed;
    filed.reserve(static_cast<std::size_t>(sizes.plays));
    std::uint32_t next_movie = 0, next_episode = 0;
    for (std::int64_t n = 0; n < sizes.plays; ++n) {
        Play play;
        play.kind = n % 5 == 0 ? Kind::Movie : Kind::Episode;
        std::uint32_t& next = play.kind == Kind::Movie ? next_movie : next_episode;
        const std::uint32_t count = play.kind == Kind::Movie ? movie_count : episode_count;
        const bool rewatch = next > 4 && (pick(random, 10) == 0 || next >= count);
        play.item = rewatch ? static_cast<std::uint32_t>(pick(random, next)) : next++;
        play.action = static_cast<Action>(pick(random, 3));
        play.watched_ms = floor_to(newest_ms - pick(random, span_ms), minute_ms);
        if (n > 0 && pick(random, 30) == 0) play.watched_ms = filed.back().play.watched_ms;
        std::int64_t added_ms = play.watched_ms;
        if (pick(random, 50) == 0) added_ms = newest_ms - pick(random, span_ms);
        if (pick(random, 100) == 0) play.watched_ms = 0;
        // Old plays have seconds, because Trakt stored seconds in former years.
        if (play.watched_ms > 0 && play.watched_ms < seconds_until_ms && pick(random, 10) == 0)
            play.watched_ms += pick(random, 60) * 1000;
        filed.push_back({play, added_ms});
    }
    std::stable_sort(filed.begin(), filed.end(),
                     [](const Filed& a, const Filed& b) { return a.added_ms < b.added_ms; });
    std::vector<Play> plays;
    plays.reserve(filed.size());
    for (const Filed& each : filed) plays.push_back(each.play);
    return plays;
}

}  // namespace

std::size_t movies_needed(const SeedSizes& sizes) {
    const auto quarter = static_cast<std::size_t>(std::max(sizes.ratings, sizes.watchlist) / 4 + 1);
    return watched_movies(sizes) + quarter + 50;
}

std::size_t shows_needed(const SeedSizes& sizes) {
    const auto quarter = static_cast<std::size_t>(std::max(sizes.ratings, sizes.watchlist) / 4 + 1);
    return watched_shows(sizes) + quarter + 20;
}

void seed_account(Account& account, const SeedSizes& sizes, std::int64_t now_ms) {
    const Catalogue& catalogue = account.catalogue();
    std::mt19937_64 random(static_cast<std::uint64_t>(sizes.seed) * 1000 + static_cast<std::uint64_t>(account.number));
    const std::int64_t newest_ms = floor_to(now_ms - day_ms, minute_ms);
    account.clear(newest_ms);
    account.seed_plays(make_plays(catalogue, sizes, newest_ms, random));

    for (std::int64_t n = 0; n < sizes.ratings; ++n) {
        const Kind kind = all_kinds[static_cast<std::size_t>(n % 4)];
        const std::int64_t rated_ms = floor_to(newest_ms - pick(random, years_back * 365 * day_ms), 1000);
        account.rate(kind, {static_cast<std::uint32_t>(n / 4), static_cast<int>(1 + pick(random, 10)), rated_ms},
                     newest_ms);
    }
    // Titles on the watchlist are unwatched: they follow the titles that have plays.
    for (std::int64_t n = 0; n < sizes.watchlist; ++n) {
        const Kind kind = all_kinds[static_cast<std::size_t>(n % 4)];
        const auto step = static_cast<std::uint32_t>(n / 4);
        const Show& show = catalogue.shows[watched_shows(sizes) + step];
        const std::uint32_t season = show.seasons.back();
        std::uint32_t item = 0;
        switch (kind) {
            case Kind::Movie: item = static_cast<std::uint32_t>(watched_movies(sizes)) + step; break;
            case Kind::Show: item = static_cast<std::uint32_t>(watched_shows(sizes)) + step; break;
            case Kind::Season: item = season; break;
            case Kind::Episode: item = catalogue.seasons[season].episodes.front(); break;
        }
        account.watchlist_add(kind, item, floor_to(newest_ms - pick(random, 700 * day_ms), 1000), newest_ms);
    }
    account.activities = Activities(newest_ms - 30 * day_ms);
    for (const char* leaf : {"movies.watched_at", "episodes.watched_at", "movies.rated_at", "shows.rated_at",
                             "seasons.rated_at", "episodes.rated_at", "movies.watchlisted_at", "shows.watchlisted_at",
                             "seasons.watchlisted_at", "episodes.watchlisted_at", "watchlist.updated_at"})
        account.activities.set(leaf, newest_ms);
    for (const Kind kind : all_kinds) {
        const std::string group = plural(kind);
        const bool has_plays = (kind == Kind::Movie || kind == Kind::Episode) && !account.plays(kind).empty();
        if (has_plays) account.activities.mark(group + ".watched_at");
        if (!account.ratings(kind).empty()) account.activities.mark(group + ".rated_at");
        for (const WatchlistEntry& entry : account.watchlist())
            if (entry.kind == kind) account.activities.mark(group + ".watchlisted_at");
    }
    if (!account.watchlist().empty()) account.activities.mark("watchlist.updated_at");
}

}  // namespace mod_trakt::twin
