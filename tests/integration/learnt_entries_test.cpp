// Ratings and watchlist entries that were added under ids which Trakt accepts and never shows: the next complete read
// tells what they are, in the ordinary order of calls and after a restart.
#include <catch2/catch.hpp>

#include <memory>
#include <string>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/temp_folder.hpp"

using namespace mod_trakt::tests;

namespace {

struct Alias {
    json::object edit, item;
};

Alias alias_of(const std::string& kind) {
    if (kind == "movie")
        return {{{"type", "movie"}, {"trakt", 7010001}, {"alias", {{"imdb", "tt777"}}}},
                {{"type", "movie"}, {"ids", {{"imdb", "tt777"}}}, {"rating", 8}}};
    if (kind == "season")
        return {{{"type", "season"}, {"trakt", 8110001}, {"alias", {{"tvdb", 777}}}},
                {{"type", "season"}, {"ids", {{"tvdb", 777}}}, {"rating", 8}}};
    return {{{"type", "show"}, {"trakt", 8010001}, {"alias", {{"imdb", "tt777"}}}},
            {{"type", "episode"}, {"show_ids", {{"imdb", "tt777"}}}, {"season", 1}, {"episode", 2}, {"rating", 8}}};
}

}  // namespace

TEST_CASE("What was added under an alias is learnt from the next index", "[titles]") {
    const std::string feature = GENERATE("ratings", "watchlist");
    const std::string kind = GENERATE("movie", "season", "episode by its show");
    INFO(feature << ": " << kind);
    const Alias alias = alias_of(kind);
    const TwinProcess twin;
    twin.titles({alias.edit});
    const TempFolder folder;
    const bool restarts = GENERATE(false, true);
    const bool has_folder = restarts || GENERATE(false, true);
    INFO((restarts ? "new handles" : "one handle") << (has_folder ? "" : ", no folder"));
    const json::object config = has_folder ? in_folder(config_for(twin), folder) : config_for(twin);
    std::unique_ptr<Handle> kept;
    const auto handle = [&]() -> Handle& {
        if (kept == nullptr || restarts) kept = std::make_unique<Handle>(config);
        return *kept;
    };
    handle().index(feature);
    REQUIRE(handle().add(feature, {alias.item}).verdicts() == "added");

    bool is_forgotten = false;
    SECTION("one item") {}
    SECTION("a play was added since") {
        const json::object play = {
            {"type", "movie"}, {"ids", {{"trakt", 7010004}}}, {"watched_at", "2024-05-06T20:11:00Z"}};
        REQUIRE(handle().add("history", {play}).verdicts() == "added");
        // A play may take entries away, so the next index does not tell what became of this one. It is then sent again
        // each time, which changes nothing.
        is_forgotten = feature == "watchlist";
    }
    for (int run = 0; run < 2; ++run) {
        handle().index(feature);
        twin.clear_ledger();
        CHECK(handle().add(feature, {alias.item}).verdicts() == "existing");
        // A handle that has written may send once more what it does not know for certain.
        if (restarts) CHECK(twin.count_below("POST", "/") == (is_forgotten ? 1 : 0));
        CHECK(twin.count_below("GET", "/search") == 0);
    }
    CHECK(twin.state().at(feature).as_array().size() == 1);
}
