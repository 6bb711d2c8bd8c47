// Encoding titles in few bytes, and decoding good and damaged bytes.
#include "index/snapshot/title_table.hpp"

#include <catch2/catch.hpp>

#include "index/snapshot/media_table.hpp"
#include "tests/support/decoded_titles.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::title_table_test {

using namespace mod_trakt::index;
using test::decode_titles;

namespace {

std::uint32_t add(TitleTable& table, const char* item, std::int64_t trakt_id = 0) {
    const test::Parsed parsed(item);
    return table.add(minimal(parsed.root(), KeyRules{}), trakt_id);
}

const char* const movie = R"({"type":"movie","ids":{"trakt":7010001,"imdb":"tt0010011","tmdb":90010001,"slug":"m-1"}})";
const char* const episode =
    R"({"type":"episode","ids":{"trakt":8,"tvdb":9},"season":0,"episode":12,
        "show_ids":{"trakt":70,"slug":"s","imdb":"tt12345678901234","tmdb":5,"tvdb":6}})";
const char* const season = R"({"type":"season","ids":{"tmdb":3},"season":2,"show_ids":{"slug":"s"}})";

std::string example() {
    TitleTable table;
    add(table, movie);
    add(table, episode);
    add(table, season);
    return table.encode();
}

}  // namespace

TEST_CASE("Decoded titles equal the encoded ones", "[titles]") {
    const std::string table = example();
    const auto decoded = decode_titles(table);
    REQUIRE(decoded);
    REQUIRE(decoded->titles.size() == 3);
    const Title& first = decoded->titles[0];
    CHECK(first.type == MediaType::Movie);
    CHECK(first.ids.trakt == 7010001);
    CHECK(first.ids.imdb == id_number(IdKey::Imdb, "tt0010011"));
    CHECK(first.ids.tmdb == 90010001);
    CHECK(first.ids.tvdb == 0);
    CHECK(first.show == Title::no_show);
    CHECK_FALSE(first.is_in_text);

    const Title& second = decoded->titles[1];
    CHECK(second.type == MediaType::Episode);
    CHECK(second.ids.tvdb == 9);
    REQUIRE(second.is_numbered);
    CHECK(second.season == 0);
    CHECK(second.episode == 12);
    REQUIRE(second.show < decoded->shows.size());
    CHECK(decoded->shows[second.show].ids.trakt == 70);
    CHECK(decoded->shows[second.show].ids.imdb == id_number(IdKey::Imdb, "tt12345678901234"));
    CHECK(decoded->shows[second.show].slug == "s");

    const Title& third = decoded->titles[2];
    CHECK(third.type == MediaType::Season);
    CHECK(third.ids.trakt == 0);
    CHECK(third.season == 2);
    CHECK(third.show != second.show);
}

TEST_CASE("The table has equal titles, and shows that they share, once", "[titles]") {
    TitleTable table;
    CHECK(add(table, movie) == 0);
    CHECK(add(table, episode) == 1);
    CHECK(add(table, movie) == 0);
    CHECK(add(table, R"({"type":"movie","ids":{"trakt":7010001}})") == 2);  // other ids make another title in the table
    CHECK(add(table, R"({"type":"episode","ids":{"trakt":9},"season":1,"episode":1,
                         "show_ids":{"trakt":70,"slug":"s","imdb":"tt12345678901234","tmdb":5,"tvdb":6}})") == 3);
    CHECK(table.size() == 4);
    const std::string encoded = table.encode();
    CHECK(decode_titles(encoded)->shows.size() == 1);
}

TEST_CASE("A thousand titles stay distinct, in few bytes each", "[titles]") {
    TitleTable table;
    for (int round = 0; round < 2; ++round)
        for (int n = 0; n < 1'000; ++n) {
            const test::Parsed one(R"({"type":"movie","ids":{"trakt":)" + std::to_string(1'000'000 + n) +
                                   R"(,"imdb":"tt)" + std::to_string(2'000'000 + n / 2) + R"("}})");
            CHECK(table.add(minimal(one.root(), KeyRules{})) == static_cast<std::uint32_t>(n));
        }
    CHECK(table.encode().size() < 1'000 * 10);
}

TEST_CASE("A title with an id of an unusual form is marked to be read from the text", "[titles]") {
    const auto in_text = [](const char* item, std::int64_t trakt_id = 0) {
        TitleTable table;
        add(table, item, trakt_id);
        const std::string encoded = table.encode();
        const auto decoded = decode_titles(encoded);
        return decoded && decoded->titles.at(0).is_in_text;
    };
    CHECK(in_text(R"({"type":"movie","ids":{"trakt":1,"tmdb":"1234567890123456789"}})"));
    CHECK(in_text(R"({"type":"movie","ids":{"trakt":1,"imdb":"tt123456789012345"}})"));
    CHECK(in_text(R"({"type":"episode","ids":{"trakt":1},"show_ids":{"tmdb":"1234567890123456789"}})"));
    CHECK(in_text(R"({"type":"episode","ids":{"trakt":1},"show_ids":{"tmdb":1},"season":65536,"episode":1})"));
    CHECK(in_text(R"({"type":"episode","ids":{"trakt":1},"show_ids":{"tmdb":1},"season":1,"episode":-1})"));
    CHECK(in_text(R"({"type":"movie","ids":{"tmdb":1}})", 5));  // the row has an id that its item does not have
    CHECK_FALSE(in_text(R"({"type":"movie","ids":{"trakt":5,"tmdb":1}})", 5));
    CHECK_FALSE(in_text(R"({"type":"episode","ids":{"trakt":1},"show_ids":{"tmdb":1},"season":65535,"episode":0})"));
    CHECK_FALSE(in_text(R"({"type":"episode","ids":{"trakt":1},"show_ids":{"tmdb":1}})"));
}

TEST_CASE("Each id has a unique number among the ids of its key", "[titles]") {
    CHECK(id_number(IdKey::Tmdb, "550") == 550);
    CHECK_FALSE(id_number(IdKey::Tmdb, "0550"));
    CHECK_FALSE(id_number(IdKey::Tmdb, ""));
    CHECK_FALSE(id_number(IdKey::Tmdb, "5a0"));
    CHECK_FALSE(id_number(IdKey::Tmdb, "1234567890123456789"));
    CHECK_FALSE(id_number(IdKey::Slug, "550"));
    CHECK(id_number(IdKey::Imdb, "tt1"));
    CHECK(id_number(IdKey::Imdb, "tt1") != id_number(IdKey::Imdb, "tt01"));
    CHECK(id_number(IdKey::Imdb, "tt0"));
    CHECK_FALSE(id_number(IdKey::Imdb, "tt"));
    CHECK_FALSE(id_number(IdKey::Imdb, "nm1"));
}

TEST_CASE("A table may have several parts", "[titles]") {
    TitleTable more;
    add(more, R"({"type":"episode","ids":{"trakt":99},"season":3,"episode":4,"show_ids":{"trakt":71}})");
    const std::string table = example() + more.encode();
    CHECK(count_parts(table) == 2);
    const auto decoded = decode_titles(table);
    REQUIRE(decoded);
    REQUIRE(decoded->titles.size() == 4);
    CHECK(decoded->titles[1].show == 0);
    CHECK(decoded->shows.at(decoded->titles[3].show).ids.trakt == 71);
    CHECK(decode_titles({})->titles.empty());
    CHECK(count_parts({}) == 0);
}

TEST_CASE("A damaged title table is refused or decodes to other titles, without harm", "[titles]") {
    const std::string table = example();
    for (std::size_t size = 1; size < table.size(); ++size) CHECK_FALSE(decode_titles(table.substr(0, size)));
    CHECK_FALSE(decode_titles(table + '\x05'));
    for (std::size_t at = 0; at < table.size(); ++at)
        for (int bit = 0; bit < 8; ++bit) {
            std::string damaged = table;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
            const auto decoded = decode_titles(damaged);
            if (!decoded) continue;
            for (const Title& title : decoded->titles)
                CHECK((title.show == Title::no_show || title.show < decoded->shows.size()));
        }
}

TEST_CASE("Decoded ratings equal the encoded ones, and damaged bytes are refused", "[titles]") {
    const std::string entries = R"("a":{"x":1},"bb":{},"c":{}}})";
    const std::string_view text = entries;
    const std::vector<MediaRow> rows = {{3, 10, 1'700'000'000'000, text.substr(0, 11)},
                                        {0, 0, std::nullopt, text.substr(12, 7)},
                                        {1, 1, 0, text.substr(20, 6)}};
    const std::string table = encode_media(rows);
    const auto decoded = decode_media(table, 3, text);
    REQUIRE(decoded);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        CHECK(decoded->rows[i].title == rows[i].title);
        CHECK(decoded->rows[i].rating == rows[i].rating);
        CHECK(decoded->rows[i].rated_ms == rows[i].rated_ms);
        CHECK(decoded->rows[i].entry == rows[i].entry);
    }
    CHECK(decoded->rest == "}");
    CHECK_FALSE(decode_media(table, 2, text));
    CHECK_FALSE(decode_media(table, 4, text));
    CHECK_FALSE(decode_media(table, 1'000'000'000, text));
    CHECK_FALSE(decode_media(table, 3, text.substr(0, 10)));
    for (std::size_t size = 0; size < table.size(); ++size) CHECK_FALSE(decode_media(table.substr(0, size), 3, text));
}

}  // namespace mod_trakt::title_table_test
