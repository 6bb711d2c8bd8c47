// The n-th allocation of a call fails, for every n: the call returns a status, the verdicts are true, no memory is
// leaked, and the next call works.
#include <catch2/catch.hpp>

#include "account.hpp"
#include "failing_allocations.hpp"
#include "tests/support/test_share.hpp"
#include "write_cases.hpp"

using namespace mod_trakt::test;

namespace {

using Shortage = Allocations::Shortage;

// Sanitized builds test every k-th allocation, and lasting shortages begin at every fourth, except in soak runs.
std::size_t stride(Shortage shortage) { return test_share() * (shortage == Shortage::Lasting && !is_soak() ? 4 : 1); }

// The allocation that fails next.
struct Failing {
    explicit Failing(std::size_t number, Shortage shortage = Shortage::Once) { Allocations::arm(number, shortage); }
    ~Failing() { Allocations::disarm(); }
    std::size_t asked() const { return Allocations::disarm(); }
};

// Runs `one(n)` for n = 1, 2, ... until the n-th allocation does not happen; `one` returns the number of allocations.
template <typename One>
void sweep(const One& one, Shortage shortage = Shortage::Once) {
    constexpr std::size_t bound = 200'000;
    std::size_t n = 1;
    for (; n < bound; n += stride(shortage))
        if (one(n) < n) break;
    REQUIRE(n < bound);
    REQUIRE(n > 20);  // otherwise the provider's allocations are not seen here
}

bool is_no_memory(const Called& called) { return called.status == SYNCMOD_NO_MEMORY && called.reason == "no_memory"; }

}  // namespace

TEST_CASE("Any allocation of a first, an unchanged or a changed read may fail", "[allocation]") {
    Account account;
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const int way = GENERATE(0, 1, 2);
    const auto prepare_read = [&] {
        account.begin(12, 8, 8);
        account.open();
        if (way == 0) return;
        REQUIRE(account.index(feature).status == SYNCMOD_OK);
        account.clock().advance(7'200'000);
        if (way == 1) return;
        account.add(feature,
                    R"([{"type":"movie","ids":{"trakt":7010001},"rating":7,"watched_at":"2011-05-04T20:11:00Z"}])");
        account.clock().advance(600'000);
    };
    prepare_read();
    const std::string expected = account.index(feature).items();
    sweep([&](std::size_t n) {
        account.close();
        const long live_before = Allocations::live();
        prepare_read();
        Failing failing(n);
        const Called called = account.index(feature);
        const std::size_t asked = failing.asked();
        INFO(feature << " way " << way << ", allocation " << n << ": " << called.reason);
        if (called.status == SYNCMOD_OK)
            CHECK(called.items() == expected);
        else
            CHECK(is_no_memory(called));
        const Called next = account.index(feature);
        REQUIRE(next.status == SYNCMOD_OK);
        CHECK(next.items() == expected);
        account.close();
        CHECK(Allocations::live() == live_before);
        return asked;
    });
}

TEST_CASE("Any allocation of a write may fail, and the verdicts are true", "[allocation]") {
    Account account;
    const std::vector<WriteCase> cases = write_cases();
    const WriteCase& write = cases[GENERATE(range(0u, 8u))];
    const Shortage shortage = GENERATE(Shortage::Once, Shortage::Lasting);
    sweep(
        [&](std::size_t n) {
            account.close();
            const long live_before = Allocations::live();
            prepare(account, write);
            account.open(write.settings);
            const auto before = account.held(write.feature);
            Failing failing(n, shortage);
            const Called called = run(account, write);
            const std::size_t asked = failing.asked();
            const auto now = account.held(write.feature);
            INFO(write.name << (shortage == Shortage::Lasting ? ", from allocation " : ", allocation ") << n << ": "
                            << called.reason << " " << called.document);
            CHECK((called.status == SYNCMOD_OK || is_no_memory(called)));
            if (called.has_document())
                CHECK(check_verdicts(write, called, account.transport().posts, before, now) == "");
            else
                CHECK(now == before);  // no item was processed
            const Called next = run(account, write);
            CHECK(next.status == SYNCMOD_OK);
            CHECK(check_final(write, account.held(write.feature)) == "");
            account.close();
            CHECK(Allocations::live() == live_before);
            return asked;
        },
        shortage);
}

TEST_CASE("Any allocation of a call that renews the token may fail without losing the login", "[allocation]") {
    Account account;
    const Shortage shortage = GENERATE(Shortage::Once, Shortage::Lasting);
    sweep(
        [&](std::size_t n) {
            account.close();
            const long live_before = Allocations::live();
            account.begin(0, 0, 4);
            account.open();
            account.expire_token();
            Failing failing(n, shortage);
            const Called called = account.index("watchlist");
            const std::size_t asked = failing.asked();
            INFO("allocation " << n << ": " << called.reason);
            CHECK((called.status == SYNCMOD_OK || is_no_memory(called)));
            CHECK(account.index("watchlist").status == SYNCMOD_OK);
            CHECK(account.refreshes() == 1);
            // The same after a restart.
            account.open();
            CHECK(account.index("watchlist").status == SYNCMOD_OK);
            CHECK(account.refreshes() == 1);
            account.close();
            CHECK(Allocations::live() == live_before);
            return asked;
        },
        shortage);
}

TEST_CASE("Any allocation of health and of configure() may fail", "[allocation]") {
    Account account;
    sweep([&](std::size_t n) {
        account.close();
        account.begin(0, 0, 4);
        account.open();
        Failing failing(n);
        const Called called = account.health();
        const std::size_t asked = failing.asked();
        INFO("allocation " << n << ": " << called.reason);
        CHECK((called.status == SYNCMOD_OK || is_no_memory(called)));
        Failing configuring(n);
        try {
            account.configure(R"(,"debug":true)");
        } catch (const std::bad_alloc&) {
            Allocations::disarm();
        }
        Allocations::disarm();
        CHECK(account.index("watchlist").status == SYNCMOD_OK);
        return asked;
    });
}

TEST_CASE("Freed memory contains no token", "[allocation]") {
    Account account;
    account.begin(4, 4, 4);
    struct Look {
        explicit Look(std::vector<std::string> secrets) { Allocations::look_for(std::move(secrets)); }
        ~Look() { Allocations::look_for({}); }
    };
    const Look look({"twin-access-token", "twin-refresh-token", "twin-client-secret"});
    Allocations::arm(0);
    account.open();
    account.index("history");
    account.expire_token();
    account.add("watchlist", R"([{"type":"movie","ids":{"trakt":7010001}}])");
    account.configure(R"(,"debug":true)");
    account.expire_token();
    account.health();
    account.close();
    account.open();
    account.index("ratings");
    account.close();
    Allocations::disarm();
    INFO(Allocations::describe_leaks());
    CHECK(account.refreshes() == 2);
    CHECK(Allocations::leaked_secrets() == 0);
}

TEST_CASE("The search of freed memory finds a secret that was not wiped", "[allocation]") {
    Allocations::look_for({"canary-of-the-test"});
    Allocations::arm(0);
    { const std::string text = "a text that is long enough for the heap: canary-of-the-test"; }
    Allocations::disarm();
    CHECK(Allocations::leaked_secrets() == 1);
    Allocations::look_for({});
}
