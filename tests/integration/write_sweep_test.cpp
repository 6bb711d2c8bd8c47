// Every fault at every request of a write of all features, and kill -9 there: each item is there once in the end, every
// verdict was true, and nothing else came or went.
#include <catch2/catch.hpp>

#include <map>
#include <string>
#include <vector>

#include "support/fault_kinds.hpp"
#include "support/sweep_account.hpp"
#include "support/writer_process.hpp"

using namespace mod_trakt::tests;

namespace {

// The requests of a write without a fault, each as a fault names it.
std::vector<json::object> requests_of(SweepAccount& account) {
    account.begin();
    REQUIRE(account.add_all() == 0);
    account.check_end();
    std::vector<json::object> requests;
    std::map<std::string, std::int64_t> seen;
    for (const json::value& entry : account.twin.ledger()) {
        json::object request = {
            {"method", entry.at("method")}, {"path", entry.at("path")}, {"query", entry.at("query")}};
        request["nth"] = ++seen[json::serialize(request)];
        requests.push_back(std::move(request));
    }
    return requests;
}

WriterProcess::Task task_of(const SweepAccount& account) {
    WriterProcess::Task task;
    for (const char* feature : all_features) task.emplace_back(feature, account.items(feature));
    return task;
}

}  // namespace

TEST_CASE("Whatever goes wrong at whichever request of a write, each item is there once after the next one",
          "[write_sweep]") {
    SweepAccount account;
    const std::vector<json::object> requests = requests_of(account);
    REQUIRE(requests.size() >= 10);
    const std::size_t share = is_soak() ? 1 : 19 * test_share();  // all kinds come
    std::size_t number = 0, open = 0;
    for (const json::object& request : requests) {
        for (const FaultKind& kind : fault_kinds()) {
            // These change what the account has.
            if (text_at(kind.fault, "kind") == "shift_rows" || number++ % share != 0) continue;
            INFO(json::serialize(merged(request, kind.fault)));
            account.begin();
            account.twin.fault(merged(request, kind.fault));
            open += account.add_all();
            account.twin.clear_faults();
            CHECK(account.add_all() == 0);
            account.check_end();
        }
    }
    if (test_share() == 1) CHECK(open > 0);
}

TEST_CASE("A writer that is killed at whichever request leaves nothing that the next one loses or doubles",
          "[write_sweep]") {
    SweepAccount account;
    const std::vector<json::object> requests = requests_of(account);
    const std::size_t share = is_soak() ? 1 : 3 * test_share();
    std::size_t number = 0;
    for (const json::object& request : requests) {
        for (const bool takes_effect : {true, false}) {
            if (number++ % share != 0) continue;
            const json::object fault =
                merged(request, {{"kind", "slow"}, {"delay_ms", 60'000}, {"apply", takes_effect}});
            INFO(json::serialize(fault));
            account.begin();
            account.twin.fault(fault);
            {
                const WriterProcess killed(account.config(), task_of(account));
                killed.start();
                REQUIRE(comes_to_the_fault(account.twin, "slow", [&] { return killed.is_done(); }));
            }
            account.twin.clear_faults();
            CHECK(account.add_all() == 0);
            account.check_end();
        }
    }
}
