// One index of each feature while one file operation fails.
#include <catch2/catch.hpp>

#include "account.hpp"
#include "sweep.hpp"

using namespace mod_trakt;
using namespace mod_trakt::faults;

namespace {

void read_healthily(const std::string& state_dir, const std::string& feature, Holding holding, const char* day) {
    const auto bench = open_module(state_dir);
    fill(*bench, holding);
    bench->move_stamps(day);
    CHECK(items_of(bench->index(feature)) == items_at_trakt(feature, holding));
}

// Errors of cache files must not fail an index; errors of the folder itself, or of the login, may.
void check_may_fail(const Plan& plan) {
    REQUIRE(plan.failed() != nullptr);
    INFO(plan.failed()->operation << " " << plan.failed()->path);
    CHECK((plan.failed()->operation == "mkdir" || plan.failed()->path.find("/cache/") == std::string::npos));
}

void sweep_index(const std::string& feature, bool is_first, Holding now, const char* day) {
    Work work;
    if (!is_first)
        work.prepare = [&](const std::string& state_dir) {
            read_healthily(state_dir, feature, Holding::Before, "2026-09-01");
        };
    work.run = [&](const std::string& state_dir, Plan& plan) {
        try {
            const auto bench = open_module(state_dir, files_under(plan));
            fill(*bench, now);
            bench->move_stamps(day);
            const std::string document = bench->index(feature);
            CHECK(items_of(document) == items_at_trakt(feature, now));
        } catch (const Failure& failure) {
            check_is_clear(failure.error(), plan);
            check_may_fail(plan);
        }
    };
    work.look_after = [&](const std::string& state_dir) { read_healthily(state_dir, feature, now, day); };
    sweep(work);
}

}  // namespace

TEST_CASE("A first index with a failing disk is right or a clear error", "[index]") {
    for (const char* feature : {"history", "ratings", "watchlist"})
        sweep_index(feature, true, Holding::Before, "2026-09-01");
}

TEST_CASE("An unchanged index with a failing disk is right or a clear error", "[index]") {
    for (const char* feature : {"history", "ratings", "watchlist"})
        sweep_index(feature, false, Holding::Before, "2026-09-01");
}

TEST_CASE("An index after a change with a failing disk is right or a clear error", "[index]") {
    for (const char* feature : {"history", "ratings", "watchlist"})
        sweep_index(feature, false, Holding::After, "2026-09-02");
}
