#include "state/shared_rate_ledger.hpp"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "http/rate_governor.hpp"
#include "support/fake_clock.hpp"

using namespace mod_trakt;

namespace {

class Folder {
public:
    Folder() {
        std::array<char, 40> name{"/tmp/mod_trakt_ledger_XXXXXX"};
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() {
        const std::string command = "rm -rf '" + path_ + "'";
        (void)!std::system(command.c_str());
    }
    std::string file(const std::string& name) const { return path_ + "/" + name; }

private:
    std::string path_;
};

std::size_t most_in_any_window(const std::vector<std::int64_t>& times, std::int64_t window_ms) {
    std::size_t most = 0;
    for (std::size_t first = 0, last = 0; last < times.size(); ++last) {
        while (times[last] - times[first] >= window_ms) ++first;
        most = std::max(most, last - first + 1);
    }
    return most;
}

}  // namespace

TEST_CASE("two ledgers on one file know of each other's reads") {
    const Folder folder;
    const auto one = state::make_shared_rate_ledger(folder.file("account"));
    const auto two = state::make_shared_rate_ledger(folder.file("account"));
    one->update([](http::RateState& state) {
        state.reads_ms = {1, 2, 3};
        state.paused_until_ms = 77;
        state.server_limit = 400;
    });
    std::size_t reads = 0;
    std::int64_t paused = 0;
    std::optional<std::int64_t> limit;
    two->update([&](http::RateState& state) {
        reads = state.reads_ms.size();
        paused = state.paused_until_ms;
        limit = state.server_limit;
    });
    CHECK(reads == 3);
    CHECK(paused == 77);
    CHECK(limit == 400);
}

TEST_CASE("a ledger that is damaged, or of another start of the machine, is taken for an empty one") {
    const Folder folder;
    const std::string path = folder.file("account");
    state::make_shared_rate_ledger(path)->update([](http::RateState& state) { state.reads_ms = {1, 2, 3}; });
    const auto offset_of_damage = GENERATE(0, 10, 120);
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(offset_of_damage);
        file.put('#');
        if (offset_of_damage == 120) REQUIRE(::truncate(path.c_str(), 121) == 0);
    }
    std::size_t reads = 99;
    state::make_shared_rate_ledger(path)->update([&](http::RateState& state) { reads = state.reads_ms.size(); });
    CHECK(reads == 0);
}

TEST_CASE("a ledger with times that no machine reaches is taken for an empty one") {
    const Folder folder;
    const std::string path = folder.file("account");
    const std::int64_t far = std::numeric_limits<std::int64_t>::max();
    const std::function<void(http::RateState&)> damages[] = {
        [&](http::RateState& state) { state.paused_until_ms = far; },
        [&](http::RateState& state) { state.next_write_ms = -1 - far; },
        [&](http::RateState& state) { state.server_until_ms = far; },
        [&](http::RateState& state) { state.server_left = -far; },
        [&](http::RateState& state) { state.burst_debt_until_ms = std::numeric_limits<double>::quiet_NaN(); },
        [&](http::RateState& state) { state.burst_debt_until_ms = 1e300; },
        [&](http::RateState& state) {
            state.reads_ms = {7, far};
        },
    };
    for (const auto& damage : damages) {
        state::make_shared_rate_ledger(path)->update([&](http::RateState& state) {
            state = http::RateState();
            state.reads_ms = {7};
            damage(state);
        });
        state::make_shared_rate_ledger(path)->update([&](http::RateState& state) {
            CHECK(state.reads_ms.empty());
            CHECK(state.paused_until_ms == 0);
            CHECK(state.burst_debt_until_ms == 0);
        });
    }
}

TEST_CASE("a ledger that cannot be opened paces this process alone") {
    const Folder folder;
    const auto ledger = state::make_shared_rate_ledger(folder.file("no/such/folder"));
    ledger->update([](http::RateState& state) { state.paused_until_ms = 5; });
    std::int64_t paused = 0;
    ledger->update([&](http::RateState& state) { paused = state.paused_until_ms; });
    CHECK(paused == 5);
}

TEST_CASE("a process that dies with the ledger's lock in its hand blocks nobody") {
    const Folder folder;
    const std::string path = folder.file("account");
    const pid_t child = ::fork();
    if (child == 0) {
        state::make_shared_rate_ledger(path)->update([](http::RateState&) { ::_exit(7); });
        ::_exit(1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WEXITSTATUS(status) == 7);
    bool reached = false;
    state::make_shared_rate_ledger(path)->update([&](http::RateState&) { reached = true; });
    CHECK(reached);
}

TEST_CASE("a simulated hour of three processes and five accounts keeps every limit and starves nobody") {
    const Folder folder;
    test::FakeClock clock;
    constexpr std::size_t accounts = 5, processes = 3;
    struct Process {
        std::unique_ptr<http::RateGovernor> governor;
        std::vector<std::int64_t> reads, writes;
    };
    std::array<std::array<Process, processes>, accounts> all;
    for (std::size_t a = 0; a < accounts; ++a)
        for (auto& process : all[a])
            process.governor = std::make_unique<http::RateGovernor>(
                http::RateLimits{}, clock, state::make_shared_rate_ledger(folder.file(std::to_string(a))));

    const std::int64_t end = clock.steady_ms() + 3'600'000;
    std::size_t turn = 0;
    while (clock.steady_ms() < end) {
        std::int64_t next = 10'000;
        for (auto& account : all) {
            // Whoever is asked first must not win for ever: the order turns, as it does between real processes.
            for (std::size_t i = 0; i < processes; ++i) {
                Process& process = account[(turn + i) % processes];
                const std::int64_t read = process.governor->try_acquire(http::Method::Get);
                if (read == 0) process.reads.push_back(clock.steady_ms());
                const std::int64_t write = process.governor->try_acquire(http::Method::Post);
                if (write == 0) process.writes.push_back(clock.steady_ms());
                next = std::min({next, std::max<std::int64_t>(1, read), std::max<std::int64_t>(1, write)});
            }
        }
        ++turn;
        clock.advance(next);
    }
    for (auto& account : all) {
        std::vector<std::int64_t> reads, writes;
        for (const Process& process : account) {
            reads.insert(reads.end(), process.reads.begin(), process.reads.end());
            writes.insert(writes.end(), process.writes.begin(), process.writes.end());
            CHECK(process.reads.size() > 1000);
            CHECK(process.writes.size() > 500);
        }
        std::sort(reads.begin(), reads.end());
        std::sort(writes.begin(), writes.end());
        CHECK(most_in_any_window(reads, 300'000) <= 450);
        CHECK(reads.size() > 11 * 400);
        CHECK(most_in_any_window(writes, 1000) <= 1);
    }
}

TEST_CASE("a 429 in one process holds the others of the account until its time") {
    const Folder folder;
    test::FakeClock clock;
    http::RateGovernor one({}, clock, state::make_shared_rate_ledger(folder.file("account")));
    http::RateGovernor two({}, clock, state::make_shared_rate_ledger(folder.file("account")));
    one.pause_for(12'000);
    CHECK(two.try_acquire(http::Method::Get) == 12'000);
    CHECK(two.try_acquire(http::Method::Post) == 12'000);
    clock.advance(12'000);
    CHECK(two.try_acquire(http::Method::Get) == 0);
}
