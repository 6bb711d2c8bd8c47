#include "model/request_ids.hpp"

#include <catch2/catch.hpp>

#include <string>

#include "changes/write_input.hpp"
#include "model/media_ref.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::request_ids_test {

namespace {

// The id as a request has it; "" if it has none.
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
    for (const char* same :
         {"550", "\"550\"", "\" 550 \"", "550.0", "\"550.0\"", "5.5e2", "\"00550\"", "\"movie/550\"", "\"movie-550\"",
          "\"tmdb-550\"", "\"550-fight-club\"", "\"550-12-angry-men\"", "\"550-babe\"", "\"550-step-up-3d\""})
        check_number(same, "550");
    check_number("\"500021-movie-21\"", "500021");
    check_number("\"2011-mar-adentro\"", "2011");
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
                             "\"20200501-T10\"",
                             "\"2024-05-01T10\"",
                             "\"2024-05T10\"",
                             "\"2024-W05\"",
                             "\"2024-may-01\"",
                             "\"2024-May\"",
                             "\"01-may-2024\"",
                             "\"may-2024\"",
                             "\"12-31-2024T10\"",
                             "\"12345678-9abc\"",
                             "\"12345678-abcd-4def\"",
                             "\"5-1e\"",
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

TEST_CASE("An imdb id is repaired from an address, a prefix or bare digits, and then has one to ten digits", "[ids]") {
    const auto check = [](const std::string& json_value, const std::string& expected) {
        INFO(json_value);
        for (const KeyProfile profile : {KeyProfile::Default, KeyProfile::CrossWatch32})
            CHECK(sent("{\"imdb\":" + json_value + "}", IdKey::Imdb, profile) == expected);
    };
    for (const char* same :
         {"\"tt0137523\"", "\" TT0137523 \"", "\"https://www.imdb.com/title/tt0137523/\"", "\"0137523\"",
          "\"tt0137523?x=1\"", "\"https://m.imdb.com/title/tt0137523/?ref_=tt_ov_tt2\"", "\"imdb:tt0137523\"",
          "\"imdb-0137523\"", "\"imdb://title/tt0137523\"", "\"title/0137523\"", "\"tt0137523-fight-club\"",
          "\"tt0137523 tt0137523\""})
        check(same, "tt0137523");
    check("137523", "tt137523");
    check("137523.0", "tt137523");
    check("\"tt1234567890\"", "tt1234567890");
    for (const char* none : {"\"tt12345678901\"",
                             "\"tt0000000\"",
                             "\"nm0000093\"",
                             "\"tt\\u0661\\u0662\"",
                             "\"tt5\\u0661\"",
                             "\"\\u0663\"",
                             "-1",
                             "1.5",
                             "0",
                             "true",
                             "[5]",
                             "\"-500014\"",
                             "\"tt-5\"",
                             "\"-tt5\"",
                             "\"2024-05-01\"",
                             "\"5d776a\"",
                             "\"5dtt6a\"",
                             "\"550e8400-e29b-41d4-a716-446655440000\"",
                             "\"5.0\"",
                             "\"tt5.0\"",
                             "\"tt5 tt6\"",
                             "\"movie-550\"",
                             "\"+5\"",
                             "\"5 6\""})
        check(none, "");
}

TEST_CASE("A value that is not an id does not affect usable ones beside it", "[ids]") {
    const test::Parsed parsed(R"({"type":"episode","tmdb":"550","ids":{"tmdb":-1,"tvdb":"7"},"show_ids":{"tmdb":-1}})");
    const RequestIds ids = request_ids(parsed.root(), KeyProfile::Default);
    CHECK(ids.ids.get(IdKey::Tmdb) == "550");
    CHECK(ids.ids.get(IdKey::Tvdb) == "7");
    CHECK(ids.show_ids.empty());
    CHECK(ids.refused == "tmdb -1, tmdb -1");
}

TEST_CASE("Ids inside a guid have the same limits", "[ids]") {
    const auto tmdb_of = [](const char* guid) {
        const test::Parsed parsed(std::string(R"({"type":"movie","guid":")") + guid + "\"}");
        return std::string(request_ids(parsed.root(), KeyProfile::Default).ids.get(IdKey::Tmdb));
    };
    CHECK(tmdb_of("tmdb://550") == "550");
    CHECK(tmdb_of("tmdb://movie/550?lang=en") == "550");
    CHECK(tmdb_of("tmdb://9007199254740992").empty());
    CHECK(tmdb_of("tmdb://2024-05-01").empty());
    CHECK(tmdb_of("tmdb://5d776a").empty());
}

TEST_CASE("An item without a usable id is rejected, and the message has the refused values", "[ids]") {
    CHECK(hint_of(R"({"type":"movie","ids":{"tmdb":-1}})") ==
          "missing ids: the movie has no id that Trakt knows (imdb, tmdb, tvdb, trakt); these values are not ids: tmdb "
          "-1");
    CHECK(
        hint_of(R"({"type":"episode","show_ids":{"tmdb":-1},"season":1,"episode":1})") ==
        "missing ids: the episode has no id that Trakt knows (imdb, tmdb, tvdb, trakt); these values are not ids: tmdb "
        "-1");
    CHECK(hint_of(R"({"type":"movie","ids":{"imdb":"tt0000000","trakt":"-1","tmdb":"5d7768258801a"}})") ==
          "missing ids: the movie has no id that Trakt knows (imdb, tmdb, tvdb, trakt); these values are not ids: imdb "
          "\"tt0000000\", trakt \"-1\", tmdb \"5d7768258801a\"");
    CHECK(hint_of(R"({"type":"movie","ids":{"tmdb":-1,"imdb":"tt1"}})") == "sent");
    for (const char* named : {R"("nm0000093")", R"("\u0663")", R"("0")", "0", "true", "[5]", "1.5", "-1"})
        for (const char* key : {"imdb", "tmdb"}) {
            INFO(key << ' ' << named);
            const std::string item = std::string(R"({"type":"movie","ids":{")") + key + "\":" + named + "}}";
            CHECK(hint_of(item).find(std::string(" no ids: ") + key + ' ') != std::string::npos);
        }
    for (const char* none : {"null", R"("")", R"(" ")", R"("None")", R"("unknown")"})
        CHECK(hint_of(std::string(R"({"type":"movie","ids":{"imdb":)") + none + "}}").find("no ids:") ==
              std::string::npos);
}

}  // namespace mod_trakt::request_ids_test
