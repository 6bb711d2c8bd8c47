// The bodies of bulk writes.
#include "trakt/bodies.hpp"

#include <catch2/catch.hpp>

#include <vector>

namespace mod_trakt::bodies_test {

using namespace mod_trakt::trakt;

namespace {

Ids ids_of(std::initializer_list<std::pair<IdKey, const char*>> entries) {
    Ids ids;
    for (const auto& [key, value] : entries) ids.set(key, value);
    return ids;
}

const Ids film = ids_of({{IdKey::Imdb, "tt1"}, {IdKey::Tmdb, "550"}});
const Ids show = ids_of({{IdKey::Tvdb, "7"}});
constexpr std::int64_t minute = 1'789'157'700'000;  // 2026-09-11T20:15:00Z

}  // namespace

TEST_CASE("PAY-7: numeric ids of any length are JSON integers, other ids are text") {
    const Ids all = ids_of({{IdKey::Imdb, "tt1"},
                            {IdKey::Tmdb, "00550"},
                            {IdKey::Tvdb, "12345678901234567890"},
                            {IdKey::Trakt, "3"},
                            {IdKey::Slug, "24"}});
    CHECK(watchlist_body(std::vector<MediaRef>{ShowRef{all}}) ==
          R"({"shows":[{"ids":{"imdb":"tt1","tmdb":550,"tvdb":12345678901234567890,"trakt":3,"slug":"24"}}]})");
}

TEST_CASE("Plays are sorted into lists, in the order of the input, and empty lists are omitted") {
    const std::vector<PlayToAdd> plays = {{MovieRef{film}, minute}, {EpisodeRef{show}, minute}, {MovieRef{show}, 0}};
    CHECK(history_add_body(plays) ==
          R"({"movies":[{"ids":{"imdb":"tt1","tmdb":550},"watched_at":"2026-09-11T20:15:00.000Z"},)"
          R"({"ids":{"tvdb":7},"watched_at":"1970-01-01T00:00:00.000Z"}],)"
          R"("episodes":[{"ids":{"tvdb":7},"watched_at":"2026-09-11T20:15:00.000Z"}]})");
    CHECK(history_add_body({}) == "{}");
}

TEST_CASE("Episodes of one show share its entry, episodes of one season share its entry, and specials are season 0") {
    const std::vector<PlayToAdd> plays = {{EpisodeInShow{show, 1, 2}, minute},
                                          {EpisodeInShow{film, 1, 1}, minute},
                                          {EpisodeInShow{show, 0, 0}, minute},
                                          {EpisodeInShow{show, 1, 3}, 0}};
    CHECK(history_add_body(plays) ==
          R"({"shows":[{"ids":{"tvdb":7},"seasons":[)"
          R"({"number":1,"episodes":[{"number":2,"watched_at":"2026-09-11T20:15:00.000Z"},)"
          R"({"number":3,"watched_at":"1970-01-01T00:00:00.000Z"}]},)"
          R"({"number":0,"episodes":[{"number":0,"watched_at":"2026-09-11T20:15:00.000Z"}]}]},)"
          R"({"ids":{"imdb":"tt1","tmdb":550},"seasons":[)"
          R"({"number":1,"episodes":[{"number":1,"watched_at":"2026-09-11T20:15:00.000Z"}]}]}]})");
}

TEST_CASE("A collection body has each title once, with the date of its first play in the input") {
    const std::vector<PlayToAdd> plays = {{MovieRef{film}, minute},
                                          {MovieRef{film}, 0},
                                          {EpisodeInShow{show, 1, 2}, minute},
                                          {EpisodeInShow{show, 1, 2}, 0}};
    CHECK(collection_add_body(plays) ==
          R"({"movies":[{"ids":{"imdb":"tt1","tmdb":550},"collected_at":"2026-09-11T20:15:00.000Z"}],)"
          R"("shows":[{"ids":{"tvdb":7},"seasons":[{"number":1,"episodes":[)"
          R"({"number":2,"collected_at":"2026-09-11T20:15:00.000Z"}]}]}]})");
}

TEST_CASE("Two plays of one title are two entries of a history body") {
    const std::vector<PlayToAdd> plays = {{MovieRef{film}, minute}, {MovieRef{film}, minute + 60'000}};
    CHECK(history_add_body(plays) ==
          R"({"movies":[{"ids":{"imdb":"tt1","tmdb":550},"watched_at":"2026-09-11T20:15:00.000Z"},)"
          R"({"ids":{"imdb":"tt1","tmdb":550},"watched_at":"2026-09-11T20:16:00.000Z"}]})");
}

TEST_CASE("Plays are removed by their history ids, which are 64 bits wide") {
    CHECK(history_remove_body(std::vector<std::int64_t>{10'987'654'120, 9'007'199'254'740'993}) ==
          R"({"ids":[10987654120,9007199254740993]})");
    CHECK(history_remove_body({}) == R"({"ids":[]})");
}

TEST_CASE("A rating is sent with its time in UTC, or without a time") {
    const std::vector<Rated> entries = {{MovieRef{film}, 8, minute + 21'500}, {ShowRef{show}, 10, std::nullopt}};
    CHECK(ratings_body(entries) ==
          R"({"movies":[{"ids":{"imdb":"tt1","tmdb":550},"rating":8,"rated_at":"2026-09-11T20:15:21.000Z"}],)"
          R"("shows":[{"ids":{"tvdb":7},"rating":10}]})");
}

TEST_CASE("Seasons and episodes are rated inside their show, a rated show apart from them") {
    const std::vector<Rated> entries = {{EpisodeInShow{show, 1, 2}, 9, std::nullopt},
                                        {ShowRef{show}, 10, std::nullopt},
                                        {SeasonInShow{show, 1}, 7, std::nullopt}};
    CHECK(ratings_body(entries) == R"({"shows":[{"ids":{"tvdb":7},"seasons":[{"number":1,"rating":7,)"
                                   R"("episodes":[{"number":2,"rating":9}]}]},{"ids":{"tvdb":7},"rating":10}]})");
}

TEST_CASE("Removals have no rating, and a whole season never shares an entry with its episodes") {
    const std::vector<Rated> entries = {{SeasonInShow{show, 1}, std::nullopt, std::nullopt},
                                        {EpisodeInShow{show, 1, 2}, std::nullopt, std::nullopt}};
    CHECK(ratings_body(entries) == R"({"shows":[{"ids":{"tvdb":7},"seasons":[{"number":1}]},)"
                                   R"({"ids":{"tvdb":7},"seasons":[{"number":1,"episodes":[{"number":2}]}]}]})");
}

TEST_CASE("The watchlist body has four types, nested where there are no ids") {
    const std::vector<MediaRef> entries = {MovieRef{film},       SeasonRef{show},           EpisodeRef{show},
                                           ShowRef{show},        EpisodeInShow{show, 1, 2}, SeasonInShow{show, 1},
                                           SeasonInShow{show, 2}};
    CHECK(watchlist_body(entries) ==
          R"({"movies":[{"ids":{"imdb":"tt1","tmdb":550}}],)"
          R"("shows":[{"ids":{"tvdb":7}},{"ids":{"tvdb":7},"seasons":[{"number":1,"episodes":[{"number":2}]}]},)"
          R"({"ids":{"tvdb":7},"seasons":[{"number":1},{"number":2}]}],)"
          R"("seasons":[{"ids":{"tvdb":7}}],"episodes":[{"ids":{"tvdb":7}}]})");
}

}  // namespace mod_trakt::bodies_test
