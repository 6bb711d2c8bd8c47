// Titles that share ids, and ids that Trakt accepts and never shows: no change affects another title, and no play is
// added twice.
#include <catch2/catch.hpp>

#include <map>
#include <set>
#include <string>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

constexpr std::int64_t movie_a = 7010001, movie_b = 7010002, movie_c = 7010004;
constexpr std::int64_t episode_2 = 8210102, episode_3 = 8210103;

json::object title(const char* type, std::int64_t trakt, const json::object& ids) {
    return {{"type", type}, {"trakt", trakt}, {"ids", ids}};
}
json::object alias(const char* type, std::int64_t trakt, const json::object& ids) {
    return {{"type", type}, {"trakt", trakt}, {"alias", ids}};
}

json::object item(const char* type, const json::object& ids, const json::object& more = {}) {
    return merged({{"type", type}, {"ids", ids}}, more);
}
json::object play_of(const char* type, const json::object& ids, const char* when, const json::object& more = {}) {
    return item(type, ids, merged({{"watched_at", when}}, more));
}

constexpr const char* monday = "2024-05-06T20:11:00.000Z";
constexpr const char* tuesday = "2024-05-07T20:11:00.000Z";

// "7010001 2024-05-06T20:11:00.000Z" of each play.
std::multiset<std::string> plays(const TwinProcess& twin) {
    std::multiset<std::string> found;
    for (const json::value& play : twin.plays())
        found.insert(text_at(play, "trakt") + " " + text_at(play, "watched_at"));
    return found;
}
std::string at(std::int64_t trakt, const char* when) { return std::to_string(trakt) + " " + when; }

void watch(const TwinProcess& twin, const char* type, std::int64_t trakt, const char* when) {
    twin.edit({{"op", "add"}, {"type", type}, {"trakt", trakt}, {"when", when}});
}

using Plays = std::multiset<std::string>;

// Two movies with one imdb id.
struct Sharing {
    Sharing() {
        twin.titles({title("movie", movie_a, {{"imdb", "tt5"}, {"tmdb", 51}}),
                     title("movie", movie_b, {{"imdb", "tt5"}, {"tmdb", 52}})});
    }
    TwinProcess twin;
};

}  // namespace

TEST_CASE("A title that is not held is never taken for a held one with the same imdb id", "[titles]") {
    const Sharing sharing;
    const TwinProcess& twin = sharing.twin;
    watch(twin, "movie", movie_a, monday);
    Handle handle(config_for(twin));
    const bool read_before = GENERATE(true, false);
    if (read_before) handle.index("history");
    const json::object other = {{"trakt", movie_b}, {"imdb", "tt5"}};
    CHECK(handle.remove("history", {play_of("movie", other, monday)}).verdicts() == "absent");
    CHECK(handle.remove("history", {item("movie", other, {{"all_plays", true}})}).verdicts() == "absent");
    CHECK(plays(twin) == Plays{at(movie_a, monday)});
    CHECK(handle.add("history", {play_of("movie", other, monday)}).verdicts() == "added");
    CHECK(plays(twin) == Plays{at(movie_a, monday), at(movie_b, monday)});
    CHECK(handle.remove("history", {item("movie", {{"trakt", movie_a}, {"imdb", "tt5"}}, {{"all_plays", true}})})
              .verdicts() == "removed");
    CHECK(plays(twin) == Plays{at(movie_b, monday)});
}

TEST_CASE("An item with only a shared id is decided by Trakt's search or rejected, as a rating, an entry and a play",
          "[titles]") {
    const Sharing sharing;
    const TwinProcess& twin = sharing.twin;
    for (const std::int64_t movie : {movie_a, movie_b}) {
        watch(twin, "movie", movie, monday);
        twin.edit({{"op", "rate"}, {"type", "movie"}, {"trakt", movie}, {"rating", 5}});
    }
    for (const std::int64_t movie : {movie_a, movie_b})
        twin.edit({{"op", "watchlist_add"}, {"type", "movie"}, {"trakt", movie}});
    const auto content = [&] {
        const json::value state = twin.state();
        return json::array{state.at("plays"), state.at("ratings"), state.at("watchlist")};
    };
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        INFO(feature);
        Handle handle(config_for(twin));
        handle.index(feature);
        const json::array before = content();
        twin.clear_ledger();
        const json::object shared = item("movie", {{"imdb", "tt5"}}, {{"watched_at", monday}, {"rating", 9}});
        for (const Outcome& outcome : {handle.remove(feature, {shared}), handle.add(feature, {shared})}) {
            CHECK(outcome.verdicts() == "rejected");
            CHECK(text_at(outcome.result(0), "hint") == "ambiguous ids");
            CHECK(text_at(outcome.result(0), "message").find(std::to_string(movie_b)) != std::string::npos);
        }
        CHECK(twin.count_below("POST", "/") == 0);
        CHECK(content() == before);
        // With a second id the item names one of the two.
        CHECK(handle.remove(feature, {item("movie", {{"imdb", "tt5"}, {"tmdb", 52}}, {{"watched_at", monday}})})
                  .verdicts() == "removed");
    }
    const json::value after = twin.state();
    CHECK(plays(twin) == Plays{at(movie_a, monday)});
    for (const char* list : {"ratings", "watchlist"}) {
        REQUIRE(after.at(list).as_array().size() == 1);
        CHECK(number_at(after.at(list).at(0), "trakt") == movie_a);
    }
}

TEST_CASE("Two episodes of a show with one tmdb id are distinguished by number and by Trakt id", "[titles]") {
    const TwinProcess twin;
    twin.titles({title("episode", episode_2, {{"tmdb", 4428745}}), title("episode", episode_3, {{"tmdb", 4428745}})});
    const json::object show = {{"show_ids", {{"trakt", 8010001}}}, {"season", 1}};
    const json::object second = merged(show, {{"episode", 2}}), third = merged(show, {{"episode", 3}});
    const json::object tmdb = {{"tmdb", 4428745}};

    SECTION("by number, nothing held") {
        Handle handle(config_for(twin));
        CHECK(handle.add("history", {play_of("episode", tmdb, monday, third)}).verdicts() == "added");
        CHECK(plays(twin) == Plays{at(episode_3, monday)});
    }
    SECTION("by Trakt id, the other one held at that minute") {
        watch(twin, "episode", episode_2, monday);
        Handle handle(config_for(twin));
        handle.index("history");
        const json::object ids = {{"trakt", episode_3}, {"tmdb", 4428745}};
        CHECK(handle.add("history", {play_of("episode", ids, monday, third)}).verdicts() == "added");
        CHECK(plays(twin) == Plays{at(episode_2, monday), at(episode_3, monday)});
    }
    SECTION("both in one call") {
        Handle handle(config_for(twin));
        CHECK(handle.add("history", {play_of("episode", tmdb, monday, second), play_of("episode", tmdb, monday, third)})
                  .verdicts() == "added added");
        CHECK(plays(twin) == Plays{at(episode_2, monday), at(episode_3, monday)});
    }
    SECTION("the other one held: an add says so, a removal does not guess") {
        watch(twin, "episode", episode_2, monday);
        Handle handle(config_for(twin));
        handle.index("history");
        const Outcome removed = handle.remove("history", {play_of("episode", tmdb, monday, third)});
        CHECK(removed.verdicts() == "rejected");
        CHECK(text_at(removed.result(0), "hint") == "ambiguous ids");
        const Outcome added = handle.add("history", {play_of("episode", tmdb, monday, third)});
        CHECK(added.verdicts() == "added");
        CHECK(text_at(added.result(0), "message").find(std::to_string(episode_2)) != std::string::npos);
        CHECK(plays(twin) == Plays{at(episode_2, monday), at(episode_3, monday)});
    }
    SECTION("in ratings and on the watchlist") {
        Handle handle(config_for(twin));
        for (const char* feature : {"ratings", "watchlist"}) {
            const json::object rated = item("episode", tmdb, merged(third, {{"rating", 8}}));
            CHECK(handle.add(feature, {rated}).verdicts() == "added");
            const json::value state = twin.state();
            REQUIRE(state.at(feature).as_array().size() == 1);
            CHECK(number_at(state.at(feature).at(0), "trakt") == episode_3);
        }
    }
}

TEST_CASE("A Trakt id has priority over another id beside it that belongs to another title", "[titles]") {
    const Sharing sharing;
    const TwinProcess& twin = sharing.twin;
    for (const char* feature : {"ratings", "watchlist"}) {
        INFO(feature);
        twin.reset({});
        twin.titles({title("movie", movie_a, {{"imdb", "tt5"}}), title("movie", movie_b, {{"imdb", "tt5"}})});
        const json::object a = item("movie", {{"trakt", movie_a}, {"imdb", "tt5"}}, {{"rating", 3}});
        const json::object b = item("movie", {{"trakt", movie_b}, {"imdb", "tt5"}}, {{"rating", 7}});
        Handle handle(config_for(twin));
        CHECK(handle.add(feature, {a}).verdicts() == "added");
        CHECK(handle.remove(feature, {b}).verdicts() == "absent");
        CHECK(handle.add(feature, {b}).verdicts() == "added");
        CHECK(twin.state().at(feature).as_array().size() == 2);
        CHECK(handle.remove(feature, {a}).verdicts() == "removed");
        const json::value state = twin.state();
        REQUIRE(state.at(feature).as_array().size() == 1);
        CHECK(number_at(state.at(feature).at(0), "trakt") == movie_b);
    }
}

TEST_CASE("A play under an id that Trakt accepts and never shows is added once", "[titles]") {
    const TwinProcess twin;
    twin.titles(
        {alias("movie", movie_a, {{"imdb", "tt777"}, {"trakt", 999}}), title("movie", movie_a, {{"imdb", nullptr}})});
    const bool by_trakt_id = GENERATE(false, true);
    const json::object ids = by_trakt_id ? json::object{{"trakt", 999}} : json::object{{"imdb", "tt777"}};

    SECTION("learnt by search: the play is there before") {
        watch(twin, "movie", movie_a, monday);
        Handle handle(config_for(twin));
        handle.index("history");
        CHECK(handle.add("history", {play_of("movie", ids, monday)}).verdicts() == "existing");
        CHECK(handle.add("history", {play_of("movie", ids, tuesday)}).verdicts() == "added");
        CHECK(handle.remove("history", {play_of("movie", ids, monday)}).verdicts() == "removed");
        CHECK(plays(twin) == Plays{at(movie_a, tuesday)});
    }
    SECTION("learnt by elimination: the same play is sent at each run") {
        twin.titles({title("movie", movie_a, {{"imdb", "tt778"}})});  // contradicts, so it is not searched
        Handle handle(config_for(twin));
        for (int run = 0; run < 3; ++run) {
            INFO(run);
            CHECK(handle.add("history", {play_of("movie", ids, monday)}).verdicts() ==
                  (run == 0 ? "added" : "existing"));
            CHECK(plays(twin) == Plays{at(movie_a, monday)});
            handle.index("history");
        }
        CHECK(handle.remove("history", {play_of("movie", ids, monday)}).verdicts() == "removed");
        CHECK(plays(twin).empty());
    }
}

TEST_CASE("Two names of one held title are one change", "[titles]") {
    const TwinProcess twin;
    twin.titles({title("movie", movie_a, {{"imdb", "tt5"}, {"tmdb", 51}})});
    watch(twin, "movie", movie_a, tuesday);
    twin.edit({{"op", "rate"}, {"type", "movie"}, {"trakt", movie_a}, {"rating", 5}});
    Handle handle(config_for(twin));
    for (const char* feature : {"history", "ratings"}) handle.index(feature);
    const json::object imdb = {{"imdb", "tt5"}}, tmdb = {{"tmdb", 51}};
    CHECK(handle.add("history", {play_of("movie", imdb, monday), play_of("movie", tmdb, monday)}).verdicts() ==
          "added added");
    CHECK(plays(twin) == Plays{at(movie_a, monday), at(movie_a, tuesday)});
    CHECK(handle.add("ratings", {item("movie", imdb, {{"rating", 7}}), item("movie", tmdb, {{"rating", 9}})})
              .verdicts() == "updated updated");
    CHECK(number_at(twin.state().at("ratings").at(0), "rating") == 9);  // the later one
}

TEST_CASE("A play of another title at the same minute does not keep a play from being added", "[titles]") {
    const TwinProcess twin;
    watch(twin, "movie", movie_a, monday);
    Handle handle(config_for(twin));
    handle.index("history");
    CHECK(handle.add("history", {play_of("movie", {{"trakt", movie_c}}, monday)}).verdicts() == "added");
    CHECK(plays(twin) == Plays{at(movie_a, monday), at(movie_c, monday)});
}

TEST_CASE("While a search fails, a play that may be held under another id waits", "[titles]") {
    const TwinProcess twin;
    twin.titles({title("movie", movie_a, {{"imdb", nullptr}})});
    watch(twin, "movie", movie_a, monday);
    Handle handle(config_for(twin));
    handle.index("history");
    twin.fault({{"path", "/search"}, {"kind", "status"}, {"status", 500}, {"every", true}});
    const Outcome outcome = handle.add("history", {play_of("movie", {{"imdb", "tt777"}}, monday)});
    CHECK(outcome.verdicts() == "deferred");
    CHECK(text_at(outcome.result(0), "hint") == "unresolved alias");
    CHECK(plays(twin) == Plays{at(movie_a, monday)});
}

TEST_CASE("An episode goes to the held show that it means, never to another show with the same id", "[titles]") {
    constexpr std::int64_t marsh = 8010001, copper = 8010002, held = 8220101, meant = 8220102;
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    INFO(feature);
    const TwinProcess twin;
    twin.titles({title("show", marsh, {{"imdb", "tt5"}}), title("show", copper, {{"imdb", "tt5"}})});
    Handle handle(config_for(twin));
    const json::object more = {{"watched_at", monday}, {"rating", 8}};
    const auto change = [&](const json::object& show) {
        return item("episode", {}, merged({{"show_ids", show}, {"season", 1}, {"episode", 2}}, more));
    };
    const auto content = [&] {
        std::set<std::int64_t> found;
        const json::value state = twin.state();
        for (const json::value& one : state.at(feature == "history" ? "plays" : feature).as_array())
            found.insert(number_at(one, "trakt"));
        return found;
    };
    using Titles = std::set<std::int64_t>;
    REQUIRE(Handle(config_for(twin)).add(feature, {item("episode", {{"trakt", held}}, more)}).verdicts() == "added");
    handle.index(feature);
    // Trakt does not have this show, and would take the other id.
    const json::object unknown_show = {{"trakt", 777777}, {"imdb", "tt5"}};
    CHECK(handle.add(feature, {change(unknown_show)}).verdicts() == "not_found");
    CHECK(content() == Titles{held});
    CHECK(handle.add(feature, {change({{"imdb", "tt5"}})}).verdicts() == "added");
    CHECK(content() == Titles{held, meant});
    handle.index(feature);
    const std::string not_removed = handle.remove(feature, {change(unknown_show)}).verdicts();
    CHECK((not_removed == "absent" || not_removed == "not_found"));
    CHECK(content() == Titles{held, meant});
}

TEST_CASE("While a list cannot be read, nothing is removed from it by an id that titles share", "[titles]") {
    const Sharing sharing;
    const TwinProcess& twin = sharing.twin;
    const std::string feature = GENERATE("ratings", "watchlist");
    INFO(feature);
    Handle handle(config_for(twin));
    for (const std::int64_t movie : {movie_a, movie_b})
        REQUIRE(handle.add(feature, {item("movie", {{"trakt", movie}}, {{"rating", 8}})}).verdicts() == "added");
    Handle newcomer(config_for(twin));
    twin.fault({{"path", "/sync/" + feature}, {"method", "GET"}, {"kind", "status"}, {"status", 500}, {"every", true}});
    const Outcome removed = newcomer.remove(feature, {item("movie", {{"imdb", "tt5"}})});
    CHECK(removed.verdicts() == "deferred");
    CHECK(twin.state().at(feature).as_array().size() == 2);
    const json::object unknown = item("movie", {{"trakt", 777777}, {"imdb", "tt5"}});
    CHECK(newcomer.remove(feature, {unknown}).verdicts() != "removed");
    CHECK(twin.state().at(feature).as_array().size() == 2);
}
