#include "trakt/activities.hpp"

#include <catch2/catch.hpp>

#include "tests/support/stamps.hpp"
#include "tests/support/temp_folder.hpp"
#include "unit/model/parsed.hpp"

using namespace mod_trakt;
using trakt::Stamps;
using trakt::stamps_of;

namespace {

std::string text_of(const Stamps& stamps) {
    std::string text;
    for (const trakt::Stamp& stamp : stamps) text += stamp.leaf + "=" + stamp.value + "\n";
    return text;
}

}  // namespace

TEST_CASE("Each feature looks at the leaves that move with it", "[trakt]") {
    const test::Parsed activities(test::fixture("last_activities.json"));
    CHECK(text_of(stamps_of("history", activities.root())) ==
          "movies.watched_at=2026-09-11T20:15:00.000Z\nepisodes.watched_at=2026-09-12T19:42:00.000Z\n");
    CHECK(text_of(stamps_of("ratings", activities.root())) ==
          "movies.rated_at=2026-09-11T20:17:21.000Z\nshows.rated_at=2026-08-20T07:00:00.000Z\n"
          "seasons.rated_at=2026-08-20T07:01:00.000Z\nepisodes.rated_at=2026-09-09T18:00:00.000Z\n");
    CHECK(text_of(stamps_of("watchlist", activities.root())) ==
          "watchlist.updated_at=2026-09-12T19:40:03.000Z\nmovies.watchlisted_at=2026-09-12T19:40:03.000Z\n"
          "shows.watchlisted_at=2026-09-01T12:13:14.000Z\nseasons.watchlisted_at=2025-10-10T10:10:10.000Z\n"
          "episodes.watchlisted_at=2025-12-24T12:00:00.000Z\n");
    for (const char* feature : {"history", "ratings", "watchlist"})
        CHECK(test::all_known(stamps_of(feature, activities.root())));
}

TEST_CASE("Leaves that another feature lacks do not matter", "[trakt]") {
    const test::Parsed activities(test::fixture("last_activities_sparse.json"));
    for (const char* feature : {"history", "ratings", "watchlist"})
        CHECK(test::all_known(stamps_of(feature, activities.root())));
}

TEST_CASE("A leaf that is missing, null or no text is unknown, and then nothing is complete", "[trakt]") {
    for (const char* text : {R"({"movies":{"watched_at":"2026-01-01T00:00:00.000Z"}})",
                             R"({"movies":{"watched_at":"x"},"episodes":{"watched_at":null}})",
                             R"({"movies":{"watched_at":"x"},"episodes":{"watched_at":""}})",
                             R"({"movies":{"watched_at":"x"},"episodes":{"watched_at":5}})",
                             R"({"movies":{"watched_at":"x"},"episodes":"x"})", "{}", "[]", "null"}) {
        INFO(text);
        const test::Parsed activities(text);
        CHECK(stamps_of("history", activities.root()).size() == 2);
        CHECK_FALSE(test::all_known(stamps_of("history", activities.root())));
    }
}
