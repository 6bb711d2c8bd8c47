// The journal of an account: what it knows after a kill, a power failure, damage and compaction.
#include "account/journal.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::journal_test {

using account::Journal;
using test::outline;
using test::TempFolder;
using test::thrown_by;
using State = Journal::State;
using Answer = Journal::Answer;

namespace {

constexpr std::int64_t noon = 1'789'000'000'000;

Journal::Play movie(const std::string& trakt, std::int64_t minute_ms = minute_ms * 10, const std::string& imdb = {}) {
    TitleName title;
    title.type = MediaType::Movie;
    if (!trakt.empty()) title.ids.set(IdKey::Trakt, trakt);
    if (!imdb.empty()) title.ids.set(IdKey::Imdb, imdb);
    return {title, minute_ms};
}

Journal::Play episode(const std::string& show, std::int64_t number) {
    TitleName title;
    title.type = MediaType::Episode;
    title.show.set(IdKey::Tvdb, show);
    title.season = 0;
    title.episode = number;
    return {title, 0};
}

struct Bench {
    Journal open(state::Files* own = nullptr) {
        Journal journal(own != nullptr ? *own : system, path);
        journal.load();
        return journal;
    }
    std::string send(Journal& journal, std::vector<Journal::Play> plays, Change change = Change::Add) {
        return journal.begin(FeatureId::History, change, plays, noon);
    }
    void settle(Journal& journal, const std::string& request, std::vector<Journal::Outcome> outcomes,
                std::int64_t at_ms = noon) {
        journal.settle(request, outcomes, at_ms);
    }
    // "open", "there", "gone" or "none".
    static std::string state_in(const Journal& journal, const Journal::Play& play) {
        const Journal::Entry* entry = journal.last(play);
        if (entry == nullptr) return "none";
        return std::array{"open", "there", "gone"}.at(static_cast<std::size_t>(entry->state));
    }

    TempFolder folder;
    std::string path = folder / "journal";
    state::SystemFiles system;
};

}  // namespace

TEST_CASE("JRN-1: what was sent is open until its outcome is recorded, also for other readers", "[journal]") {
    Bench bench;
    Journal one = bench.open(), two = bench.open();
    const std::string request = bench.send(one, {movie("1"), movie("2"), episode("7", 3)});
    two.load();
    for (const Journal* journal : {&one, &two}) {
        CHECK(bench.state_in(*journal, movie("1")) == "open");
        CHECK(bench.state_in(*journal, episode("7", 3)) == "open");
        CHECK(bench.state_in(*journal, episode("7", 4)) == "none");
        CHECK(bench.state_in(*journal, movie("1", 0)) == "none");
        CHECK(journal->open(FeatureId::History).size() == 3);
        CHECK(journal->open(FeatureId::Ratings).empty());
    }
    bench.settle(one, request, {{0, State::There}, {2, State::Ended}});
    two.load();
    const Journal three = bench.open();
    for (const Journal* journal : std::initializer_list<const Journal*>{&one, &two, &three}) {
        CHECK(bench.state_in(*journal, movie("1")) == "there");
        CHECK(bench.state_in(*journal, movie("2")) == "open");
        CHECK(bench.state_in(*journal, episode("7", 3)) == "none");
        REQUIRE(journal->open(FeatureId::History).size() == 1);
        CHECK(journal->open(FeatureId::History).front()->number == 1);
    }
}

TEST_CASE("JRN-2: a change that was not applied does not hide those before it", "[journal]") {
    Bench bench;
    Journal journal = bench.open();
    bench.settle(journal, bench.send(journal, {movie("1")}), {{0, State::There}});
    bench.settle(journal, bench.send(journal, {movie("1")}, Change::Remove), {{0, State::Ended}});
    CHECK(bench.state_in(journal, movie("1")) == "there");
    (void)bench.send(journal, {movie("2")});
    bench.settle(journal, bench.send(journal, {movie("2")}), {{0, State::Ended}});
    CHECK(bench.state_in(journal, movie("2")) == "open");
    CHECK(journal.open(FeatureId::History).size() == 1);
}

TEST_CASE("JRN-2: the last entry of a title and minute counts, under any of its ids", "[journal]") {
    Bench bench;
    Journal journal = bench.open();
    const std::string added = bench.send(journal, {movie("1", 0, "tt1")});
    bench.settle(journal, added, {{0, State::There}});
    CHECK(bench.state_in(journal, movie("", 0, "tt1")) == "there");
    CHECK(bench.state_in(journal, movie("2", 0, "tt1")) == "none");
    const std::string removed = bench.send(journal, {movie("1", 0)}, Change::Remove);
    CHECK(bench.state_in(journal, movie("1", 0, "tt1")) == "open");
    bench.settle(journal, removed, {{0, State::Gone}});
    CHECK(bench.state_in(journal, movie("1", 0, "tt1")) == "gone");
    // An open entry that was sent again is no longer open.
    bench.send(journal, {movie("5")});
    bench.settle(journal, bench.send(journal, {movie("5")}), {{0, State::There}});
    CHECK(journal.open(FeatureId::History).empty());
}

TEST_CASE("JRN-3: a line that was torn counts as absent, and is replaced by the next one", "[journal]") {
    Bench bench;
    std::string request;
    {
        Journal journal = bench.open();
        request = bench.send(journal, {movie("1")});
    }
    const std::string whole = test::slurp(bench.path);
    test::spit(bench.path, whole + R"({"of":")" + request + R"(","at":5,"there":[0)");
    Journal journal = bench.open();
    CHECK(bench.state_in(journal, movie("1")) == "open");
    bench.send(journal, {movie("2")});
    CHECK(test::slurp(bench.path).find("\"there\"") == std::string::npos);
    const Journal again = bench.open();
    CHECK(again.open(FeatureId::History).size() == 2);
}

TEST_CASE("JRN-3: a damaged journal is set aside, which the failure says, and a new one begins", "[journal]") {
    Bench bench;
    {
        Journal journal = bench.open();
        bench.send(journal, {movie("1")});
        bench.send(journal, {movie("2")});
    }
    std::string text = test::slurp(bench.path);
    text[text.find("plays")] = '\0';
    test::spit(bench.path, text);
    Journal journal(bench.system, bench.path);
    const Error error = thrown_by([&] { journal.load(); });
    CHECK(outline(error) == "HOST state_unreadable");
    CHECK(error.message.find("set aside") != std::string::npos);
    CHECK(test::slurp(bench.path + ".corrupt-1") == text);
    journal.load();
    CHECK(journal.open(FeatureId::History).empty());
    bench.send(journal, {movie("3")});
    CHECK(bench.open().open(FeatureId::History).size() == 1);
}

TEST_CASE("JRN-1: one flush for each request and none for outcomes; what cannot be written is not open", "[journal]") {
    Bench bench;
    test::HookedFiles files;
    Journal journal = bench.open(&files);
    bench.send(journal, {movie("1")});
    std::size_t flushes = 0;
    files.after = [&](const test::FileCall& call) {
        if (call.operation == "fsync") ++flushes;
    };
    const std::string request = bench.send(journal, {movie("2"), movie("3")});
    CHECK(flushes == 1);
    bench.settle(journal, request, {{0, State::There}});
    CHECK(flushes == 1);
    for (const char* operation : {"open", "write", "fsync"}) {
        INFO(operation);
        files.before = [&](const test::FileCall& call) { return call.operation == operation ? EIO : 0; };
        CHECK(outline(thrown_by([&] { bench.send(journal, {movie("4")}); })) == "HOST state_unwritable");
        CHECK(bench.state_in(journal, movie("4")) == "none");
        files.before = nullptr;
        journal.load();
    }
}

TEST_CASE("JRN-1: the folders of a new journal are flushed, because their creator may have been killed", "[journal]") {
    Bench bench;
    bench.path = bench.folder / "accounts/user/journal";
    std::filesystem::create_directories(bench.folder / "accounts/user");
    test::HookedFiles files;
    std::set<std::string> flushed;
    files.after = [&](const test::FileCall& call) {
        if (call.operation == "fsync") flushed.insert(call.path);
    };
    Journal journal = bench.open(&files);
    bench.send(journal, {movie("1")});
    for (const std::string& path : {bench.folder.path(), bench.folder / "accounts", bench.folder / "accounts/user"})
        CHECK(flushed.contains(path));
}

TEST_CASE("JRN-4: a journal that grew keeps what is open, what has no answer for a week, and the rest for a day",
          "[journal]") {
    Bench bench;
    Journal journal = bench.open();
    bench.send(journal, {movie("1"), movie("2"), movie("3")});
    // Answered a day ago, less than a day ago, and not yet.
    for (const auto& [name, answered_ms] :
         {std::pair{"11", noon - day_ms}, std::pair{"12", noon - day_ms + 1}, std::pair{"13", std::int64_t{0}}}) {
        const std::string request = bench.send(journal, {movie(name)});
        bench.settle(journal, request, {{0, State::There}}, noon - 7 * day_ms + 1);
        const Journal::Answered answered{request, 0, {}, Answer::Missing};
        if (answered_ms != 0) journal.answer({&answered, 1}, answered_ms);
    }
    const std::string old = bench.send(journal, {movie("4"), movie("3")});
    bench.settle(journal, old, {{0, State::There}, {1, State::There}}, noon - 7 * day_ms);
    const std::string young = bench.send(journal, {movie("5"), movie("6")});
    bench.settle(journal, young, {{1, State::There}}, noon - day_ms + 1);
    // Enough of a day before.
    for (int i = 0; i < 60; ++i) {
        std::vector<Journal::Play> plays;
        for (int n = 0; n < 500; ++n) plays.push_back(movie(std::to_string(1000 * (i + 1) + n)));
        std::vector<Journal::Outcome> outcomes;
        for (std::size_t n = 0; n < plays.size(); ++n) outcomes.emplace_back(n, State::There);
        bench.settle(journal, bench.send(journal, plays), outcomes, noon - 7 * day_ms);
    }
    Journal other = bench.open();
    CHECK(test::slurp(bench.path).size() < (1u << 20));
    bench.settle(journal, young, {{0, State::Ended}});
    other.load();
    bench.send(journal, {movie("9")});
    other.load();
    for (const Journal* one : {&journal, &other}) {
        CHECK(bench.state_in(*one, movie("1")) == "open");
        CHECK(bench.state_in(*one, movie("5")) == "none");
        CHECK(bench.state_in(*one, movie("6")) == "there");
        CHECK(bench.state_in(*one, movie("9")) == "open");
        CHECK(bench.state_in(*one, movie("11")) == "none");
        CHECK(bench.state_in(*one, movie("12")) == "there");
        CHECK(bench.state_in(*one, movie("13")) == "there");
        CHECK(one->without_effect(noon) == 1);
        // Its open entry was replaced by one that was certain, so neither comes back.
        CHECK((bench.state_in(*one, movie("3")) == "there" || bench.state_in(*one, movie("3")) == "none"));
        CHECK(one->open(FeatureId::History).size() == 3);
    }
}

TEST_CASE("JRN-9: answers are read by others, and a torn one counts as absent", "[journal]") {
    Bench bench;
    Journal one = bench.open(), two = bench.open();
    const std::string request = bench.send(one, {movie("1"), movie("2"), movie("3")});
    bench.settle(one, request, {{0, State::There}});
    const std::array answers = {Journal::Answered{request, 0, {}, Answer::Shown},
                                Journal::Answered{request, 1, State::Ended, Answer::Missing},
                                Journal::Answered{request, 2, {}, Answer::Ambiguous}};
    one.answer(answers, noon + 5);
    two.load();
    const Journal three = bench.open();
    for (const Journal* journal : std::initializer_list<const Journal*>{&one, &two, &three}) {
        CHECK(journal->last(movie("1"))->answer == Answer::Shown);
        CHECK(journal->last(movie("1"))->answered_ms == noon + 5);
        CHECK(journal->last(movie("1"))->at_ms == noon);
        CHECK(journal->last(movie("2")) == nullptr);
        CHECK(journal->last(movie("3"))->answer == Answer::Ambiguous);
        CHECK(bench.state_in(*journal, movie("3")) == "open");
    }
    std::string text = test::slurp(bench.path);
    text.resize(text.size() - 3);
    test::spit(bench.path, text);
    const Journal torn = bench.open();
    CHECK(torn.last(movie("1"))->answer == Answer::None);
    CHECK(torn.open(FeatureId::History).size() == 2);
}

TEST_CASE("JRN-9: a read answers what got its state early enough, and an open request that may go on later",
          "[journal]") {
    constexpr std::int64_t settle_ms = 15'000, early_ms = settle_ms + Journal::rounding_ms;
    Bench bench;
    Journal journal = bench.open();
    bench.settle(journal, bench.send(journal, {movie("1")}), {{0, State::There}});
    CHECK(journal.unanswered(noon + early_ms - 1, settle_ms).empty());
    CHECK(journal.unanswered(noon + early_ms, settle_ms).size() == 1);
    // Nobody saw the end of this request.
    const std::string open = bench.send(journal, {movie("2")});
    const auto count_at = [&](std::int64_t began_ms) { return journal.unanswered(began_ms, settle_ms).size(); };
    CHECK(count_at(noon + early_ms + Journal::longest_request_ms - 1) == 1);
    CHECK(count_at(noon + early_ms + Journal::longest_request_ms) == 2);
    bench.settle(journal, open, {{0, State::Open}}, noon + 1);
    CHECK(count_at(noon + early_ms) == 1);
    CHECK(count_at(noon + early_ms + 1) == 2);
    CHECK(bench.open().unanswered(noon + early_ms + 1, settle_ms).size() == 2);
    // A later entry of the same play replaces it.
    bench.send(journal, {movie("1")}, Change::Remove);
    CHECK(count_at(noon + early_ms + 1) == 1);
}

TEST_CASE("JRN-11: what was sent twice is looked at until it is shown", "[journal]") {
    Bench bench;
    Journal journal = bench.open();
    const auto answer = [&](const std::string& request, Answer word) {
        const Journal::Answered answered{request, 0, {}, word};
        journal.answer({&answered, 1}, noon);
    };
    const auto count = [&] { return journal.unanswered(noon + day_ms, 0).size(); };
    bench.settle(journal, bench.send(journal, {movie("1")}), {{0, State::Ended}});
    const std::string again = bench.send(journal, {movie("1")});
    bench.settle(journal, again, {{0, State::There}});
    CHECK(journal.was_sent_before(*journal.last(movie("1"))));
    answer(again, Answer::Missing);
    CHECK(count() == 1);
    answer(again, Answer::Shown);
    CHECK(count() == 0);
    // It was certain that the first one had gone.
    bench.settle(journal, bench.send(journal, {movie("1")}, Change::Remove), {{0, State::Gone}});
    const std::string later = bench.send(journal, {movie("1")});
    bench.settle(journal, later, {{0, State::There}});
    CHECK(!journal.was_sent_before(*journal.last(movie("1"))));
    answer(later, Answer::Missing);
    CHECK(count() == 0);
}

TEST_CASE("JRN-10: the plays that a minute had before are kept with an entry", "[journal]") {
    Bench bench;
    Journal journal = bench.open();
    Journal::Play play = movie("", 0, "tt1");
    play.beside = {7, 8};
    bench.send(journal, {play});
    CHECK(bench.open().last(play)->play.beside == std::vector<std::int64_t>{7, 8});
}

}  // namespace mod_trakt::journal_test
