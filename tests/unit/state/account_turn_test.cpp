// Turns between threads and processes, after a kill and after a fork, and where the file system has no locks.
#include "state/account_turn.hpp"

#include <catch2/catch.hpp>

#include <linux/magic.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include "state/turn_holder.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/forked_process.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::account_turn_test {

using test::FakeClock;
using test::outline;
using test::TempFolder;
using test::thrown_by;

namespace {

// One writer with its own clock.
struct Writer {
    explicit Writer(const TempFolder& state, state::Files* own_files = nullptr)
        : folder(own_files != nullptr ? *own_files : system, state.path(), clock.unix_ms()), turns(&folder, "login") {
        turns.open("user");
    }
    state::AccountTurn take(std::int64_t timeout_ms = 0) { return turns.take(CallScope(clock, nullptr, timeout_ms)); }
    std::string outcome(std::int64_t timeout_ms = 0) {
        return outline(thrown_by([&] { const auto turn = take(timeout_ms); }));
    }

    state::SystemFiles system;
    FakeClock clock;
    state::StateFolder folder;
    state::AccountTurns turns;
};

std::string in_thread(const std::function<std::string()>& work) {
    std::string result;
    std::thread([&] { result = work(); }).join();
    return result;
}

// Holds the turn in another process. With `forks`, a grandchild inherits the locked file and outlives its parent.
class Holder {
public:
    explicit Holder(const TempFolder& state, bool forks = false) {
        REQUIRE(::pipe2(ends_, O_CLOEXEC) == 0);
        child_.emplace([this, &state, forks] {
            static std::optional<Writer> writer;
            static std::optional<state::AccountTurn> turn;
            writer.emplace(state);
            turn.emplace(writer->take());
            if (forks && ::fork() == 0) {
                ::alarm(60);
                ::close(ends_[1]);
                for (char end = 0; ::read(ends_[0], &end, 1) > 0;) {
                }
                ::_exit(0);
            }
            ::close(ends_[1]);
        });
    }
    ~Holder() {
        ::close(ends_[0]);
        ::close(ends_[1]);  // ends the grandchild
    }
    void kill() { child_->kill(); }
    pid_t pid() const { return child_->pid(); }

private:
    int ends_[2]{};
    std::optional<test::ForkedProcess> child_;
};

}  // namespace

TEST_CASE("TURN-1: a free turn is taken at once, and by the same writer again after 200 ms", "[turns]") {
    const TempFolder state;
    Writer writer(state);
    { const auto turn = writer.take(); }
    CHECK(writer.clock.slices.empty());
    { const auto turn = writer.take(); }
    CHECK(writer.clock.slices == std::vector<std::int64_t>{50, 50, 50, 50});
    writer.clock.slices.clear();
    writer.clock.advance(200);
    { const auto turn = writer.take(); }
    CHECK(writer.clock.slices.empty());
}

TEST_CASE("TURN-1: writers of one account exclude each other, those of others do not", "[turns]") {
    const TempFolder state;
    Writer one(state), two(state), other(state);
    other.turns.open("another");
    const auto turn = one.take();
    CHECK(in_thread([&] { return two.outcome(500); }) == "TIMEOUT operation_timeout");
    CHECK(other.outcome(500) == "OK ");
}

TEST_CASE("TURN-1: another process excludes a writer until it is killed", "[turns]") {
    const TempFolder state;
    Holder holder(state);
    Writer writer(state);
    std::int32_t cancel = 0;
    writer.clock.on_block = [&] { cancel = writer.clock.slices.size() == 4 ? 1 : 0; };
    CHECK(outline(thrown_by([&] { const auto turn = writer.turns.take(CallScope(writer.clock, &cancel, 0)); })) ==
          "CANCELLED cancelled");
    writer.clock.slices.clear();
    writer.clock.on_block = [&] {
        if (writer.clock.slices.size() == 3) holder.kill();
    };
    CHECK(writer.outcome(60'000) == "OK ");
    CHECK(writer.clock.slices.size() == 3);
}

TEST_CASE("TURN-3: after 120 s the error names the holder of the turn and what to do", "[turns]") {
    const TempFolder state;
    const Holder holder(state);
    Writer writer(state);
    std::size_t shown = 0;
    CallScope scope(writer.clock, nullptr, 0);
    scope.progress = [&](std::uint64_t, std::uint64_t, std::string_view stage) {
        CHECK(stage == "waiting for another writer of this account");
        ++shown;
    };
    const std::int64_t begun_ms = writer.clock.steady_ms();
    const auto error = thrown_by([&] { const auto turn = writer.turns.take(scope); });
    CHECK(outline(error) == "INVALID_STATE account_busy");
    CHECK(error.message.find("the process with the pid " + std::to_string(holder.pid()) + " ") == 0);
    CHECK(error.message.find("send the items again") != std::string::npos);
    CHECK(writer.clock.steady_ms() - begun_ms == 120'000);
    CHECK(shown >= 100);
}

TEST_CASE("TURN-4: a turn whose holder has ended is taken over from a child that inherited it", "[turns]") {
    const TempFolder state;
    Holder holder(state, true);
    Writer writer(state), second(state);
    CHECK(writer.outcome(500) == "TIMEOUT operation_timeout");  // the holder lives
    holder.kill();
    const auto turn = writer.take(5'000);
    // The file that replaced the former one has a holder that lives.
    CHECK(in_thread([&] { return second.outcome(500); }) == "TIMEOUT operation_timeout");
}

TEST_CASE("TURN-4: the turn of an unknown process is never taken over", "[turns]") {
    const TempFolder state;
    Holder holder(state, true);
    holder.kill();
    Writer writer(state);
    const std::string path = state / "accounts/user/turn";
    const auto holder_text = state::TurnHolder::from_text(test::slurp(path).substr(0, test::slurp(path).find('\n')));
    REQUIRE(holder_text);
    state::TurnHolder elsewhere = *holder_text;
    elsewhere.boot = "another";
    test::spit(path, elsewhere.to_text() + "\n");
    CHECK(writer.outcome() == "INVALID_STATE account_busy");
    test::spit(path, "torn");
    writer.clock.advance(1'000);
    CHECK(writer.outcome() == "INVALID_STATE account_busy");
    test::spit(path, holder_text->to_text() + "\n");
    CHECK(writer.outcome() == "OK ");
}

TEST_CASE("TURN-2: a turn is not held if another file took the place of the locked one", "[turns]") {
    const TempFolder state;
    test::HookedFiles files;
    Writer writer(state, &files);
    bool is_replaced = false;
    files.after = [&](const test::FileCall& call) {
        if (is_replaced || call.operation != "flock" || !call.path.ends_with("/turn") || call.argument == LOCK_UN)
            return;
        is_replaced = true;
        test::spit(state / "other", "");
        std::filesystem::rename(state / "other", call.path);
    };
    const auto turn = writer.take();
    REQUIRE(is_replaced);
    CHECK(writer.clock.slices.size() == 1);  // the second try
    Writer second(state);
    CHECK(in_thread([&] { return second.outcome(500); }) == "TIMEOUT operation_timeout");
}

TEST_CASE("TURN-2: if another waiter was faster, a waiter replaces nothing", "[turns]") {
    const TempFolder state;
    Holder holder(state, true);
    holder.kill();
    test::HookedFiles files;
    Writer writer(state, &files);
    bool is_forestalled = false;
    // Between the waiter's look at the name and its second lock, another process takes the turn over.
    files.before = [&](const test::FileCall& call) {
        if (is_forestalled || call.operation != "open" || !call.path.ends_with("/turn.name")) return 0;
        is_forestalled = true;
        const pid_t child = ::fork();
        if (child == 0) {
            Writer other(state);
            const auto turn = other.take(5'000);
            ::_exit(0);
        }
        ::waitpid(child, nullptr, 0);
        return 0;
    };
    std::size_t replaced = 0;
    files.after = [&](const test::FileCall& call) {
        if (call.operation == "rename") ++replaced;
    };
    const auto turn = writer.take(5'000);
    CHECK(is_forestalled);
    CHECK(replaced == 0);
    CHECK(writer.clock.slices.size() == 1);
}

TEST_CASE("TURN-5: a thread that holds the turn gets busy at once", "[turns]") {
    const TempFolder state;
    Writer one(state), two(state);
    {
        const auto turn = one.take();
        CHECK(two.outcome() == "INVALID_STATE busy");
        CHECK(two.clock.slices.empty());
    }
    CHECK(two.outcome() == "OK ");
}

TEST_CASE("TURN-6: without a state folder turns hold within this process, for each login", "[turns]") {
    FakeClock clock, other_clock;
    const CallScope scope(clock, nullptr, 500);
    state::AccountTurns one(nullptr, "login"), two(nullptr, "login"), other(nullptr, "other");
    CHECK(one.are_without_folder());
    const auto turn = one.take(scope);
    CHECK(in_thread([&] {
              const CallScope own(other_clock, nullptr, 500);
              return outline(thrown_by([&] { const auto second = two.take(own); }));
          }) == "TIMEOUT operation_timeout");
    const auto beside = other.take(scope);
    // A forked child holds none of them.
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        state::AccountTurns own(nullptr, "login");
        FakeClock own_clock;
        ::_exit(outline(thrown_by([&] { const auto second = own.take(CallScope(own_clock, nullptr, 500)); })) == "OK "
                    ? 0
                    : 1);
    }
    int status = -1;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(status == 0);
}

TEST_CASE("TURN-6: on a network folder no lock is tried, and turns hold within this process", "[turns]") {
    const TempFolder state;
    test::HookedFiles files;
    files.file_system_type = NFS_SUPER_MAGIC;
    std::size_t locks = 0;
    files.before = [&](const test::FileCall& call) {
        if (call.operation == "flock") ++locks;
        return 0;
    };
    Writer one(state, &files), two(state, &files);
    const auto turn = one.take();
    CHECK(in_thread([&] { return two.outcome(500); }) == "TIMEOUT operation_timeout");
    CHECK(locks == 0);
}

TEST_CASE("A lock file that cannot be used is the host's failure, and the turn stays free", "[turns]") {
    const TempFolder state;
    test::HookedFiles files;
    Writer writer(state, &files), other(state);
    for (const char* operation : {"open", "pwrite", "ftruncate"}) {
        INFO(operation);
        files.before = [&](const test::FileCall& call) {
            return call.operation == operation && call.path.ends_with("/turn") ? EIO : 0;
        };
        CHECK(writer.outcome(500) == "HOST state_unwritable");
        CHECK(other.outcome(500) == "OK ");
    }
    files.before = [](test::FileCall& call) {
        if (call.operation == "pwrite") call.size = 5;
        return 0;
    };
    CHECK(writer.outcome(500) == "HOST state_unwritable");
    files.before = nullptr;
    CHECK(writer.outcome(500) == "OK ");
}

TEST_CASE("TURN-7: turns within this process are counted", "[turns]") {
    const TempFolder state;
    Writer one(state), two(state);
    const std::uint64_t before = two.turns.taken_here();
    { const auto turn = one.take(); }
    CHECK(two.turns.taken_here() == before + 1);
    CHECK(one.turns.taken_here() == before + 1);
}

TEST_CASE("TURN-1: of four processes one has the turn at a time, although some are killed and fork", "[turns]") {
    const TempFolder state;
    const std::string mark = state / "mark";
    const auto run = [&](bool dies) {
        SystemClock clock;
        state::SystemFiles files;
        const state::StateFolder folder(files, state.path(), clock.unix_ms());
        state::AccountTurns turns(&folder, "login");
        turns.open("user");
        for (int i = 0; i < 8; ++i) {
            const auto turn = turns.take(CallScope(clock, nullptr, 30'000));
            // One that dies in its turn leaves the lock to a child, and no mark.
            if (dies && i == 3) {
                if (::fork() == 0) {
                    ::alarm(5);
                    for (;;) ::pause();
                }
                ::kill(::getpid(), SIGKILL);
            }
            const int fd = ::open(mark.c_str(), O_CREAT | O_EXCL | O_CLOEXEC, 0600);
            if (fd < 0) ::_exit(3);
            clock.block_ms(2);
            ::close(fd);
            ::unlink(mark.c_str());
        }
    };
    std::vector<pid_t> pids;
    for (int i = 0; i < 4; ++i) {
        pids.push_back(::fork());
        if (pids.back() != 0) continue;
        int code = 0;
        try {
            run(i < 2);
        } catch (...) {
            code = 2;
        }
        ::_exit(code);
    }
    for (std::size_t i = 0; i < pids.size(); ++i) {
        int status = -1;
        REQUIRE(::waitpid(pids[i], &status, 0) == pids[i]);
        if (i < 2)
            CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL));
        else
            CHECK((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    }
}

}  // namespace mod_trakt::account_turn_test
