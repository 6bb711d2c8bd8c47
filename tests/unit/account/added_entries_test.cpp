// Learning under which ids Trakt shows added ratings and watchlist entries.
#include "account/added_entries.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <string>
#include <vector>

#include "index/snapshot/media_builder.hpp"
#include "support/iso_time.hpp"
#include "trakt/rows.hpp"
#include "unit/model/names.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::added_entries_test {

using account::AddedEntries, account::Aliases, account::Holdings;
using test::title;

namespace {

const KeyRules rules;
constexpr std::int64_t noon = 1'789'214'400'000, one_hour = 3'600'000;

// A row of the ratings, or of the watchlist without a rating.
struct Listed {
    std::int64_t trakt = 0;
    std::int64_t at_ms = noon;
    int rating = 0;
    const char* type = "movie";
};

std::string text_of(const Listed& row) {
    const std::string at = "_at\":\"" + format_iso_ms(row.at_ms) + "\"";
    const std::string type = row.type;
    return "{\"type\":\"" + type + "\"," +
           (row.rating != 0 ? "\"rating\":" + std::to_string(row.rating) + ",\"rated" + at : "\"listed" + at) + ",\"" +
           type + "\":{\"ids\":{\"trakt\":" + std::to_string(row.trakt) + "}}}";
}

Holdings holding(const std::vector<Listed>& rows) {
    constexpr std::array<std::string_view, media_type_count> sections = {"movies", "shows", "seasons", "episodes"};
    index::MediaBuilder builder(rules, sections);
    for (const Listed& listed : rows) {
        const test::Parsed parsed(text_of(listed));
        const trakt::RowResult row = listed.rating != 0 ? trakt::ratings_row(parsed.root(), MediaType::Movie, rules)
                                                        : trakt::watchlist_row(parsed.root(), rules);
        const auto& read = std::get<trakt::Row>(row);
        builder.add(index_of(read.type), read.item, read.trakt_id, read.epoch_ms, read.listed_ms);
    }
    return Holdings::of(*std::move(builder).finish({}, 0).snapshot, rules);
}

TitleName movie(test::IdList ids) { return title(MediaType::Movie, ids); }

const TitleName sent = movie({{IdKey::Imdb, "tt1"}});

AddedEntries::Entry added(const TitleName& name, int rating) { return {name, rating, noon - 60'000, noon + 60'000}; }

// The Trakt id of `sent`; "" if it was not learnt.
std::string learnt(AddedEntries& entries, const std::vector<Listed>& now) {
    Aliases aliases;
    entries.learn_from(holding(now), aliases);
    CHECK(entries.empty());
    TitleName name = sent;
    aliases.apply(name);
    return std::string(name.ids.get(IdKey::Trakt));
}

}  // namespace

TEST_CASE("The only new entry of that type, rating and time that nothing else explains is the added one", "[aliases]") {
    const int rating = GENERATE(0, 8);
    INFO(rating);
    const Listed old{4, noon, rating}, shown{5, noon, rating};
    AddedEntries entries;
    entries.note({added(sent, rating)}, holding({old}), "mark", nullptr);
    SECTION("one new entry") { CHECK(learnt(entries, {old, shown}) == "5"); }
    SECTION("no new entry") { CHECK(learnt(entries, {old}).empty()); }
    SECTION("two new entries") { CHECK(learnt(entries, {old, shown, {6, noon, rating}}).empty()); }
    SECTION("of another type") { CHECK(learnt(entries, {old, {5, noon, rating, "show"}}).empty()); }
    SECTION("of another time") { CHECK(learnt(entries, {old, {5, noon + one_hour, rating}}).empty()); }
    SECTION("beside an entry of another time") {
        CHECK(learnt(entries, {old, shown, {6, noon - one_hour, rating}}) == "5");
    }
    SECTION("Trakt shows it under an id that was sent") {
        const TitleName by_trakt_id = movie({{IdKey::Trakt, "5"}, {IdKey::Imdb, "tt1"}});
        entries.forget();
        entries.note({added(by_trakt_id, rating)}, holding({old}), "mark", nullptr);
        CHECK(learnt(entries, {old, shown, {6, noon, rating}}).empty());
    }
    SECTION("another added entry explains it") {
        entries.note({added(movie({{IdKey::Trakt, "5"}}), rating)}, holding({old}), "mark", nullptr);
        CHECK(learnt(entries, {old, shown, {7, noon, rating}}) == "7");
    }
    SECTION("two were added, and it is not known which is which") {
        entries.note({added(movie({{IdKey::Imdb, "tt2"}}), rating)}, holding({old}), "mark", nullptr);
        CHECK(learnt(entries, {old, shown}).empty());
    }
    SECTION("added twice") {
        entries.note({added(sent, rating)}, holding({old}), "mark", nullptr);
        CHECK(learnt(entries, {old, shown}) == "5");
    }
    SECTION("removed again") {
        entries.note_removed(sent);
        CHECK(entries.empty());
        CHECK(learnt(entries, {old, shown}).empty());
    }
}

TEST_CASE("Ratings that were added at one time are distinguished by their values", "[aliases]") {
    AddedEntries entries;
    entries.note({added(sent, 8), added(movie({{IdKey::Imdb, "tt2"}}), 3)}, holding({}), "mark", nullptr);
    CHECK(learnt(entries, {{5, noon, 8}, {6, noon, 3}}) == "5");
}

TEST_CASE("A rating that was changed under another id of its title counts as new", "[aliases]") {
    AddedEntries entries;
    entries.note({added(sent, 8)}, holding({{5, noon - one_hour, 3}}), "mark", nullptr);
    CHECK(learnt(entries, {{5, noon, 8}}) == "5");
}

TEST_CASE("What was written is learnt from after a restart", "[aliases]") {
    account::LearntAliases file;
    {
        AddedEntries entries;
        entries.note({added(sent, 8)}, holding({{4, noon, 8}}), "mark", nullptr);
        file.entries["ratings"] = entries.kept();
    }
    const auto read = account::LearntAliases::parse(file.render());
    REQUIRE(read);
    CHECK(*read == file);
    AddedEntries again;
    again.set(read->entries.at("ratings"));
    CHECK(again.mark() == "mark");
    again.follow("other", "newer");
    CHECK(again.mark() == "mark");
    again.follow("mark", "newer");
    CHECK(again.mark() == "newer");
    CHECK(learnt(again, {{4, noon, 8}, {5, noon, 8}}) == "5");
}

}  // namespace mod_trakt::added_entries_test
