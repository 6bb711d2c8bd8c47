// Answers that show less than the account has, and the statistics that show it.
#include <catch2/catch.hpp>

#include "client.hpp"

using namespace mod_trakt::twin;
using test::Site;
using test::sizes;

TEST_CASE("the fault `empty` has the headers of the true page, `empty_bare` has none") {
    Site site(sizes(300));
    site.admin("/_twin/faults", R"([{"kind":"empty","path":"/sync/history"}])");
    const auto empty = site.get("/sync/history?page=2");
    CHECK(empty.body == "[]");
    CHECK(empty.header("x-pagination-item-count") == "300");
    site.admin("/_twin/faults", R"([{"kind":"empty_bare","nth":1,"times":2}])");
    const auto bare = site.get("/sync/history?page=2");
    CHECK(bare.body == "[]");
    CHECK(bare.header("x-pagination-item-count").empty());
    CHECK(bare.header("x-pagination-limit").empty());
    CHECK(site.get("/users/me/watched/movies?extended=min").body == "{}");
    CHECK(site.rows("/sync/history?page=2").size() == 100);
}

TEST_CASE("single lists can be without pagination headers") {
    Site site(sizes(30, 8));
    site.admin("/_twin/switches", R"({"headerless":"/sync/ratings/movies,/sync/history/movies"})");
    CHECK(site.get("/sync/history/movies").header("x-pagination-item-count").empty());
    CHECK(site.get("/sync/ratings/movies").header("x-pagination-item-count").empty());
    CHECK(site.get("/sync/history/episodes").header("x-pagination-item-count") == "24");
}

TEST_CASE("the statistics count plays and ratings, and can be missing or lack these counts") {
    Site site(sizes(300, 40));
    const json::object stats = site.map("/users/me/stats");
    CHECK(stats.at("movies").at("plays") == 60);
    CHECK(stats.at("episodes").at("plays") == 240);
    for (const char* type : {"movies", "shows", "seasons", "episodes"}) CHECK(stats.at(type).at("ratings") == 10);
    site.admin("/_twin/switches", R"({"stats":"sparse"})");
    CHECK_FALSE(site.map("/users/me/stats").at("movies").as_object().contains("plays"));
    site.admin("/_twin/switches", R"({"stats":"absent"})");
    CHECK(site.get("/users/me/stats").status == 404);
}

TEST_CASE("hidden rows are counted and have a place, but no page shows them") {
    Site site(sizes(30, 8, 8));
    const json::value third = site.rows("/sync/history/episodes?limit=5")[2];
    site.admin("/_twin/edit", R"({"ops":[{"op":"hide","id":)" + json::serialize(third.at("id")) + "}]}");
    const auto page = site.get("/sync/history/episodes?limit=5");
    CHECK(page.parsed().as_array().size() == 4);
    CHECK(page.header("x-pagination-item-count") == "24");
    CHECK(site.rows("/sync/history/episodes?limit=5&page=2").size() == 5);
    CHECK(site.state().at("plays").as_array().size() == 29);
    CHECK(site.state().at("hidden").at("history/episodes") == json::value{{"rows", 1}, {"at_end", false}});
    CHECK(site.map("/users/me/stats").at("episodes").at("plays") == 24);
    site.admin("/_twin/switches", R"({"stats_count_hidden":false})");
    CHECK(site.map("/users/me/stats").at("episodes").at("plays") == 23);
    const json::value rated = site.rows("/sync/ratings/movies")[0].at("movie").at("ids").at("trakt");
    site.admin("/_twin/edit", R"({"ops":[{"op":"hide","type":"movie","trakt":)" + json::serialize(rated) + "}]}");
    CHECK(site.rows("/sync/ratings/movies").size() == 1);
    CHECK(site.get("/sync/ratings/movies").header("x-pagination-item-count") == "2");
    site.admin("/_twin/edit", R"({"ops":[{"op":"show_all"}]})");
    CHECK(site.rows("/sync/ratings/movies").size() == 2);
}

TEST_CASE("plays of one time may come in another order in each answer") {
    Site site(sizes(0));
    site.admin("/_twin/edit", R"({"ops":[{"op":"add","type":"episode","count":60,"when":"2020-01-01T10:00:00Z"}]})");
    const std::string before = site.get("/sync/history/episodes").body;
    CHECK(site.get("/sync/history/episodes").body == before);
    site.admin("/_twin/switches", R"({"tie_order":"random"})");
    const std::string first = site.get("/sync/history/episodes").body;
    CHECK(first.size() == before.size());
    CHECK(site.get("/sync/history/episodes").body != first);
}

TEST_CASE("lists that never had an entry may have no stamp") {
    Site site(sizes(10));
    CHECK(site.map("/sync/last_activities").at("shows").as_object().contains("rated_at"));
    site.admin("/_twin/switches", R"({"unset_stamps":true})");
    CHECK_FALSE(site.map("/sync/last_activities").at("shows").as_object().contains("rated_at"));
    CHECK(site.map("/sync/last_activities").at("movies").as_object().contains("watched_at"));
    site.admin("/_twin/edit", R"({"ops":[{"op":"rate","type":"show"}]})");
    CHECK(site.map("/sync/last_activities").at("shows").as_object().contains("rated_at"));
}
