#include "index/snapshot/media_builder.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <map>

#include "account/holdings.hpp"
#include "model/canonical_key.hpp"
#include "unit/model/names.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::snapshot_test {

using index::MediaBuilder;

namespace {

const KeyRules rules;

class Building {
public:
    explicit Building(const KeyRules& key_rules = rules) : builder_(key_rules, names) {}
    // `item`: an item's JSON.
    Building& medium(const char* item, std::int64_t trakt_id = 0, std::int64_t epoch_ms = 0, std::size_t section = 0) {
        const test::Parsed parsed(item);
        builder_.add(section, reduce(parsed.root(), rules), trakt_id, epoch_ms);
        return *this;
    }
    index::SnapshotPtr snapshot() { return finish().snapshot; }
    index::FinishedMedia finish() {
        return std::move(builder_).finish({{{"movies.watched_at", "x"}}, 0}, 1'789'242'120'000);
    }
    // "key=title key=title", in the order of the document.
    std::string keys() {
        const auto done = snapshot();
        json::Document document;
        REQUIRE_FALSE(document.parse(std::string(done->document())));
        CHECK(document.root()["items"].size() == done->count());
        std::string text;
        std::map<std::string, int, std::less<>> seen;
        for (const auto [key, value] : document.root()["items"].members()) {
            if (!text.empty()) text += ' ';
            text += std::string(key) + "=" + std::string(value["title"].text());
            CHECK(++seen[std::string(key)] == 1);  // each key is unique
        }
        return text;
    }
    MediaBuilder& builder() { return builder_; }
    // "2 entries, 1 skipped, 1 lost"
    std::string counts() {
        const auto [done, lost] = finish();
        json::Document document;
        REQUIRE_FALSE(document.parse(std::string(done->document())));
        return std::to_string(done->count()) + " entries, " +
               std::to_string(document.root()["skipped"].integer().value_or(0)) + " skipped, " + std::to_string(lost) +
               " lost";
    }

private:
    static constexpr std::array<std::string_view, 3> names = {"movies", "shows", "rest"};
    MediaBuilder builder_;
};

}  // namespace

TEST_CASE("A snapshot is the document that the host gets", "[snapshot]") {
    const auto snapshot =
        Building().medium(R"({"type":"movie","title":"T","year":1999,"ids":{"imdb":"tt1"}})").snapshot();
    CHECK(snapshot->document() ==
          R"({"complete":true,"stale":false,"generated_at":"2026-09-12T19:42:00.000Z","count":1,"items":)"
          R"({"imdb:tt1":{"type":"movie","title":"T","year":1999,"ids":{"imdb":"tt1"}}}})");
    CHECK(snapshot->stale_document() ==
          R"({"complete":true,"stale":true,"generated_at":"2026-09-12T19:42:00.000Z","count":1,"items":)"
          R"({"imdb:tt1":{"type":"movie","title":"T","year":1999,"ids":{"imdb":"tt1"}}}})");
    CHECK(snapshot->count() == 1);
    CHECK(snapshot->generated_at_ms() == 1'789'242'120'000);
}

TEST_CASE("A snapshot without entries is complete", "[snapshot]") {
    CHECK(Building().snapshot()->document() ==
          R"({"complete":true,"stale":false,"generated_at":"2026-09-12T19:42:00.000Z","count":0,"items":{}})");
}

TEST_CASE("A movie keeps its key and the other type takes its next id, in any order", "[snapshot]") {
    const char* movie = R"({"type":"movie","title":"m","ids":{"tmdb":5}})";
    const char* show = R"({"type":"show","title":"s","ids":{"tmdb":5,"tvdb":7,"trakt":9}})";
    CHECK(Building().medium(movie, 1).medium(show, 2).keys() == "tmdb:5=m tvdb:7=s");
    CHECK(Building().medium(show, 2).medium(movie, 1).keys() == "tvdb:7=s tmdb:5=m");
}

TEST_CASE("If the next id is taken too and none is left, the type is put before the key", "[snapshot]") {
    const char* movie = R"({"type":"movie","title":"m","ids":{"tmdb":5}})";
    const char* other = R"({"type":"movie","title":"o","ids":{"tvdb":7}})";
    CHECK(Building()
              .medium(movie, 1)
              .medium(other, 3)
              .medium(R"({"type":"show","title":"s","ids":{"tmdb":5,"tvdb":7,"trakt":9}})", 2)
              .keys() == "tmdb:5=m tvdb:7=o trakt:9=s");
    CHECK(Building().medium(movie, 1).medium(R"({"type":"show","title":"s","ids":{"tmdb":5}})", 2).keys() ==
          "tmdb:5=m show:tmdb:5=s");
    CHECK(Building()
              .medium(movie, 1)
              .medium(R"({"type":"show","title":"s","ids":{"tmdb":5}})", 2)
              .medium(R"({"type":"show","title":"t","ids":{"tmdb":5}})", 3)
              .keys() == "tmdb:5=m show:tmdb:5=s show:tmdb:5~3=t");
}

TEST_CASE("Two titles of one type and key but different Trakt ids are two entries", "[snapshot]") {
    CHECK(Building()
              .medium(R"({"type":"movie","title":"a","ids":{"imdb":"tt1","trakt":1}})", 1)
              .medium(R"({"type":"movie","title":"b","ids":{"imdb":"tt1","trakt":2}})", 2)
              .keys() == "imdb:tt1=a trakt:2=b");
}

TEST_CASE("The same title twice is one entry, the newer one", "[snapshot]") {
    const char* older = R"({"type":"movie","title":"old","ids":{"imdb":"tt1"}})";
    const char* newer = R"({"type":"movie","title":"new","ids":{"imdb":"tt1"}})";
    CHECK(Building().medium(older, 1, 1000).medium(newer, 1, 2000).keys() == "imdb:tt1=new");
    CHECK(Building().medium(newer, 1, 2000).medium(older, 1, 1000).keys() == "imdb:tt1=new");
    CHECK(Building().medium(older, 1, 1000).medium(newer, 1, 1000).keys() == "imdb:tt1=new");  // the later row on a tie
    CHECK(Building().medium(older, 0, 1000).medium(newer, 5, 2000).keys() == "imdb:tt1=new");  // without a Trakt id
}

TEST_CASE("Rows without a Trakt id whose ids contradict are two entries", "[snapshot]") {
    for (const std::string type : {"movie", "show", "season", "episode"}) {
        INFO(type);
        const auto item = [&type](const char* ids) {
            return "{\"type\":\"" + type + "\",\"title\":\"T\"," + ids + "}";
        };
        const std::string one = item(R"("ids":{"imdb":"tt5","tmdb":51})"),
                          two = item(R"("ids":{"imdb":"tt5","tmdb":52})");
        CHECK(Building().medium(one.c_str()).medium(two.c_str()).counts() == "2 entries, 0 skipped, 0 lost");
        CHECK(Building().medium(one.c_str(), 7).medium(two.c_str()).counts() == "2 entries, 0 skipped, 0 lost");
        CHECK(Building().medium(one.c_str(), 7).medium(two.c_str(), 7).counts() == "1 entries, 0 skipped, 0 lost");
    }
    const char* in_show_51 =
        R"({"type":"episode","ids":{},"show_ids":{"imdb":"tt5","tmdb":51},"season":1,"episode":2})";
    const char* in_show_52 =
        R"({"type":"episode","ids":{},"show_ids":{"imdb":"tt5","tmdb":52},"season":1,"episode":2})";
    CHECK(Building().medium(in_show_51).medium(in_show_52).counts() == "2 entries, 0 skipped, 0 lost");
}

TEST_CASE("A row that replaces another one counts as skipped, unless both have the same Trakt id", "[snapshot]") {
    const char* with_imdb = R"({"type":"movie","title":"T","ids":{"imdb":"tt5"}})";
    CHECK(Building().medium(with_imdb, 1).medium(with_imdb, 1).counts() == "1 entries, 0 skipped, 0 lost");
    CHECK(Building().medium(with_imdb, 1).medium(with_imdb, 0).counts() == "1 entries, 1 skipped, 1 lost");
    CHECK(Building().medium(with_imdb).medium(with_imdb).medium(with_imdb).counts() == "1 entries, 2 skipped, 2 lost");
    // KEY-7
    KeyRules of_320;
    of_320.profile = KeyProfile::CrossWatch32;
    const char* show = R"({"type":"show","title":"S","ids":{"imdb":"tt5"}})";
    const char* without_ids = R"({"type":"movie","title":"T","year":2000,"ids":{}})";
    CHECK(Building(of_320).medium(with_imdb, 1).medium(with_imdb, 1).counts() == "1 entries, 0 skipped, 0 lost");
    CHECK(Building(of_320).medium(with_imdb, 1).medium(with_imdb, 2).counts() == "1 entries, 1 skipped, 1 lost");
    CHECK(Building(of_320).medium(with_imdb, 1).medium(show, 1).counts() == "1 entries, 1 skipped, 1 lost");
    CHECK(Building(of_320).medium(without_ids).medium(without_ids).counts() == "1 entries, 1 skipped, 1 lost");
}

TEST_CASE("A section that is read again begins empty, and the other sections stay", "[snapshot]") {
    Building building;
    building.medium(R"({"type":"movie","title":"a","ids":{"imdb":"tt1"}})", 1, 0, 0);
    building.medium(R"({"type":"show","title":"b","ids":{"imdb":"tt2"}})", 2, 0, 1);
    building.builder().restart(0);
    building.medium(R"({"type":"movie","title":"c","ids":{"imdb":"tt3"}})", 3, 0, 0);
    CHECK(building.keys() == "imdb:tt3=c imdb:tt2=b");
}

TEST_CASE("Holdings are found by any id, Trakt's own first", "[snapshot]") {
    const auto snapshot =
        Building()
            .medium(
                R"({"type":"movie","title":"m","ids":{"imdb":"tt1","tmdb":5,"trakt":9,"slug":"m-1999"},"rating":7,"rated_at":"2026-01-01T00:00:00.000Z"})",
                9)
            .medium(R"({"type":"show","title":"s","ids":{"tmdb":6,"tvdb":7}})", 2)
            .medium(R"({"type":"season","title":"s","ids":{"trakt":31},"show_ids":{"tvdb":7},"season":0})", 31)
            .medium(
                R"({"type":"episode","title":"e","ids":{"tvdb":8},"show_ids":{"tvdb":7,"trakt":70},"season":0,"episode":4})",
                4)
            .snapshot();
    const account::Holdings held = account::Holdings::of(*snapshot, rules);
    const auto holds = [&](const TitleName& name) { return held.match(name).is_held(); };
    CHECK(held.size() == 4);
    for (const auto& [key, value] : {std::pair(IdKey::Imdb, "tt1"), {IdKey::Tmdb, "5"}, {IdKey::Trakt, "9"}}) {
        const auto found = held.match(test::title(MediaType::Movie, {{key, value}})).title.holdings;
        REQUIRE(found.size() == 1);
        CHECK(found[0].rating == 7);
        CHECK(found[0].rated_ms == 1'767'225'600'000);
    }
    CHECK(holds(test::title(MediaType::Show, {{IdKey::Tvdb, "7"}})));
    CHECK_FALSE(holds(test::title(MediaType::Show, {{IdKey::Tmdb, "5"}})));  // a movie's number
    CHECK_FALSE(holds(test::title(MediaType::Movie, {{IdKey::Tmdb, "6"}})));
    CHECK(holds(test::title(MediaType::Season, {{IdKey::Trakt, "31"}})));
    CHECK(holds(test::season({}, {{IdKey::Tvdb, "7"}}, 0)));
    CHECK_FALSE(holds(test::season({}, {{IdKey::Tvdb, "7"}}, 1)));
    CHECK(holds(test::title(MediaType::Episode, {{IdKey::Tvdb, "8"}})));
    CHECK(holds(test::episode({}, {{IdKey::Trakt, "70"}}, 0, 4)));
    CHECK_FALSE(holds(test::episode({}, {{IdKey::Trakt, "70"}}, 4, 0)));
    CHECK_FALSE(holds(test::title(MediaType::Episode, {})));
}

TEST_CASE("Merged holdings have both", "[snapshot]") {
    const auto one = Building().medium(R"({"type":"movie","ids":{"imdb":"tt1"},"rating":1})", 1).snapshot();
    const auto two = Building().medium(R"({"type":"movie","ids":{"imdb":"tt2"},"rating":2})", 2).snapshot();
    account::Holdings held = account::Holdings::of(*one, rules);
    held.merge(account::Holdings::of(*two, rules));
    const auto found = held.match(test::title(MediaType::Movie, {{IdKey::Imdb, "tt2"}})).title.holdings;
    REQUIRE(found.size() == 1);
    CHECK(found[0].rating == 2);
    CHECK(held.size() == 2);
}

TEST_CASE("Titles without any id are never taken for one title, even if they are equal", "[snapshot]") {
    CHECK(Building()
              .medium(R"({"type":"movie","title":"T","year":2000,"ids":{}})")
              .medium(R"({"type":"movie","title":"T","year":2000,"ids":{}})")
              .medium(R"({"type":"movie","title":"T","year":2000,"ids":{}})")
              .medium(R"({"type":"movie","title":"t ","year":2000,"ids":{}})")
              .keys() ==
          "movie|title:t|year:2000=T movie:movie|title:t|year:2000=T movie:movie|title:t|year:2000~2=T "
          "movie:movie|title:t|year:2000~3=t ");
    for (const char* item : {R"({"type":"show","title":"S","ids":{}})", R"({"type":"season","title":"S","ids":{}})",
                             R"({"type":"episode","title":"S","ids":{}})"})
        CHECK(Building().medium(item, 0, 5).medium(item, 0, 4).snapshot()->count() == 2);
}

}  // namespace mod_trakt::snapshot_test
