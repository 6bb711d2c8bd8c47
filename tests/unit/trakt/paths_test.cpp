// The paths of Trakt's lists and calls.
#include "trakt/paths.hpp"

#include <catch2/catch.hpp>

namespace mod_trakt::paths_test {

TEST_CASE("A list has a path by feature, and by type if one is given", "[trakt]") {
    CHECK(trakt::list_path(FeatureId::History) == "/sync/history");
    CHECK(trakt::list_path(FeatureId::History, MediaType::Episode) == "/sync/history/episodes");
    CHECK(trakt::list_path(FeatureId::Ratings, MediaType::Season) == "/sync/ratings/seasons");
    CHECK(trakt::list_path(FeatureId::Watchlist) == "/sync/watchlist");
}

TEST_CASE("Plays have paths by title, or by escaped times", "[trakt]") {
    CHECK(trakt::history_of_title(MediaType::Movie, 7010001) == "/sync/history/movies/7010001");
    CHECK(trakt::history_between(MediaType::Episode, 0, 59'000) ==
          "/sync/history/episodes?start_at=1970-01-01T00%3A00%3A00.000Z&end_at=1970-01-01T00%3A00%3A59.000Z");
    CHECK(trakt::watched_map_paths(MediaType::Movie) ==
          std::vector<std::string>{"/users/me/watched/movies?extended=min"});
    CHECK(trakt::watched_map_paths(MediaType::Episode) ==
          std::vector<std::string>{"/users/me/watched/episodes?extended=min", "/sync/watched/episodes?extended=min"});
}

TEST_CASE("A page number is appended to an existing query", "[trakt]") {
    CHECK(trakt::page_target("/sync/watchlist", 3, 250) == "/sync/watchlist?page=3&limit=250");
    CHECK(trakt::page_target("/x?extended=min", 1, 100) == "/x?extended=min&page=1&limit=100");
}

TEST_CASE("A bulk write has a path for each direction", "[trakt]") {
    for (const FeatureId feature : feature_ids) {
        const std::string list = trakt::list_path(feature);
        CHECK(trakt::write_path(feature, Change::Add) == list);
        CHECK(trakt::write_path(feature, Change::Remove) == list + "/remove");
    }
}

}  // namespace mod_trakt::paths_test
