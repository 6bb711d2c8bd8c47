// The stamps of each feature.
#include "trakt/activities.hpp"

#include <catch2/catch.hpp>

#include <set>

#include "tests/support/stamps.hpp"
#include "tests/support/temp_folder.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::activities_test {

using trakt::Stamps;
using trakt::stamps_of;

namespace {

std::string text_of(const Stamps& stamps) {
    std::string text;
    for (const trakt::Stamp& stamp : stamps) text += stamp.leaf + "=" + stamp.value + "\n";
    return text;
}

}  // namespace

TEST_CASE("Each feature uses the leaves that change with it", "[trakt]") {
    const test::Parsed activities(test::fixture("last_activities.json"));
    CHECK(text_of(stamps_of(FeatureId::History, activities.root())) ==
          "movies.watched_at=2026-09-11T20:15:00.000Z\nepisodes.watched_at=2026-09-12T19:42:00.000Z\n");
    CHECK(text_of(stamps_of(FeatureId::Ratings, activities.root())) ==
          "movies.rated_at=2026-09-11T20:17:21.000Z\nshows.rated_at=2026-08-20T07:00:00.000Z\n"
          "seasons.rated_at=2026-08-20T07:01:00.000Z\nepisodes.rated_at=2026-09-09T18:00:00.000Z\n");
    CHECK(text_of(stamps_of(FeatureId::Watchlist, activities.root())) ==
          "watchlist.updated_at=2026-09-12T19:40:03.000Z\nmovies.watchlisted_at=2026-09-12T19:40:03.000Z\n"
          "shows.watchlisted_at=2026-09-01T12:13:14.000Z\nseasons.watchlisted_at=2025-10-10T10:10:10.000Z\n"
          "episodes.watchlisted_at=2025-12-24T12:00:00.000Z\n");
    for (const FeatureId feature : feature_ids) CHECK(test::all_known(stamps_of(feature, activities.root())));
}

TEST_CASE("Leaves that another feature lacks do not matter", "[trakt]") {
    const test::Parsed activities(test::fixture("last_activities_sparse.json"));
    for (const FeatureId feature : feature_ids) CHECK(test::all_known(stamps_of(feature, activities.root())));
}

TEST_CASE("A leaf that is missing, null or not a text is unknown", "[trakt]") {
    for (const char* text : {R"({"movies":{"watched_at":"2026-01-01T00:00:00.000Z"}})",
                             R"({"movies":{"watched_at":"x"},"episodes":{"watched_at":null}})",
                             R"({"movies":{"watched_at":"x"},"episodes":{"watched_at":""}})",
                             R"({"movies":{"watched_at":"x"},"episodes":{"watched_at":5}})",
                             R"({"movies":{"watched_at":"x"},"episodes":"x"})", "{}", "[]", "null"}) {
        INFO(text);
        const test::Parsed activities(text);
        CHECK(stamps_of(FeatureId::History, activities.root()).size() == 2);
        CHECK_FALSE(test::all_known(stamps_of(FeatureId::History, activities.root())));
    }
}

TEST_CASE("A list was never used if a whole answer lacks its stamp", "[trakt]") {
    const std::string groups =
        R"("shows":{"rated_at":"x"},"seasons":{"rated_at":"x"},"comments":{"liked_at":"x"},"lists":{"liked_at":"x"},)"
        R"("watchlist":{"updated_at":"x"},"favorites":{"updated_at":"x"},"account":{"settings_at":"x"},)"
        R"("collaborations":{"updated_at":"x"},"saved_filters":{"updated_at":"x"},"notes":{"updated_at":"x"})";
    const auto unset = [](FeatureId feature, std::vector<MediaType> types, const std::string& text) {
        const test::Parsed activities(text);
        return trakt::are_unset(feature, types, activities.root());
    };
    const std::string whole = R"({"all":"x","movies":{"rated_at":"x"},"episodes":{"watched_at":"x"},)" + groups + "}";
    CHECK(unset(FeatureId::History, {MediaType::Movie}, whole));
    CHECK_FALSE(unset(FeatureId::History, {MediaType::Episode}, whole));
    CHECK_FALSE(unset(FeatureId::Ratings, {MediaType::Movie}, whole));
    CHECK(unset(FeatureId::Ratings, {MediaType::Episode}, whole));
    CHECK(unset(FeatureId::Watchlist, {MediaType::Movie}, whole));
    // The stamp of the whole watchlist is set.
    CHECK_FALSE(unset(FeatureId::Watchlist, {media_types.begin(), media_types.end()}, whole));
    // The own group may be missing, any other may not.
    CHECK(unset(FeatureId::History, {MediaType::Movie}, R"({"all":"x","episodes":{"watched_at":"x"},)" + groups + "}"));
    CHECK_FALSE(unset(FeatureId::History, {MediaType::Movie}, R"({"all":"x",)" + groups + "}"));
    CHECK_FALSE(unset(FeatureId::History, {MediaType::Movie},
                      R"({"movies":{"rated_at":"x"},"episodes":{"watched_at":"x"},)" + groups + "}"));
    CHECK_FALSE(
        unset(FeatureId::History, {MediaType::Movie}, R"({"all":"x","movies":{},"episodes":{"watched_at":"x"}})"));
    CHECK_FALSE(unset(FeatureId::History, {MediaType::Movie}, "{}"));
}

TEST_CASE("No two features share a stamp, and a type that a feature lacks has no stamp", "[trakt]") {
    std::set<std::string_view> seen;
    std::size_t leaves = 0;
    for (const FeatureId feature : feature_ids) {
        for (const MediaType type : media_types) {
            const std::string_view leaf = trakt::leaf_of(feature, type);
            if (leaf.empty()) continue;
            seen.insert(leaf);
            ++leaves;
        }
        if (!trakt::leaf_of_all(feature).empty()) seen.insert(trakt::leaf_of_all(feature)), ++leaves;
    }
    CHECK(seen.size() == leaves);
    CHECK(leaves == 11);
    CHECK(trakt::leaf_of(FeatureId::History, MediaType::Show).empty());
    CHECK(trakt::leaf_of(FeatureId::History, MediaType::Season).empty());
    CHECK(trakt::leaf_of(FeatureId::History, MediaType::Episode) == "episodes.watched_at");
    CHECK(trakt::leaf_of(FeatureId::Ratings, MediaType::Season) == "seasons.rated_at");
    CHECK(trakt::leaf_of_all(FeatureId::Watchlist) == "watchlist.updated_at");
    CHECK(trakt::leaf_of_all(FeatureId::Ratings).empty());
    CHECK(trakt::value_of({{"movies.watched_at", "x"}}, trakt::leaf_of(FeatureId::History, MediaType::Show)).empty());
}

}  // namespace mod_trakt::activities_test
