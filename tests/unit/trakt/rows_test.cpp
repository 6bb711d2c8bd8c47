// Rows of lists: the items made of them, and the rows that are skipped.
#include "trakt/rows.hpp"

#include <catch2/catch.hpp>

#include "model/canonical_key.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::rows_test {

using namespace mod_trakt::trakt;

namespace {

std::string item_of(const RowResult& result) {
    if (const auto* skipped = std::get_if<SkippedRow>(&result)) return "skipped: " + std::string(skipped->reason);
    std::string text;
    json::Writer writer(text);
    write_item(writer, std::get<Row>(result).item);
    return text;
}

std::string watchlist(const char* json) {
    const test::Parsed parsed(json);
    return item_of(watchlist_row(parsed.root(), KeyRules{}));
}
std::string history(const char* json) {
    const test::Parsed parsed(json);
    return item_of(history_row(parsed.root(), KeyRules{}));
}
std::string rating(const char* json, MediaType listed = MediaType::Episode) {
    const test::Parsed parsed(json);
    return item_of(ratings_row(parsed.root(), listed, KeyRules{}));
}

}  // namespace

TEST_CASE("A movie on the watchlist becomes a movie without rank and notes") {
    CHECK(watchlist(R"({"rank":1,"id":14,"listed_at":"2026-09-12T19:40:03.000Z","notes":null,"type":"movie",
                        "movie":{"title":"T","year":2021,"ids":{"trakt":1,"slug":"T-2021","imdb":"tt1","tmdb":5,"tvdb":null}}})") ==
          R"({"type":"movie","title":"T","year":2021,"ids":{"imdb":"tt1","tmdb":"5","trakt":"1","slug":"t-2021"}})");
}

TEST_CASE("Seasons and episodes on the watchlist are themselves, with their show beside them") {
    CHECK(
        watchlist(
            R"({"type":"season","season":{"number":0,"ids":{"trakt":2}},"show":{"title":"S","year":2001,"ids":{"tvdb":7}}})") ==
        R"({"type":"season","title":"S","year":2001,"ids":{"trakt":"2"},"show_ids":{"tvdb":"7"},"season":0,"series_title":"S"})");
    CHECK(watchlist(R"({"type":"episode","episode":{"season":1,"number":2,"title":"E","ids":{"trakt":3}},
                        "show":{"title":"S","year":2001,"ids":{"tvdb":7}}})")
              .starts_with(R"({"type":"episode","title":"E",)"));
}

TEST_CASE("A row without a type has the type of its title's member, a row of an unknown type is skipped") {
    CHECK(watchlist(R"({"show":{"title":"S","ids":{"tvdb":7}}})").starts_with(R"({"type":"show")"));
    CHECK(watchlist(R"({"episode":{"season":1,"number":2,"ids":{"trakt":3}},"show":{"ids":{"tvdb":7}}})")
              .starts_with(R"({"type":"episode")"));
    CHECK(watchlist(R"({"type":"person","show":{"title":"S","ids":{"tvdb":7}}})") == "skipped: unknown_type");
    CHECK(watchlist(R"({"type":5,"show":{"title":"S","ids":{"tvdb":7}}})") == "skipped: unknown_type");
    CHECK(watchlist("{}") == "skipped: no_medium");
}

TEST_CASE("Unusable rows are skipped with the reason") {
    CHECK(watchlist("[]") == "skipped: not_an_object");
    CHECK(watchlist("\"movie\"") == "skipped: not_an_object");
    CHECK(watchlist(R"({"type":"movie","movie":null})") == "skipped: no_medium");
    CHECK(watchlist(R"({"type":"movie","movie":"T"})") == "skipped: no_medium");
    CHECK(watchlist(R"({"type":"movie","movie":{"ids":{"trakt":null}}})") == "skipped: no_ids");
    CHECK(watchlist(R"({"type":"movie","movie":{"title":"T","ids":[]}})") ==
          R"({"type":"movie","title":"T","year":null,"ids":{}})");
    CHECK(
        history(
            R"({"type":"episode","episode":{"season":1,"number":2},"show":"S","watched_at":"2026-09-11T20:15:00.000Z"})") ==
        "skipped: no_ids");
}

TEST_CASE("A play of an episode keeps the server's date, has no year, and has its history id") {
    const test::Parsed parsed(
        R"({"id":10987654120,"watched_at":"2026-09-11T20:15:30.000Z","action":"scrobble","type":"episode",
        "episode":{"season":1,"number":2,"title":null,"ids":{"trakt":3,"tvdb":8}},
        "show":{"title":"S","year":2001,"ids":{"trakt":2,"tvdb":7,"plex":{"guid":"41a8","slug":"s"}}}})");
    const RowResult result = history_row(parsed.root(), KeyRules{});
    CHECK(item_of(result) == R"({"type":"episode","title":null,"year":null,"ids":{"tvdb":"8","trakt":"3"},)"
                             R"("show_ids":{"tvdb":"7","trakt":"2"},"watched_at":"2026-09-11T20:15:30.000Z",)"
                             R"("season":1,"episode":2,"series_title":"S"})");
    const Row& row = std::get<Row>(result);
    CHECK(row.history_id == 10'987'654'120);
    CHECK(row.trakt_id == 3);
    CHECK(row.epoch_ms == 1'789'157'730'000);
    CHECK(event_key(row.item, row.epoch_ms / 1000, KeyRules{}) == "tvdb:7#s01e02@1789157730");
}

TEST_CASE("Dates of plays are read with their offset, and a play with an impossible date is skipped") {
    const test::Parsed parsed(
        R"({"type":"movie","movie":{"ids":{"imdb":"tt1"}},"watched_at":"2023-05-06T07:08:09+02:00"})");
    CHECK(std::get<Row>(history_row(parsed.root(), KeyRules{})).epoch_ms == 1'683'349'689'000);
    for (const char* json :
         {R"({"type":"movie","movie":{"ids":{"imdb":"tt1"}},"watched_at":"2024-02-30T10:00:00.000Z"})",
          R"({"type":"movie","movie":{"ids":{"imdb":"tt1"}},"watched_at":null})",
          R"({"type":"movie","movie":{"ids":{"imdb":"tt1"}}})"})
        CHECK(history(json) == "skipped: bad_watched_at");
}

TEST_CASE("A play without a known date is kept") {
    const test::Parsed parsed(
        R"({"type":"movie","movie":{"ids":{"imdb":"tt1"}},"watched_at":"1970-01-01T00:00:00.000Z"})");
    const RowResult result = history_row(parsed.root(), KeyRules{});
    REQUIRE(std::holds_alternative<Row>(result));
    CHECK(std::get<Row>(result).epoch_ms == 0);
}

TEST_CASE("Plays of other types than movies and episodes are skipped") {
    CHECK(history(
              R"({"type":"season","season":{"number":1,"ids":{"trakt":1}},"watched_at":"2026-09-11T20:15:00.000Z"})") ==
          "skipped: unknown_type");
    CHECK(
        history(
            R"({"type":"EPISODE","episode":{"season":1,"number":1,"ids":{"trakt":1}},"watched_at":"2026-09-11T20:15:00.000Z"})")
            .starts_with(R"({"type":"episode")"));
}

TEST_CASE(
    "Ratings keep their date as sent, give untitled episodes the title of their show, and have the type of their "
    "list") {
    CHECK(
        rating(
            R"({"rated_at":"2026-09-11T20:17:21Z","rating":"8","episode":{"season":0,"number":0,"title":null,"ids":{"trakt":3}},
                     "show":{"title":"S","ids":{"tvdb":7}}})") ==
        R"({"type":"episode","title":"S","year":null,"ids":{"trakt":"3"},"show_ids":{"tvdb":"7"},"rating":8,)"
        R"("rated_at":"2026-09-11T20:17:21Z","season":0,"episode":0,"series_title":"S"})");
    CHECK(rating(R"({"rating":7,"season":{"number":2,"ids":{"trakt":3}}})", MediaType::Season) ==
          R"({"type":"season","title":null,"year":null,"ids":{"trakt":"3"},"rating":7,"series_title":null})");
    CHECK(
        rating(R"({"rating":7,"user_rated_at":"2026-09-11T20:17:21Z","movie":{"title":"T","ids":{"trakt":3}}})",
               MediaType::Movie) ==
        R"({"type":"movie","title":"T","year":null,"ids":{"trakt":"3"},"rating":7,"rated_at":"2026-09-11T20:17:21Z"})");
}

TEST_CASE("A decimal rating of a row is rounded, a row with an invalid rating is skipped") {
    CHECK(rating(R"({"rating":7.5,"movie":{"title":"T","ids":{"trakt":3}}})", MediaType::Movie).find(R"("rating":8)") !=
          std::string::npos);
    CHECK(rating(R"({"rating":0,"movie":{"title":"T","ids":{"trakt":3}}})", MediaType::Movie) == "skipped: bad_rating");
    CHECK(rating(R"({"rating":"x","movie":{"title":"T","ids":{"trakt":3}}})", MediaType::Movie) ==
          "skipped: bad_rating");
}

TEST_CASE("An episode or season without its show has no numbers: its own ids would be taken for those of the show") {
    CHECK(
        history(R"({"id":5,"watched_at":"2026-09-11T20:15:00.000Z","type":"episode","show":null,
                      "episode":{"season":1,"number":2,"title":"E","ids":{"trakt":3,"tvdb":9}}})") ==
        R"({"type":"episode","title":"E","year":null,"ids":{"tvdb":"9","trakt":"3"},"watched_at":"2026-09-11T20:15:00.000Z","series_title":null})");
    for (const char* show : {"null", "{}", R"({"title":"S"})", R"({"title":"S","ids":null})",
                             R"({"title":"S","ids":{"trakt":null}})", "[]", "5"}) {
        INFO(show);
        const std::string beside = std::string(R"("show":)") + show + "}";
        for (
            const std::string& item :
            {history(
                 (R"({"watched_at":"2026-09-11T20:15:00.000Z","type":"episode","episode":{"season":1,"number":2,"ids":{"trakt":3}},)" +
                  beside)
                     .c_str()),
             watchlist((R"({"type":"episode","episode":{"season":1,"number":2,"ids":{"trakt":3}},)" + beside).c_str()),
             rating((R"({"rating":5,"type":"episode","episode":{"season":1,"number":2,"ids":{"trakt":3}},)" + beside)
                        .c_str()),
             watchlist((R"({"type":"season","season":{"number":2,"ids":{"trakt":3}},)" + beside).c_str()),
             rating((R"({"rating":5,"type":"season","season":{"number":2,"ids":{"trakt":3}},)" + beside).c_str())}) {
            CHECK(item.find(R"("season":)") == std::string::npos);
            CHECK(item.find(R"("episode":)") == std::string::npos);
            CHECK(item.find(R"("ids":{"trakt":"3"})") != std::string::npos);
        }
    }
}

TEST_CASE("A play of an episode without any id is skipped, because a host could not name it in a write") {
    CHECK(history(R"({"watched_at":"2026-09-11T20:15:00.000Z","type":"episode","show":null,
                      "episode":{"season":1,"number":2,"title":"E","ids":{"trakt":null}}})") == "skipped: no_ids");
}

}  // namespace mod_trakt::rows_test
