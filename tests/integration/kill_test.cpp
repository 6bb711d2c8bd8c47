// Processes that are killed in the middle of a read: what they leave behind harms no later one.
#include <catch2/catch.hpp>

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <random>

#include "support/config.hpp"
#include "support/iso_date.hpp"
#include "support/machine_time.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

constexpr std::int64_t settled_ms = 150'000;

int runs() {
    if (std::getenv("MOD_TRAKT_TEST_SOAK") != nullptr) return 5000;
    const char* share = std::getenv("MOD_TRAKT_TEST_SHARE");
    return 200 / std::max(1, share != nullptr ? std::atoi(share) : 1);
}

std::uint64_t seed_of_this_run() {
    const char* told = std::getenv("MOD_TRAKT_KILL_SEED");
    return told != nullptr ? std::strtoull(told, nullptr, 10) : 1;
}

void pause_us(std::int64_t us) {
    timespec time{us / 1'000'000, us % 1'000'000 * 1000};
    while (::nanosleep(&time, &time) != 0) continue;
}

// A process of its own that makes an index and ends; killed when it goes out of scope before that.
class Reader {
public:
    explicit Reader(const json::object& config) {
        plugin();  // loaded before the fork, so that a kill hits a read and not the loader
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error("no fork");
        if (pid_ > 0) return;
        int code = 2;
        try {
            Handle handle(config);
            code = handle.index("history").status == SYNCMOD_OK ? 0 : 1;
        } catch (const std::exception&) {
        }
        ::_exit(code);
    }
    ~Reader() {
        if (pid_ <= 0 || reaped_) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Reader(const Reader&) = delete;
    Reader& operator=(const Reader&) = delete;

    bool is_running() {
        if (!reaped_ && ::waitpid(pid_, nullptr, WNOHANG) == pid_) reaped_ = true;
        return !reaped_;
    }

private:
    pid_t pid_ = -1;
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

// Snapshots and pages go, but for the leavings of killed writers: nobody but the plugin may clean those up.
void forget_what_was_read(const TempFolder& folder) {
    for (const std::string& name : files_in(folder))
        if (name.starts_with("cache/") && !name.ends_with(".tmp")) std::filesystem::remove(folder / name);
}

enum class Moment { Request, Write, Any };

json::object a_change(std::mt19937_64& random) {
    const char* type = random() % 3 == 0 ? "movie" : "episode";
    const auto count = static_cast<std::int64_t>(random() % 8 + 1);
    switch (random() % 4) {
        case 0: return {{"op", "add"}, {"type", type}, {"count", count}, {"when", "now"}};
        case 1: return {{"op", "add"}, {"type", type}, {"count", count}, {"when", "backdated"}};
        case 2: return {{"op", "add"}, {"type", type}, {"count", count}, {"when", "tie"}};
        default: return {{"op", "remove"}, {"type", type}, {"count", count}};
    }
}

}  // namespace

TEST_CASE("Whenever a process is killed while it reads, the next run is exact and the folder does not fill up",
          "[kill]") {
    const std::uint64_t seed = seed_of_this_run();
    INFO("again with MOD_TRAKT_KILL_SEED=" << seed);
    std::mt19937_64 random(seed);
    const TwinProcess twin({"--plays", "300"});
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin, {{"history_per_page", 10}}), folder);

    // How long a whole read takes here, so that kills fall at all of its points.
    const std::int64_t begin_ms = unix_now_ms();
    {
        const TempFolder elsewhere;
        Handle handle(in_folder(config, elsewhere));
        REQUIRE(differs_from_truth(handle.index("history"), twin, "history") == "");
    }
    const std::int64_t whole_us = (unix_now_ms() - begin_ms + 1) * 1000;

    std::size_t killed = 0, exact = 0, most_leavings = 0;
    int until_healthy = 0;
    std::int64_t later_ms = 0;
    for (int run = 1; run <= runs(); ++run) {
        INFO("run " << run);
        // Days pass: stamps settle, and at times everything has to be looked at anew. Each change is of one sign, so
        // that nothing may go unseen for a while.
        later_ms += random() % 10 == 0 ? 25 * 3'600'000 : settled_ms;
        const LaterDate date(later_ms);
        if (until_healthy == 0 || random() % 4 == 0) {
            twin.clock({{"now", iso_of(unix_now_ms() - settled_ms)}});
            if (random() % 3 != 0 && until_healthy == 0) twin.edit(a_change(random));
        }
        if (until_healthy == 0) until_healthy = static_cast<int>(random() % 3) + 1;
        if (random() % 5 == 0) forget_what_was_read(folder);  // a full read is to be interrupted as well

        const std::int64_t nth = static_cast<std::int64_t>(random() % 45) + 1;
        const Moment moment = static_cast<Moment>(random() % 3);
        if (moment == Moment::Request) twin.fault({{"nth", nth}, {"kind", "slow"}, {"delay_ms", 60'000}});
        twin.clear_ledger();
        {
            Reader reader(config);
            switch (moment) {
                case Moment::Request:  // until it hangs in the n-th request, or is done without one
                    while (reader.is_running() && static_cast<std::int64_t>(twin.ledger().size()) < nth) pause_us(500);
                    pause_us(static_cast<std::int64_t>(random() % 1000));
                    break;
                case Moment::Write: {
                    const std::vector<std::string> before = files_in(folder);
                    while (reader.is_running() && files_in(folder) == before) continue;
                    pause_us(static_cast<std::int64_t>(random() % 500));
                    break;
                }
                case Moment::Any:
                    pause_us(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(whole_us * 5 / 4)));
            }
            if (reader.is_running()) ++killed;
        }
        twin.clear_faults();

        if (--until_healthy > 0) continue;
        Handle handle(config);
        CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
        ++exact;
        most_leavings = std::max(most_leavings, unfinished_files(folder));
    }
    CHECK(killed > 0);
    CHECK(exact > 0);
    // Credentials, pace, locks, one snapshot of history, and what one interrupted read has got so far.
    CHECK(most_leavings <= 40);

    // Nothing is in the way of whoever comes next, and two days later nothing is left of those that were killed.
    later_ms += 50 * 3'600'000;
    const LaterDate date(later_ms);
    twin.clock({{"now", iso_of(unix_now_ms() - settled_ms)}});
    twin.edit({{"op", "add"}, {"count", 3}, {"when", "backdated"}});
    Handle last(config);
    CHECK(last.health().status == SYNCMOD_OK);
    CHECK(differs_from_truth(last.index("history"), twin, "history") == "");
    CHECK(unfinished_files(folder) == 0);
    CHECK(files_in(folder).size() <= 20);
}
