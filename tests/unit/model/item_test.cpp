// Reducing objects to items.
#include "model/item.hpp"

#include <catch2/catch.hpp>

#include "unit/model/parsed.hpp"

namespace mod_trakt::item_test {

namespace {

std::string written(const Item& item) {
    std::string text;
    json::Writer writer(text);
    write_item(writer, item);
    return text;
}

std::string minimal_text(const char* json) {
    const test::Parsed parsed(json);
    return written(minimal(parsed.root(), KeyRules{}));
}

}  // namespace

TEST_CASE("Every word for a type has one normalised form") {
    for (const char* word : {"movie", "Movies", " movie ", "", "  "}) CHECK(type_of(word) == "movie");
    for (const char* word : {"show", "shows", "series", "TV"}) CHECK(type_of(word) == "show");
    for (const char* word : {"season", "Seasons"}) CHECK(type_of(word) == "season");
    for (const char* word : {"EPISODE ", "episodes"}) CHECK(type_of(word) == "episode");
    CHECK(type_of("Anime") == "anime");
}

TEST_CASE("A minimal item keeps the shared members unchanged and drops the others") {
    CHECK(
        minimal_text(
            R"({"type":"Movie","title":"T","year":1999.0,"ids":{"tmdb":"00550","x":1},"library_id":5,"rating":null})") ==
        R"({"type":"movie","title":"T","year":1999.0,"ids":{"tmdb":"550"},"rating":null})");
}

TEST_CASE("Title and year are written even if they are missing") {
    CHECK(minimal_text("{}") == R"({"type":"movie","title":null,"year":null,"ids":{}})");
}

TEST_CASE("The ids map has priority over the top level, the guid over both, and an unusable value over nothing") {
    CHECK(minimal_text(R"({"tmdb":1,"imdb":"tt1","ids":{"tmdb":2,"imdb":"none"},"guid":"tmdb://3"})") ==
          R"({"type":"movie","title":null,"year":null,"ids":{"imdb":"tt1","tmdb":"3","guid":"tmdb://3"}})");
}

TEST_CASE("The guid of the ids map is used only when there is none at top level") {
    CHECK(minimal_text(R"({"ids":{"guid":"tmdb://3"}})") ==
          R"({"type":"movie","title":null,"year":null,"ids":{"tmdb":"3","guid":"tmdb://3"}})");
    CHECK(minimal_text(R"({"guid":"local://1","ids":{"guid":"tmdb://3"}})") ==
          R"({"type":"movie","title":null,"year":null,"ids":{"guid":"tmdb://3"}})");
}

TEST_CASE("Only seasons and episodes have show_ids, which are never empty") {
    CHECK(minimal_text(R"({"type":"episode","show_ids":{"tvdb":7,"x":1}})") ==
          R"({"type":"episode","title":null,"year":null,"ids":{},"show_ids":{"tvdb":"7"}})");
    CHECK(minimal_text(R"({"type":"episode","show_ids":{"tvdb":"abc"}})") ==
          R"({"type":"episode","title":null,"year":null,"ids":{}})");
    CHECK(minimal_text(R"({"type":"movie","show_ids":{"tvdb":7}})") ==
          R"({"type":"movie","title":null,"year":null,"ids":{}})");
}

TEST_CASE("PAY-6: ids and show_ids with another structure count as missing") {
    CHECK(minimal_text(R"({"type":"season","ids":["tt1"],"show_ids":"tt1"})") ==
          R"({"type":"season","title":null,"year":null,"ids":{}})");
}

TEST_CASE("reduce() promotes season_number and episode_number, minimal() drops them") {
    const char* text = R"({"type":"episode","season":" ","season_number":0,"episode_number":4})";
    CHECK(minimal_text(text) == R"({"type":"episode","title":null,"year":null,"ids":{},"season":" "})");
    const test::Parsed parsed(text);
    CHECK(written(reduce(parsed.root(), KeyRules{})) ==
          R"({"type":"episode","title":null,"year":null,"ids":{},"season":0,"episode":4})");
}

TEST_CASE("A season of 0 is a season and is not replaced by season_number") {
    const test::Parsed parsed(R"({"type":"episode","season":0,"season_number":3})");
    CHECK(written(reduce(parsed.root(), KeyRules{})) ==
          R"({"type":"episode","title":null,"year":null,"ids":{},"season":0})");
}

TEST_CASE("An item without a type is marked as not typed") {
    CHECK_FALSE(minimal(test::Parsed("{}").root(), KeyRules{}).typed);
    CHECK_FALSE(minimal(test::Parsed(R"({"type":"  "})").root(), KeyRules{}).typed);
    CHECK(minimal(test::Parsed(R"({"type":"movie"})").root(), KeyRules{}).typed);
}

TEST_CASE("Fields made by the plugin are written like fields that were read") {
    std::string text;
    json::Writer writer(text);
    writer.begin_array();
    Field::empty_text().write(writer);
    Field::integer(-3).write(writer);
    Field::null().write(writer);
    Field().write(writer);
    writer.end_array();
    CHECK(text == R"(["",-3,null,null])");
    CHECK(Field::null().present());
    CHECK(Field::null().null_or_absent());
    CHECK_FALSE(Field().present());
}

}  // namespace mod_trakt::item_test
