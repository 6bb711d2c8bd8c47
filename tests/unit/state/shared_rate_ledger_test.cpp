// The ledger in a file: sharing, damage, and a file that cannot be used.
#include "state/shared_rate_ledger.hpp"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <deque>
#include <fstream>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "http/rate_governor.hpp"
#include "support/fake_clock.hpp"
#include "support/hooked_files.hpp"

namespace mod_trakt::shared_rate_ledger_test {

namespace {

state::SystemFiles files;

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

}  // namespace

TEST_CASE("two ledgers on one file know of each other's reads") {
    const Folder folder;
    const auto one = state::make_shared_rate_ledger(files, folder.file("account"));
    const auto two = state::make_shared_rate_ledger(files, folder.file("account"));
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

TEST_CASE("a ledger that is damaged or from another boot counts as empty") {
    const Folder folder;
    const std::string path = folder.file("account");
    state::make_shared_rate_ledger(files, path)->update([](http::RateState& state) { state.reads_ms = {1, 2, 3}; });
    const auto offset_of_damage = GENERATE(0, 10, 120);
    {
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(offset_of_damage);
        file.put('#');
        if (offset_of_damage == 120) REQUIRE(::truncate(path.c_str(), 121) == 0);
    }
    std::size_t reads = 99;
    state::make_shared_rate_ledger(files, path)->update([&](http::RateState& state) { reads = state.reads_ms.size(); });
    CHECK(reads == 0);
}

TEST_CASE("a ledger with impossible times counts as empty") {
    const Folder folder;
    const std::string path = folder.file("account");
    const std::int64_t far = std::numeric_limits<std::int64_t>::max();
    const std::function<void(http::RateState&)> damages[] = {
        [&](http::RateState& state) { state.paused_until_ms = far; },
        [&](http::RateState& state) { state.next_write_ms = -1 - far; },
        [&](http::RateState& state) { state.server_until_ms = far; },
        [&](http::RateState& state) { state.burst_debt_until_ms = std::numeric_limits<double>::quiet_NaN(); },
        [&](http::RateState& state) { state.burst_debt_until_ms = 1e300; },
        [&](http::RateState& state) {
            state.reads_ms = {7, far};
        },
        [&](http::RateState& state) {
            state.waiting.push_back({1, true, far, 7});
        },
    };
    for (const auto& damage : damages) {
        state::make_shared_rate_ledger(files, path)->update([&](http::RateState& state) {
            state = http::RateState();
            state.reads_ms = {7};
            damage(state);
        });
        state::make_shared_rate_ledger(files, path)->update([&](http::RateState& state) {
            CHECK(state.reads_ms.empty());
            CHECK(state.paused_until_ms == 0);
            CHECK(state.burst_debt_until_ms == 0);
        });
    }
}

TEST_CASE("impossible reads in a ledger cause no wait longer than the window") {
    const Folder folder;
    test::FakeClock clock;
    const std::int64_t now = clock.steady_ms(), far = now + 30LL * 24 * 3'600'000;
    const std::deque<std::int64_t> usual(449, now);
    std::deque<std::int64_t> in_front = usual, behind = usual, everywhere(450, far), mixed;
    in_front.push_front(far);
    behind.push_back(far);
    for (int i = 0; i < 450; ++i) mixed.push_back(i % 2 == 0 ? far - i : now - i);
    int number = 0;
    for (const auto& reads : {in_front, behind, everywhere, mixed}) {
        const std::string path = folder.file(std::to_string(++number));
        state::make_shared_rate_ledger(files, path)->update([&](http::RateState& state) { state.reads_ms = reads; });
        http::RateGovernor governor({}, clock, state::make_shared_rate_ledger(files, path));
        INFO(number);
        CHECK(governor.try_acquire(http::Method::Get) <= http::RateGovernor::window_ms);
        std::int64_t waited = 0;
        for (int i = 0; i < 450; ++i)
            for (std::int64_t wait = 0; (wait = governor.try_acquire(http::Method::Get)) > 0; waited += wait)
                clock.advance(wait);
        CHECK(waited <= http::RateGovernor::window_ms);
    }
}

TEST_CASE("a ledger that cannot be opened paces only this process") {
    const Folder folder;
    const auto ledger = state::make_shared_rate_ledger(files, folder.file("no/such/folder"));
    ledger->update([](http::RateState& state) { state.paused_until_ms = 5; });
    std::int64_t paused = 0;
    ledger->update([&](http::RateState& state) { paused = state.paused_until_ms; });
    CHECK(paused == 5);
}

TEST_CASE("a process that dies while it holds the ledger's lock blocks no other process") {
    const Folder folder;
    const std::string path = folder.file("account");
    const pid_t child = ::fork();
    if (child == 0) {
        state::make_shared_rate_ledger(files, path)->update([](http::RateState&) { ::_exit(7); });
        ::_exit(1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WEXITSTATUS(status) == 7);
    bool reached = false;
    state::make_shared_rate_ledger(files, path)->update([&](http::RateState&) { reached = true; });
    CHECK(reached);
}

TEST_CASE("a 429 in one process holds back the other processes of the account until its time") {
    const Folder folder;
    test::FakeClock clock;
    http::RateGovernor one({}, clock, state::make_shared_rate_ledger(files, folder.file("account")));
    http::RateGovernor two({}, clock, state::make_shared_rate_ledger(files, folder.file("account")));
    one.pause_for(12'000);
    CHECK(two.try_acquire(http::Method::Get) == 12'000);
    CHECK(two.try_acquire(http::Method::Post) == 12'000);
    clock.advance(12'000);
    CHECK(two.try_acquire(http::Method::Get) == 0);
}

TEST_CASE("implausibly high limits of a server are stored as the largest plausible ones") {
    const Folder folder;
    const std::string path = folder.file("account");
    const std::int64_t far = std::numeric_limits<std::int64_t>::max(), most = 1'000'000'000;
    for (const std::int64_t left : {far, -1 - far}) {
        state::make_shared_rate_ledger(files, path)->update([&](http::RateState& state) {
            state.reads_ms = {7};
            state.server_limit = far;
            state.server_left = left;
        });
        state::make_shared_rate_ledger(files, path)->update([&](http::RateState& state) {
            CHECK(state.reads_ms.size() == 1);
            CHECK(state.server_limit == most);
            CHECK(state.server_left == (left > 0 ? most : -most));
        });
    }
}

TEST_CASE("a ledger file with an implausible limit counts as empty") {
    const Folder folder;
    const std::string path = folder.file("account");
    // After magic, schema and boot id come debt, next write, pause, then the limit and the remaining reads.
    for (const std::streamoff offset : {72, 80}) {
        state::make_shared_rate_ledger(files, path)->update([](http::RateState& state) {
            state = http::RateState();
            state.reads_ms = {7};
            state.server_limit = 400;
        });
        const std::int64_t far = std::numeric_limits<std::int64_t>::max();
        std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
        file.seekp(offset);
        file.write(reinterpret_cast<const char*>(&far), sizeof far);
        file.close();
        std::size_t reads = 99;
        state::make_shared_rate_ledger(files, path)->update([&](http::RateState& state) {
            reads = state.reads_ms.size();
        });
        CHECK(reads == 0);
    }
}

TEST_CASE("an unreadable ledger is not overwritten, and paces only this process until it is readable") {
    for (const char* operation : {"fstat", "pread", "flock"}) {
        INFO(operation);
        const Folder folder;
        const std::string path = folder.file("account");
        state::make_shared_rate_ledger(files, path)->update([](http::RateState& state) { state.reads_ms = {1, 2, 3}; });
        test::HookedFiles failing;
        bool fails = true;
        failing.before = [&](const test::FileCall& call) { return fails && call.operation == operation ? EIO : 0; };
        const auto ledger = state::make_shared_rate_ledger(failing, path);
        ledger->update([](http::RateState& state) { state.reads_ms.push_back(4); });
        std::size_t reads = 0;
        const auto count = [&](http::RateState& state) { reads = state.reads_ms.size(); };
        state::make_shared_rate_ledger(files, path)->update(count);
        CHECK(reads == 3);
        fails = false;
        ledger->update(count);
        CHECK(reads == 4);
        state::make_shared_rate_ledger(files, path)->update(count);
        CHECK(reads == 4);
    }
}

}  // namespace mod_trakt::shared_rate_ledger_test
