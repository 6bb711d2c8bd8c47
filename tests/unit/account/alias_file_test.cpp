// Other ids of titles that one process has learnt are known to the next one.
#include "account/alias_file.hpp"

#include <catch2/catch.hpp>

#include <fstream>

#include "state/atomic_file.hpp"
#include "tests/support/collecting_log.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "unit/model/names.hpp"

namespace mod_trakt::alias_file_test {

using account::AliasFile, account::Aliases;
using test::title;

namespace {

constexpr std::int64_t minute = 60'000 * 1000;

TitleName movie(test::IdList ids) { return title(MediaType::Movie, ids); }

struct Account {
    // One process.
    struct Run {
        explicit Run(Account& account) : site(account), file(account.folder, "me", account.log) { load(); }
        void load() { file.load(aliases); }
        void save() { file.save(aliases, CallScope(site.clock, &site.cancel, 0)); }
        std::string learnt(TitleName name) {
            aliases.apply(name);
            return std::string(name.ids.get(IdKey::Trakt));
        }
        bool is_none(const char* imdb) { return aliases.is_none(MediaType::Movie, IdKey::Imdb, imdb, site.clock); }
        Account& site;
        Aliases aliases;
        AliasFile file;
    };
    std::string path() const { return folder.aliases_file("me"); }

    test::TempFolder temp;
    test::HookedFiles files;
    test::FakeClock clock;
    test::CollectingLog log;
    std::int32_t cancel = 0;
    state::StateFolder folder{files, temp / "state", 0};
};

const TitleName by_imdb = movie({{IdKey::Imdb, "tt1"}});

}  // namespace

TEST_CASE("The next process knows the aliases and how they were learnt", "[aliases]") {
    Account account;
    Account::Run first(account);
    first.aliases.learn(MediaType::Movie, IdKey::Imdb, "tt1", 5, Aliases::Source::Elimination);
    first.aliases.learn(MediaType::Movie, IdKey::Imdb, "tt2", 6, Aliases::Source::Search);
    first.save();
    Account::Run second(account);
    CHECK(second.learnt(by_imdb) == "5");
    TitleName one = by_imdb, other = movie({{IdKey::Imdb, "tt2"}});
    CHECK(second.aliases.apply(one).title == Aliases::Applied::Eliminated);
    CHECK(second.aliases.apply(other).title == Aliases::Applied::Searched);
}

TEST_CASE("The next process knows for seven days which ids a search did not find", "[aliases]") {
    Account account;
    Account::Run first(account);
    first.aliases.learn_that_none(MediaType::Movie, IdKey::Imdb, "tt1", account.clock);
    first.save();
    Account::Run second(account);
    CHECK(second.is_none("tt1"));
    account.clock.advance(7 * day_ms);
    second.aliases.learn_that_none(MediaType::Movie, IdKey::Imdb, "tt2", account.clock);
    second.save();
    CHECK_FALSE(Account::Run(account).is_none("tt1"));
    CHECK(Account::Run(account).is_none("tt2"));
    CHECK(Account::Run(account).aliases.learnt().none.size() == 1);
}

TEST_CASE("The next process learns from an added play under which id Trakt shows it", "[aliases]") {
    Account account;
    Account::Run first(account);
    first.aliases.note_added(by_imdb, minute, {{minute, movie({{IdKey::Trakt, "4"}}), {}}});
    first.save();
    Account::Run second(account);
    account::Holdings now;
    now.add(movie({{IdKey::Trakt, "4"}}), {.history_id = 1, .watched_ms = minute, .rating = 0, .rated_ms = {}});
    now.add(movie({{IdKey::Trakt, "5"}}), {.history_id = 2, .watched_ms = minute, .rating = 0, .rated_ms = {}});
    second.aliases.compare_added(now, {});
    CHECK(second.learnt(by_imdb) == "5");
    second.save();
    CHECK_FALSE(Account::Run(account).aliases.has_added());
    CHECK(Account::Run(account).learnt(by_imdb) == "5");
}

TEST_CASE("Neither of two processes loses what the other one has learnt or forgotten", "[aliases]") {
    Account account;
    Account::Run first(account);
    first.aliases.learn(MediaType::Movie, IdKey::Imdb, "tt1", 5, Aliases::Source::Elimination);
    first.save();
    Account::Run second(account);
    second.aliases.learn(MediaType::Movie, IdKey::Imdb, "tt2", 6, Aliases::Source::Search);
    second.save();
    first.aliases.forget_eliminated(MediaType::Movie, by_imdb.ids);
    first.aliases.learn(MediaType::Movie, IdKey::Imdb, "tt3", 7, Aliases::Source::Search);
    first.save();
    for (Account::Run* run : {&first, &second}) {
        run->load();
        CHECK(run->learnt(by_imdb).empty());
        CHECK(run->learnt(movie({{IdKey::Imdb, "tt2"}})) == "6");
        CHECK(run->learnt(movie({{IdKey::Imdb, "tt3"}})) == "7");
    }
}

TEST_CASE("A damaged file of aliases counts as empty, is set aside, and is warned of once", "[aliases]") {
    Account account;
    account.folder.open_precious("me");
    std::ofstream(account.path()) << "{\"schema\":";
    Account::Run run(account);
    run.load();
    run.aliases.learn(MediaType::Movie, IdKey::Imdb, "tt1", 5, Aliases::Source::Search);
    run.save();
    CHECK(Account::Run(account).learnt(by_imdb) == "5");
    CHECK(state::exists(account.files, account.path() + ".corrupt-1"));
    CHECK(account.log.count("aliases_not_kept") == 1);
}

TEST_CASE("The file of aliases is bounded, and the oldest entries go first", "[aliases]") {
    account::LearntAliases learnt;
    for (int i = 0; i < 10'002; ++i) learnt.known["movie imdb tt" + std::to_string(i)] = {i + 1, {}, 1'000 + i};
    test::FakeClock clock;
    learnt.tidy(clock);
    CHECK(learnt.known.size() == account::LearntAliases::most_entries);
    CHECK_FALSE(learnt.known.contains("movie imdb tt1"));
    CHECK(learnt.known.contains("movie imdb tt2"));
}

}  // namespace mod_trakt::alias_file_test
