// Normalising ids.
#include "model/id_rules.hpp"

#include <catch2/catch.hpp>

#include "unit/model/parsed.hpp"

namespace mod_trakt::id_rules_test {

namespace {

constexpr auto now = KeyProfile::Default;
constexpr auto then = KeyProfile::CrossWatch32;

// The normalised text, or "none".
std::string id(IdKey key, const char* json, KeyProfile profile = now) {
    const test::Parsed parsed(json);
    Ids ids;
    return assign_id(ids, key, parsed.root(), profile) ? std::string(ids.get(key)) : "none";
}

Ids of_guid(std::string_view guid) {
    Ids ids;
    assign_ids_of_guid(ids, guid, now);
    return ids;
}

}  // namespace

TEST_CASE("Words that mean 'no value' are not ids, in upper or lower case and with white space around them") {
    for (const char* json : {"null", "\"\"", "\"  \"", "\"None\"", "\" NULL \"", "\"nan\"", "\"Undefined\"",
                             "\"unknown\"", "\"0\"", "0"}) {
        for (const IdKey key : {IdKey::Imdb, IdKey::Tmdb, IdKey::Slug, IdKey::Guid}) {
            INFO(json << " " << id_key_name(key));
            CHECK(id(key, json) == "none");
        }
    }
}

TEST_CASE("Numeric ids keep only their digits") {
    CHECK(id(IdKey::Tmdb, "550") == "550");
    CHECK(id(IdKey::Tmdb, "\"550-fight-club\"") == "550");
    CHECK(id(IdKey::Tmdb, "\" 550 \"") == "550");
    CHECK(id(IdKey::Trakt, "\"tmdb-550\"") == "550");
    CHECK(id(IdKey::Tvdb, "-550") == "550");
    CHECK(id(IdKey::Tvdb, "\"abc\"") == "none");
    CHECK(id(IdKey::Simkl, "12345678901234567890") == "12345678901234567890");
    CHECK(id(IdKey::Jellyfin, "\"d9ce6fce553f\"") == "96553");
}

TEST_CASE("A float without a fraction is the whole number, other floats are not ids") {
    CHECK(id(IdKey::Tmdb, "550.0") == "550");
    CHECK(id(IdKey::Tmdb, "5.5e2") == "550");
    CHECK(id(IdKey::Tmdb, "550.5") == "none");
    CHECK(id(IdKey::Tmdb, "\"550.0\"") == "550");
    CHECK(id(IdKey::Tmdb, "\"550.5\"") == "none");
    CHECK(id(IdKey::Tmdb, "550.0", then) == "5500");
}

TEST_CASE("A number becomes a slug only as a whole number") {
    CHECK(id(IdKey::Slug, "1984") == "1984");
    CHECK(id(IdKey::Slug, "1e3") == "1000");
    CHECK(id(IdKey::Slug, "-0") == "none");
    CHECK(id(IdKey::Slug, "0.5") == "none");
}

TEST_CASE("Digits of other scripts do not count as digits of ids") {
    CHECK(id(IdKey::Tmdb, "\"\u0664\u06629\"") == "9");
    CHECK(id(IdKey::Tmdb, "\"\u096a\u0968\"") == "none");
    CHECK(id(IdKey::Tmdb, "\"\u096a\u0968\"", then) == "\u096a\u0968");
}

TEST_CASE("An imdb id is found inside other text") {
    CHECK(id(IdKey::Imdb, "\"tt0137523\"") == "tt0137523");
    CHECK(id(IdKey::Imdb, "\"https://www.imdb.com/title/tt0137523/?ref=1\"") == "tt0137523");
    CHECK(id(IdKey::Imdb, "\"TT0137523\"") == "tt0137523");
    CHECK(id(IdKey::Imdb, "\"attt12 tt34\"") == "tt12");
    CHECK(id(IdKey::Imdb, "137523") == "tt137523");
    CHECK(id(IdKey::Imdb, "\"imdb 13-75\"") == "tt1375");
    CHECK(id(IdKey::Imdb, "\"tt\"") == "none");
    CHECK(id(IdKey::Imdb, "\"ttabc\"") == "none");
}

TEST_CASE("Ids of persons and companies are not ids of titles") {
    CHECK(id(IdKey::Imdb, "\"nm0000093\"") == "none");
    CHECK(id(IdKey::Imdb, "\"https://www.imdb.com/company/co0047120\"") == "none");
    CHECK(id(IdKey::Imdb, "\"nm0000093 tt0137523\"") == "tt0137523");
    CHECK(id(IdKey::Imdb, "\"nm0000093\"", then) == "tt0000093");
}

TEST_CASE("Nested values and lists are not ids") {
    CHECK(id(IdKey::Plex, R"({"guid":"41a8","slug":"x-9"})") == "none");
    CHECK(id(IdKey::Tmdb, "[550]") == "none");
    CHECK(id(IdKey::Slug, "[\"a\"]") == "none");
    CHECK(id(IdKey::Plex, R"({"guid":"41a8","slug":"x-9"})", then) == "4189");
}

TEST_CASE("Leading zeros are removed, and a text of only zeros is not an id") {
    CHECK(id(IdKey::Tmdb, "\"00550\"") == "550");
    CHECK(id(IdKey::Tmdb, "\"000\"") == "none");
    CHECK(id(IdKey::Tmdb, "\"00550\"", then) == "00550");
    CHECK(id(IdKey::Imdb, "\"tt0000012\"") == "tt0000012");
}

TEST_CASE("Slugs are in lower case, guids stay unchanged") {
    CHECK(id(IdKey::Slug, "\" AMÉLIE\"") == "amélie");
    CHECK(id(IdKey::Guid, "\" PLEX://episode/ABC \"") == "PLEX://episode/ABC");
}

TEST_CASE("Every form of guid yields the ids that it contains") {
    CHECK(of_guid("com.plexapp.agents.imdb://tt0137523?lang=en").get(IdKey::Imdb) == "tt0137523");
    CHECK(of_guid("com.plexapp.agents.themoviedb://550?lang=en").get(IdKey::Tmdb) == "550");
    CHECK(of_guid("com.plexapp.agents.thetvdb://81189/1/2?lang=en").get(IdKey::Tvdb) == "81189");
    CHECK(of_guid("imdb://title/tt0137523").get(IdKey::Imdb) == "tt0137523");
    CHECK(of_guid("IMDB://TT0137523").get(IdKey::Imdb) == "tt0137523");
    for (const char* guid :
         {"tmdb://550", " tmdb://movie/550 ", "TMDB://SHOW/550", "tmdb://tv/550", "tmdb://x tmdb://550"}) {
        INFO(guid);
        CHECK(of_guid(guid).get(IdKey::Tmdb) == "550");
    }
    for (const char* guid : {"tvdb://81189", "tvdb://series/81189", "tvdb://show/81189", "x imdb://tt1 tvdb://81189"}) {
        INFO(guid);
        CHECK(of_guid(guid).get(IdKey::Tvdb) == "81189");
    }
    CHECK(of_guid("plex://movie/5d77").get(IdKey::Guid) == "plex://movie/5d77");
}

TEST_CASE("Guids of persons, of nothing and of other agents yield no ids") {
    for (const char* guid : {"tmdb://person/5", "tmdb://0", "imdb://tt", "imdb://137523",
                             "com.plexapp.agents.hama://anidb-5", "local://41", "x plex://movie/1", "none", ""}) {
        INFO(guid);
        CHECK(of_guid(guid).empty());
    }
}

}  // namespace mod_trakt::id_rules_test
