// Matching the echoes of titles that Trakt does not know.
#include "trakt/not_found.hpp"

#include <catch2/catch.hpp>

#include "tests/support/temp_folder.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::not_found_test {

using trakt::NotFound;

namespace {

Ids ids(std::initializer_list<std::pair<IdKey, const char*>> list) {
    Ids made;
    for (const auto& [key, value] : list) made.set(key, value);
    return made;
}
MediaRef movie(IdKey key, const char* id) { return MovieRef{ids({{key, id}})}; }
MediaRef show(IdKey key, const char* id) { return ShowRef{ids({{key, id}})}; }
MediaRef season(IdKey key, const char* id) { return SeasonRef{ids({{key, id}})}; }
MediaRef episode(IdKey key, const char* id) { return EpisodeRef{ids({{key, id}})}; }
MediaRef nested(IdKey key, const char* id, int season, int number) {
    return EpisodeInShow{ids({{key, id}}), season, number};
}

// "100": the first of three is unknown to Trakt. Then follow the numbers of unmatched echoes by type.
std::string outline(json::Value not_found, const std::vector<MediaRef>& sent) {
    const NotFound found = trakt::match_not_found(not_found, sent);
    std::string text;
    for (const bool matched : found.matched) text += matched ? '1' : '0';
    text += ' ';
    for (const std::size_t count : found.unmatched) text += std::to_string(count);
    return text;
}
std::string outline_of(const std::string& answer, const std::vector<MediaRef>& sent) {
    const test::Parsed parsed(answer);
    return outline(parsed.root()["not_found"], sent);
}
std::string outline_in(const std::string& not_found, const std::vector<MediaRef>& sent) {
    const test::Parsed parsed(not_found);
    return outline(parsed.root(), sent);
}

}  // namespace

TEST_CASE("The recorded history answer is matched: flat, a whole show, nested episodes", "[not_found]") {
    CHECK(
        outline_of(test::fixture("history_add_response_not_found.json"),
                   {movie(IdKey::Imdb, "tt99999901"), movie(IdKey::Imdb, "tt1"), nested(IdKey::Tvdb, "999999902", 1, 1),
                    nested(IdKey::Trakt, "8010001", 9, 1), nested(IdKey::Trakt, "8010001", 9, 2),
                    nested(IdKey::Trakt, "8010001", 9, 3), nested(IdKey::Trakt, "8010001", 8, 1),
                    episode(IdKey::Tvdb, "999999904"), season(IdKey::Trakt, "999999903")}) == "101110011 0000");
}

TEST_CASE("The recorded odd echoes are matched where they name a title, and counted where they do not", "[not_found]") {
    const std::vector<MediaRef> sent = {movie(IdKey::Imdb, "tt1"), movie(IdKey::Imdb, "tt2"),
                                        nested(IdKey::Tvdb, "8910002", 4, 7), nested(IdKey::Tvdb, "8910002", 4, 8)};
    CHECK(outline_of(test::fixture("history_add_response_quirky_echo.json"), sent) == "0010 2000");
}

TEST_CASE("The recorded answers of all four types are matched", "[not_found]") {
    const std::vector<MediaRef> sent = {movie(IdKey::Imdb, "tt99999901"), show(IdKey::Tvdb, "999999902"),
                                        season(IdKey::Trakt, "999999903"), episode(IdKey::Tvdb, "999999904"),
                                        movie(IdKey::Tmdb, "5")};
    CHECK(outline_of(test::fixture("watchlist_add_response_not_found.json"), sent) == "11110 0000");
    CHECK(outline_of(test::fixture("ratings_add_response_not_found.json"), sent) == "11110 0000");
    CHECK(outline_of(test::fixture("ratings_remove_response_not_found.json"), sent) == "10000 0000");
    CHECK(outline_of(test::fixture("watchlist_remove_response.json"), {movie(IdKey::Tmdb, "999999905")}) == "1 0000");
    CHECK(outline_of(test::fixture("collection_add_response.json"), {episode(IdKey::Tvdb, "999999904")}) == "1 0000");
    CHECK(outline_of(test::fixture("history_add_response_legacy.json"), sent) == "00000 0000");
    CHECK(outline_of(test::fixture("history_remove_response_not_found_ids.json"),
                     {movie(IdKey::Tmdb, "999999905"), nested(IdKey::Trakt, "8010001", 1, 99),
                      nested(IdKey::Trakt, "8010001", 1, 98)}) == "110 0000");
}

TEST_CASE("Titles of different types never match, even with equal numbers", "[not_found]") {
    const std::vector<MediaRef> sent = {movie(IdKey::Tmdb, "5"), show(IdKey::Tmdb, "5"), season(IdKey::Tmdb, "5"),
                                        episode(IdKey::Tmdb, "5")};
    CHECK(outline_in(R"({"movies":[{"ids":{"tmdb":5}}]})", sent) == "1000 0000");
    CHECK(outline_in(R"({"shows":[{"ids":{"tmdb":5}}]})", sent) == "0100 0000");
    CHECK(outline_in(R"({"seasons":[{"ids":{"tmdb":5}}]})", sent) == "0010 0000");
    CHECK(outline_in(R"({"episodes":[{"ids":{"tmdb":5}}]})", sent) == "0001 0000");
}

TEST_CASE("Ids match as number or text, with one in common and none that differs", "[not_found]") {
    const std::vector<MediaRef> sent = {MovieRef{ids({{IdKey::Imdb, "tt1"}, {IdKey::Tmdb, "5"}})}};
    CHECK(outline_in(R"({"movies":[{"ids":{"tmdb":"5"}}]})", sent) == "1 0000");
    CHECK(outline_in(R"({"movies":[{"ids":{"tmdb":5,"imdb":null,"slug":"x"}}]})", sent) == "1 0000");
    CHECK(outline_in(R"({"movies":[{"ids":{"tmdb":5,"imdb":"tt2"}}]})", sent) == "0 1000");
    CHECK(outline_in(R"({"movies":[{"ids":{"tmdb":6}}]})", sent) == "0 1000");
    CHECK(outline_in(R"({"movies":[{"ids":{"trakt":5}}]})", sent) == "0 1000");
}

TEST_CASE("An id with leading zeros matches the number as which it was sent", "[not_found]") {
    const std::vector<MediaRef> sent = {movie(IdKey::Tmdb, "0055"), movie(IdKey::Trakt, "000"),
                                        movie(IdKey::Tmdb, "550")};
    CHECK(outline_in(R"({"movies":[{"ids":{"tmdb":55}},{"ids":{"trakt":0}}]})", sent) == "110 0000");
}

TEST_CASE("All plays of an unknown title are marked", "[not_found]") {
    const std::vector<MediaRef> sent = {movie(IdKey::Tmdb, "5"), movie(IdKey::Tmdb, "6"), movie(IdKey::Tmdb, "5")};
    CHECK(outline_in(R"({"movies":[{"ids":{"tmdb":5}}]})", sent) == "101 0000");
}

TEST_CASE("An unknown show also marks its seasons and episodes, an unknown season its episodes", "[not_found]") {
    const std::vector<MediaRef> sent = {show(IdKey::Tvdb, "7"), SeasonInShow{ids({{IdKey::Tvdb, "7"}}), 0},
                                        nested(IdKey::Tvdb, "7", 0, 1), nested(IdKey::Tvdb, "7", 1, 1),
                                        nested(IdKey::Tvdb, "8", 0, 1)};
    CHECK(outline_in(R"({"shows":[{"ids":{"tvdb":7}}]})", sent) == "11110 0000");
    CHECK(outline_in(R"({"shows":[{"ids":{"tvdb":7},"seasons":[]}]})", sent) == "11110 0000");
    CHECK(outline_in(R"({"shows":[{"ids":{"tvdb":7},"seasons":[{"number":0}]}]})", sent) == "01100 0000");
    CHECK(outline_in(R"({"shows":[{"ids":{"tvdb":7},"seasons":[{"number":0,"episodes":[{"number":1}]}]}]})", sent) ==
          "00100 0000");
    CHECK(outline_in(R"({"shows":[{"show":{"ids":{"tvdb":7}}}]})", sent) == "11110 0000");
}

TEST_CASE("An episode or season is matched through its show, in every form of its numbers", "[not_found]") {
    const std::vector<MediaRef> sent = {nested(IdKey::Tvdb, "7", 0, 3), SeasonInShow{ids({{IdKey::Tvdb, "7"}}), 0}};
    for (const char* echo : {R"({"show":{"ids":{"tvdb":7}},"season":0,"number":3})",
                             R"({"show":{"ids":{"tvdb":"7"}},"season":{"number":0},"number":3})",
                             R"({"show":{"ids":{"tvdb":7}},"episode":{"season":0,"number":3,"ids":{"trakt":9}}})"}) {
        INFO(echo);
        CHECK(outline_in(std::string(R"({"episodes":[)") + echo + "]}", sent) == "10 0000");
    }
    CHECK(outline_in(R"({"seasons":[{"show":{"ids":{"tvdb":7}},"number":0}]})", sent) == "01 0000");
    CHECK(outline_in(R"({"seasons":[{"show":{"ids":{"tvdb":7}},"season":{"number":0}}]})", sent) == "01 0000");
}

TEST_CASE("An echo inside an object of its type is matched", "[not_found]") {
    CHECK(outline_in(R"({"movies":[{"movie":{"ids":{"tmdb":5}}}]})", {movie(IdKey::Tmdb, "5")}) == "1 0000");
    CHECK(outline_in(R"({"seasons":[{"season":{"ids":{"trakt":5}}}]})", {season(IdKey::Trakt, "5")}) == "1 0000");
    CHECK(outline_in(R"({"episodes":[{"episode":{"ids":{"trakt":5}}}]})", {episode(IdKey::Trakt, "5")}) == "1 0000");
}

TEST_CASE("Echoes of titles that were not sent are counted by type", "[not_found]") {
    const std::vector<MediaRef> sent = {movie(IdKey::Tmdb, "5"), nested(IdKey::Tvdb, "7", 1, 1)};
    CHECK(
        outline_in(
            R"({"movies":[{},{"watched_at":"x"},null,5],"shows":[{}],"seasons":[{"number":1}],"episodes":[{}, {"number":1}]})",
            sent) == "00 4112");
    CHECK(outline_in(
              R"({"shows":[{"ids":{"tvdb":7},"seasons":[{"number":"1"},{"number":1,"episodes":[{"number":2},{}]}]}]})",
              sent) == "00 0012");
}

TEST_CASE("Arrays that are missing, null or of another kind are empty", "[not_found]") {
    const std::vector<MediaRef> sent = {movie(IdKey::Tmdb, "5")};
    for (const char* text :
         {"{}", "null", "[]", R"({"movies":null,"shows":{},"people":[{"ids":{"tmdb":5}}],"ids":[5]})"}) {
        INFO(text);
        CHECK(outline_in(text, sent) == "0 0000");
    }
}

}  // namespace mod_trakt::not_found_test
