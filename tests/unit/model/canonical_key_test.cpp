// Canonical keys and event keys.
#include "model/canonical_key.hpp"

#include <catch2/catch.hpp>

#include "unit/model/parsed.hpp"

namespace mod_trakt::canonical_key_test {

namespace {

KeyRules rules_of(KeyProfile profile) {
    KeyRules rules;
    rules.profile = profile;
    return rules;
}

std::string key(const char* json, const KeyRules& rules = {}) {
    return canonical_key(test::Parsed(json).root(), rules);
}
std::string key_then(const char* json) { return key(json, rules_of(KeyProfile::CrossWatch32)); }

}  // namespace

TEST_CASE("The first id in the order of priority makes the key") {
    CHECK(key(R"({"ids":{"slug":"x","tmdb":5,"imdb":"tt1"}})") == "imdb:tt1");
    CHECK(key(R"({"ids":{"slug":"x","simkl":7,"anidb":5}})") == "anidb:5");
    CHECK(key(R"({"type":"show","ids":{"jellyfin":7},"title":"T","year":2001})") == "show|title:t|year:2001");
}

TEST_CASE("The host may configure another order") {
    KeyRules rules;
    rules.priority = {IdKey::Tmdb, IdKey::Imdb};
    CHECK(key(R"({"ids":{"tmdb":5,"imdb":"tt1"}})", rules) == "tmdb:5");
    CHECK(key(R"({"ids":{"trakt":5},"title":"T"})", rules) == "movie|title:t|year:");
}

TEST_CASE("The key of an episode has show, season and episode, the key of a season show and season") {
    CHECK(key(R"({"type":"episode","show_ids":{"tvdb":7},"ids":{"imdb":"tt9"},"season":1,"episode":2})") ==
          "tvdb:7#s01e02");
    CHECK(key(R"({"type":"season","show_ids":{"tvdb":7},"season":"12"})") == "tvdb:7#season:12");
    CHECK(key(R"({"type":"episode","ids":{"tvdb":7},"season":100,"episode":1234})") == "tvdb:7#s100e1234");
    CHECK(key(R"({"type":"episode","show_ids":{"tvdb":7},"season_number":1,"episode_number":2})") == "tvdb:7#s01e02");
}

TEST_CASE("When show_ids have no id that keys use, the item's own ids make the key") {
    CHECK(key(R"({"type":"season","show_ids":{"jellyfin":7},"ids":{"tmdb":5},"season":1})") == "tmdb:5#season:1");
}

TEST_CASE("Without both numbers the key of an episode is its own id") {
    CHECK(key(R"({"type":"episode","show_ids":{"tvdb":7},"ids":{"imdb":"tt9"},"season":1})") == "imdb:tt9");
    CHECK(key(R"({"type":"episode","show_ids":{"tvdb":7},"ids":{"imdb":"tt9"},"season":"S01","episode":1})") ==
          "imdb:tt9");
    CHECK(key(R"({"type":"season","show_ids":{"tvdb":7},"ids":{"imdb":"tt9"},"season":1,"episode":"x"})") ==
          "imdb:tt9");
}

TEST_CASE("Season and episode numbers are integers, truncated floats, and texts of digits with sign and white space") {
    CHECK(key(R"({"type":"episode","ids":{"tvdb":7},"season":1.9,"episode":" +2 "})") == "tvdb:7#s01e02");
    CHECK(key(R"({"type":"episode","ids":{"tvdb":7},"season":"1.0","episode":2})") == "tvdb:7");
    CHECK(key(R"({"type":"episode","ids":{"tvdb":7},"season":1e300,"episode":2})") == "tvdb:7");
    CHECK(key(R"({"type":"episode","ids":{"tvdb":7},"season":"99999999999999999999","episode":2})") == "tvdb:7");
}

TEST_CASE("Specials have numbers, and a blank season does not hide season_number") {
    const char* special = R"({"type":"episode","show_ids":{"tvdb":7},"ids":{"imdb":"tt9"},"season":0,"episode":0})";
    CHECK(key(special) == "tvdb:7#s00e00");
    CHECK(key_then(special) == "imdb:tt9");
    CHECK(key(R"({"type":"season","show_ids":{"tvdb":7},"season":0})") == "tvdb:7#season:0");
    CHECK(key(R"({"type":"season","show_ids":{"tvdb":7},"season":"  ","season_number":0})") == "tvdb:7#season:0");
    CHECK(key_then(R"({"type":"season","show_ids":{"tvdb":7},"season":"0"})") == "tvdb:7#season:0");
    CHECK(key_then(R"({"type":"season","show_ids":{"tvdb":7},"season":"","season_number":0})") == "tvdb:7#season:0");
}

TEST_CASE("Each profile makes keys by its own id rules") {
    CHECK(key(R"({"ids":{"tvdb":638559.0}})") == "tvdb:638559");
    CHECK(key_then(R"({"ids":{"tvdb":638559.0}})") == "tvdb:6385590");
    CHECK(key(R"({"ids":{"tmdb":"०४२","trakt":5}})") == "trakt:5");
    CHECK(key(R"({"ids":{"imdb":"nm0000093","trakt":5}})") == "trakt:5");
    CHECK(key(R"({"ids":{"plex":{"guid":"41a8"},"slug":"x"}})") == "slug:x");
    CHECK(key(R"({"ids":{"tmdb":"00550"}})") == "tmdb:550");
    CHECK(key_then(R"({"ids":{"tmdb":"00550"}})") == "tmdb:00550");
}

TEST_CASE("A year that is a float is written as a whole number") {
    CHECK(key(R"({"title":"T","year":1999.0})") == "movie|title:t|year:1999");
    CHECK(key_then(R"({"title":"T","year":1999.0})") == "movie|title:t|year:1999.0");
    CHECK(key(R"({"title":"T","year":1999.5})") == "movie|title:t|year:1999.5");
}

TEST_CASE("Title keys ignore case and outer white space, and anime is a show") {
    CHECK(key(R"({"type":"anime","title":"  ΣΑΣ ","year":" 2001 "})") == "show|title:σας|year:2001");
    CHECK(key(R"({"type":"game","title":"Tab\tInside","year":null})") == "game|title:tab\tinside|year:");
    CHECK(key(R"({"title":2012,"year":0})") == "movie|title:2012|year:0");
    CHECK(key(R"({"title":"   ","year":2001})") == "unknown:");
    CHECK(key("{}") == "unknown:");
}

TEST_CASE("Keys are in lower case, guids too") {
    CHECK(key(R"({"ids":{"guid":"PLEX://Movie/AB"}})") == "guid:plex://movie/ab");
}

TEST_CASE("The key of a play is its base and its time in seconds") {
    const test::Parsed parsed(R"({"type":"movie","ids":{"imdb":"tt1"}})");
    CHECK(event_key(minimal(parsed.root(), KeyRules{}), 0, KeyRules{}) == "imdb:tt1@0");
    CHECK(event_key(minimal(parsed.root(), KeyRules{}), -5, KeyRules{}) == "imdb:tt1@-5");
}

TEST_CASE("The key of an episode's play is made from its show, or from its own id when the show is unknown") {
    const auto base = [](const char* json, KeyProfile profile) {
        const test::Parsed parsed(json);
        return event_base_key(minimal(parsed.root(), rules_of(profile)), rules_of(profile));
    };
    const char* usual = R"({"type":"episode","show_ids":{"tvdb":7},"ids":{"imdb":"tt9"},"season":1,"episode":2})";
    CHECK(base(usual, KeyProfile::Default) == "tvdb:7#s01e02");
    const char* special = R"({"type":"episode","show_ids":{"tvdb":7},"ids":{"imdb":"tt9"},"season":0,"episode":2})";
    CHECK(base(special, KeyProfile::Default) == "tvdb:7#s00e02");
    CHECK(base(special, KeyProfile::CrossWatch32) == "unknown:");
    const char* odd = R"({"type":"episode","show_ids":{"jellyfin":7},"ids":{"imdb":"tt9"},"season":1,"episode":2})";
    CHECK(base(odd, KeyProfile::Default) == "imdb:tt9#s01e02");
    CHECK(base(odd, KeyProfile::CrossWatch32) == "unknown:");
}

TEST_CASE("When a key is taken, the next id makes the key, and there is none when no id is left") {
    const test::Parsed show(R"({"type":"show","ids":{"tmdb":550,"trakt":9,"slug":"x"}})");
    const Item item = minimal(show.root(), KeyRules{});
    CHECK(canonical_key(item, KeyRules{}) == "tmdb:550");
    CHECK(next_key(item, "tmdb:550", KeyRules{}) == "trakt:9");
    CHECK(next_key(item, "trakt:9", KeyRules{}) == "slug:x");
    CHECK(next_key(item, "slug:x", KeyRules{}).empty());
    CHECK(next_key(item, "imdb:tt1", KeyRules{}).empty());
}

TEST_CASE("The next keys of an episode first use the show's other ids, then its own") {
    const test::Parsed parsed(
        R"({"type":"episode","show_ids":{"tvdb":7,"trakt":8},"ids":{"tmdb":5},"season":1,"episode":2})");
    const Item item = minimal(parsed.root(), KeyRules{});
    CHECK(next_key(item, "tvdb:7#s01e02", KeyRules{}) == "trakt:8#s01e02");
    CHECK(next_key(item, "trakt:8#s01e02", KeyRules{}) == "tmdb:5");
    CHECK(next_key(item, "tmdb:5", KeyRules{}).empty());
}

TEST_CASE("Season and episode numbers are optional values") {
    const test::Parsed parsed(R"({"type":"episode","season":0,"episode":"x"})");
    const Item item = minimal(parsed.root(), KeyRules{});
    CHECK(season_number(item) == 0);
    CHECK_FALSE(episode_number(item));
}

}  // namespace mod_trakt::canonical_key_test
