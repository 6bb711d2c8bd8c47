// A fork while a lock is locked: the child must not keep the lock locked after its parent has unlocked it, and must not
// unlock it before.
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "auth/credential_store.hpp"
#include "index/paging/page_journal.hpp"
#include "state/file_lock.hpp"
#include "state/shared_rate_ledger.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

using namespace mod_trakt;
using test::outline;
using test::thrown_by;

namespace {

// A child that is forked here with all descriptors, and blocks until this object is destroyed.
class BlockedChild {
public:
    BlockedChild() {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ == 0) {
            ::alarm(30);  // ends the child even if the parent is gone
            ::close(ends[1]);
            char end = 0;
            while (::read(ends[0], &end, 1) > 0) {
            }
            ::_exit(0);
        }
        ::close(ends[0]);
        parent_end_ = ends[1];
        if (pid_ < 0) throw std::runtime_error("no child");
    }
    ~BlockedChild() {
        ::close(parent_end_);
        ::waitpid(pid_, nullptr, 0);
    }
    BlockedChild(const BlockedChild&) = delete;
    BlockedChild& operator=(const BlockedChild&) = delete;

    bool lives() const { return ::waitpid(pid_, nullptr, WNOHANG) == 0; }

private:
    pid_t pid_ = 0;
    int parent_end_ = -1;
};

// Forks once, when a lock has just been taken.
struct ForkingFiles : test::HookedFiles {
    ForkingFiles() {
        after = [this](const test::FileCall& call) {
            if (call.operation == "flock" && (call.argument & LOCK_EX) != 0 && !child) child.emplace();
        };
    }
    std::optional<BlockedChild> child;
};

// Runs `work` in a child and waits for its end.
template <typename Work>
void run_in_child(const Work& work) {
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::alarm(30);
        work();
        ::_exit(0);
    }
    REQUIRE(pid > 0);
    int status = -1;
    REQUIRE(::waitpid(pid, &status, 0) == pid);
    REQUIRE(status == 0);
}

struct Bench {
    // True if the lock can be taken at once; otherwise the scripted clock ends the wait.
    bool is_free() {
        const CallScope scope(clock, nullptr, 200);
        const std::size_t waits = clock.slices.size();
        const std::string end = outline(thrown_by([&] { const state::FileLock lock(system, path, scope); }));
        return end == "OK " && clock.slices.size() == waits;
    }

    test::TempFolder folder;
    std::string path = folder / "file";
    state::SystemFiles system;
    ForkingFiles forking;
    test::FakeClock clock;
};

}  // namespace

TEST_CASE("A child keeps no lock of the credentials", "[forks]") {
    Bench bench;
    const auto store = auth::make_file_store(bench.forking, bench.folder / "credentials.json", bench.path, "me", "");
    {
        const CallScope scope(bench.clock, nullptr, 200);
        const auto lock = store->lock(scope);
        REQUIRE(bench.forking.child);
        CHECK_FALSE(bench.is_free());
    }
    CHECK(bench.is_free());
    CHECK(bench.forking.child->lives());
}

TEST_CASE("A child keeps no lock of kept pages", "[forks]") {
    Bench bench;
    const index::JournalKey key{"me", "rules", "2026-09-01T00:00:00.000Z", 250};
    index::EntryArena arena;
    {
        index::PageJournal journal(bench.forking, bench.path, key);
        const std::vector<index::Play> plays = {{1, 2, 3, arena.add(R"("key":{})")}};
        journal.add(1, {.page_count = 1, .item_count = 1, .limit = {}, .first_play = 0, .plays = 1});
        journal.flush(plays);
        REQUIRE(bench.forking.child);
        CHECK_FALSE(index::PageJournal(bench.system, bench.path, key).kept(1, arena));
    }
    CHECK(index::PageJournal(bench.system, bench.path, key).kept(1, arena));
    CHECK(bench.forking.child->lives());
}

TEST_CASE("A child keeps no lock of the pacing", "[forks]") {
    Bench bench;
    state::make_shared_rate_ledger(bench.forking, bench.path)->update([](http::RateState& state) {
        state.reads_ms = {1, 2, 3};
    });
    REQUIRE(bench.forking.child);
    std::size_t reads = 0;
    state::make_shared_rate_ledger(bench.system, bench.path)->update([&](http::RateState& state) {
        reads = state.reads_ms.size();
    });
    CHECK(reads == 3);
    CHECK(bench.forking.child->lives());
}

TEST_CASE("A lock that a child unlocks stays locked by the parent", "[forks]") {
    Bench bench;
    const CallScope scope(bench.clock, nullptr, 200);
    std::optional<state::FileLock> lock;
    SECTION("where it was made") { lock.emplace(bench.system, bench.path, scope); }
    SECTION("and after it was moved") {
        state::FileLock made(bench.system, bench.path, scope);
        lock = std::move(made);
    }
    run_in_child([&] { lock.reset(); });
    CHECK_FALSE(bench.is_free());
    lock.reset();
    CHECK(bench.is_free());
}

TEST_CASE("A child can take the lock after its parent has unlocked it", "[forks]") {
    Bench bench;
    const CallScope scope(bench.clock, nullptr, 200);
    std::optional<state::FileLock> lock(std::in_place, bench.system, bench.path, scope);
    run_in_child([&] {
        if (bench.is_free()) ::_exit(1);
    });
    lock.reset();
    run_in_child([&] {
        if (!bench.is_free()) ::_exit(1);
    });
}
