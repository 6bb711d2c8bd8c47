// The map of ids.
#include <catch2/catch.hpp>

#include "model/ids.hpp"

namespace mod_trakt::ids_test {

namespace {

std::string written(const Ids& ids) {
    std::string out;
    json::Writer writer(out);
    ids.write(writer);
    return out;
}

}  // namespace

TEST_CASE("ids are found by their key, whatever was set or erased before") {
    Ids ids;
    CHECK(ids.empty());
    ids.set(IdKey::Slug, "heat-1995");
    ids.set(IdKey::Imdb, "tt1");
    ids.set(IdKey::Tmdb, "949");
    ids.set(IdKey::Imdb, "tt0113277");
    CHECK(written(ids) == R"({"imdb":"tt0113277","tmdb":"949","slug":"heat-1995"})");
    ids.erase(IdKey::Tmdb);
    CHECK_FALSE(ids.has(IdKey::Tmdb));
    CHECK(ids.get(IdKey::Tmdb).empty());
    ids.set(IdKey::Tmdb, std::string(500, '7'));
    CHECK(ids.get(IdKey::Tmdb) == std::string(500, '7'));
    CHECK(ids.get(IdKey::Slug) == "heat-1995");
    ids.set(IdKey::Plex, ids.get(IdKey::Slug));
    CHECK(ids.get(IdKey::Plex) == "heat-1995");
    ids.clear();
    CHECK(ids.empty());
    CHECK(written(ids) == "{}");
}

TEST_CASE("ids are equal when their values are equal, in any order of setting") {
    Ids a, b;
    a.set(IdKey::Imdb, "tt1");
    a.set(IdKey::Trakt, "12");
    b.set(IdKey::Trakt, "7");
    b.set(IdKey::Trakt, "12");
    CHECK_FALSE(a == b);
    b.set(IdKey::Imdb, "tt1");
    CHECK(a == b);
    b.erase(IdKey::Imdb);
    CHECK_FALSE(a == b);
}

TEST_CASE("ids that were moved from are empty") {
    Ids from;
    from.set(IdKey::Imdb, "tt0113277");
    Ids to = std::move(from);
    CHECK(to.get(IdKey::Imdb) == "tt0113277");
    CHECK(from.empty());  // NOLINT(bugprone-use-after-move): that is the promise
    from.set(IdKey::Tmdb, "949");
    to = std::move(from);
    CHECK(written(to) == R"({"tmdb":"949"})");
    CHECK(from.empty());  // NOLINT(bugprone-use-after-move)
}

}  // namespace mod_trakt::ids_test
