// The counts in the statistics of the user.
#include "trakt/stats.hpp"

#include <catch2/catch.hpp>

#include "unit/model/parsed.hpp"

namespace mod_trakt::stats_test {

TEST_CASE("Statistics count plays and ratings, and nothing else", "[trakt][stats]") {
    const test::Parsed answer(
        R"({"movies":{"plays":155,"ratings":9},"shows":{"ratings":2},"seasons":{"ratings":0},"episodes":{"plays":0}})");
    const trakt::Stats stats(answer.root());
    CHECK(stats.count(FeatureId::History, MediaType::Movie) == 155);
    CHECK(stats.count(FeatureId::History, MediaType::Episode) == 0);
    CHECK(stats.count(FeatureId::Ratings, MediaType::Movie) == 9);
    CHECK(stats.count(FeatureId::Ratings, MediaType::Season) == 0);
    CHECK(stats.count(FeatureId::Watchlist, MediaType::Movie) == std::nullopt);
}

TEST_CASE("A number that is missing from the statistics is not 0", "[trakt][stats]") {
    for (const char* text :
         {"{}", "[]", "null", R"({"movies":{}})", R"({"movies":{"plays":null}})", R"({"movies":{"plays":"0"}})",
          R"({"movies":{"plays":-1}})", R"({"movies":{"plays":0.5}})"}) {
        INFO(text);
        const test::Parsed answer(text);
        CHECK(trakt::Stats(answer.root()).count(FeatureId::History, MediaType::Movie) == std::nullopt);
    }
}

}  // namespace mod_trakt::stats_test
