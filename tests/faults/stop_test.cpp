// A cancel or the time limit at the n-th request of every operation, before the request leaves and after Trakt has
// processed it: the verdicts are true, no login is lost, and the next call works.
#include <catch2/catch.hpp>

#include "account.hpp"
#include "write_cases.hpp"

using namespace mod_trakt::test;

namespace {

enum class Stop { Cancel, Deadline };
enum class When { BeforeRequest, AfterRequest };

constexpr std::int64_t limit_ms = 5'000;

// Arranges the stop at the n-th request of the next call. The guard removes it.
class StopAt {
public:
    StopAt(Account& account, Stop stop, When when, std::size_t n) : account_(account) {
        account.transport().requests = account.transport().posts = 0;
        const auto act = [&account, stop, n](std::size_t nth) {
            if (nth != n) return;
            if (stop == Stop::Cancel)
                account.cancel = 1;
            else
                account.clock().advance(limit_ms + 1'000);
        };
        (when == When::BeforeRequest ? account.transport().before : account.transport().after) = act;
    }
    ~StopAt() {
        account_.cancel = 0;
        account_.transport().before = account_.transport().after = {};
    }
    StopAt(const StopAt&) = delete;
    StopAt& operator=(const StopAt&) = delete;

private:
    Account& account_;
};

std::string ended_by(Stop stop) { return stop == Stop::Cancel ? "cancelled" : "operation_timeout"; }

// `begin` makes the account and opens a provider, `work` is the call, `check` checks its outcome. All of this is
// repeated for each request of the call.
template <typename Begin, typename Work, typename Check>
void sweep(Account& account, const Begin& begin, const Work& work, const Check& check) {
    for (const Stop stop : {Stop::Cancel, Stop::Deadline})
        for (const When when : {When::BeforeRequest, When::AfterRequest})
            for (std::size_t n = 1;; ++n) {
                REQUIRE(n < 200);
                begin();
                Called called;
                std::size_t requests = 0;
                {
                    const StopAt guard(account, stop, when, n);
                    called = work();
                    requests = account.transport().requests;
                }
                INFO("stop by " << ended_by(stop) << (when == When::BeforeRequest ? " before" : " after") << " request "
                                << n << ": " << called.reason << " " << called.document);
                if (requests < n) {
                    CHECK(called.status == SYNCMOD_OK);
                    REQUIRE(n > 1);
                    break;
                }
                CHECK((called.status == SYNCMOD_OK || called.reason == ended_by(stop)));
                check(called);
            }
}

}  // namespace

TEST_CASE("A read that is stopped at any request returns no index, and the next one is complete", "[stop]") {
    Account account;
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const bool expired = GENERATE(false, true);
    INFO(feature << (expired ? " with an expired token" : ""));
    const auto begin = [&] {
        account.begin(40, 8, 8);
        account.open(R"(,"history_per_page":10)");
        if (expired) account.expire_token();
    };
    begin();
    const std::string expected = account.index(feature).items();
    sweep(
        account, begin, [&] { return account.index(feature, limit_ms); },
        [&](const Called& called) {
            if (called.status == SYNCMOD_OK) CHECK(called.items() == expected);
            const Called next = account.index(feature);
            REQUIRE(next.status == SYNCMOD_OK);
            CHECK(next.items() == expected);
            CHECK(account.refreshes() == (expired ? 1 : 0));
            account.open();  // the same after a restart
            CHECK(account.index(feature).items() == expected);
            CHECK(account.refreshes() == (expired ? 1 : 0));
        });
}

TEST_CASE("A write that is stopped at any request has true verdicts, and the next one completes it without doubles",
          "[stop]") {
    Account account;
    const std::vector<WriteCase> cases = write_cases();
    const WriteCase& write = cases[GENERATE(range(0u, 8u))];
    const bool expired = GENERATE(false, true);
    INFO(write.name << (expired ? " with an expired token" : ""));
    std::map<std::string, int> before;
    const auto begin = [&] {
        prepare(account, write);
        account.open(write.settings);
        if (expired) account.expire_token();
        before = account.held(write.feature);
    };
    sweep(
        account, begin, [&] { return run(account, write, limit_ms); },
        [&](const Called& called) {
            REQUIRE(called.has_document());
            CHECK(check_verdicts(write, called, account.transport().posts, before, account.held(write.feature)) == "");
            account.clock().advance(600'000);
            const Called next = run(account, write);
            CHECK(next.status == SYNCMOD_OK);
            CHECK(check_final(write, account.held(write.feature)) == "");
            CHECK(account.refreshes() == (expired ? 1 : 0));
        });
}

TEST_CASE("Health that is stopped at any request loses no login", "[stop]") {
    Account account;
    sweep(
        account,
        [&] {
            account.begin(0, 0, 4);
            account.open();
            account.expire_token();
        },
        [&] { return account.health(limit_ms); },
        [&](const Called&) {
            CHECK(account.index("watchlist").status == SYNCMOD_OK);
            CHECK(account.refreshes() == 1);
        });
}
