// What may stand in the files that an account keeps: each is read as what it says or counts as absent, and can be used
// afterwards.
#include <filesystem>
#include <string>
#include <vector>

#include "account/alias_file.hpp"
#include "account/faulty_items.hpp"
#include "account/journal.hpp"
#include "account/run_record.hpp"
#include "account/settings_answer.hpp"
#include "state/files.hpp"
#include "state/state_folder.hpp"
#include "support/error.hpp"
#include "targets.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/null_log.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::fuzz {
namespace {

constexpr const char* user = "user";
constexpr std::int64_t now_ms = 1'789'000'000'000;

// A state folder of its own for each input, with one file in it.
class Place {
public:
    Place() {
        folder_.open_precious(user);
        folder_.open_cache(user, 0);
    }
    state::Files& files() { return files_; }
    const state::StateFolder& folder() const { return folder_; }
    const Log& log() const { return log_; }
    CallScope scope() { return CallScope(clock_, &cancel_, 0); }

private:
    test::TempFolder home_;
    state::SystemFiles files_;
    state::StateFolder folder_{files_, home_ / "state", 0};
    test::FakeClock clock_;
    test::NullLog log_;
    std::int32_t cancel_ = 0;
};

TitleName movie(const char* imdb) {
    TitleName title;
    title.type = MediaType::Movie;
    title.ids.set(IdKey::Imdb, imdb);
    return title;
}

// A file that cannot be read is set aside, and said once.
template <typename File>
void load(File& file) {
    try {
        file.load();
    } catch (const Failure& failure) {
        promise(failure.error().status == Status::Host, "a damaged file is a fault of the host's disk");
        file.load();
    }
}

void check_settings(std::string_view bytes) {
    const auto answer = account::parse_settings(std::string(bytes), user);
    if (!answer) return;
    promise(account::parse_settings(account::render_settings(*answer, user), user) == answer,
            "settings that were read are kept as they are");
    promise(!account::parse_settings(std::string(bytes), "other"), "no account has the settings of another one");
}

void check_faulty(std::string_view bytes) {
    Place place;
    test::spit(place.folder().faulty_file(user), bytes);
    const CallScope scope = place.scope();
    account::FaultyItems first(&place.folder(), place.log());
    first.open(user);
    first.has("/sync/history", "item", now_ms);
    first.note("/sync/history", "item", now_ms, scope);
    for (int i = 0; i < 2; ++i) {
        account::FaultyItems next(&place.folder(), place.log());
        next.open(user);
        promise(next.has("/sync/history", "item", now_ms) == (i == 0), "the next process knows what is faulty");
        next.forget("/sync/history", "item", scope);
    }
}

void check_aliases(std::string_view bytes) {
    Place place;
    test::spit(place.folder().aliases_file(user), bytes);
    const auto is_known = [](account::Aliases& aliases) {
        TitleName title = movie("tt90010011");
        aliases.apply(title);
        return title.ids.get(IdKey::Trakt) == "7010001";
    };
    account::Aliases first, next;
    account::AliasFile written(place.folder(), user, place.log()), read(place.folder(), user, place.log());
    written.load(first);
    first.learn(MediaType::Movie, IdKey::Imdb, "tt90010011", 7010001, account::Aliases::Source::Search);
    promise(is_known(first), "an alias that was learnt is known");
    written.save(first, place.scope());
    read.load(next);
    promise(is_known(next), "the next process knows the alias");
}

void check_journal(std::string_view bytes) {
    using State = account::Journal::State;
    Place place;
    const std::string path = place.folder().journal_file(user);
    test::spit(path, bytes);
    const account::Journal::Play play{movie("tt90010011"), 600'000};
    account::Journal first(place.files(), path);
    load(first);
    const std::string request =
        first.begin(FeatureId::History, Change::Add, std::vector<account::Journal::Play>{play}, now_ms);
    account::Journal next(place.files(), path);
    next.load();
    const auto* entry = next.find(request, 0);
    promise(entry != nullptr && entry->state == State::Open, "what is about to be sent is open for the next process");
    next.settle(request, std::vector<account::Journal::Outcome>{{0, State::There}}, now_ms);
    first.load();
    promise(first.last(play) != nullptr && first.last(play)->state == State::There,
            "what is certain is read by others");
}

void check_run(std::string_view bytes) {
    using State = account::RunChange::State;
    Place place;
    const std::string path = place.folder().open_precious(user) + "/run";
    test::spit(path, bytes);
    account::RunRecord first(place.files(), path, "nightly");
    load(first);
    const std::size_t before = first.changes().size();
    std::vector<account::RunChange> changes(1);
    changes[0].title = movie("tt90010011");
    changes[0].watched_ms = 600'000;
    first.begin(changes, now_ms);
    account::RunRecord next(place.files(), path);
    next.load();
    promise(next.changes().size() == before + 1, "a run has its changes in the next process");
    promise(next.changes()[before].state == State::Open, "a change that is about to be sent is open");
    next.settle(std::vector<account::RunOutcome>{{changes[0].number, State::Done, 5}}, now_ms);
    first.load();
    promise(first.changes()[before].state == State::Done, "what became of a change is read by others");
    promise(first.counts().back + first.counts().impossible <= first.counts().all, "no more is back than was changed");
}

}  // namespace

void run_account_files(std::string_view input) {
    if (input.empty()) return;
    const std::string_view bytes = input.substr(1);
    switch (input.front()) {
        case 's': return check_settings(bytes);
        case 'f': return check_faulty(bytes);
        case 'a': return check_aliases(bytes);
        case 'j': return check_journal(bytes);
        case 'r': return check_run(bytes);
        default: return;
    }
}

}  // namespace mod_trakt::fuzz
