#include "index/plays/history_document.hpp"

#include <catch2/catch.hpp>

#include <map>

#include "account/holdings.hpp"
#include "model/canonical_key.hpp"
#include "model/timestamp.hpp"
#include "support/json/writer.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::history_document_test {

namespace {

const KeyRules rules;

class Building {
public:
    Building() {
        for (const char* name : {"movies", "episodes"}) {
            sections_.emplace_back().name = name;
            sections_.back().list.arenas.push_back(std::make_shared<index::EntryArena>());
        }
    }
    // `item`: an item's JSON.
    Building& play(const char* item, std::int64_t history_id, std::int64_t epoch_ms, std::size_t section = 0) {
        const test::Parsed parsed(item);
        const Item reduced = reduce(parsed.root(), rules);
        std::string text;
        json::Writer(text).string(event_key(reduced, to_seconds(epoch_ms), rules));
        text += ':';
        json::Writer writer(text);
        writer.begin_object();
        write_item_members(writer, reduced);
        if (history_id != 0) writer.member("_trakt_history_id", history_id);
        writer.end_object();
        index::PlayList& list = sections_[section].list;
        list.plays.push_back({history_id, 0, epoch_ms, list.arenas.front()->add(text)});
        return *this;
    }
    // Hidden rows, and their times in the watched map.
    Building& hidden(std::int64_t rows, std::vector<trakt::WatchedTime> times, std::size_t section = 0) {
        sections_[section].list.hidden = rows;
        sections_[section].list.hidden_times = std::move(times);
        return *this;
    }
    index::SnapshotPtr snapshot() {
        return index::make_history(std::move(sections_), nullptr, {{{"movies.watched_at", "x"}}, 0}, 1'789'242'120'000,
                                   rules);
    }
    std::string keys();

private:
    std::vector<index::HistorySection> sections_;
};

// "key=title key=title", in the order of the document.
std::string keys_of(const index::CompleteSnapshot& done) {
    json::Document document;
    REQUIRE_FALSE(document.parse(std::string(done.document())));
    CHECK(document.root()["items"].size() == done.count());
    std::string text;
    std::map<std::string, int, std::less<>> seen;
    for (const auto [key, value] : document.root()["items"].members()) {
        if (!text.empty()) text += ' ';
        text += std::string(key) + "=" + std::string(value["title"].text());
        CHECK(++seen[std::string(key)] == 1);  // each key is unique
    }
    return text;
}

std::string Building::keys() { return keys_of(*snapshot()); }

const char* const movie_a = R"({"type":"movie","title":"a","ids":{"imdb":"tt1"}})";
const char* const movie_b = R"({"type":"movie","title":"b","ids":{"imdb":"tt1"}})";
const char* const movie_c = R"({"type":"movie","title":"c","ids":{"imdb":"tt1"}})";

}  // namespace

TEST_CASE("Plays of one key and second: the lowest history id keeps the plain key", "[snapshot]") {
    const char *a = movie_a, *b = movie_b, *c = movie_c;
    CHECK(Building().play(a, 12, 60'000).play(b, 11, 60'500).play(c, 13, 60'999).keys() ==
          "imdb:tt1@60~12=a imdb:tt1@60=b imdb:tt1@60~13=c");
    // Another second makes another key.
    CHECK(Building().play(a, 12, 60'000).play(b, 11, 61'000).keys() == "imdb:tt1@60=a imdb:tt1@61=b");
    CHECK(Building().play(a, 1, 0).play(b, 2, 0).keys() == "imdb:tt1@0=a imdb:tt1@0~2=b");
}

TEST_CASE("Keys are unique across sections", "[snapshot]") {
    CHECK(Building()
              .play(R"({"type":"movie","title":"m","ids":{"tmdb":5}})", 20, 60'000, 0)
              .play(R"({"type":"episode","title":"e","ids":{"tmdb":5}})", 10, 60'000, 1)
              .keys() == "tmdb:5@60~20=m tmdb:5@60=e");
}

TEST_CASE("Plays without a history id get different keys", "[snapshot]") {
    const char* item = R"({"type":"movie","title":"m","ids":{"imdb":"tt1"}})";
    Building building;
    building.play(item, 0, 60'000).play(item, 0, 60'000).play(item, 0, 60'000).play(item, 7, 60'000);
    building.keys();  // which checks that each key is unique
}

TEST_CASE("A play's entry has its history id for a later removal, if there is one", "[snapshot]") {
    const char* item = R"({"type":"movie","ids":{"imdb":"tt1"}})";
    CHECK(Building().play(item, 10'987'654'321, 0).snapshot()->document().find(R"("_trakt_history_id":10987654321)") !=
          std::string::npos);
    CHECK(Building().play(item, 0, 0).snapshot()->document().find("_trakt") == std::string::npos);
}

TEST_CASE("All plays of a title are found, with their ids and times", "[snapshot]") {
    const char* item = R"({"type":"movie","ids":{"imdb":"tt1","trakt":1},"watched_at":"1970-01-01T00:01:30.000Z"})";
    const auto snapshot = Building().play(item, 10, 90'000).play(item, 11, 90'000).snapshot();
    TitleName name;
    name.type = MediaType::Movie;
    name.ids.set(IdKey::Imdb, "tt1");
    name.ids.set(IdKey::Tvdb, "unknown to the snapshot");
    const auto found = account::Holdings::of(*snapshot, rules).match(name).title.holdings;
    REQUIRE(found.size() == 2);
    CHECK(found[0].history_id == 10);
    CHECK(found[1].history_id == 11);
    CHECK(found[0].watched_ms == 90'000);
}

TEST_CASE("The plays of a snapshot equal those it was made from", "[snapshot]") {
    const auto made = Building().play(movie_a, 12, 60'000).play(movie_b, 11, 120'000).play(movie_c, 9, 0, 1).snapshot();
    const auto movies = index::plays_of(made, "movies");
    const auto episodes = index::plays_of(made, "episodes");
    REQUIRE(movies);
    REQUIRE(episodes);
    REQUIRE(movies->plays.size() == 2);
    CHECK(movies->plays[0].history_id == 12);
    CHECK(movies->plays[1].watched_ms == 120'000);
    CHECK(std::string(movies->plays[1].entry).starts_with(R"("imdb:tt1@120":{)"));
    REQUIRE(episodes->plays.size() == 1);
    CHECK(std::string(episodes->plays[0].entry).starts_with(R"("imdb:tt1@0":{)"));
    CHECK_FALSE(index::plays_of(made, "shows"));
}

TEST_CASE("A snapshot has the times of hidden rows that the watched map shows", "[snapshot]") {
    const std::vector<trakt::WatchedTime> times = {{5, 0}, {5, 60'000}, {7, -1}};
    const auto made =
        Building().play(movie_a, 12, 60'000).hidden(4, times).play(movie_c, 9, 0, 1).hidden(1, {}, 1).snapshot();
    const auto movies = index::plays_of(made, "movies");
    const auto episodes = index::plays_of(made, "episodes");
    REQUIRE(movies);
    REQUIRE(episodes);
    CHECK(movies->hidden == 4);
    CHECK(movies->hidden_times == times);
    CHECK(episodes->hidden == 1);
    CHECK(episodes->hidden_times.empty());
    CHECK(std::string(made->document()).find(R"("skipped":5)") != std::string::npos);
}

TEST_CASE("When one of two plays of a key and second is removed, the other gets the plain key", "[snapshot]") {
    const auto made = Building().play(movie_a, 12, 60'000).play(movie_b, 11, 60'000).play(movie_c, 9, 0).snapshot();
    REQUIRE(keys_of(*made) == "imdb:tt1@60~12=a imdb:tt1@60=b imdb:tt1@0=c");
    auto movies = *index::plays_of(made, "movies");
    movies.plays.erase(movies.plays.begin() + 1);
    const std::unordered_set<std::int64_t> seconds = {60};
    std::vector<index::HistorySection> sections;
    sections.push_back({"movies", movies, 0});
    CHECK(keys_of(*index::make_history(sections, &seconds, {}, 0, rules)) == "imdb:tt1@60=a imdb:tt1@0=c");
}

TEST_CASE("When a play with a lower id is added to the same key and second, it gets the plain key", "[snapshot]") {
    const auto made = Building().play(movie_a, 12, 60'000).play(movie_c, 9, 0).snapshot();
    const auto other = Building().play(movie_b, 11, 60'000).snapshot();
    auto movies = *index::plays_of(made, "movies");
    movies.plays.insert(movies.plays.begin(), index::plays_of(other, "movies")->plays.front());
    const std::unordered_set<std::int64_t> seconds = {60};
    std::vector<index::HistorySection> sections;
    sections.push_back({"movies", movies, 0});
    CHECK(keys_of(*index::make_history(sections, &seconds, {}, 0, rules)) ==
          "imdb:tt1@60=b imdb:tt1@60~12=a imdb:tt1@0=c");
}

TEST_CASE("A skipped row has a place in the table but not in the document", "[snapshot]") {
    Building building;
    building.play(movie_a, 12, 60'000).play(movie_b, 11, 120'000);
    auto made = building.snapshot();
    auto movies = *index::plays_of(made, "movies");
    movies.plays.insert(movies.plays.begin() + 1, index::Play{77, 0, 0, {}});
    std::vector<index::HistorySection> sections;
    sections.push_back({"movies", movies, 0});
    made = index::make_history(sections, nullptr, {}, 0, rules);
    CHECK(made->count() == 2);
    CHECK(keys_of(*made) == "imdb:tt1@60=a imdb:tt1@120=b");
    const auto again = index::plays_of(made, "movies");
    REQUIRE(again);
    REQUIRE(again->plays.size() == 3);
    CHECK(again->plays[1].history_id == 77);
    CHECK(again->plays[1].entry.empty());
    CHECK(std::string(again->plays[2].entry).starts_with(R"("imdb:tt1@120")"));
}

}  // namespace mod_trakt::history_document_test
