// Comparing titles.
#include "model/title_name.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

namespace mod_trakt::title_name_test {

namespace {

TitleName name(const char* item) {
    const KeyRules rules;
    json::Document document;
    REQUIRE_FALSE(document.parse(item));
    return title_name(reduce(document.root(), rules));
}

std::string compared(const char* a, const char* b) {
    const TitleName left = name(a), right = name(b);
    const Sameness sameness = compare(left, right);
    CHECK(sameness == compare(right, left));
    if (sameness == Sameness::Different) return "different";
    if (sameness == Sameness::Unknown) return "unknown";
    // Equal and contradicting names must share a likeness text.
    const auto ours = likeness_texts(left), theirs = likeness_texts(right);
    CHECK(std::any_of(ours.begin(), ours.end(), [&](const std::string& text) {
        return std::find(theirs.begin(), theirs.end(), text) != theirs.end();
    }));
    return sameness == Sameness::Same ? "same" : "contradicting";
}

}  // namespace

TEST_CASE("Trakt's own ids decide, whatever other ids are equal or differ", "[identity]") {
    CHECK(compared(R"({"type":"movie","ids":{"trakt":1,"imdb":"tt1"}})",
                   R"({"type":"movie","ids":{"trakt":2,"imdb":"tt1"}})") == "different");
    CHECK(compared(R"({"type":"movie","ids":{"trakt":1,"imdb":"tt1"}})",
                   R"({"type":"movie","ids":{"trakt":1,"imdb":"tt2"}})") == "same");
    CHECK(compared(R"({"type":"episode","ids":{"trakt":5,"tvdb":1}})",
                   R"({"type":"episode","ids":{"trakt":6,"tvdb":1}})") == "different");
}

TEST_CASE("Titles of different types are different, even with equal ids", "[identity]") {
    for (const char* type : {"show", "season", "episode"}) {
        const std::string other = R"({"type":")" + std::string(type) + R"(","ids":{"tmdb":603}})";
        CHECK(compared(R"({"type":"movie","ids":{"tmdb":603}})", other.c_str()) == "different");
    }
    CHECK(compared(R"({"type":"show","ids":{"trakt":9}})", R"({"type":"season","ids":{"trakt":9}})") == "different");
    CHECK(compared(R"({"type":"anime","ids":{"tmdb":9}})", R"({"type":"show","ids":{"tmdb":9}})") == "same");
}

TEST_CASE("Movies and shows are the same by one equal id and different by one that differs", "[identity]") {
    CHECK(compared(R"({"type":"movie","ids":{"imdb":"tt1"}})", R"({"type":"movie","ids":{"imdb":"tt1","tmdb":5}})") ==
          "same");
    CHECK(compared(R"({"type":"movie","ids":{"imdb":"tt1","tmdb":4}})",
                   R"({"type":"movie","ids":{"imdb":"tt1","tmdb":5}})") == "contradicting");
    CHECK(compared(R"({"type":"movie","ids":{"imdb":"tt1","tmdb":4}})",
                   R"({"type":"movie","ids":{"imdb":"tt2","tmdb":5}})") == "different");
    CHECK(compared(R"({"type":"show","ids":{"imdb":"tt1"}})", R"({"type":"show","ids":{"tmdb":5}})") == "unknown");
    CHECK(compared(R"({"type":"movie","ids":{"trakt":1,"imdb":"tt1"}})", R"({"type":"movie","ids":{"imdb":"tt1"}})") ==
          "same");
}

TEST_CASE("The tvdb id of a movie, which Trakt's movies lack, decides only if no other id does", "[identity]") {
    CHECK(compared(R"({"type":"movie","ids":{"imdb":"tt1","tvdb":5}})",
                   R"({"type":"movie","ids":{"imdb":"tt1","tvdb":6}})") == "same");
    CHECK(compared(R"({"type":"movie","ids":{"tvdb":5}})", R"({"type":"movie","ids":{"tvdb":5}})") == "same");
    CHECK(compared(R"({"type":"movie","ids":{"tvdb":5}})", R"({"type":"movie","ids":{"tvdb":6}})") == "different");
}

TEST_CASE("Episodes: own tvdb id, then show and numbers, then own imdb or tmdb id", "[identity]") {
    CHECK(compared(R"({"type":"episode","ids":{"tvdb":1,"tmdb":7},"show_ids":{"tvdb":9},"season":1,"episode":1})",
                   R"({"type":"episode","ids":{"tvdb":2,"tmdb":7},"show_ids":{"tvdb":9},"season":1,"episode":1})") ==
          "different");
    // Two episodes of one show with the same tmdb id.
    CHECK(compared(R"({"type":"episode","ids":{"tmdb":7},"show_ids":{"tvdb":9},"season":1,"episode":1})",
                   R"({"type":"episode","ids":{"tmdb":7},"show_ids":{"tvdb":9},"season":1,"episode":2})") ==
          "different");
    CHECK(compared(R"({"type":"episode","ids":{"tvdb":1},"show_ids":{"tvdb":9},"season":0,"episode":0})",
                   R"({"type":"episode","show_ids":{"tvdb":9,"imdb":"tt3"},"season":0,"episode":0})") == "same");
    CHECK(compared(R"({"type":"episode","show_ids":{"tvdb":9},"season":0,"episode":1})",
                   R"({"type":"episode","show_ids":{"tvdb":8},"season":0,"episode":1})") == "different");
    CHECK(compared(R"({"type":"episode","ids":{"imdb":"tt4"}})",
                   R"({"type":"episode","ids":{"imdb":"tt4"},"show_ids":{"tvdb":8},"season":0,"episode":1})") ==
          "same");
    CHECK(compared(R"({"type":"episode","ids":{"imdb":"tt4"}})", R"({"type":"episode","ids":{"imdb":"tt5"}})") ==
          "different");
    CHECK(compared(R"({"type":"episode","ids":{"imdb":"tt4"}})", R"({"type":"episode","ids":{"tmdb":5}})") ==
          "unknown");
}

TEST_CASE("Names that share an id and differ in another contradict each other", "[identity]") {
    CHECK(compared(R"({"type":"show","ids":{"tvdb":3,"imdb":"tt1"}})",
                   R"({"type":"show","ids":{"tvdb":4,"imdb":"tt1"}})") == "contradicting");
    CHECK(compared(R"({"type":"season","show_ids":{"imdb":"tt1","tmdb":1},"season":1})",
                   R"({"type":"season","show_ids":{"imdb":"tt1","tmdb":2},"season":1})") == "contradicting");
    const char* second = R"({"type":"episode","show_ids":{"imdb":"tt1","tmdb":1},"season":1,"episode":2})";
    CHECK(compared(second, R"({"type":"episode","show_ids":{"imdb":"tt1","tmdb":2},"season":1,"episode":2})") ==
          "contradicting");
    CHECK(compared(second, R"({"type":"episode","show_ids":{"imdb":"tt1","tmdb":2},"season":1,"episode":3})") ==
          "different");
    CHECK(compared(R"({"type":"episode","ids":{"imdb":"tt4","tmdb":1}})",
                   R"({"type":"episode","ids":{"imdb":"tt4","tmdb":2}})") == "contradicting");
    CHECK(compared(R"({"type":"movie","ids":{"trakt":1,"imdb":"tt1","tmdb":1}})",
                   R"({"type":"movie","ids":{"trakt":2,"imdb":"tt1","tmdb":2}})") == "different");
}

TEST_CASE("Seasons: also by show and number, including season 0", "[identity]") {
    CHECK(compared(R"({"type":"season","show_ids":{"tvdb":9},"season":0})",
                   R"({"type":"season","show_ids":{"tvdb":9},"season":0})") == "same");
    CHECK(compared(R"({"type":"season","show_ids":{"tvdb":9},"season":0})",
                   R"({"type":"season","show_ids":{"tvdb":9},"season":1})") == "different");
    CHECK(compared(R"({"type":"season","ids":{"tvdb":5},"show_ids":{"tvdb":9},"season":1})",
                   R"({"type":"season","ids":{"tvdb":6},"show_ids":{"tvdb":9},"season":1})") == "different");
    CHECK(compared(R"({"type":"season","show_ids":{"tvdb":9},"season":1})",
                   R"({"type":"season","show_ids":{"imdb":"tt9"},"season":1})") == "unknown");
}

TEST_CASE("Names without an id by which Trakt finds titles equal no other name", "[identity]") {
    CHECK(compared(R"({"type":"episode","ids":{"plex":"x"}})", R"({"type":"episode","ids":{"plex":"x"}})") ==
          "unknown");
    CHECK(likeness_texts(name(R"({"type":"movie","title":"The same","year":1999})")).empty());
}

}  // namespace mod_trakt::title_name_test
