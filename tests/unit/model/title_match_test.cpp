// The rules of title identity, one by one.
#include "model/title_match.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "unit/model/names.hpp"

namespace mod_trakt::title_match_test {

using test::episode, test::season, test::title;

namespace {

TitleName movie(test::IdList own) { return title(MediaType::Movie, own); }

using Kind = TitleMatch::Kind;

// Each held name is a title of its own, numbered in order. "held 0", "not held", "ambiguous 0 1", with "against 1" for
// titles that weaker ids name.
std::string match(const TitleName& input, const std::vector<TitleName>& held) {
    std::vector<HeldName> names;
    std::vector<Ids> shows;
    for (const TitleName& name : held) {
        names.push_back({names.size(), name});
        if (!name.show.empty()) shows.push_back(name.show);
    }
    const TitleMatch found = match_title(input, names, shows);
    std::string text = found.kind == Kind::Held        ? "held"
                       : found.kind == Kind::NotHeld   ? "not held"
                       : found.kind == Kind::Ambiguous ? "ambiguous"
                                                       : "ambiguous by show";
    for (const std::size_t one : found.titles) text += " " + std::to_string(one);
    if (!found.rivals.empty() && (found.kind == Kind::Held || found.kind == Kind::NotHeld)) text += " against";
    for (const std::size_t one : found.rivals) text += " " + std::to_string(one);
    return text;
}

constexpr auto Trakt = IdKey::Trakt, Imdb = IdKey::Imdb, Tmdb = IdKey::Tmdb, Tvdb = IdKey::Tvdb, Slug = IdKey::Slug;

}  // namespace

TEST_CASE("Trakt ids of one type decide, whatever other ids say", "[titles]") {
    for (const MediaType type : media_types) {
        const std::vector<TitleName> held = {title(type, {{Trakt, "1"}, {Imdb, "tt1"}, {Tmdb, "5"}, {Tvdb, "9"}})};
        CHECK(match(title(type, {{Trakt, "1"}, {Imdb, "tt2"}}), held) == "held 0");
        CHECK(match(title(type, {{Trakt, "2"}, {Imdb, "tt1"}, {Tmdb, "5"}, {Tvdb, "9"}}), held) == "not held");
    }
}

TEST_CASE("Titles of another type are never meant", "[titles]") {
    const std::vector<TitleName> held = {movie({{Trakt, "1"}, {Imdb, "tt1"}, {Tmdb, "5"}})};
    CHECK(match(title(MediaType::Show, {{Trakt, "1"}, {Imdb, "tt1"}, {Tmdb, "5"}}), held) == "not held");
    TitleName unknown = movie({{Trakt, "1"}});
    unknown.type.reset();
    CHECK(match(unknown, held) == "not held");
}

TEST_CASE("One title that shares an id and contradicts none is meant", "[titles]") {
    for (const MediaType type : {MediaType::Movie, MediaType::Show}) {
        const std::vector<TitleName> held = {title(type, {{Trakt, "1"}, {Imdb, "tt1"}, {Tmdb, "5"}}),
                                             title(type, {{Trakt, "2"}, {Imdb, "tt1"}, {Tmdb, "6"}}),
                                             title(type, {{Trakt, "3"}, {Imdb, "tt3"}})};
        CHECK(match(title(type, {{Imdb, "tt3"}}), held) == "held 2");
        CHECK(match(title(type, {{Imdb, "tt3"}, {Tmdb, "7"}}), held) == "held 2");
        CHECK(match(title(type, {{Tmdb, "6"}}), held) == "held 1");
        // The second title contradicts.
        CHECK(match(title(type, {{Imdb, "tt1"}, {Tmdb, "5"}}), held) == "held 0");
        CHECK(match(title(type, {{Imdb, "tt1"}}), held) == "ambiguous 0 1");
        CHECK(match(title(type, {{Imdb, "tt1"}, {Tmdb, "7"}}), held) == "ambiguous 0 1");
        CHECK(match(title(type, {{Imdb, "tt9"}, {Tmdb, "5"}}), held) == "ambiguous 0");
        CHECK(match(title(type, {{Imdb, "tt9"}}), held) == "not held");
        CHECK(match(title(type, {}), held) == "not held");
    }
}

TEST_CASE("A contradicting held title makes the input ambiguous if it has an id that the fitting one lacks",
          "[titles]") {
    for (const MediaType type : {MediaType::Movie, MediaType::Show}) {
        const std::vector<TitleName> held = {title(type, {{Trakt, "1"}, {Tmdb, "10"}, {Imdb, "tt1"}}),
                                             title(type, {{Trakt, "2"}, {Imdb, "tt2"}})};
        CHECK(match(title(type, {{Tmdb, "10"}, {Imdb, "tt2"}}), held) == "ambiguous 1 0");
        CHECK(match(title(type, {{Imdb, "tt2"}}), held) == "held 1");
    }
}

TEST_CASE("A title is meant by any of its names", "[titles]") {
    const std::vector<HeldName> held = {{0, movie({{Trakt, "1"}, {Imdb, "tt1"}})},
                                        {0, movie({{Trakt, "1"}, {Imdb, "tt2"}})}};
    for (const char* imdb : {"tt1", "tt2"}) {
        const TitleMatch found = match_title(movie({{Imdb, imdb}}), held, {});
        CHECK(found.kind == Kind::Held);
        CHECK(found.titles == std::vector<std::size_t>{0});
    }
}

TEST_CASE("A name without a Trakt id is the title that it shares an id with", "[titles]") {
    const std::vector<TitleName> held = {movie({{Imdb, "tt1"}}), movie({{Trakt, "1"}, {Imdb, "tt1"}, {Tmdb, "5"}})};
    CHECK(match(movie({{Imdb, "tt1"}}), held) == "held 0 1");
    CHECK(match(movie({{Trakt, "1"}}), held) == "held 1");
    CHECK(match(movie({{Trakt, "2"}, {Imdb, "tt1"}}), held) == "held 0");
    CHECK(match(movie({{Imdb, "tt1"}}), {movie({{Imdb, "tt1"}, {Tmdb, "5"}}), movie({{Imdb, "tt1"}, {Tmdb, "6"}})}) ==
          "ambiguous 0 1");
}

TEST_CASE("An episode is found by its own tvdb id, else by show and numbers, else by its other ids", "[titles]") {
    const std::vector<TitleName> held = {
        episode({{Trakt, "1"}, {Tvdb, "101"}, {Tmdb, "7"}}, {{Trakt, "50"}, {Tvdb, "500"}}, 1, 2),
        episode({{Trakt, "2"}, {Tvdb, "102"}, {Imdb, "tt2"}}, {{Trakt, "50"}, {Tvdb, "500"}}, 1, 3)};
    CHECK(match(episode({{Tvdb, "101"}}, {}, 0, 0), held) == "held 0");
    CHECK(match(episode({}, {{Tvdb, "500"}}, 1, 3), held) == "held 1");
    CHECK(match(episode({}, {{Tvdb, "500"}}, 1, 4), held) == "not held");
    CHECK(match(title(MediaType::Episode, {{Imdb, "tt2"}}), held) == "held 1");
    // They name different episodes: the stronger one wins, and the other one is a rival.
    CHECK(match(episode({{Tvdb, "101"}}, {{Tvdb, "500"}}, 1, 3), held) == "held 0 against 0 1");
    CHECK(match(episode({{Imdb, "tt2"}}, {{Tvdb, "500"}}, 1, 2), held) == "held 0 against 1");
    CHECK(match(episode({{Tvdb, "101"}, {Imdb, "tt2"}}, {}, 0, 0), held) == "held 0");
    // A tvdb id that is not held is another episode's.
    CHECK(match(episode({{Tvdb, "109"}}, {{Tvdb, "500"}}, 1, 3), held) == "not held against 1");
}

TEST_CASE("Two episodes of a show that share an id are distinguished by their numbers", "[titles]") {
    const std::vector<TitleName> held = {episode({{Trakt, "1"}, {Tmdb, "7"}}, {{Trakt, "50"}}, 1, 2)};
    CHECK(match(episode({{Tmdb, "7"}}, {{Trakt, "50"}}, 1, 3), held) == "not held against 0");
    CHECK(match(episode({{Trakt, "2"}, {Tmdb, "7"}}, {{Trakt, "50"}}, 1, 3), held) == "not held");
    CHECK(match(episode({{Tmdb, "7"}}, {{Trakt, "50"}}, 1, 2), held) == "held 0");
    CHECK(match(episode({{Tmdb, "7"}}, {{Trakt, "51"}}, 1, 2), held) == "not held against 0");
}

TEST_CASE("An episode of another show is not meant by a weak id, whatever ids the shows have", "[titles]") {
    const std::vector<TitleName> held = {episode({{Trakt, "77"}, {Imdb, "tt5"}}, {{Trakt, "3"}, {Tvdb, "200"}}, 1, 3)};
    CHECK(match(episode({{Imdb, "tt5"}}, {{Tvdb, "100"}}, 1, 3), held) == "not held against 0");
    CHECK(match(episode({{Imdb, "tt5"}}, {{Tvdb, "200"}}, 1, 3), held) == "held 0");
    CHECK(match(episode({{Imdb, "tt5"}}, {{Imdb, "tt9"}}, 1, 3), held) == "held 0");
}

TEST_CASE("Seasons are found by the same rules as episodes", "[titles]") {
    const std::vector<TitleName> held = {season({{Trakt, "1"}, {Tvdb, "11"}, {Tmdb, "7"}}, {{Trakt, "50"}}, 0)};
    CHECK(match(season({}, {{Trakt, "50"}}, 0), held) == "held 0");
    CHECK(match(season({}, {{Trakt, "50"}}, 1), held) == "not held");
    CHECK(match(season({{Tmdb, "7"}}, {{Trakt, "50"}}, 1), held) == "not held against 0");
    CHECK(match(season({{Tvdb, "11"}}, {{Trakt, "50"}}, 1), held) == "held 0 against 0");
}

TEST_CASE("The show of an episode is found by the rules for shows", "[titles]") {
    const std::vector<TitleName> held = {episode({{Trakt, "1"}}, {{Trakt, "50"}, {Tmdb, "5"}, {Slug, "a"}}, 1, 1),
                                         episode({{Trakt, "2"}}, {{Trakt, "51"}, {Tmdb, "5"}}, 1, 1),
                                         episode({{Trakt, "3"}}, {{Trakt, "52"}, {Tmdb, "6"}}, 1, 1)};
    CHECK(match(episode({}, {{Tmdb, "5"}}, 1, 1), held) == "ambiguous by show 0 1");
    // Also when only one of the shows has held this episode.
    CHECK(match(episode({}, {{Tmdb, "5"}}, 1, 2), held) == "ambiguous by show");
    CHECK(match(episode({}, {{Trakt, "51"}, {Tmdb, "5"}}, 1, 1), held) == "held 1");
    CHECK(match(episode({}, {{Trakt, "53"}, {Tmdb, "5"}}, 1, 1), held) == "not held");
    CHECK(match(episode({}, {{Tmdb, "6"}, {Imdb, "tt9"}}, 1, 1), held) == "held 2");
    CHECK(match(episode({}, {{Slug, "a"}}, 1, 1), held) == "held 0");
    CHECK(match(episode({}, {{Slug, "a"}, {Tmdb, "6"}}, 1, 1), held) == "held 2");
}

TEST_CASE("An own Trakt id that is not held has priority over an ambiguous show", "[titles]") {
    std::vector<TitleName> held = {episode({{Trakt, "1"}}, {{Trakt, "50"}, {Tmdb, "5"}}, 1, 1),
                                   episode({{Trakt, "2"}}, {{Trakt, "51"}, {Tmdb, "5"}}, 1, 1)};
    CHECK(match(episode({{Trakt, "9"}}, {{Tmdb, "5"}}, 1, 1), held) == "not held");
    CHECK(match(episode({{Trakt, "2"}}, {{Tmdb, "5"}}, 1, 1), held) == "held 1");
    const std::vector<TitleName> seasons = {season({{Trakt, "1"}}, {{Trakt, "50"}, {Tmdb, "5"}}, 1),
                                            season({{Trakt, "2"}}, {{Trakt, "51"}, {Tmdb, "5"}}, 1)};
    CHECK(match(season({{Trakt, "9"}}, {{Tmdb, "5"}}, 1), seasons) == "not held");
    // A row without a Trakt id may be the input's title.
    held.push_back(episode({{Tvdb, "7"}}, {{Trakt, "50"}, {Tmdb, "5"}}, 1, 1));
    CHECK(match(episode({{Trakt, "9"}}, {{Tmdb, "5"}}, 1, 1), held) == "ambiguous by show 2");
}

TEST_CASE("A match names the held show that the input's show ids mean", "[titles]") {
    const std::vector<TitleName> held = {episode({{Trakt, "1"}}, {{Trakt, "50"}, {Tmdb, "5"}}, 1, 1),
                                         season({{Trakt, "2"}}, {{Trakt, "51"}, {Tmdb, "6"}}, 1),
                                         season({{Trakt, "3"}}, {{Trakt, "52"}, {Tmdb, "5"}}, 1)};
    std::vector<HeldName> names;
    std::vector<Ids> shows;
    for (const TitleName& name : held) {
        names.push_back({names.size(), name});
        shows.push_back(name.show);
    }
    const auto show_of = [&](const TitleName& input) {
        const ShowMatch show = match_title(input, names, shows).show;
        return show.is_ambiguous ? "ambiguous" : show.trakt_id;
    };
    CHECK(show_of(episode({}, {{Tmdb, "6"}}, 1, 2)) == "51");
    CHECK(show_of(season({}, {{Tmdb, "6"}}, 2)) == "51");
    CHECK(show_of(episode({{Trakt, "1"}}, {{Tmdb, "6"}}, 1, 2)) == "51");
    CHECK(show_of(episode({}, {{Trakt, "52"}, {Tmdb, "5"}}, 1, 2)) == "52");
    CHECK(show_of(episode({}, {{Tmdb, "5"}}, 1, 2)) == "ambiguous");
    CHECK(show_of(episode({}, {{Tmdb, "7"}}, 1, 2)).empty());
    CHECK(show_of(title(MediaType::Show, {{Tmdb, "6"}})).empty());
}

TEST_CASE("A row whose show is unknown has no numbers", "[titles]") {
    TitleName row = title(MediaType::Episode, {{Trakt, "1"}, {Tmdb, "7"}});
    row.season = 1;
    row.episode = 1;
    CHECK(match(episode({}, {{Trakt, "50"}}, 1, 1), {row}) == "not held");
    CHECK(match(episode({{Tmdb, "7"}}, {{Trakt, "50"}}, 2, 2), {row}) == "held 0");
}

}  // namespace mod_trakt::title_match_test
