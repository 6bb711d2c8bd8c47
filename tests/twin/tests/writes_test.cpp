// The bulk writes of the twin.
#include <catch2/catch.hpp>

#include "client.hpp"

using namespace mod_trakt::twin;
using test::sample;
using test::shape_difference;
using test::Site;

namespace {

std::string activity(Site& site, const char* group, const char* leaf) {
    return std::string(site.read("/sync/last_activities").at(group).at(leaf).as_string());
}

const char* const one_movie = R"({"movies":[{"ids":{"trakt":7010001},"watched_at":"2026-09-11T20:15:42.000Z"}]})";

}  // namespace

TEST_CASE("plays are rounded down to the minute, are never merged, and change the stamp of their kind") {
    Site site;
    const std::string before = activity(site, "movies", "watched_at");
    const std::string episodes_before = activity(site, "episodes", "watched_at");
    const auto added = site.post("/sync/history", one_movie);
    CHECK(added.status == 201);
    CHECK(shape_difference(added.parsed(), sample("history_add_response.json")) == "");
    CHECK(added.parsed().at("added").at("movies") == 1);
    site.post("/sync/history", one_movie);
    const json::value rows = site.read("/sync/history/movies");
    REQUIRE(rows.as_array().size() == 2);
    CHECK(rows.at(0).at("watched_at") == "2026-09-11T20:15:00.000Z");
    CHECK(rows.at(0).at("id") != rows.at(1).at("id"));
    CHECK(activity(site, "movies", "watched_at") == "2026-09-12T20:00:00.000Z");
    CHECK(before != "2026-09-12T20:00:00.000Z");
    CHECK(activity(site, "episodes", "watched_at") == episodes_before);
}

TEST_CASE("an unknown date is the epoch, a number or no date is now, nonsense is refused") {
    Site site;
    site.post("/sync/history", R"({"movies":[{"ids":{"trakt":7010001},"watched_at":"unknown"},
        {"ids":{"trakt":7010002},"watched_at":1262304000},{"ids":{"trakt":7010003}}]})");
    const json::value rows = site.read("/sync/history/movies");
    REQUIRE(rows.as_array().size() == 3);
    CHECK(rows.at(0).at("watched_at") == "2026-09-12T20:00:00.000Z");
    CHECK(rows.at(1).at("watched_at") == "2026-09-12T20:00:00.000Z");
    CHECK(rows.at(2).at("watched_at") == "1970-01-01T00:00:00.000Z");
    CHECK(site.post("/sync/history", R"({"movies":[{"ids":{"trakt":7010001},"watched_at":"yesterday"}]})").status ==
          422);
}

TEST_CASE("a show without seasons is every episode, a season without episodes the whole season") {
    Site site;
    CHECK(site.post("/sync/history", R"({"shows":[{"ids":{"tvdb":8910001}}]})").parsed().at("added").at("episodes") ==
          13);
    CHECK(site.post("/sync/history", R"({"shows":[{"ids":{"tvdb":8910001},"seasons":[{"number":1}]}]})")
              .parsed()
              .at("added")
              .at("episodes") == 6);
    CHECK(
        site.post("/sync/history", R"({"seasons":[{"ids":{"trakt":8120001}}]})").parsed().at("added").at("episodes") ==
        4);
    CHECK(site.post("/sync/history/remove", R"({"shows":[{"ids":{"trakt":8010001}}]})")
              .parsed()
              .at("deleted")
              .at("episodes") == 19);
    CHECK(site.read("/sync/history").as_array().size() == 4);
}

TEST_CASE("unknown titles are echoed, nested if they were nested") {
    Site site;
    const char* const body = R"({"movies":[{"ids":{"imdb":"tt90010011"},"watched_at":"2026-09-11T20:15:00.000Z"},
            {"ids":{"imdb":"tt99999901"},"watched_at":"2026-09-11T20:15:00.000Z"}],
        "shows":[{"ids":{"tvdb":999999902},"seasons":[{"number":1,"episodes":[{"number":1}]}]},
            {"ids":{"trakt":8010001},"seasons":[{"number":1,"episodes":[{"number":1},{"number":2}]},
                {"number":9,"episodes":[{"number":1},{"number":2}]}]}],
        "seasons":[{"ids":{"trakt":999999903}}],
        "episodes":[{"ids":{"tvdb":999999904},"watched_at":"2026-09-11T20:20:00.000Z"}]})";
    CHECK(site.post("/sync/history", body).parsed() == sample("history_add_response_not_found.json"));

    site.admin("/_twin/switches", R"({"not_found_echo":"no_ids"})");
    const json::value lost = site.post("/sync/history", body).parsed();
    CHECK(lost.at("not_found").at("movies").at(0) == json::value{{"watched_at", "2026-09-11T20:15:00.000Z"}});
    CHECK(lost.at("not_found").at("shows").at(0) == json::value(json::object{}));

    site.admin("/_twin/switches", R"({"not_found_echo":"flat"})");
    const json::value flat = site.post("/sync/history", body).parsed().at("not_found");
    CHECK(flat.at("shows").as_array().size() == 1);
    REQUIRE(flat.at("episodes").as_array().size() == 3);
    CHECK(flat.at("episodes").at(0).at("ids").as_object().size() +
              flat.at("episodes").at(1).at("ids").as_object().size() ==
          0);
    CHECK(flat.at("episodes").at(0).at("season").at("number") == 9);

    site.admin("/_twin/switches", R"({"not_found_echo":"normal","legacy_shapes":true})");
    CHECK(shape_difference(site.post("/sync/history", body).parsed(), sample("history_add_response_legacy.json")) ==
          "");
    site.admin("/_twin/switches", R"({"counts_missing":true})");
    CHECK_FALSE(site.post("/sync/history", body).parsed().as_object().contains("added"));
}

TEST_CASE("a play is removed by its id, all plays of a title by the title") {
    Site site;
    for (int n = 0; n < 3; ++n) site.post("/sync/history", one_movie);
    const std::int64_t id = site.read("/sync/history").at(1).at("id").as_int64();
    const auto by_id = site.post("/sync/history/remove", "{\"ids\":[" + std::to_string(id) + ",10900099999]}");
    CHECK(by_id.status == 200);
    CHECK(by_id.parsed().at("deleted").at("movies") == 1);
    CHECK(by_id.parsed().at("not_found").at("ids") == json::value(json::array{10900099999}));
    CHECK(site.read("/sync/history").as_array().size() == 2);

    const auto by_title =
        site.post("/sync/history/remove", R"({"movies":[{"ids":{"trakt":7010001}},{"ids":{"tmdb":999999905}}],
        "shows":[{"ids":{"trakt":8010001},"seasons":[{"number":1,"episodes":[{"number":99}]}]}],"ids":[10900099999]})");
    json::value expected = sample("history_remove_response_not_found_ids.json");
    expected.at("deleted").at("movies") = 2;
    CHECK(by_title.parsed() == expected);
    CHECK(site.read("/sync/history").as_array().empty());
}

TEST_CASE("removals also change the stamp") {
    Site site;
    site.post("/sync/history", one_movie);
    site.admin("/_twin/clock", R"({"advance_ms":600000})");
    site.post("/sync/history/remove", R"({"movies":[{"ids":{"trakt":7010002}}]})");
    CHECK(activity(site, "movies", "watched_at") == "2026-09-12T20:00:00.000Z");  // nothing was removed
    site.post("/sync/history/remove", R"({"movies":[{"ids":{"trakt":7010001}}]})");
    CHECK(activity(site, "movies", "watched_at") == "2026-09-12T20:10:00.000Z");
    CHECK(site.read("/sync/last_activities").at("all") == "2026-09-12T20:10:00.000Z");
}

TEST_CASE("watchlist writes are idempotent and report existing entries") {
    Site site;
    const char* const body =
        R"({"movies":[{"ids":{"imdb":"tt90010022"}},{"ids":{"imdb":"tt99999901"}}],"shows":[{"ids":{"tvdb":8910002}}],
        "seasons":[{"ids":{"trakt":8120001}}],"episodes":[{"ids":{"tvdb":8219102}}]})";
    const auto added = site.post("/sync/watchlist", body);
    CHECK(added.status == 201);
    CHECK(shape_difference(added.parsed(), sample("watchlist_add_response_not_found.json")) == "");
    CHECK(added.parsed().at("added") == json::value{{"movies", 1}, {"shows", 1}, {"seasons", 1}, {"episodes", 1}});
    CHECK(added.parsed().at("list").at("item_count") == 4);
    const std::string stamp = activity(site, "watchlist", "updated_at");
    site.admin("/_twin/clock", R"({"advance_ms":600000})");
    const json::value again = site.post("/sync/watchlist", body).parsed();
    CHECK(again.at("existing") == json::value{{"movies", 1}, {"shows", 1}, {"seasons", 1}, {"episodes", 1}});
    CHECK(again.at("added").at("movies") == 0);
    CHECK(activity(site, "watchlist", "updated_at") == stamp);

    const auto removed =
        site.post("/sync/watchlist/remove", R"({"movies":[{"ids":{"tmdb":999999905}},{"ids":{"trakt":7010002}},
        {"ids":{"trakt":7010001}}],"shows":[{"ids":{"trakt":8010002},"seasons":[{"number":1}]}]})");
    CHECK(removed.status == 200);
    CHECK(shape_difference(removed.parsed(), sample("watchlist_remove_response.json")) == "");
    CHECK(removed.parsed().at("deleted") == json::value{{"movies", 1}, {"shows", 0}, {"seasons", 1}, {"episodes", 0}});
    CHECK(removed.parsed().at("not_found").at("movies").as_array().size() == 1);
    CHECK(activity(site, "seasons", "watchlisted_at") == "2026-09-12T20:10:00.000Z");
}

TEST_CASE("a watched title is removed from the watchlist, an episode also removes its season and show") {
    Site site;
    site.post("/sync/watchlist",
              R"({"movies":[{"ids":{"trakt":7010001}},{"ids":{"trakt":7010002}}],"shows":[{"ids":{"trakt":8010001}}],
        "seasons":[{"ids":{"trakt":8110001}},{"ids":{"trakt":8110002}}],"episodes":[{"ids":{"trakt":8210101}},{"ids":{"trakt":8210102}}]})");
    site.post("/sync/history", R"({"movies":[{"ids":{"trakt":7010001}}],"episodes":[{"ids":{"trakt":8210101}}]})");
    const json::object state = site.state();
    std::vector<std::int64_t> left;
    for (const json::value& entry : state.at("watchlist").as_array()) left.push_back(entry.at("trakt").as_int64());
    CHECK(left == std::vector<std::int64_t>{7010002, 8110002, 8210102});
}

TEST_CASE("a full watchlist answers 420 with the limit and adds nothing") {
    Site site;
    site.admin("/_twin/switches", R"({"vip":false,"watchlist_limit":2})");
    CHECK(site.post("/sync/watchlist", R"({"movies":[{"ids":{"trakt":7010001}}]})").status == 201);
    const auto full =
        site.post("/sync/watchlist", R"({"movies":[{"ids":{"trakt":7010002}},{"ids":{"trakt":7010003}}]})");
    CHECK(full.status == 420);
    CHECK(full.header("x-account-limit") == "2");
    CHECK(full.header("x-vip-user") == "false");
    CHECK_FALSE(full.header("x-upgrade-url").empty());
    CHECK(site.state().at("watchlist").as_array().size() == 1);
    CHECK(site.post("/sync/watchlist/remove", R"({"movies":[{"ids":{"trakt":7010001}}]})").status == 200);
}

TEST_CASE("ratings overwrite, are nested as sent, and must be 1 to 10") {
    Site site;
    const auto added = site.post(
        "/sync/ratings", R"({"movies":[{"rating":8,"rated_at":"2026-09-11T20:17:21.000Z","ids":{"imdb":"tt90010011"}},
            {"rating":8,"ids":{"imdb":"tt99999901"}}],"shows":[{"rating":7,"ids":{"tvdb":999999902}}],
            "seasons":[{"rating":6,"ids":{"trakt":999999903}}],"episodes":[{"rating":9,"ids":{"tvdb":999999904}}]})");
    CHECK(added.status == 201);
    CHECK(added.parsed() == sample("ratings_add_response_not_found.json"));
    site.post("/sync/ratings", R"({"movies":[{"rating":3,"ids":{"trakt":7010001}}]})");
    const json::value rows = site.read("/sync/ratings/movies");
    REQUIRE(rows.as_array().size() == 1);
    CHECK(rows.at(0).at("rating") == 3);

    site.post(
        "/sync/ratings",
        R"({"shows":[{"ids":{"trakt":8010001},"seasons":[{"number":1,"rating":7,"episodes":[{"number":1,"rating":9}]}]}]})");
    CHECK(site.read("/sync/ratings/shows").as_array().empty());
    CHECK(site.read("/sync/ratings/seasons").at(0).at("rating") == 7);
    CHECK(site.read("/sync/ratings/episodes/9").as_array().size() == 1);
    CHECK(site.post("/sync/ratings", R"({"movies":[{"rating":0,"ids":{"trakt":7010001}}]})").status == 422);
    CHECK(site.post("/sync/ratings", R"({"movies":[{"rating":11,"ids":{"trakt":7010001}}]})").status == 422);

    const auto removed =
        site.post("/sync/ratings/remove", R"({"movies":[{"ids":{"imdb":"tt90010011"}},{"ids":{"trakt":7010002}}]})");
    CHECK(removed.parsed().at("deleted") == json::value{{"movies", 1}, {"shows", 0}, {"seasons", 0}, {"episodes", 0}});
    CHECK(shape_difference(removed.parsed(), sample("ratings_remove_response.json")) == "");
}

TEST_CASE("the collection takes movies and episodes once") {
    Site site;
    const char* const body = R"({"movies":[{"ids":{"imdb":"tt90010011"},"collected_at":"2026-06-02T08:00:00.000Z"}],
        "episodes":[{"ids":{"tvdb":8219101},"collected_at":"2026-06-02T08:00:00.000Z"},{"ids":{"tvdb":999999904}}]})";
    const auto added = site.post("/sync/collection", body);
    CHECK(added.status == 201);
    CHECK(shape_difference(added.parsed(), sample("collection_add_response.json")) == "");
    CHECK(site.post("/sync/collection", body).parsed().at("existing").at("movies") == 1);
    for (const char* type : {"movies", "episodes", "shows"})
        CHECK(shape_difference(site.read(std::string("/sync/collection/") + type),
                               sample(std::string("collection_") + type + "_page.json")) == "");
    CHECK(site.read("/sync/collection/minimal/movies").at("7010001") ==
          sample("collection_minimal_movies.json").at("7010001"));
    CHECK(site.read("/sync/collection/minimal/shows").at("8010001").at("1").at("1") == "2026-06-02T08:00:00.000Z");
    CHECK(site.post("/sync/collection/remove", body).parsed().at("deleted").at("episodes") == 1);
}
