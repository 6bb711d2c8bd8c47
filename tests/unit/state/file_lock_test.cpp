// FileLock between processes, within one process, and on file systems without locks.
#include "state/file_lock.hpp"

#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <optional>
#include <string>

#include "tests/support/fake_clock.hpp"
#include "tests/support/forked_process.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::file_lock_test {

using test::FakeClock;
using test::outline;
using test::TempFolder;
using test::thrown_by;

namespace {

state::SystemFiles files;

// What another process does that holds the lock until it is killed.
std::function<void()> holding(const std::string& path) {
    return [path] {
        static SystemClock clock;
        static const state::FileLock lock(files, path, CallScope(clock, nullptr, 5000));
    };
}

}  // namespace

TEST_CASE("A free lock is taken at once, and again after its release", "[state]") {
    const TempFolder folder;
    FakeClock clock;
    const CallScope scope(clock, nullptr, 0);
    { const state::FileLock lock(files, folder / "lock", scope); }
    { const state::FileLock lock(files, folder / "lock", scope); }
    CHECK(clock.slices.empty());
}

TEST_CASE("A wait for a lock that another process holds ends at the caller's time limit", "[state]") {
    const TempFolder folder;
    const test::ForkedProcess holder(holding(folder / "lock"));
    FakeClock clock;
    const CallScope scope(clock, nullptr, 700);
    CHECK(outline(thrown_by([&] { const state::FileLock lock(files, folder / "lock", scope); })) ==
          "TIMEOUT operation_timeout");
    CHECK(scope.remaining_ms() == 0);
}

TEST_CASE("A wait for the lock ends within a slice of a cancel", "[state]") {
    const TempFolder folder;
    const test::ForkedProcess holder(holding(folder / "lock"));
    FakeClock clock;
    std::int32_t cancel = 0;
    clock.on_block = [&] { cancel = clock.slices.size() == 4 ? 1 : 0; };
    const CallScope scope(clock, &cancel, 60'000);
    CHECK(outline(thrown_by([&] { const state::FileLock lock(files, folder / "lock", scope); })) ==
          "CANCELLED cancelled");
    CHECK(clock.slices.size() == 4);
}

TEST_CASE("A killed holder no longer holds the lock", "[state]") {
    const TempFolder folder;
    test::ForkedProcess holder(holding(folder / "lock"));
    FakeClock clock;
    // The holder is killed during the wait; the time limit makes the test fail if the lock stays held.
    clock.on_block = [&] {
        if (clock.slices.size() == 3) holder.kill();
    };
    const CallScope scope(clock, nullptr, 60'000);
    std::optional<state::FileLock> lock;
    CHECK(outline(thrown_by([&] { lock.emplace(files, folder / "lock", scope); })) == "OK ");
    CHECK(lock.has_value());
    CHECK(clock.slices.size() == 3);
}

TEST_CASE("Two locks of one process exclude each other too", "[state]") {
    const TempFolder folder;
    FakeClock clock;
    const CallScope scope(clock, nullptr, 200);
    const state::FileLock first(files, folder / "lock", scope);
    CHECK(outline(thrown_by([&] { const state::FileLock second(files, folder / "lock", scope); })) ==
          "TIMEOUT operation_timeout");
}

TEST_CASE("A lock file that cannot be opened is the host's failure", "[state]") {
    const TempFolder folder;
    FakeClock clock;
    const CallScope scope(clock, nullptr, 200);
    CHECK(outline(thrown_by([&] { const state::FileLock lock(files, folder / "none/lock", scope); })) ==
          "HOST state_unwritable");
    std::filesystem::create_symlink(folder / "elsewhere", folder / "link");
    CHECK(outline(thrown_by([&] { const state::FileLock lock(files, folder / "link", scope); })) ==
          "HOST state_unwritable");
}

TEST_CASE("Where the file system has no locks, ThreadLock excludes within this process", "[state]") {
    const int error = GENERATE(ENOLCK, EOPNOTSUPP, ENOSYS, EINVAL);
    INFO(error);
    const TempFolder folder;
    FakeClock clock;
    const CallScope scope(clock, nullptr, 1000);
    test::HookedFiles lockless;
    lockless.before = [&](const test::FileCall& call) { return call.operation == "flock" ? error : 0; };
    {
        std::optional<state::FileLock> first(std::in_place, lockless, folder / "lock", scope);
        const state::FileLock beside(lockless, folder / "other", scope);
        CHECK(outline(thrown_by([&] { const state::FileLock second(lockless, folder / "lock", scope); })) ==
              "TIMEOUT operation_timeout");
        // A child that is forked meanwhile does not inherit the turns of its parent.
        const pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            FakeClock own_clock;
            const CallScope own_scope(own_clock, nullptr, 1000);
            int wrong = 1;
            try {
                const state::FileLock lock(lockless, folder / "lock", own_scope);
                wrong = 0;
            } catch (...) {
                wrong = 2;
            }
            ::_exit(wrong);
        }
        int status = 0;
        REQUIRE(::waitpid(child, &status, 0) == child);
        CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
        const CallScope again(clock, nullptr, 1000);
        clock.on_block = [&] { first.reset(); };
        const state::FileLock third(lockless, folder / "lock", again);
        CHECK_FALSE(first.has_value());
    }
    const CallScope last(clock, nullptr, 1000);
    clock.on_block = nullptr;
    const state::FileLock fourth(lockless, folder / "lock", last);
}

TEST_CASE("Any other failure of a lock is an error", "[state]") {
    const TempFolder folder;
    FakeClock clock;
    const CallScope scope(clock, nullptr, 1000);
    test::HookedFiles failing;
    failing.before = [&](const test::FileCall& call) { return call.operation == "flock" ? EIO : 0; };
    CHECK(outline(thrown_by([&] { const state::FileLock lock(failing, folder / "lock", scope); })) ==
          "HOST state_unwritable");
}

}  // namespace mod_trakt::file_lock_test
