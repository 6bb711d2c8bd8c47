// The names of requests in "api:hit".
#include "trakt/labels.hpp"

#include <catch2/catch.hpp>

namespace mod_trakt::labels_test {

using mod_trakt::http::Method;
using mod_trakt::trakt::endpoint_label;

TEST_CASE("Every known request has its label") {
    CHECK(endpoint_label(Method::Get, "/sync/last_activities") == "activities");
    CHECK(endpoint_label(Method::Get, "/sync/watchlist?page=1&limit=250") == "watchlist:index");
    CHECK(endpoint_label(Method::Get, "/sync/watchlist/movies") == "watchlist:index:movies");
    CHECK(endpoint_label(Method::Post, "/sync/watchlist") == "watchlist:add");
    CHECK(endpoint_label(Method::Post, "/sync/watchlist/remove") == "watchlist:remove");
    CHECK(endpoint_label(Method::Get, "/sync/history") == "history:index");
    CHECK(endpoint_label(Method::Get, "/sync/history/episodes?page=2") == "history:index:episodes");
    CHECK(endpoint_label(Method::Get, "/sync/history/movies/12345") == "history:index:movies");
    CHECK(endpoint_label(Method::Post, "/sync/history") == "history:add");
    CHECK(endpoint_label(Method::Post, "/sync/history/remove") == "history:remove");
    CHECK(endpoint_label(Method::Get, "/sync/ratings") == "ratings:index");
    for (const char* path : {"/sync/ratings/movies?page=1&limit=250", "/sync/ratings/shows", "/sync/ratings/seasons",
                             "/sync/ratings/episodes"})
        CHECK(endpoint_label(Method::Get, path) == "ratings:index");
    CHECK(endpoint_label(Method::Post, "/sync/ratings") == "ratings:add");
    CHECK(endpoint_label(Method::Post, "/sync/ratings/remove") == "ratings:remove");
}

TEST_CASE("Other paths are labelled by their first three segments in lower case") {
    CHECK(endpoint_label(Method::Get, "/Users/me/Watched/movies?extended=min") == "users/me/watched");
    CHECK(endpoint_label(Method::Get, "/users/settings") == "users/settings");
    CHECK(endpoint_label(Method::Post, "/oauth/token") == "oauth/token");
    CHECK(endpoint_label(Method::Post, "/sync/collection") == "sync/collection");
    CHECK(endpoint_label(Method::Post, "/sync/collection/remove") == "sync/collection/remove");
    CHECK(endpoint_label(Method::Get, "/sync/collection/movies") == "sync/collection/movies");
    CHECK(endpoint_label(Method::Get, "/sync/watched/shows/x") == "sync/watched/shows");
    CHECK(endpoint_label(Method::Get, "/") == "unknown");
    CHECK(endpoint_label(Method::Get, "") == "unknown");
}

}  // namespace mod_trakt::labels_test
