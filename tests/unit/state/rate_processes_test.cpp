// Several processes that pace one account by one ledger file.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <csignal>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "http/rate_governor.hpp"
#include "state/shared_rate_ledger.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/most_within.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/test_share.hpp"

namespace mod_trakt::rate_processes_test {

using http::Method;

namespace {

state::SystemFiles files;

// A process of its own that runs `work`, which reports by writing to the pipe.
class Child {
public:
    explicit Child(const std::function<void(int report_fd)>& work) {
        std::array<int, 2> ends{};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
        pid_ = ::fork();
        if (pid_ == 0) {
            ::alarm(30);  // ends the child if the parent dies
            work(ends[1]);
            ::_exit(0);
        }
        ::close(ends[1]);
        from_ = ends[0];
    }
    ~Child() {
        end();
        ::close(from_);
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    // The next report; -1 when the child ended without one.
    int report() const {
        int value = -1;
        return ::read(from_, &value, sizeof value) == static_cast<ssize_t>(sizeof value) ? value : -1;
    }
    void end() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        pid_ = 0;
    }

private:
    pid_t pid_ = 0;
    int from_ = -1;
};

void tell(int fd, int value) {
    if (::write(fd, &value, sizeof value) != static_cast<ssize_t>(sizeof value)) ::_exit(1);
}

std::unique_ptr<Child> holder_of_lock(const std::string& path) {
    auto child = std::make_unique<Child>([&](int report_fd) {
        const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        tell(report_fd, ::flock(fd, LOCK_EX) == 0 ? 1 : 0);
        for (;;) ::pause();
    });
    if (child->report() != 1) throw std::runtime_error("the child did not get the lock");
    return child;
}

// One simulated process of an account that asks for one kind of request, at its own pace.
struct Asker {
    enum class Manner : std::uint8_t { Eager, Exact, Late };

    void ask(test::FakeClock& clock, std::mt19937& random) {
        const std::int64_t now_ms = clock.steady_ms();
        const std::int64_t wait_ms = governor->try_acquire(method);
        if (wait_ms == 0) granted.push_back(now_ms);
        next_ms = now_ms + std::max<std::int64_t>(1, wait_ms);
        if (wait_ms > 0 && manner == Manner::Eager) next_ms = now_ms + eager_ms;
        if (wait_ms > 0 && manner == Manner::Late) next_ms += static_cast<std::int64_t>(random() % 201);
    }

    http::RateGovernor* governor = nullptr;
    Method method = Method::Get;
    Manner manner = Manner::Exact;
    std::int64_t eager_ms = 0;  // how soon it asks again, regardless of the wait it got
    std::int64_t next_ms = 0;
    std::vector<std::int64_t> granted;
};

}  // namespace

TEST_CASE("three processes that read as fast as they can stay within the limit together", "[state]") {
    const test::TempFolder folder;
    const std::string path = folder / "account";
    std::vector<std::unique_ptr<Child>> children;
    for (int i = 0; i < 3; ++i)
        children.push_back(std::make_unique<Child>([&](int report_fd) {
            SystemClock clock;
            http::RateGovernor governor({.get_per_5min = 500}, clock, state::make_shared_rate_ledger(files, path));
            int granted = 0;
            for (const std::int64_t end = clock.steady_ms() + 1500; clock.steady_ms() < end;)
                if (governor.try_acquire(Method::Get) == 0) ++granted;
            tell(report_fd, granted);
        }));
    int sum = 0;
    for (const auto& child : children) {
        const int granted = child->report();
        REQUIRE(granted >= 0);
        sum += granted;
    }
    CHECK(sum <= 450);
    CHECK(sum > 100);
}

TEST_CASE("a 429 that arrives while another process holds the ledger is not lost", "[state]") {
    const test::TempFolder folder;
    const std::string path = folder / "account";
    test::FakeClock clock;
    http::RateGovernor limited({}, clock, state::make_shared_rate_ledger(files, path));
    http::RateGovernor other({}, clock, state::make_shared_rate_ledger(files, path));
    REQUIRE(limited.try_acquire(Method::Get) == 0);
    const auto holder = holder_of_lock(path);
    limited.note(Method::Get, test::answer(429, "", {{"Retry-After", "12"}}));
    CHECK(limited.try_acquire(Method::Get) == 12'000);
    holder->end();
    CHECK(limited.try_acquire(Method::Post) == 12'000);
    CHECK(other.try_acquire(Method::Get) == 12'000);
    CHECK(other.snapshot().own_remaining == 449);
    clock.advance(11'999);
    CHECK(other.try_acquire(Method::Get) == 1);
}

TEST_CASE("reads made while another process holds the ledger are counted when it is free again", "[state]") {
    const test::TempFolder folder;
    const std::string path = folder / "account";
    test::FakeClock clock;
    http::RateGovernor reader({}, clock, state::make_shared_rate_ledger(files, path));
    http::RateGovernor other({}, clock, state::make_shared_rate_ledger(files, path));
    for (int i = 0; i < 10; ++i) REQUIRE(other.try_acquire(Method::Get) == 0);
    const auto holder = holder_of_lock(path);
    clock.advance(1);
    for (int i = 0; i < 20; ++i) REQUIRE(reader.try_acquire(Method::Get) == 0);
    holder->end();
    CHECK(reader.snapshot().own_remaining == 420);
    CHECK(other.snapshot().own_remaining == 420);
}

TEST_CASE("a simulated hour of three processes and five accounts keeps every limit and starves nobody", "[state]") {
    using Manner = Asker::Manner;
    const test::TempFolder folder;
    test::FakeClock clock;
    std::mt19937 random(20260912);
    std::vector<std::unique_ptr<http::RateGovernor>> governors;
    std::vector<Asker> askers;  // always asked in this order: the first one must not always win
    constexpr std::size_t accounts = 5, processes = 3;
    for (std::size_t account = 0; account < accounts; ++account)
        for (const Manner manner : {Manner::Eager, Manner::Exact, Manner::Late}) {
            governors.push_back(std::make_unique<http::RateGovernor>(
                http::RateLimits{}, clock, state::make_shared_rate_ledger(files, folder / std::to_string(account))));
            for (const Method method : {Method::Get, Method::Post})
                askers.push_back({governors.back().get(),
                                  method,
                                  manner,
                                  50 + 50 * static_cast<std::int64_t>(account),
                                  clock.steady_ms(),
                                  {}});
        }

    // Sanitized builds simulate a quarter of it.
    const std::int64_t windows = test::test_share() > 1 ? 3 : 12;
    const std::int64_t end = clock.steady_ms() + windows * http::RateGovernor::window_ms;
    while (clock.steady_ms() < end) {
        std::int64_t next_ms = end;
        for (Asker& asker : askers) {
            if (asker.next_ms <= clock.steady_ms()) asker.ask(clock, random);
            next_ms = std::min(next_ms, asker.next_ms);
        }
        clock.advance(std::max<std::int64_t>(1, next_ms - clock.steady_ms()));
    }

    for (std::size_t account = 0; account < accounts; ++account)
        for (const Method method : {Method::Get, Method::Post}) {
            std::vector<std::int64_t> all;
            std::size_t least = std::numeric_limits<std::size_t>::max() / 100;
            for (std::size_t i = account * processes * 2; i < (account + 1) * processes * 2; ++i) {
                if (askers[i].method != method) continue;
                all.insert(all.end(), askers[i].granted.begin(), askers[i].granted.end());
                least = std::min(least, askers[i].granted.size());
            }
            INFO("account " << account << ", " << http::method_name(method) << ": " << all.size() << ", least "
                            << least);
            CHECK(least * processes * 10 >= all.size() * 8);
            if (method == Method::Get) {
                CHECK(test::most_within(all, http::RateGovernor::window_ms) <= 450);
                CHECK(all.size() > static_cast<std::size_t>(windows - 1) * 400);
            } else {
                CHECK(test::most_within(all, 1000) <= 1);
                CHECK(all.size() > static_cast<std::size_t>(windows) * 230);
            }
        }
}

}  // namespace mod_trakt::rate_processes_test
