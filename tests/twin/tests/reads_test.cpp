// Lists, maps, settings and lookups of the twin.
#include <catch2/catch.hpp>
#include <set>

#include "client.hpp"

using namespace mod_trakt::twin;
using test::sample;
using test::shape_difference;
using test::Site;
using test::sizes;

TEST_CASE("history is sorted newest first, has a hundred rows by default, and limits over 250 are reduced") {
    Site site(sizes(2000));
    const auto first = site.get("/sync/history");
    REQUIRE(first.status == 200);
    REQUIRE(first.parsed().as_array().size() == 100);
    CHECK(first.header("x-pagination-page") == "1");
    CHECK(first.header("x-pagination-limit") == "100");
    CHECK(first.header("x-pagination-page-count") == "20");
    CHECK(first.header("x-pagination-item-count") == "2000");

    const auto clamped = site.get("/sync/history/episodes?page=7&limit=1000");
    CHECK(clamped.header("x-pagination-limit") == "250");
    CHECK(clamped.header("x-pagination-page-count") == "7");
    CHECK(clamped.parsed().as_array().size() == 100);  // 1,600 episodes

    std::set<std::int64_t> ids;
    std::string last = "9";
    for (int page = 1; page <= 8; ++page) {
        const json::value rows = site.read("/users/me/history?limit=250&page=" + std::to_string(page));
        for (const json::value& row : rows.as_array()) {
            const std::string watched(row.at("watched_at").as_string());
            CHECK(watched <= last);
            last = watched;
            ids.insert(row.at("id").as_int64());
        }
    }
    CHECK(ids.size() == 2000);
    CHECK(*ids.begin() > 10'987'000'000);
    CHECK(site.get("/sync/history?page=9&limit=250").body == "[]");
}

TEST_CASE("history rows have the shapes of the samples") {
    Site site(sizes(500));
    CHECK(shape_difference(site.read("/sync/history/movies?limit=250"), sample("history_movies_page.json")) == "");
    CHECK(shape_difference(site.read("/sync/history/episodes?limit=250"), sample("history_episodes_page.json")) == "");
}

TEST_CASE("the titles of the samples exist, id by id") {
    Site site;
    for (const char* file : {"history_movies_page.json", "history_episodes_page.json"}) {
        const json::value list = sample(file);
        for (const json::value& row : list.as_array()) {
            const bool movie = row.at("type") == "movie";
            const json::value& media = row.at(movie ? "movie" : "episode");
            const std::string id = std::to_string(media.at("ids").at("trakt").as_int64());
            const json::value found = site.read("/search/trakt/" + id + (movie ? "?type=movie" : "?type=episode"));
            REQUIRE(found.as_array().size() == 1);
            CHECK(found.at(0).at(movie ? "movie" : "episode") == media);
            if (!movie) CHECK(found.at(0).at("show") == row.at("show"));
        }
    }
    CHECK(site.read("/search/imdb/tt90010011") == sample("search_imdb_movie.json"));
    CHECK(site.read("/search/tmdb/90010002") == sample("search_tmdb_collision.json"));
    CHECK(site.read("/search/tvdb/8219101?type=episode") == sample("search_tvdb_episode.json"));
    CHECK(site.get("/search/imdb/tt99999901").body == "[]");
    CHECK(site.get("/search/plex/1").status == 404);
    CHECK(site.read("/shows/saltmarsh-detectives/seasons") == sample("show_seasons.json"));
    const json::value episodes = site.read("/shows/8010001/seasons/1");
    const json::value wanted = sample("show_season_1_episodes.json");
    for (std::size_t at = 0; at < wanted.as_array().size(); ++at) CHECK(episodes.at(at) == wanted.at(at));
    CHECK(site.get("/shows/8010001/seasons/9").status == 404);
    CHECK(site.get("/movies/tt99999901").status == 404);
}

TEST_CASE("start_at and end_at are inclusive bounds of watched_at") {
    Site site;
    for (const char* minute : {"10", "11", "12"})
        site.post("/sync/history", std::string(R"({"movies":[{"ids":{"trakt":7010001},"watched_at":"2026-09-11T20:)") +
                                       minute + R"(:30Z"}]})");
    const json::value rows =
        site.read("/sync/history/movies?start_at=2026-09-11T20%3A11%3A00.000Z&end_at=2026-09-11T20%3A11%3A00.000Z");
    REQUIRE(rows.as_array().size() == 1);
    CHECK(rows.at(0).at("watched_at") == "2026-09-11T20:11:00.000Z");
    CHECK(site.rows("/sync/history/movies/7010001").size() == 3);
    CHECK(site.rows("/sync/history/movies/7010002").empty());
    CHECK(site.get("/sync/history/movies/99").status == 404);
}

TEST_CASE("minimal maps add up to the history and keep specials apart") {
    Site site(sizes(3000));
    const json::value movies = site.read("/users/me/watched/movies?extended=min");
    const json::value shows = site.read("/users/me/watched/shows?extended=min&specials=true&season_numbers=true");
    const json::value plain = site.read("/sync/watched/shows?extended=min&season_numbers=true");
    CHECK(shape_difference(movies.at("7010001"), sample("watched_movies_min.json").at("7010001")) == "");
    std::size_t movie_sum = 0, episode_sum = 0, special_sum = 0, plain_sum = 0;
    for (const auto& title : movies.as_object()) movie_sum += title.value().as_array().size();
    auto add_up = [](const json::value& map, std::size_t& sum, std::size_t* specials) {
        for (const auto& show : map.as_object())
            for (const auto& season : show.value().as_object())
                for (const auto& episode : season.value().as_object()) {
                    sum += episode.value().as_array().size();
                    if (specials && std::string(season.key()).ends_with("|0"))
                        *specials += episode.value().as_array().size();
                }
    };
    add_up(shows, episode_sum, &special_sum);
    add_up(plain, plain_sum, nullptr);
    CHECK(movie_sum == 600);
    CHECK(episode_sum == 2400);
    CHECK(special_sum > 0);
    CHECK(plain_sum == 2400 - special_sum);
    CHECK(shows.at("8010001").as_object().contains("8110000|0"));

    std::size_t by_episode = 0;
    for (const auto& episode : site.map("/sync/watched/episodes?extended=min"))
        by_episode += episode.value().as_array().size();
    CHECK(by_episode == 2400);
}

TEST_CASE("watched rows have the shapes of the samples") {
    Site site(sizes(500));
    CHECK(shape_difference(site.read("/sync/watched/movies?limit=250"), sample("watched_movies_page.json")) == "");
    const auto progress = site.get("/sync/watched/shows?extended=progress&specials=true&limit=250");
    CHECK(progress.header("x-pagination-limit") == "100");
    CHECK(shape_difference(progress.parsed(), sample("watched_shows_progress_page.json")) == "");
    const json::value plain = site.read("/sync/watched/shows");
    CHECK_FALSE(plain.at(0).as_object().contains("seasons"));
}

TEST_CASE("ratings and watchlist rows have the shapes of the samples") {
    Site site(sizes(100, 40, 40));
    for (const char* type : {"movies", "shows", "seasons", "episodes"}) {
        const json::value rows = site.read(std::string("/sync/ratings/") + type + "?page=1&limit=250");
        CHECK(rows.as_array().size() == 10);
        CHECK(shape_difference(rows, sample(std::string("ratings_") + type + ".json")) == "");
        CHECK(site.read(std::string("/sync/watchlist/") + type + "?limit=250").as_array().size() == 10);
    }
    const auto all = site.get("/sync/watchlist?page=1&limit=250");
    CHECK(all.parsed().as_array().size() == 40);
    CHECK(all.header("x-sort-by") == "rank");
    CHECK(shape_difference(all.parsed(), sample("watchlist_page_1.json")) == "");
    CHECK(all.parsed().at(39).at("rank") == 40);
    CHECK(site.rows("/users/me/watchlist/movie,show?limit=250").size() == 20);
}

TEST_CASE("activities and settings have the shapes of the samples") {
    Site site;
    CHECK(shape_difference(site.read("/sync/last_activities"), sample("last_activities.json")) == "");
    const json::value vip = site.read("/users/settings");
    CHECK(vip.at("user").at("vip") == true);
    CHECK(vip.at("limits") == sample("users_settings_vip.json").at("limits"));
    CHECK_FALSE(vip.as_object().contains("browsing"));
    CHECK(shape_difference(vip.at("user"), sample("users_settings_vip.json").at("user")) == "");

    site.admin("/_twin/switches", R"({"vip":false,"watch_only_once":true})");
    const json::value free = site.read("/users/settings?extended=browsing");
    CHECK(free.at("user").at("vip") == false);
    CHECK(free.at("limits") == sample("users_settings_free.json").at("limits"));
    CHECK(free.at("browsing").at("watch_only_once") == true);

    site.admin("/_twin/switches", R"({"no_limits":true})");
    const json::value none = site.read("/users/settings");
    CHECK_FALSE(none.as_object().contains("limits"));
    CHECK(none.at("user").at("vip_ep") == true);
}

TEST_CASE("a request without the headers that Trakt requires is refused as by Trakt") {
    Site site;
    const auto no_agent = site.get("/sync/last_activities", {{"User-Agent", ""}});
    CHECK(no_agent.status == 403);
    CHECK(no_agent.header("server") == "cloudflare");
    CHECK(no_agent.header("x-request-id").empty());
    CHECK(no_agent.body.find("<html>") != std::string::npos);
    const auto wrong_key = site.get("/sync/last_activities", {{"trakt-api-key", "other"}});
    CHECK(wrong_key.status == 403);
    CHECK_FALSE(wrong_key.header("x-request-id").empty());
    CHECK(site.get("/movies/7010001", {{"trakt-api-key", ""}}).status == 403);
    CHECK(site.get("/sync/last_activities", {{"Authorization", ""}}).status == 401);
    CHECK(site.get("/sync/last_activities", {{"Authorization", "Bearer other"}}).status == 401);
    CHECK(site.get("/movies/7010001", {{"Authorization", ""}}).status == 200);
    CHECK(site.post("/sync/history", "{}", {{"Content-Type", "text/plain"}}).status == 412);
    CHECK(site.post("/sync/history", "{\"movies\":").status == 400);
    CHECK(site.post("/sync/history", "[]").status == 400);
    CHECK(site.post("/sync/last_activities", "{}").status == 404);
}

TEST_CASE("accounts are separate, each with its own token") {
    Options options = sizes(50);
    options.accounts = 2;
    Site site(options);
    const auto second = site.get("/sync/history", {{"Authorization", "Bearer twin-access-token-2"}});
    REQUIRE(second.status == 200);
    CHECK(second.parsed().at(0).at("id") != site.read("/sync/history").at(0).at("id"));
    CHECK(site.read("/users/settings").at("user").at("ids").at("uuid") !=
          site.get("/users/settings", {{"Authorization", "Bearer twin-access-token-2"}})
              .parsed()
              .at("user")
              .at("ids")
              .at("uuid"));
}

TEST_CASE("equal sizes and seeds give equal accounts, different seeds different ones") {
    Site one(sizes(300, 40, 40)), same(sizes(300, 40, 40));
    Options other = sizes(300, 40, 40);
    other.sizes.seed = 8;
    Site different(other);
    CHECK(one.get("/_twin/state").body == same.get("/_twin/state").body);
    CHECK(one.get("/_twin/state").body != different.get("/_twin/state").body);
}

TEST_CASE("a seeded history has specials, unknown dates, rewatches and ties, and a fifth of it are movies") {
    Site site(sizes(5000));
    const json::object state = site.state();
    std::set<std::int64_t> titles;
    std::set<std::string> times;
    std::size_t movies = 0, unknown = 0, specials = 0;
    for (const json::value& play : state.at("plays").as_array()) {
        const bool movie = play.at("type") == "movie";
        movies += movie;
        titles.insert(play.at("trakt").as_int64());
        times.insert(std::string(play.at("watched_at").as_string()));
        unknown += play.at("watched_at") == "1970-01-01T00:00:00.000Z";
        specials += !movie && play.at("season") == 0;
    }
    CHECK(movies == 1000);
    CHECK(unknown > 10);
    CHECK(specials > 10);
    CHECK(titles.size() < 4900);
    CHECK(times.size() < 4900);
}

TEST_CASE("gzip is used when the request accepts it") {
    Site site(sizes(300));
    const auto packed = site.get("/sync/history", {{"Accept-Encoding", "gzip"}});
    CHECK(packed.header("content-encoding") == "gzip");
    CHECK(packed.body.substr(0, 2) == "\x1f\x8b");
    CHECK(site.get("/sync/history").header("content-encoding").empty());
    site.admin("/_twin/switches", R"({"gzip":false})");
    CHECK(site.get("/sync/history", {{"Accept-Encoding", "gzip"}}).header("content-encoding").empty());
}
