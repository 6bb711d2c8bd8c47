// How a handle learns other ids of titles.
#include "account/aliases.hpp"

#include <catch2/catch.hpp>

#include <set>
#include <vector>

#include "tests/support/fake_clock.hpp"
#include "unit/model/names.hpp"

namespace mod_trakt::aliases_test {

using account::Aliases, account::Holdings;
using test::episode, test::title;

namespace {

constexpr std::int64_t minute = 60'000 * 1000;

TitleName movie(test::IdList ids) { return title(MediaType::Movie, ids); }

account::Holding play(std::int64_t history_id, std::int64_t watched_ms = minute) {
    return {.history_id = history_id, .watched_ms = watched_ms, .rating = 0, .rated_ms = {}};
}

// The Trakt id that a name gets; "" if none.
std::string learnt(Aliases& aliases, TitleName name) {
    aliases.apply(name);
    return std::string(name.ids.get(IdKey::Trakt));
}

}  // namespace

TEST_CASE("An id that a search found is replaced by its Trakt id, only for the same type", "[aliases]") {
    Aliases aliases;
    aliases.learn(MediaType::Movie, IdKey::Imdb, "tt1", 5, Aliases::Source::Search);
    CHECK(learnt(aliases, movie({{IdKey::Imdb, "tt1"}})) == "5");
    CHECK(learnt(aliases, movie({{IdKey::Imdb, "tt1"}, {IdKey::Tmdb, "7"}})) == "5");
    CHECK(learnt(aliases, title(MediaType::Show, {{IdKey::Imdb, "tt1"}})).empty());
    CHECK(learnt(aliases, movie({{IdKey::Imdb, "tt2"}})).empty());
    // A Trakt id that came with the input is used, unless it was merged.
    CHECK(learnt(aliases, movie({{IdKey::Trakt, "6"}, {IdKey::Imdb, "tt1"}})) == "6");
    aliases.learn(MediaType::Movie, IdKey::Trakt, "6", 5, Aliases::Source::Search);
    CHECK(learnt(aliases, movie({{IdKey::Trakt, "6"}, {IdKey::Imdb, "tt1"}})) == "5");
    aliases.clear();
    CHECK(learnt(aliases, movie({{IdKey::Imdb, "tt1"}})).empty());
}

TEST_CASE("What an id stands for is followed over merged Trakt ids", "[aliases]") {
    using enum Aliases::Source;
    Aliases aliases;
    aliases.learn(MediaType::Movie, IdKey::Imdb, "tt1", 5, Search);
    aliases.learn(MediaType::Movie, IdKey::Trakt, "5", 6, Search);
    aliases.learn(MediaType::Movie, IdKey::Trakt, "6", 7, Search);
    aliases.learn(MediaType::Movie, IdKey::Trakt, "7", 7, Search);  // a search for it named itself
    TitleName name = movie({{IdKey::Imdb, "tt1"}});
    CHECK(aliases.apply(name).title == Aliases::Applied::Searched);
    CHECK(name.ids.get(IdKey::Trakt) == "7");
    CHECK(learnt(aliases, movie({{IdKey::Trakt, "5"}})) == "7");
    CHECK_FALSE(aliases.are_of_two_titles(MediaType::Movie, movie({{IdKey::Trakt, "7"}, {IdKey::Imdb, "tt1"}}).ids));
    aliases.learn(MediaType::Show, IdKey::Tmdb, "9", 50, Search);
    aliases.learn(MediaType::Show, IdKey::Trakt, "50", 51, Search);
    TitleName in_show = episode({}, {{IdKey::Tmdb, "9"}}, 1, 2);
    aliases.apply(in_show);
    CHECK(in_show.show.get(IdKey::Trakt) == "51");
    // One step by elimination makes it a title by elimination.
    aliases.learn(MediaType::Movie, IdKey::Imdb, "tt2", 6, Elimination);
    TitleName guessed = movie({{IdKey::Imdb, "tt2"}});
    CHECK(aliases.apply(guessed).title == Aliases::Applied::Eliminated);
    CHECK(guessed.ids.get(IdKey::Trakt) == "7");
    // Ids that stand for each other have an end.
    aliases.learn(MediaType::Movie, IdKey::Trakt, "7", 5, Search);
    CHECK_FALSE(learnt(aliases, movie({{IdKey::Imdb, "tt1"}})).empty());
}

TEST_CASE("The show of an episode has aliases too", "[aliases]") {
    Aliases aliases;
    aliases.learn(MediaType::Show, IdKey::Tmdb, "9", 50, Aliases::Source::Search);
    TitleName name = episode({}, {{IdKey::Tmdb, "9"}}, 1, 2);
    CHECK(aliases.apply(name).title == Aliases::Applied::Nothing);
    CHECK(name.show.get(IdKey::Trakt) == "50");
}

TEST_CASE("One new play that nothing else explains is the play that was added", "[aliases]") {
    const TitleName sent = movie({{IdKey::Imdb, "tt1"}});
    const account::HeldPlay old{minute, movie({{IdKey::Trakt, "4"}}), {}};
    Aliases aliases;
    aliases.note_added(sent, minute, {old});
    Holdings now;
    now.add(movie({{IdKey::Trakt, "4"}}), play(1));
    SECTION("one new play") {
        now.add(movie({{IdKey::Trakt, "5"}, {IdKey::Imdb, "tt5"}}), play(2, minute + 5'000));
        now.add(title(MediaType::Episode, {{IdKey::Trakt, "9"}}), play(3));
        now.add(movie({{IdKey::Trakt, "6"}}), play(4, minute + 60'000));
        aliases.compare_added(now, {});
        CHECK(learnt(aliases, sent) == "5");
        TitleName name = sent;
        CHECK(aliases.apply(name).title == Aliases::Applied::Eliminated);
    }
    SECTION("one more play of a title that had one in that minute") {
        now.add(movie({{IdKey::Trakt, "4"}}), play(2, minute + 5'000));
        aliases.compare_added(now, {});
        CHECK(learnt(aliases, sent) == "4");
    }
    SECTION("two new plays") {
        now.add(movie({{IdKey::Trakt, "5"}}), play(2));
        now.add(movie({{IdKey::Trakt, "6"}}), play(3));
        aliases.compare_added(now, {});
        CHECK(learnt(aliases, sent).empty());
        CHECK_FALSE(aliases.has_added());
    }
    SECTION("two plays were added, and it is not known which is which") {
        aliases.note_added(movie({{IdKey::Imdb, "tt2"}}), minute, {old});
        now.add(movie({{IdKey::Trakt, "5"}}), play(2));
        aliases.compare_added(now, {});
        CHECK(learnt(aliases, sent).empty());
    }
    SECTION("another added play explains it") {
        aliases.note_added(movie({{IdKey::Trakt, "5"}}), minute, {old});
        now.add(movie({{IdKey::Trakt, "5"}}), play(2));
        now.add(movie({{IdKey::Trakt, "7"}}), play(3));
        aliases.compare_added(now, {});
        CHECK(learnt(aliases, sent) == "7");
    }
    SECTION("a play of a held title, added in the same call, explains itself in every later read") {
        aliases.note_added(movie({{IdKey::Trakt, "7"}}), minute, {old});
        now.add(movie({{IdKey::Trakt, "7"}}), play(3));
        for (int read = 0; read < 2; ++read) aliases.compare_added(now, {});
        CHECK(learnt(aliases, sent).empty());
        CHECK(aliases.has_added());
    }
    SECTION("nothing is learnt from a play that another writer has added") {
        now.add(movie({{IdKey::Trakt, "5"}}), play(2));
        aliases.compare_added(now, {},
                              [](const account::HeldPlay& play) { return play.title.ids.get(IdKey::Trakt) == "5"; });
        CHECK(learnt(aliases, sent).empty());
        CHECK(aliases.has_added());
    }
    SECTION("a play that was removed again is not another name of a new one") {
        aliases.forget_removed([&](const TitleName& name, std::int64_t) { return name == sent; });
        CHECK_FALSE(aliases.has_added());
    }
    SECTION("nothing is learnt from look-ups of other minutes") {
        now.add(movie({{IdKey::Trakt, "5"}}), play(2));
        aliases.compare_added(now, std::set<std::int64_t>{minute + 60'000});
        CHECK(aliases.has_added());
        CHECK(learnt(aliases, sent).empty());
    }
    SECTION("no new play yet: these holdings may not show that minute") {
        aliases.compare_added(now, {});
        CHECK(aliases.has_added());
        now.add(movie({{IdKey::Trakt, "5"}}), play(2));
        aliases.compare_added(now, {});
        CHECK(learnt(aliases, sent) == "5");
    }
    SECTION("Trakt shows the play under an id that was sent") {
        now.add(movie({{IdKey::Trakt, "5"}, {IdKey::Imdb, "tt1"}}), play(2));
        aliases.compare_added(now, {});
        CHECK_FALSE(aliases.has_added());
        CHECK(learnt(aliases, sent).empty());
    }
    SECTION("the own play, as this handle added it, proves nothing") {
        now.add(sent, play(0));
        now.add(movie({{IdKey::Trakt, "5"}}), play(2));
        aliases.compare_added(now, {});
        CHECK(aliases.has_added());
        CHECK(learnt(aliases, sent).empty());
    }
}

TEST_CASE("A search that found nothing is remembered for seven days", "[aliases]") {
    test::FakeClock clock;
    Aliases aliases;
    const auto is_none = [&](const char* value) {
        return aliases.is_none(MediaType::Movie, IdKey::Imdb, value, clock);
    };
    CHECK_FALSE(is_none("tt1"));
    aliases.learn_that_none(MediaType::Movie, IdKey::Imdb, "tt1", clock);
    CHECK(is_none("tt1"));
    CHECK_FALSE(is_none("tt2"));
    CHECK_FALSE(aliases.is_none(MediaType::Show, IdKey::Imdb, "tt1", clock));
    clock.advance(7 * day_ms - 1);
    CHECK(is_none("tt1"));
    clock.advance(1);
    CHECK_FALSE(is_none("tt1"));
    aliases.learn_that_none(MediaType::Movie, IdKey::Imdb, "tt1", clock);
    CHECK(is_none("tt1"));
}

TEST_CASE("When the table is full, the alias that was not used for the longest time is forgotten", "[aliases]") {
    test::FakeClock clock;
    Aliases aliases;
    const auto imdb = [](int n) { return "tt" + std::to_string(n); };
    const auto learn = [&](int n) {
        aliases.learn(MediaType::Movie, IdKey::Imdb, imdb(n), n, Aliases::Source::Search);
        aliases.learn_that_none(MediaType::Movie, IdKey::Tmdb, std::to_string(n), clock);
    };
    const auto is_known = [&](int n) { return learnt(aliases, movie({{IdKey::Imdb, imdb(n).c_str()}})) != ""; };
    const auto is_none = [&](int n) {
        return aliases.is_none(MediaType::Movie, IdKey::Tmdb, std::to_string(n), clock);
    };
    for (int n = 1; n <= 10'000; ++n) learn(n);
    REQUIRE(is_known(1));  // which is a use
    REQUIRE(is_none(1));
    learn(10'001);
    CHECK(is_known(10'001));
    CHECK(is_known(1));
    CHECK_FALSE(is_known(2));
    CHECK(is_known(3));
    CHECK(is_none(10'001));
    CHECK(is_none(1));
    CHECK_FALSE(is_none(2));
    CHECK(is_none(3));
}

TEST_CASE("Nothing is learnt from plays without a date", "[aliases]") {
    Aliases aliases;
    aliases.note_added(movie({{IdKey::Imdb, "tt1"}}), 0, {});
    CHECK_FALSE(aliases.has_added());
}

}  // namespace mod_trakt::aliases_test
