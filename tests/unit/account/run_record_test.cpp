// The records of runs: what they know after a kill, which files they have, and when they are removed.
#include "account/run_records.hpp"

#include <catch2/catch.hpp>

#include "tests/support/null_log.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::run_record_test {

using account::RunChange;
using account::RunRecord;
using account::RunRecords;
using test::outline;
using test::TempFolder;
using test::thrown_by;
using Back = RunChange::Back;
using State = RunChange::State;

namespace {

constexpr std::int64_t noon = 1'789'000'000'123;

RunChange play(const std::string& trakt) {
    RunChange change;
    change.title.type = MediaType::Episode;
    change.title.ids.set(IdKey::Trakt, trakt);
    change.title.show.set(IdKey::Tvdb, "77");
    change.title.season = 0;
    change.title.episode = 3;
    change.text = "Saltmarsh \"Detectives\"";
    change.watched_ms = 10 * minute_ms;
    return change;
}

RunChange rating(const std::string& trakt, std::optional<RunChange::Rating> before) {
    RunChange change = play(trakt);
    change.feature = FeatureId::Ratings;
    change.rating = RunChange::Rating{7, noon - 123};
    change.before = before;
    return change;
}

RunChange taken(const std::string& trakt, std::size_t by) {
    RunChange change = play(trakt);
    change.feature = FeatureId::Watchlist;
    change.kind = RunChange::Kind::Taken;
    change.by = by;
    change.known_ms = noon - 123;
    return change;
}

struct Bench {
    std::unique_ptr<RunRecord> open(const std::string& run = "nightly", std::int64_t now_ms = noon) {
        auto record = records.record_of(run, {}, now_ms);
        record->load();
        return record;
    }
    void write(const std::string& run, std::int64_t now_ms) {
        std::vector<RunChange> changes = {play("1")};
        open(run, now_ms)->begin(changes, now_ms);
    }
    std::string names() {
        std::string text;
        for (const auto& record : records.all()) text += record->run() + " ";
        return text;
    }
    // The names of the records' files.
    std::vector<std::string> files() const {
        std::vector<std::string> found;
        for (const auto& entry : std::filesystem::directory_iterator(folder / "accounts/user/undo"))
            found.push_back(entry.path().filename().string());
        std::sort(found.begin(), found.end());
        return found;
    }

    TempFolder folder;
    state::SystemFiles system;
    state::StateFolder place{system, folder.path(), noon};
    test::NullLog log;
    RunRecords records = [this] {
        RunRecords opened(&place, log);
        opened.open("user", false);
        return opened;
    }();
};

}  // namespace

TEST_CASE("A record that is read again has all changes with their outcomes", "[undo]") {
    Bench bench;
    {
        const auto record = bench.open();
        std::vector<RunChange> changes = {play("1"), play("2"), taken("1", 0)};
        record->begin(changes, noon);
        std::vector<RunChange> others = {rating("3", RunChange::Rating{2, std::nullopt}), rating("4", std::nullopt)};
        others[1].is_before_known = false;
        record->begin(others, noon);
        record->settle(
            std::vector<account::RunOutcome>{{0, State::Done, 9001}, {1, State::Ended, 0}, {3, State::Done, 0}}, noon);
    }
    const auto record = bench.open();
    CHECK(record->run() == "nightly");
    REQUIRE(record->changes().size() == 5);
    const std::vector<RunChange>& changes = record->changes();
    CHECK(changes[0].title == play("1").title);
    CHECK(changes[0].text == "Saltmarsh \"Detectives\"");
    CHECK(changes[0].watched_ms == 10 * minute_ms);
    CHECK(changes[0].history_id == 9001);
    CHECK(changes[0].state == State::Done);
    CHECK(changes[0].at_ms == noon);
    CHECK(changes[1].state == State::Ended);
    CHECK(changes[2].kind == RunChange::Kind::Taken);
    CHECK(changes[2].state == State::Done);  // follows its play
    CHECK(changes[2].known_ms == noon - 123);
    CHECK(changes[3].before->value == 2);
    CHECK(changes[3].rating->value == 7);
    CHECK(changes[3].rating->rated_ms == noon - 123);
    CHECK(changes[3].is_before_known);
    CHECK_FALSE(changes[4].is_before_known);
    CHECK(changes[4].state == State::Open);  // the process was killed before its outcome was known
    CHECK(record->counts().all == 4);
}

TEST_CASE("A run is taken back when each of its changes is back or cannot be", "[undo]") {
    Bench bench;
    std::vector<RunChange> changes = {play("1"), play("2"), play("3")};
    bench.open()->begin(changes, noon);
    bench.open()->settle(std::vector<account::RunOutcome>{{2, State::Ended, 0}}, noon);
    CHECK_FALSE(bench.open()->is_taken_back());
    bench.open()->note_back("undo-1", std::vector<account::RunReturn>{{0, Back::Yes, {}}}, noon);
    CHECK_FALSE(bench.open()->is_taken_back());
    bench.open()->note_back("undo-2", std::vector<account::RunReturn>{{1, Back::Impossible, "two plays fit"}}, noon);
    const auto record = bench.open();
    CHECK(record->is_taken_back());
    CHECK(record->taken_back_by() == "undo-2");
    CHECK(record->changes()[1].why == "two plays fit");
}

TEST_CASE("Runs are in the order in which they began, also within a second and when the clock goes back", "[undo]") {
    Bench bench;
    bench.write("b", noon);
    bench.write("c", noon);
    bench.write("a", noon - 500);
    bench.write("b", noon + day_ms);  // a later call of the same run
    CHECK(bench.names() == "b c a ");
    CHECK(bench.files().size() == 3);
}

TEST_CASE("A line that a kill has cut off is ignored, and a damaged record is set aside", "[undo]") {
    Bench bench;
    bench.write("torn", noon);
    bench.write("whole", noon);
    const std::string path = bench.folder / ("accounts/user/undo/" + bench.files().front());
    const std::string text = test::slurp(path);
    test::spit(path, text.substr(0, text.size() - 10));
    CHECK(bench.names() == "whole ");
    bench.write("torn", noon);
    CHECK(bench.names() == "torn whole ");
    test::spit(path, "no JSON\n" + text);
    CHECK(outline(thrown_by([&] { bench.open("torn"); })) == "HOST state_unreadable");
    CHECK(bench.names() == "whole ");
    bench.write("torn", noon);
    CHECK(bench.names() == "whole torn ");
}

TEST_CASE("After a damaged record the same object begins a new one of its run", "[undo]") {
    Bench bench;
    bench.write("nightly", noon);
    const std::string path = bench.folder / ("accounts/user/undo/" + bench.files().front());
    for (const char* damaged :
         {"{\"undo\":1,\"name\":\"nightly\"}\n", "{\"undo\":1,\"run\":\"other\",\"undoes\":\"x\"}\nno JSON\n"}) {
        INFO(damaged);
        test::spit(path, damaged);
        RunRecord record(bench.system, path, "nightly");
        CHECK(outline(thrown_by([&] { record.load(); })) == "HOST state_unreadable");
        record.load();
        std::vector<RunChange> changes = {play("1")};
        record.begin(changes, noon);
        RunRecord next(bench.system, path);
        next.load();
        CHECK(next.run() == "nightly");
        CHECK(next.undoes().empty());
        CHECK(next.changes().size() == 1);
    }
}

TEST_CASE("Records are removed 90 days after the end of their runs, by Trakt's clock", "[undo]") {
    Bench bench;
    bench.write("old", noon);
    bench.write("continued", noon);
    bench.write("continued", noon + 80 * day_ms);
    bench.write("young", noon + 50 * day_ms);
    RunRecords later(&bench.place, bench.log);
    later.open("user", false);
    later.prune(noon + 91 * day_ms);
    CHECK(bench.names() == "continued young ");
}

TEST_CASE("Records under the provisional name of an account are moved to the account", "[undo]") {
    Bench bench;
    bench.write("early", noon);
    bench.records.open("named", false);
    CHECK(bench.names() == "early ");
    bench.records.open("user", true);
    CHECK(bench.names().empty());
}

}  // namespace mod_trakt::run_record_test
