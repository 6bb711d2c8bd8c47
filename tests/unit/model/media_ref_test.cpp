// References to titles: which ids and numbers are sent, and which items are rejected.
#include "model/media_ref.hpp"

#include <catch2/catch.hpp>

#include "unit/model/parsed.hpp"

namespace mod_trakt::media_ref_test {

namespace {

// An item, together with the document that it views.
struct Given {
    explicit Given(const char* json) : parsed(json), item(reduce(parsed.root(), KeyRules{})) {}
    test::Parsed parsed;
    Item item;
};

Ids ids_of(std::initializer_list<std::pair<IdKey, const char*>> entries) {
    Ids ids;
    for (const auto& [key, value] : entries) ids.set(key, value);
    return ids;
}

template <typename Ref>
std::string hint(const std::variant<Ref, Rejection>& result) {
    const auto* rejection = std::get_if<Rejection>(&result);
    return rejection ? rejection->hint : "accepted";
}

template <typename Kind, typename Ref>
bool is(const std::variant<Ref, Rejection>& result) {
    const auto* ref = std::get_if<Ref>(&result);
    return ref && std::holds_alternative<Kind>(*ref);
}

}  // namespace

// A history body of such references cannot name a whole show or season: PlayRef has no type for it.
static_assert(!std::is_constructible_v<PlayRef, ShowRef>);
static_assert(!std::is_constructible_v<PlayRef, SeasonRef>);
static_assert(!std::is_constructible_v<PlayRef, SeasonInShow>);
static_assert(!std::is_constructible_v<PlayRef, MediaRef>);

TEST_CASE("PAY-3: ids are taken from the reduced item, from any of their members") {
    const Given given(
        R"({"type":"movie","ids":{"tmdb":"movie/550","imdb":"none","slug":"x"},"guid":"imdb://tt1","trakt":9})");
    CHECK(own_ids(given.item) == ids_of({{IdKey::Imdb, "tt1"}, {IdKey::Tmdb, "550"}, {IdKey::Trakt, "9"}}));
}

TEST_CASE("The ids of an episode with numbers and no show_ids belong to its show") {
    const Given given(R"({"type":"episode","ids":{"tvdb":7,"slug":"x"},"season":1,"episode":2})");
    CHECK(own_ids(given.item).empty());
    CHECK(episode_in_show(given.item) == EpisodeInShow{ids_of({{IdKey::Tvdb, "7"}, {IdKey::Slug, "x"}}), 1, 2});
}

TEST_CASE("PAY-4: season_number and episode_number also count as these numbers") {
    const Given given(R"({"type":"episode","ids":{"tvdb":7},"season_number":1,"episode_number":2})");
    CHECK(own_ids(given.item).empty());
    CHECK(episode_in_show(given.item) == EpisodeInShow{ids_of({{IdKey::Tvdb, "7"}}), 1, 2});
}

TEST_CASE("PAY-5: ids that a season or episode shares with its show belong to the show") {
    for (const char* type : {"season", "episode"}) {
        const std::string text =
            std::string(R"({"type":")") + type + R"(","ids":{"tvdb":7,"tmdb":5},"show_ids":{"tvdb":"7"}})";
        const Given given(text.c_str());
        CHECK(own_ids(given.item) == ids_of({{IdKey::Tmdb, "5"}}));
    }
}

TEST_CASE(
    "TITLE-6: a season or episode is named by its own strong ids, else by show and numbers, else by its weak ids") {
    const auto given = [](const char* type, const char* ids, const char* show) {
        return Given((std::string(R"({"type":")") + type + R"(","ids":{)" + ids + "}," + show +
                      R"("season":1,"episode":2,"rating":5})")
                         .c_str());
    };
    const char* show = R"("show_ids":{"tvdb":7},)";
    for (const char* strong : {R"("trakt":9)", R"("tvdb":9)", R"("trakt":9,"imdb":"tt9")", R"("tvdb":9,"tmdb":9)"}) {
        const Given episode = given("episode", strong, show), season = given("season", strong, show);
        CHECK(is<EpisodeRef>(play_ref(episode.item)));
        CHECK(is<EpisodeRef>(watchlist_ref(episode.item)));
        CHECK(is<EpisodeRef>(rating_ref(episode.item)));
        CHECK(is<SeasonRef>(watchlist_ref(season.item)));
        CHECK(is<SeasonRef>(rating_ref(season.item)));
    }
    for (const char* weak : {R"("imdb":"tt9")", R"("tmdb":9)", R"("imdb":"tt9","tmdb":9)"}) {
        const Given episode = given("episode", weak, show), season = given("season", weak, show);
        CHECK(is<EpisodeInShow>(play_ref(episode.item)));
        CHECK(is<EpisodeInShow>(watchlist_ref(episode.item)));
        CHECK(is<EpisodeInShow>(rating_ref(episode.item)));
        CHECK(is<SeasonInShow>(watchlist_ref(season.item)));
        CHECK(is<SeasonInShow>(rating_ref(season.item)));
    }
    const Given alone(R"({"type":"episode","ids":{"imdb":"tt9"},"show_ids":{"tvdb":7}})");
    CHECK(is<EpisodeRef>(play_ref(alone.item)));
    CHECK(is<EpisodeRef>(watchlist_ref(alone.item)));
    const Given nested(R"({"type":"episode","ids":{},"show_ids":{"tvdb":7},"season":0,"episode":0})");
    CHECK(is<EpisodeInShow>(play_ref(nested.item)));
}

TEST_CASE("Whole shows, seasons and unknown types have no plays") {
    for (const char* type : {"show", "season", "anime", "person"}) {
        const std::string text = std::string(R"({"type":")") + type + R"(","ids":{"trakt":7},"season":1})";
        CHECK(hint(play_ref(Given(text.c_str()).item)) == "unsupported type");
    }
}

TEST_CASE("When the show is known, a bad number is the reason for rejecting an episode") {
    CHECK(hint(play_ref(Given(R"({"type":"episode","show_ids":{"tvdb":7},"season":"S01","episode":1})").item)) ==
          "invalid season/episode number");
    for (const char* number : {R"("S01")", "1.5", "true", R"("1.0")"})
        for (const char* type : {"episode", "season"}) {
            INFO(type << ' ' << number);
            const std::string text = std::string(R"({"type":")") + type + R"(","show_ids":{"tvdb":7},"episode":1)" +
                                     R"(,"season":)" + number + "}";
            const Given given(text.c_str());
            CHECK(hint(watchlist_ref(given.item)) == "invalid season/episode number");
            CHECK(hint(rating_ref(given.item)) == "invalid season/episode number");
            if (std::string_view(type) == "episode")
                CHECK(hint(play_ref(given.item)) == "invalid season/episode number");
        }
    CHECK(hint(watchlist_ref(Given(R"({"type":"season","show_ids":{"tvdb":7},"season":1.0})").item)) == "accepted");
    CHECK(hint(play_ref(Given(R"({"type":"episode","show_ids":{"tvdb":7},"season":1})").item)) ==
          "episode scope or ids missing");
    CHECK(hint(play_ref(Given(R"({"type":"episode","season":"S01","episode":1})").item)) ==
          "episode scope or ids missing");
    CHECK(hint(play_ref(Given(R"({"type":"movie","ids":{"slug":"x"}})").item)) == "missing ids");
}

TEST_CASE("Seasons and episodes are on the watchlist with their own type") {
    CHECK(is<MovieRef>(watchlist_ref(Given(R"({"ids":{"tmdb":5}})").item)));
    CHECK(is<ShowRef>(watchlist_ref(Given(R"({"type":"anime","ids":{"tmdb":5}})").item)));
    CHECK(is<SeasonRef>(watchlist_ref(Given(R"({"type":"season","ids":{"tmdb":5},"season":1})").item)));
    CHECK(is<EpisodeRef>(watchlist_ref(Given(R"({"type":"episode","ids":{"tmdb":5},"show_ids":{"tvdb":7}})").item)));
    CHECK(is<SeasonInShow>(watchlist_ref(Given(R"({"type":"season","show_ids":{"tvdb":7},"season":0})").item)));
    CHECK(
        is<EpisodeInShow>(watchlist_ref(Given(R"({"type":"episode","ids":{"tvdb":7},"season":1,"episode":2})").item)));
    CHECK(hint(watchlist_ref(Given(R"({"type":"season","show_ids":{"tvdb":7}})").item)) == "missing ids");
    CHECK(hint(watchlist_ref(Given(R"({"type":"game","ids":{"tmdb":5}})").item)) == "unsupported type");
}

TEST_CASE("Seasons and episodes without own ids are rated by their show and numbers") {
    CHECK(is<SeasonInShow>(rating_ref(Given(R"({"type":"season","show_ids":{"tvdb":7},"season":1})").item)));
    CHECK(is<EpisodeInShow>(
        rating_ref(Given(R"({"type":"episode","show_ids":{"tvdb":7},"season":1,"episode":2})").item)));
    CHECK(is<SeasonInShow>(
        rating_ref(Given(R"({"type":"season","ids":{"imdb":"tt9"},"show_ids":{"tvdb":7},"season":1})").item)));
    CHECK(is<EpisodeRef>(rating_ref(Given(R"({"type":"episode","ids":{"imdb":"tt9"},"show_ids":{"tvdb":7}})").item)));
}

TEST_CASE("The member `number` is neither the season nor the episode number of a reduced episode") {
    CHECK(hint(rating_ref(Given(R"({"type":"episode","show_ids":{"tvdb":7},"number":3})").item)) == "missing ids");
}

TEST_CASE("An item without a type cannot be rated") {
    CHECK(hint(rating_ref(Given(R"({"ids":{"tmdb":5}})").item)) == "unsupported type");
    CHECK(hint(rating_ref(Given(R"({"type":"person","ids":{"tmdb":5}})").item)) == "unsupported type");
    CHECK(is<MovieRef>(rating_ref(Given(R"({"type":"Movies","ids":{"tmdb":5}})").item)));
}

TEST_CASE("Ratings are rounded half up and are then between 1 and 10") {
    const auto rating = [](const char* json) {
        const test::Parsed parsed(json);
        return rating_of(Field(parsed.root()));
    };
    CHECK(rating("8") == 8);
    CHECK(rating("8.0") == 8);
    CHECK(rating("\" 8.0 \"") == 8);
    CHECK(rating("7.5") == 8);
    CHECK(rating("7.4") == 7);
    CHECK(rating("10.4") == 10);
    CHECK(rating("0.5") == 1);
    for (const char* json : {"0", "0.4", "10.5", "11", "-1", "\"\"", "\"x\"", "\"8x\"", "true", "null", "\"nan\"",
                             "\"inf\"", "1e300", "{}", "[8]"}) {
        INFO(json);
        CHECK_FALSE(rating(json));
    }
    CHECK(rating_of(Field::integer(3)) == 3);
    CHECK_FALSE(rating_of(Field()));
}

TEST_CASE("A nested title has its own type, not that of its show", "[media_ref]") {
    CHECK(media_type(MediaRef(MovieRef{})) == MediaType::Movie);
    CHECK(media_type(MediaRef(ShowRef{})) == MediaType::Show);
    CHECK(media_type(MediaRef(SeasonRef{})) == MediaType::Season);
    CHECK(media_type(MediaRef(SeasonInShow{})) == MediaType::Season);
    CHECK(media_type(MediaRef(EpisodeRef{})) == MediaType::Episode);
    CHECK(media_type(MediaRef(EpisodeInShow{})) == MediaType::Episode);
    CHECK(media_type(PlayRef(MovieRef{})) == MediaType::Movie);
    CHECK(media_type(PlayRef(EpisodeRef{})) == MediaType::Episode);
    CHECK(media_type(PlayRef(EpisodeInShow{})) == MediaType::Episode);
}

}  // namespace mod_trakt::media_ref_test
