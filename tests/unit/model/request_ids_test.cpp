#include "model/request_ids.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "changes/write_input.hpp"
#include "model/media_ref.hpp"
#include "unit/model/parsed.hpp"

using namespace mod_trakt;

namespace {

// The id as a request carries it; "" when it carries none.
std::string sent(const std::string& ids, IdKey key, KeyProfile profile) {
    const test::Parsed parsed(R"({"type":"movie","ids":)" + ids + "}");
    return std::string(request_ids(parsed.root(), profile).ids.get(key));
}

void check_number(const std::string& json_value, const std::string& expected) {
    for (const IdKey key : {IdKey::Trakt, IdKey::Tmdb, IdKey::Tvdb})
        for (const KeyProfile profile : {KeyProfile::Default, KeyProfile::CrossWatch32}) {
            const std::string ids = "{\"" + std::string(id_key_name(key)) + "\":" + json_value + "}";
            INFO(ids);
            CHECK(sent(ids, key, profile) == expected);
        }
}

std::string hint_of(const std::string& item) {
    json::Document document;
    const auto inputs = changes::parse_items("[" + item + "]", document, KeyRules());
    const auto ref = play_ref(*inputs.front().item);
    const auto* rejection = std::get_if<Rejection>(&ref);
    return rejection != nullptr ? rejection->hint + ": " + rejection->message : "sent";
}

}  // namespace

TEST_CASE("Numbers of titles are whole, positive and exact", "[ids]") {
    for (const char* same : {"550", "\"550\"", "\" 550 \"", "550.0", "\"550.0\"", "5.5e2", "\"00550\"", "\"movie/550\"",
                             "\"movie-550\"", "\"tmdb-550\"", "\"550-fight-club\"", "\"550-12-angry-men\""})
        check_number(same, "550");
    check_number("\"500021-movie-21\"", "500021");
    check_number("1", "1");
    check_number("9007199254740991", "9007199254740991");
    for (const char* none : {"-1",
                             "\"-1\"",
                             "\"-500014\"",
                             "0",
                             "\"0\"",
                             "1.5",
                             "\"1.5\"",
                             "\"5d7768258801a\"",
                             "\"0x1f\"",
                             "\"2020-05-01\"",
                             "\"20200501T10:00\"",
                             "\"12345678-1234-1234-1234-123456789abc\"",
                             "\"\\u0661\\u0662\"",
                             "9007199254740992",
                             "\"9007199254740992\"",
                             "\"361094964128361094964128\"",
                             "1e300",
                             "\"a/b/550\"",
                             "\"550 551\"",
                             "\"+550\"",
                             "true",
                             "[550]",
                             "{\"id\":550}",
                             "null",
                             "\"\"",
                             "\"550-\"",
                             "\"-550-fight-club\"",
                             "\"movie-\""})
        check_number(none, "");
}

TEST_CASE("An imdb id is repaired, and then has one to ten digits", "[ids]") {
    const auto check = [](const std::string& value, const std::string& expected) {
        INFO(value);
        CHECK(sent("{\"imdb\":\"" + value + "\"}", IdKey::Imdb, KeyProfile::Default) == expected);
    };
    check("tt0137523", "tt0137523");
    check("TT0137523", "tt0137523");
    check("https://www.imdb.com/title/tt0137523/", "tt0137523");
    check("0137523", "tt0137523");
    check("tt1234567890", "tt1234567890");
    check("tt12345678901", "");
    check("tt0000000", "");
    check("nm0000093", "");
    check("tt\\u0661\\u0662", "");
}

TEST_CASE("A value that is no id leaves the usable ones beside it alone", "[ids]") {
    const test::Parsed parsed(R"({"type":"episode","tmdb":"550","ids":{"tmdb":-1,"tvdb":"7"},"show_ids":{"tmdb":-1}})");
    const RequestIds ids = request_ids(parsed.root(), KeyProfile::Default);
    CHECK(ids.ids.get(IdKey::Tmdb) == "550");
    CHECK(ids.ids.get(IdKey::Tvdb) == "7");
    CHECK(ids.show_ids.empty());
    CHECK(ids.refused == "tmdb -1, tmdb -1");
}

TEST_CASE("Ids inside a guid are bounded too", "[ids]") {
    const auto tmdb_of = [](const char* guid) {
        const test::Parsed parsed(std::string(R"({"type":"movie","guid":")") + guid + "\"}");
        return std::string(request_ids(parsed.root(), KeyProfile::Default).ids.get(IdKey::Tmdb));
    };
    CHECK(tmdb_of("tmdb://550") == "550");
    CHECK(tmdb_of("tmdb://9007199254740992").empty());
}

TEST_CASE("An item whose ids are none is rejected with their values", "[ids]") {
    CHECK(hint_of(R"({"type":"movie","ids":{"tmdb":-1}})") ==
          "missing ids: the movie has no id that Trakt knows (imdb, tmdb, tvdb, trakt); these values are no ids: tmdb "
          "-1");
    CHECK(
        hint_of(R"({"type":"episode","show_ids":{"tmdb":-1},"season":1,"episode":1})") ==
        "missing ids: the episode has no id that Trakt knows (imdb, tmdb, tvdb, trakt); these values are no ids: tmdb "
        "-1");
    CHECK(hint_of(R"({"type":"movie","ids":{"imdb":"tt0000000","trakt":"-1","tmdb":"5d7768258801a"}})") ==
          "missing ids: the movie has no id that Trakt knows (imdb, tmdb, tvdb, trakt); these values are no ids: imdb "
          "\"tt0000000\", trakt \"-1\", tmdb \"5d7768258801a\"");
    CHECK(hint_of(R"({"type":"movie","ids":{"tmdb":-1,"imdb":"tt1"}})") == "sent");
}
