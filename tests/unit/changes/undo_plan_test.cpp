// Which changes take back a run: its record is compared with what the account has now.
#include "changes/undo_plan.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <memory>
#include <string>

#include "model/timestamp.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::undo_plan_test {

using account::RunChange;
using account::RunRecord;
using changes::UndoStep;
using Back = RunChange::Back;
using Kind = RunChange::Kind;
using State = RunChange::State;

namespace {

constexpr std::int64_t noon = 1'789'000'000'000;
constexpr std::int64_t minute = 10 * minute_ms;

TitleName movie(const std::string& trakt) {
    TitleName title;
    title.type = MediaType::Movie;
    title.ids.set(IdKey::Trakt, trakt);
    return title;
}

RunChange change_of(FeatureId feature, Kind kind, const std::string& trakt) {
    RunChange change;
    change.feature = feature;
    change.kind = kind;
    change.title = movie(trakt);
    if (feature == FeatureId::History) change.watched_ms = minute;
    return change;
}
RunChange added(const std::string& trakt) { return change_of(FeatureId::History, Kind::Add, trakt); }
RunChange removed(const std::string& trakt, std::int64_t id) {
    RunChange change = change_of(FeatureId::History, Kind::Remove, trakt);
    change.history_id = id;
    return change;
}
RunChange rated(const std::string& trakt, int value, std::optional<int> before) {
    RunChange change = change_of(FeatureId::Ratings, Kind::Add, trakt);
    change.rating = RunChange::Rating{value, std::nullopt};
    if (before) change.before = RunChange::Rating{*before, noon};
    return change;
}
RunChange unrated(const std::string& trakt, int before) {
    RunChange change = change_of(FeatureId::Ratings, Kind::Remove, trakt);
    change.before = RunChange::Rating{before, noon};
    return change;
}
RunChange listed(const std::string& trakt) { return change_of(FeatureId::Watchlist, Kind::Add, trakt); }
RunChange unlisted(const std::string& trakt) { return change_of(FeatureId::Watchlist, Kind::Remove, trakt); }

struct Bench {
    // Records changes of a run as made, except those in `open`.
    RunRecord& write(const std::string& run, std::vector<RunChange> changes, std::int64_t at_ms = noon,
                     const std::vector<std::size_t>& open = {}, const std::string& undoes = {}) {
        RunRecord* record = nullptr;
        for (const auto& one : records)
            if (one->run() == run) record = one.get();
        if (record == nullptr) {
            records.push_back(std::make_unique<RunRecord>(system, folder / run, run, undoes));
            record = records.back().get();
        }
        const std::size_t first = record->changes().size();
        for (RunChange& change : changes)
            if (change.kind == Kind::Taken) change.by += first;
        record->begin(changes, at_ms);
        std::vector<account::RunOutcome> outcomes;
        for (std::size_t i = 0; i < changes.size(); ++i)
            if (changes[i].kind != Kind::Taken && std::find(open.begin(), open.end(), i) == open.end())
                outcomes.push_back({first + i, State::Done, 0});
        record->settle(outcomes, at_ms);
        return *record;
    }
    void has_play(const std::string& trakt, std::int64_t id, std::int64_t watched_ms = minute) {
        history.add(movie(trakt), {.history_id = id, .watched_ms = watched_ms, .rating = 0, .rated_ms = {}});
    }
    void has_rating(const std::string& trakt, int value) {
        ratings.add(movie(trakt), {.history_id = 0, .watched_ms = 0, .rating = value, .rated_ms = noon});
    }
    void has_entry(const std::string& trakt) { watchlist.add(movie(trakt), {}); }

    // The steps, then what is decided: "remove_play 1/9 | 0 back, 1 impossible".
    std::string plan(const std::string& run) {
        std::vector<const RunRecord*> all;
        const RunRecord* wanted = nullptr;
        for (const auto& record : records) {
            all.push_back(record.get());
            if (record->run() == run) wanted = record.get();
        }
        changes::PresentHoldings now;
        now.history = history;
        now.ratings = ratings;
        now.watchlist = watchlist;
        made = changes::plan_undo(*wanted, all, now, [&](const RunChange&) { return may_arrive; });
        std::string text;
        for (const UndoStep& step : made.steps) {
            text += (text.empty() ? "" : " ") + std::string(changes::name_of(step.action)) + " " +
                    std::string(step.title.ids.get(IdKey::Trakt));
            if (step.history_id != 0) text += "/" + std::to_string(step.history_id);
            if (step.rating) text += "=" + std::to_string(step.rating->value);
        }
        for (const auto& one : made.decided)
            text += " " + std::to_string(one.number) + (one.back == Back::Yes ? ":back" : ":impossible");
        for (const auto& one : made.learnt)
            if (one.state == State::Ended) text += " " + std::to_string(one.number) + ":ended";
        for (const std::size_t number : made.undecided) text += " " + std::to_string(number) + ":open";
        return text;
    }

    test::TempFolder folder;
    state::SystemFiles system;
    std::vector<std::unique_ptr<RunRecord>> records;
    account::Holdings history, ratings, watchlist;
    changes::UndoPlan made;
    bool may_arrive = false;
};

}  // namespace

TEST_CASE("An added play is removed by its history id", "[undo]") {
    Bench bench;
    bench.write("run", {added("1"), added("2"), added("3")})
        .settle(std::vector<account::RunOutcome>{{1, State::Done, 20}, {2, State::Done, 30}}, noon);
    bench.has_play("1", 10);                      // its id was not known
    bench.has_play("1", 11, minute + minute_ms);  // another minute
    bench.has_play("2", 20);
    bench.has_play("2", 21);  // the same minute, not of the run
    bench.has_play("3", 31);  // not of the run, whose own play is gone
    CHECK(bench.plan("run") == "remove_play 1/10 remove_play 2/20 2:back");
}

TEST_CASE("Of two plays that fit, none is removed, and both are named", "[undo]") {
    Bench bench;
    bench.write("run", {added("1")});
    bench.has_play("1", 10);
    bench.has_play("1", 11);
    CHECK(bench.plan("run") == " 0:impossible");
    CHECK(bench.made.decided.at(0).why == "the plays 10, 11 fit, and none of them was removed");
}

TEST_CASE("A play that a later run has added belongs to that run", "[undo]") {
    Bench bench;
    bench.write("older", {added("1")}, noon);
    bench.write("newer", {added("1")}, noon + 60'000);
    bench.has_play("1", 10);
    CHECK(bench.plan("older") == " 0:back");
    CHECK(bench.plan("newer") == "remove_play 1/10");
}

TEST_CASE("A play with the id of another run's is not taken for an own one", "[undo]") {
    Bench bench;
    bench.write("older", {added("1")}, noon).settle(std::vector<account::RunOutcome>{{0, State::Done, 10}}, noon);
    bench.write("newer", {added("1")}, noon + 60'000);
    bench.has_play("1", 10);
    bench.has_play("1", 11);
    CHECK(bench.plan("newer") == "remove_play 1/11");
}

TEST_CASE("A play that an undo of another run has added again is still the play of the run that added it", "[undo]") {
    Bench bench;
    bench.write("adds", {added("1")}, noon);
    bench.write("removes", {removed("1", 10)}, noon + 60'000);
    bench.write("undo", {added("1")}, noon + 120'000, {}, "removes");
    bench.has_play("1", 20);
    CHECK(bench.plan("adds") == "remove_play 1/20");
}

TEST_CASE("A play that another run only may have removed, and that is there, is removed", "[undo]") {
    Bench bench;
    bench.write("run", {added("1")}, noon);
    bench.write("undo", {removed("1", 10)}, noon + 60'000, {0}, "run");
    bench.has_play("1", 10);
    CHECK(bench.plan("run") == "remove_play 1/10");
}

TEST_CASE("A play that was removed before is not the one that a run has added later", "[undo]") {
    Bench bench;
    bench.write("slow", {added("1")}, noon, {0});
    bench.write("other", {added("1")}, noon + 10'000);
    bench.write("undo", {removed("1", 10)}, noon + 20'000, {}, "other");
    bench.records.front()->settle(std::vector<account::RunOutcome>{{0, State::Done, 0}}, noon + 60'000);
    bench.has_play("1", 11);
    CHECK(bench.plan("slow") == "remove_play 1/11");
    CHECK(bench.plan("other") == " 0:back");
}

TEST_CASE("A play that two runs may have added within seconds of its removal is named and not removed", "[undo]") {
    Bench bench;
    bench.write("slow", {added("1")}, noon, {0});
    bench.write("removes", {removed("1", 10)}, noon + 5'000);
    bench.write("other", {added("1")}, noon + 5'000);
    bench.has_play("1", 11);
    CHECK(bench.plan("slow") == " 0:impossible");
    CHECK(bench.plan("other") == " 0:impossible");
    // What was certainly there before has a smaller id.
    bench.records.front()->settle(std::vector<account::RunOutcome>{{0, State::Done, 0}}, noon + 1'000);
    CHECK(bench.plan("slow") == " 0:back");
    CHECK(bench.plan("other") == "remove_play 1/11");
}

TEST_CASE("A play that a run has tried to remove twice is added again once", "[undo]") {
    Bench bench;
    bench.write("run", {removed("1", 10)}, noon, {0});
    bench.write("run", {removed("1", 10)}, noon + 60'000);
    CHECK(bench.plan("run") == "add_play 1 0:ended");
}

TEST_CASE("Names that have no id in common are joined by one that has the ids of both", "[undo]") {
    Bench bench;
    RunChange by_imdb = added("1");
    by_imdb.title.ids = Ids();
    by_imdb.title.ids.set(IdKey::Imdb, "tt1");
    RunChange by_both = removed("1", 10);
    by_both.title.ids.set(IdKey::Imdb, "tt1");
    bench.write("first", {by_imdb}, noon);
    bench.write("second", {by_both}, noon + 60'000);
    bench.write("third", {added("1")}, noon + 120'000);
    bench.history.add(by_both.title, {.history_id = 11, .watched_ms = minute, .rating = 0, .rated_ms = {}});
    CHECK(bench.plan("first") == " 0:back");
    CHECK(bench.plan("third") == "remove_play 1/11");
}

TEST_CASE("A removed play is added again, and one that is there again is back", "[undo]") {
    Bench bench;
    bench.write("run", {removed("1", 10), removed("2", 20)});
    bench.has_play("2", 21);
    CHECK(bench.plan("run") == "add_play 1 1:back");
}

TEST_CASE("A play beside which another one stayed cannot be added again", "[undo]") {
    Bench bench;
    RunChange change = removed("1", 10);
    change.beside = {11};
    bench.write("run", {change, removed("2", 20), removed("2", 21)});
    bench.has_play("1", 11);
    CHECK(bench.plan("run") == "add_play 2 0:impossible 2:impossible");
}

TEST_CASE("Nothing is done for changes that the run itself has undone", "[undo]") {
    Bench bench;
    bench.write("run", {added("1"), removed("1", 10), removed("2", 20), added("2")});
    bench.has_play("2", 21);
    CHECK(bench.plan("run") == " 0:back 1:back 3:back 2:back");
}

TEST_CASE("Changes whose outcome was not known are judged by what the account has", "[undo]") {
    Bench bench;
    bench.write("run", {added("1"), added("2"), removed("3", 30), removed("4", 40)}, noon, {0, 1, 2, 3});
    bench.has_play("1", 10);
    bench.has_play("3", 30);
    CHECK(bench.plan("run") == "remove_play 1/10 add_play 4 1:ended 2:ended");
    bench.may_arrive = true;
    CHECK(bench.plan("run") == " 0:open 1:open 2:open 3:open");
}

TEST_CASE("A rating gets the value that it had before the run, whatever the run did in between", "[undo]") {
    Bench bench;
    bench.write("run",
                {rated("1", 5, 3), rated("1", 8, 5), rated("2", 4, std::nullopt), unrated("3", 6), rated("4", 9, 2)});
    bench.has_rating("1", 8);
    bench.has_rating("2", 4);
    bench.has_rating("4", 2);
    CHECK(bench.plan("run") == "remove_rating 2 set_rating 1=3 set_rating 3=6 4:back");
}

TEST_CASE("A rating stays if it was changed after the run, or if its former value is not known", "[undo]") {
    Bench bench;
    RunChange unknown = rated("2", 4, std::nullopt);
    unknown.is_before_known = false;
    bench.write("run", {rated("1", 5, 3), unknown, rated("3", 5, 3)});
    bench.has_rating("1", 10);
    bench.has_rating("2", 4);
    CHECK(bench.plan("run") == " 0:impossible 1:impossible 2:impossible");
    CHECK(bench.made.decided.at(0).why.find("10") != std::string::npos);
}

TEST_CASE("Entries of the watchlist are added again, also those that were removed because of a play", "[undo]") {
    Bench bench;
    RunChange taken = change_of(FeatureId::Watchlist, Kind::Taken, "3");
    taken.known_ms = noon - 60'000;
    taken.by = 2;
    bench.write("run", {listed("1"), unlisted("2"), added("3"), taken, listed("4"), unlisted("4")});
    bench.has_entry("1");
    bench.has_play("3", 30);
    CHECK(bench.plan("run") == "remove_play 3/30 remove_entry 1 add_entry 2 add_entry 3 4:back 5:back");
    bench.has_entry("2");
    bench.has_entry("3");
    CHECK(bench.plan("run") == "remove_play 3/30 remove_entry 1 1:back 3:back 4:back 5:back");
}

TEST_CASE("An entry that another run had removed before is not counted as removed by the play", "[undo]") {
    Bench bench;
    bench.write("earlier", {unlisted("3")}, noon - 30'000);
    RunChange taken = change_of(FeatureId::Watchlist, Kind::Taken, "3");
    taken.known_ms = noon - 60'000;
    bench.write("run", {added("3"), taken}, noon);
    bench.has_play("3", 30);
    CHECK(bench.plan("run") == "remove_play 3/30 1:back");
}

TEST_CASE("An entry that the run has not added is not removed, and one that it has not taken is not added", "[undo]") {
    Bench bench;
    RunChange unlisted_before = unlisted("1"), listed_before = listed("2");
    listed_before.was_there = true;
    // These may have been made, and other runs have changed the list since.
    bench.write("run", {unlisted_before, listed_before}, noon, {0, 1});
    bench.has_entry("1");
    CHECK(bench.plan("run") == " 0:back 1:back");
}

}  // namespace mod_trakt::undo_plan_test
