// Processes that are killed in the middle of a read leave nothing that harms later ones.
#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "support/config.hpp"
#include "support/fault_kinds.hpp"
#include "support/iso_date.hpp"
#include "support/machine_time.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

constexpr std::int64_t settled_ms = 150'000;
constexpr std::size_t attempts_per_kill = 5;  // some processes end before they can be killed
constexpr std::array<const char*, 3> all_features{"history", "ratings", "watchlist"};

std::size_t kills_wanted() { return (is_soak() ? 5000 : 200) / test_share(); }

std::uint64_t seed_of_this_run() {
    const char* told = std::getenv("MOD_TRAKT_KILL_SEED");
    return told != nullptr ? std::strtoull(told, nullptr, 10) : 1;
}

void pause_us(std::int64_t us) {
    timespec time{us / 1'000'000, us % 1'000'000 * 1000};
    while (::nanosleep(&time, &time) != 0) continue;
}

std::vector<std::string> features_in_some_order(std::mt19937_64& random) {
    std::vector<std::string> features(all_features.begin(), all_features.end());
    std::shuffle(features.begin(), features.end(), random);
    return features;
}

// A child process that makes an index of each feature and ends.
class Reader {
public:
    Reader(const json::object& config, const std::vector<std::string>& features) {
        plugin();  // loaded before the fork, so that a kill hits a read and not the loader
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error("no fork");
        if (pid_ > 0) return;
        int code = 2;
        try {
            Handle handle(config);
            code = 0;
            for (const std::string& feature : features)
                if (handle.index(feature).status != SYNCMOD_OK) code = 1;
        } catch (const std::exception&) {
        }
        ::_exit(code);
    }
    ~Reader() { kill(); }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    bool is_running() {
        if (!reaped_ && ::waitpid(pid_, &status_, WNOHANG) == pid_) reaped_ = true;
        return !reaped_;
    }
    void kill() {
        if (!is_running()) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, &status_, 0);
        reaped_ = true;
    }
    // How it ended. A signal may come too late to kill it.
    bool was_killed() const { return WIFSIGNALED(status_) && WTERMSIG(status_) == SIGKILL; }
    bool went_well() const { return WIFEXITED(status_) && WEXITSTATUS(status_) == 0; }

private:
    pid_t pid_ = -1;
    int status_ = 0;
    bool reaped_ = false;
};

std::vector<std::string> files_in(const TempFolder& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
        if (std::error_code gone; entry.is_regular_file(gone))
            names.push_back(entry.path().lexically_relative(folder.path()).string());
    return names;
}

std::size_t unfinished_files(const TempFolder& folder) {
    const std::vector<std::string> names = files_in(folder);
    return static_cast<std::size_t>(
        std::count_if(names.begin(), names.end(), [](const std::string& name) { return name.ends_with(".tmp"); }));
}

// Removes snapshots and pages, but not files left by killed writers: only the plugin may remove those.
void forget_what_was_read(const TempFolder& folder) {
    for (const std::string& name : files_in(folder))
        if (name.starts_with("cache/") && !name.ends_with(".tmp")) std::filesystem::remove(folder / name);
}

enum class Moment { Request, Write, Any };

// The duration of a full read on this machine, so that kills hit all of its parts.
struct WholeRead {
    std::size_t requests = 0;
    std::uint64_t us = 0;
};

// Only additions or only removals, so that every change must be seen at once.
json::object a_change_of_plays(std::mt19937_64& random) {
    const char* type = random() % 3 == 0 ? "movie" : "episode";
    const auto count = static_cast<std::int64_t>(random() % 8 + 1);
    switch (random() % 4) {
        case 0: return {{"op", "add"}, {"type", type}, {"count", count}, {"when", "now"}};
        case 1: return {{"op", "add"}, {"type", type}, {"count", count}, {"when", "backdated"}};
        case 2: return {{"op", "add"}, {"type", type}, {"count", count}, {"when", "tie"}};
        default: return {{"op", "remove"}, {"type", type}, {"count", count}};
    }
}

// A change of ratings or the watchlist. Only existing entries can be removed.
json::object a_change_of_entries(std::mt19937_64& random, const json::value& state) {
    const bool ratings = random() % 2 == 0;
    const char* type = std::array{"movie", "show", "season", "episode"}[random() % 4];
    const json::array& rows = state.at(ratings ? "ratings" : "watchlist").as_array();
    const bool is_there =
        std::any_of(rows.begin(), rows.end(), [type](const json::value& row) { return row.at("type") == type; });
    const bool remove = is_there && random() % 2 == 0;
    const auto count = remove ? std::int64_t{1} : static_cast<std::int64_t>(random() % 3 + 1);
    const char* op = ratings ? (remove ? "unrate" : "rate") : (remove ? "watchlist_remove" : "watchlist_add");
    return {{"op", op}, {"type", type}, {"count", count}};
}

// Empty if each of the three indexes of a new handle is the truth.
std::string next_run_differs(const json::object& config, const TwinProcess& twin,
                             const std::vector<std::string>& features) {
    const json::value state = twin.state(true);
    Handle handle(config);
    std::string differs;
    for (const std::string& feature : features) {
        const Outcome outcome = handle.index(feature);
        const std::string wrong = outcome.status != SYNCMOD_OK
                                      ? outcome.summary()
                                      : difference(outcome.items(), expected_items(state, feature));
        if (!wrong.empty()) differs += feature + ": " + wrong + "\n";
    }
    return differs;
}

WholeRead measure_a_whole_read(const json::object& config, const TwinProcess& twin) {
    const TempFolder elsewhere;
    twin.clear_ledger();
    Reader reader(in_folder(config, elsewhere), {all_features.begin(), all_features.end()});
    const std::int64_t begin_ms = unix_now_ms();
    while (reader.is_running()) pause_us(200);
    REQUIRE(reader.went_well());
    return {twin.ledger().size(), static_cast<std::uint64_t>(unix_now_ms() - begin_ms + 1) * 1000};
}

// Runs a reader and kills it at some moment, unless it ends before. Returns true if it was killed.
bool kill_a_reader(const json::object& config, const TwinProcess& twin, const TempFolder& folder,
                   std::mt19937_64& random, const WholeRead& whole) {
    // A read of changes is short and a full read is long, so they have different moments.
    const bool soon = random() % 2 == 0;
    const std::size_t nth = random() % (soon ? 6 : whole.requests) + 1;
    const Moment moment = static_cast<Moment>(random() % 3);
    if (moment == Moment::Request)
        twin.fault({{"nth", static_cast<std::int64_t>(nth)}, {"kind", "slow"}, {"delay_ms", 60'000}});
    twin.clear_ledger();
    const std::vector<std::string> before = files_in(folder);
    Reader reader(config, features_in_some_order(random));
    switch (moment) {
        case Moment::Request:  // until it hangs in the n-th request, or ends without one
            while (reader.is_running() && twin.ledger().size() < nth) pause_us(500);
            pause_us(static_cast<std::int64_t>(random() % 1000));
            break;
        case Moment::Write:
            while (reader.is_running() && files_in(folder) == before) continue;
            pause_us(static_cast<std::int64_t>(random() % 500));
            break;
        case Moment::Any: pause_us(static_cast<std::int64_t>(random() % (soon ? whole.us / 8 : whole.us * 5 / 4)));
    }
    reader.kill();
    twin.clear_faults();
    CHECK((reader.was_killed() || reader.went_well()));
    return reader.was_killed();
}

}  // namespace

TEST_CASE(
    "Whenever a process is killed while it reads, the next run is exact in all three indexes and the folder does not "
    "fill up",
    "[kill]") {
    const std::uint64_t seed = seed_of_this_run();
    INFO("again with MOD_TRAKT_KILL_SEED=" << seed);
    std::mt19937_64 random(seed);
    const TwinProcess twin({"--plays", "300", "--ratings", "60", "--watchlist", "30"});
    const TempFolder folder;
    const json::object config = in_folder(
        config_for(twin, {{"history_per_page", 10}, {"ratings_per_page", 5}, {"watchlist_per_page", 5}}), folder);
    const WholeRead whole = measure_a_whole_read(config, twin);

    const std::size_t wanted = kills_wanted();
    std::size_t killed = 0, runs = 0, most_leavings = 0;
    std::size_t kills_in_row = 0, row = 0;  // kills since the last check, and how many are planned
    bool plays_may_change = true;  // they were read since the last change, so that additions and removals do not mix
    std::int64_t later_ms = 0, edits = 0;
    while (killed < wanted && runs < attempts_per_kill * wanted) {
        INFO("run " << ++runs << ", " << killed << " were killed before");
        // Days pass, so stamps become mature, and sometimes everything has to be compared.
        later_ms += random() % 10 == 0 ? 25 * 3'600'000 : settled_ms;
        const LaterDate date(later_ms);
        if (kills_in_row == 0) row = random() % 3 + 1;
        if (kills_in_row == 0 || random() % 4 == 0) {
            twin.clock({{"now", iso_of(unix_now_ms() - settled_ms)}});
            if (random() % 3 != 0 && plays_may_change) {
                twin.edit(a_change_of_plays(random), ++edits);
                plays_may_change = false;
            }
            if (random() % 2 == 0) twin.edit(a_change_of_entries(random, twin.state(true)), ++edits);
        }
        if (random() % 5 == 0) forget_what_was_read(folder);  // so that full reads are interrupted too

        const bool was_killed = kill_a_reader(config, twin, folder, random, whole);
        if (was_killed) {
            ++killed;
            ++kills_in_row;
        } else {
            plays_may_change = true;  // it has read all of them
        }
        most_leavings = std::max(most_leavings, unfinished_files(folder));
        // A run that was not killed ends the series too, because nothing is left to interrupt.
        if (kills_in_row == 0 || (was_killed && kills_in_row < row && killed < wanted)) continue;
        CHECK(next_run_differs(config, twin, features_in_some_order(random)) == "");
        kills_in_row = 0;
        plays_may_change = true;
    }
    CHECK(killed == wanted);
    // 200 kills leave about fifty temporary files; those of the last day are still there.
    CHECK(most_leavings <= 15);

    // The next process works, and two days later no file of killed processes is left.
    later_ms += 50 * 3'600'000;
    const LaterDate date(later_ms);
    twin.clock({{"now", iso_of(unix_now_ms() - settled_ms)}});
    twin.edit({{"op", "add"}, {"count", 3}, {"when", "backdated"}});
    Handle last(config);
    CHECK(last.health().status == SYNCMOD_OK);
    CHECK(next_run_differs(config, twin, features_in_some_order(random)) == "");
    CHECK(unfinished_files(folder) == 0);
    // The files are three snapshots, the pace, and locks.
    CHECK(files_in(folder).size() <= 20);
}
