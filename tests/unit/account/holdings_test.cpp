// Holdings found by the tables of a snapshot must equal those found by parsing its document.
#include "account/holdings.hpp"

#include <catch2/catch.hpp>

#include <map>
#include <random>
#include <set>
#include <tuple>

#include "features/history/play_rows.hpp"
#include "index/plays/history_document.hpp"
#include "index/snapshot/document_writer.hpp"
#include "index/snapshot/media_builder.hpp"
#include "support/error.hpp"
#include "tests/support/decoded_titles.hpp"
#include "trakt/rows.hpp"
#include "unit/account/parsed_holdings.hpp"
#include "unit/account/random_titles.hpp"
#include "unit/model/names.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::holdings_test {

namespace {

const KeyRules rules;

using Site = test::RandomTitles;

using Seen = std::tuple<std::int64_t, std::int64_t, int, std::optional<std::int64_t>>;
std::vector<Seen> seen_in(const std::vector<account::Holding>& found) {
    std::vector<Seen> seen;
    for (const account::Holding& one : found)
        seen.emplace_back(one.history_id, one.watched_ms, one.rating, one.rated_ms);
    std::sort(seen.begin(), seen.end());
    return seen;
}

std::vector<account::Holding> holdings_of(const std::vector<std::size_t>& titles, const account::HeldTitles& all) {
    std::vector<account::Holding> holdings;
    for (const std::size_t title : titles) {
        const auto& own = all.titles()[title].holdings;
        holdings.insert(holdings.end(), own.begin(), own.end());
    }
    return holdings;
}

void compare(Site& site, const index::CompleteSnapshot& snapshot, std::initializer_list<const char*> types) {
    const test::ParsedHoldings parsed(snapshot, rules);
    const account::Holdings held = account::Holdings::of(snapshot, rules);
    CHECK(held.size() == snapshot.count());
    std::map<TitleMatch::Kind, int> kinds;
    for (int question = 0; question < 300; ++question) {
        const TitleName name = site.name(*(types.begin() + site.below(types.size())));
        const account::HeldMatch found = held.match(name);
        const TitleMatch expected = parsed.all().match(name);
        ++kinds[found.kind];
        REQUIRE(found.kind == expected.kind);
        CHECK(seen_in(found.title.holdings) == seen_in(holdings_of(expected.titles, parsed.all())));
        std::vector<account::Holding> of_rivals;
        for (const account::HeldTitle& rival : found.rivals)
            of_rivals.insert(of_rivals.end(), rival.holdings.begin(), rival.holdings.end());
        CHECK(seen_in(of_rivals) == seen_in(holdings_of(expected.rivals, parsed.all())));
    }
    CHECK(kinds[TitleMatch::Kind::Held] > 10);
    CHECK(kinds[TitleMatch::Kind::Ambiguous] > 10);
}

// Titles that are not in the table are found in the text, which takes longer.
void check_that_titles_are_known(const index::SnapshotPtr& snapshot) {
    for (const char* name : {"movies", "episodes"}) {
        const auto titles = test::decode_titles(snapshot->section(name)->tables.titles);
        REQUIRE(titles);
        std::set<std::int64_t> known;
        for (const index::Title& title : titles->titles) known.insert(title.ids.trakt);
        std::set<std::int64_t> played;
        const auto list = index::plays_of(snapshot, name);
        REQUIRE(list);
        for (const index::Play& play : list->plays) {
            CHECK((play.trakt_id == 0 || known.contains(play.trakt_id)));
            played.insert(play.trakt_id);
        }
        // The table keeps only few titles without plays.
        CHECK(known.size() < played.size() * 2 + 60);
    }
}

// A history with many snapshots, each made from the former one.
class History {
public:
    explicit History(Site& site) : site_(site) {}

    index::SnapshotPtr next(int new_plays) {
        std::vector<index::HistorySection> sections;
        for (std::size_t kind = 0; kind < 2; ++kind) {
            const char* name = kind == 0 ? "movies" : "episodes";
            index::PlayList list;
            if (last_ != nullptr) list = *index::plays_of(last_, name);
            std::erase_if(list.plays, [&](const index::Play&) { return site_.one_in(6); });
            features::PlayRows rows(rules, kind == 0 ? MediaType::Movie : MediaType::Episode);
            for (int n = 0; n < new_plays; ++n) list.plays.insert(list.plays.begin(), rows.take(row(kind).root()));
            list.arenas.push_back(rows.arena());
            list.titles.push_back(rows.titles());
            sections.push_back({name, std::move(list), {}});
        }
        last_ = index::make_history(std::move(sections), nullptr, {}, 0, rules);
        return last_;
    }

private:
    test::Parsed row(std::size_t kind) {
        std::vector<Site::Title>& titles = titles_[kind];
        if (titles.empty() || !site_.one_in(3)) titles.push_back(site_.title(kind == 0 ? "movie" : "episode"));
        const std::string at = "2024-01-01T00:00:" + std::to_string(10 + site_.below(50)) + ".000Z";
        return test::Parsed("{\"id\":" + std::to_string(++last_id_) + ",\"watched_at\":\"" + at + "\"," +
                            titles[site_.below(titles.size())].members() + "}");
    }

    Site& site_;
    index::SnapshotPtr last_;
    std::array<std::vector<Site::Title>, 2> titles_;
    int last_id_ = 0;
};

TitleName movie(IdKey key, const char* value) { return test::title(MediaType::Movie, {{key, value}}); }

// The plays of one movie as after a read.
index::HistorySection movies(std::initializer_list<const char*> rows, const index::SnapshotPtr& base = nullptr) {
    index::HistorySection section;
    section.name = "movies";
    if (base != nullptr) section.list = *index::plays_of(base, "movies");
    features::PlayRows read(rules, MediaType::Movie);
    for (const char* row : rows) section.list.plays.push_back(read.take(test::Parsed(row).root()));
    section.list.arenas.push_back(read.arena());
    section.list.titles.push_back(read.titles());
    return section;
}
index::SnapshotPtr history(index::HistorySection section) {
    std::vector<index::HistorySection> sections;
    sections.push_back(std::move(section));
    return index::make_history(std::move(sections), nullptr, {}, 0, rules);
}

}  // namespace

TEST_CASE("Plays are found through the tables as the document has them", "[holdings]") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        INFO("seed " << seed);
        Site site(seed);
        History history(site);
        for (int round = 0; round < 40; ++round)
            if (const auto snapshot = history.next(round == 0 ? 120 : 5);
                round % 8 == 0 || (round > 15 && round < 19)) {
                compare(site, *snapshot, {"movie", "episode"});
                check_that_titles_are_known(snapshot);
            }
    }
}

TEST_CASE("Ratings are found through the tables as the document has them", "[holdings]") {
    for (unsigned seed = 1; seed <= 30; ++seed) {
        INFO("seed " << seed);
        Site site(seed);
        constexpr std::array<std::string_view, 4> sections = {"movies", "shows", "seasons", "episodes"};
        index::MediaBuilder builder(rules, sections);
        for (int n = 0; n < 200; ++n) {
            const std::size_t section = site.below(4);
            const auto title = site.title(std::string(sections[section].substr(0, sections[section].size() - 1)));
            const std::string rated_at =
                site.one_in(9) ? "\"then\"" : "\"2024-01-0" + std::to_string(1 + site.below(9)) + "T00:00:00.000Z\"";
            const test::Parsed parsed("{\"rating\":" + std::to_string(1 + site.below(10)) +
                                      ",\"rated_at\":" + rated_at + "," + title.members() + "}");
            const trakt::RowResult row = trakt::ratings_row(parsed.root(), media_types[section], rules);
            if (const auto* read = std::get_if<trakt::Row>(&row))
                builder.add(section, read->item, read->trakt_id, read->epoch_ms);
        }
        compare(site, *std::move(builder).finish({}, 0).snapshot, {"movie", "show", "season", "episode"});
    }
}

TEST_CASE("Plays of kept pages have their titles in the table", "[holdings]") {
    Site site(1);
    features::PlayRows read(rules, MediaType::Episode), resumed(rules, MediaType::Episode);
    std::vector<index::Play> plays;
    for (int n = 1; n <= 50; ++n) {
        const test::Parsed row("{\"id\":" + std::to_string(n) + R"(,"watched_at":"2024-01-01T00:00:00.000Z",)" +
                               site.title("episode").members() + "}");
        plays.push_back(read.take(row.root()));
    }
    resumed.take_kept(plays);
    CHECK(resumed.titles()->size() > 20);
    CHECK(resumed.titles()->encode() == read.titles()->encode());
}

TEST_CASE("All plays of a title are found by any id that one of its rows has", "[holdings]") {
    // Trakt gave the movie another imdb id between two reads.
    const auto before = history(movies(
        {R"({"id":1,"watched_at":"2024-01-01T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5,"imdb":"tt1"}}})"}));
    const auto after = history(movies(
        {R"({"id":2,"watched_at":"2024-01-02T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5,"imdb":"tt2"}}})",
         R"({"id":3,"watched_at":"2024-01-03T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":6,"imdb":"tt2"}}})"},
        before));
    const auto held = account::Holdings::of(*after, rules);
    const account::HeldMatch by_former_id = held.match(movie(IdKey::Imdb, "tt1"));
    CHECK(by_former_id.is_held());
    CHECK(by_former_id.title.holdings.size() == 2);
    // Two titles have this id, so it does not decide.
    const account::HeldMatch by_shared_id = held.match(movie(IdKey::Imdb, "tt2"));
    CHECK(by_shared_id.is_ambiguous());
    CHECK(by_shared_id.title.holdings.empty());
    CHECK(by_shared_id.rivals.size() == 2);
    TitleName both = movie(IdKey::Imdb, "tt2");
    both.ids.set(IdKey::Trakt, "6");
    CHECK(held.match(both).title.holdings.size() == 1);
    CHECK(held.match(both).others_share_ids);
    both.ids.set(IdKey::Trakt, "7");
    CHECK(held.match(both).kind == TitleMatch::Kind::NotHeld);
    CHECK(held.match(both).others_share_ids);
}

TEST_CASE("A name that no row of a title has any longer does not find its plays", "[holdings]") {
    // Trakt gave the movie 5 another imdb id, and the former one to the movie 6.
    const char* renamed =
        R"({"id":1,"watched_at":"2024-01-01T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5,"imdb":"tt2"}}})";
    const char* other =
        R"({"id":3,"watched_at":"2024-01-03T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":6,"imdb":"tt1"}}})";
    std::vector<std::string> many;
    for (int n = 100; n < 200; ++n)
        many.push_back("{\"id\":" + std::to_string(n) + R"(,"watched_at":"2024-01-01T00:00:00.000Z","type":"movie",)" +
                       R"("movie":{"ids":{"trakt":)" + std::to_string(n) + "}}}");
    const auto first = [&](std::initializer_list<const char*> rows) {
        index::HistorySection section = movies(rows);
        features::PlayRows read(rules, MediaType::Movie);
        for (const std::string& row : many) section.list.plays.push_back(read.take(test::Parsed(row.c_str()).root()));
        section.list.arenas.push_back(read.arena());
        section.list.titles.push_back(read.titles());
        return history(std::move(section));
    };
    const auto replace = [&](const index::SnapshotPtr& before, std::set<std::int64_t> gone,
                             std::initializer_list<const char*> rows) {
        index::HistorySection section = movies({}, before);
        std::erase_if(section.list.plays, [&](const index::Play& play) { return gone.contains(play.history_id); });
        features::PlayRows read(rules, MediaType::Movie);
        for (const char* row : rows) section.list.plays.push_back(read.take(test::Parsed(row).root()));
        section.list.arenas.push_back(read.arena());
        section.list.titles.push_back(read.titles());
        return history(std::move(section));
    };
    const auto plays_under = [](const index::SnapshotPtr& snapshot, const char* imdb) {
        std::vector<std::int64_t> found;
        const account::HeldMatch match = account::Holdings::of(*snapshot, rules).match(movie(IdKey::Imdb, imdb));
        for (const account::Holding& play : match.title.holdings) found.push_back(play.history_id);
        for (const account::HeldTitle& rival : match.rivals)
            for (const account::Holding& play : rival.holdings) found.push_back(play.history_id);
        std::sort(found.begin(), found.end());
        return found;
    };
    using Found = std::vector<std::int64_t>;
    const auto before = first(
        {R"({"id":1,"watched_at":"2024-01-01T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5,"imdb":"tt1"}}})",
         R"({"id":2,"watched_at":"2024-01-02T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5,"imdb":"tt1"}}})"});
    REQUIRE(plays_under(before, "tt1") == Found{1, 2});

    SECTION("all rows were read anew") {
        const auto after = replace(before, {1, 2}, {renamed, other});
        CHECK(plays_under(after, "tt1") == Found{3});
        CHECK(plays_under(after, "tt2") == Found{1});
    }
    SECTION("the last row with the former name has gone") {
        const auto both = replace(before, {1}, {renamed, other});
        CHECK(plays_under(both, "tt1") == Found{1, 2, 3});
        CHECK(plays_under(both, "tt2") == Found{1, 2});
        const auto after = replace(both, {2}, {});
        CHECK(plays_under(after, "tt1") == Found{3});
        CHECK(plays_under(after, "tt2") == Found{1});
    }
}

TEST_CASE("Plays of a title with an id of an unusual form are found once, by their own rows", "[holdings]") {
    const auto snapshot = history(movies(
        {R"({"id":1,"watched_at":"2024-01-01T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5,"imdb":"tt1"}}})",
         R"({"id":2,"watched_at":"2024-01-02T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5,"tmdb":"1234567890123456789"}}})"}));
    const auto held = account::Holdings::of(*snapshot, rules);
    CHECK(held.match(movie(IdKey::Trakt, "5")).title.holdings.size() == 2);
    CHECK(held.match(movie(IdKey::Imdb, "tt1")).title.holdings.size() == 1);
    CHECK(held.match(movie(IdKey::Tmdb, "1234567890123456789")).title.holdings.size() == 1);
}

TEST_CASE("Forgotten plays are not held, added plays are", "[holdings]") {
    const auto snapshot = history(
        movies({R"({"id":1,"watched_at":"2024-01-01T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5}}})",
                R"({"id":2,"watched_at":"2024-01-02T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5}}})",
                R"({"id":3,"watched_at":"2024-01-03T00:00:00.000Z","type":"movie","movie":{"ids":{"slug":"m"}}})"}));
    const TitleName five = movie(IdKey::Trakt, "5");
    account::Holdings held = account::Holdings::of(*snapshot, rules);
    account::Holdings added;
    const test::Parsed item(R"({"type":"movie","ids":{"trakt":5}})");
    added.add(title_name(minimal(item.root(), rules)), {.history_id = 9, .watched_ms = 1, .rating = 0, .rated_ms = {}});
    const account::Holdings as_it_was = held;
    held.merge(added);
    CHECK(held.size() == 4);
    REQUIRE(held.match(five).title.holdings.size() == 3);
    CHECK(held.match(five).title.holdings.back().history_id == 9);  // plays added later come last
    held.forget({2, 9, 77});
    CHECK(held.size() == 2);
    REQUIRE(held.match(five).title.holdings.size() == 1);
    CHECK(held.match(five).title.holdings.front().history_id == 1);
    CHECK(as_it_was.match(five).title.holdings.size() == 2);  // forgetting in a copy does not change the original
}

TEST_CASE("An own change that names a title only by its Trakt id is found by the other ids of that title",
          "[holdings]") {
    const auto snapshot = history(movies(
        {R"({"id":1,"watched_at":"2024-01-01T00:00:00.000Z","type":"movie","movie":{"ids":{"trakt":5,"imdb":"tt1"}}})"}));
    account::Holdings held = account::Holdings::of(*snapshot, rules);
    held.add(movie(IdKey::Trakt, "5"), {.history_id = 0, .watched_ms = 60'000, .rating = 0, .rated_ms = {}});
    const account::HeldMatch match = held.match(movie(IdKey::Imdb, "tt1"));
    REQUIRE(match.title.holdings.size() == 2);
    CHECK(match.title.holdings.back().watched_ms == 60'000);
}

TEST_CASE("With damaged tables each question is an error, never an empty answer", "[holdings]") {
    const auto snapshot = [](std::uint64_t count, index::SectionTables tables) {
        index::DocumentWriter writer({.generated_at_ms = 0, .count = count, .skipped = 0, .entry_bytes = 64});
        index::SnapshotSection section;
        section.name = "movies";
        section.plays = count;
        section.tables = tables;
        for (std::uint64_t n = 0; n < count; ++n) writer.entry("\"k\":{}");
        writer.end_section(std::move(section));
        return writer.finish({});
    };
    const std::string titles = index::TitleTable().encode();
    const auto damaged_titles = snapshot(0, {.titles = "\x05zz"});
    const auto missing_plays = snapshot(1, {.titles = titles});
    for (const auto& damaged : {damaged_titles, missing_plays}) {
        const auto held = account::Holdings::of(*damaged, rules);
        for (int question = 0; question < 2; ++question) {
            CHECK_THROWS_AS(held.match(movie(IdKey::Trakt, "5")), Failure);
            CHECK_THROWS_AS(held.look_for(std::vector<TitleName>{movie(IdKey::Imdb, "tt1")}), Failure);
        }
    }
    CHECK_FALSE(account::Holdings::of(*snapshot(0, {}), rules).match(movie(IdKey::Trakt, "5")).is_held());
}

}  // namespace mod_trakt::holdings_test
