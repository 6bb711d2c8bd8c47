// How long data of accounts is kept, and what happens if accounts.json cannot be used.
#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

#include "unit/account/site.hpp"

namespace mod_trakt::account_upkeep_test {

using test::asked;
using test::movie;
using test::server;
using test::Site;
using test::user;
namespace fs = std::filesystem;

TEST_CASE("Use is noted once a day", "[account]") {
    Site site;
    site.open("token")->index("watchlist");
    const std::int64_t first = site.login("token")->used_ms;
    CHECK(first == site.now_ms);
    site.now_ms += day_ms - 1;
    site.open("token")->index("watchlist");
    CHECK(site.login("token")->used_ms == first);
    site.now_ms += 1;
    const auto bench = site.open("token");
    bench->index("watchlist");
    CHECK(site.login("token")->used_ms == site.now_ms);
    // A handle that is used for a long time also notes it.
    bench->clock->advance(40 * day_ms);
    bench->index("watchlist");
    CHECK(site.login("token")->used_ms == site.now_ms + 40 * day_ms);
}

TEST_CASE("Data not used for 90 days is removed, except data in use or data that cannot be read again", "[account]") {
    Site site;
    site.now_ms = SystemClock().unix_ms();  // the files have its times
    site.open("token")->index("watchlist");
    site.open("other", "c-d")->index("watchlist");
    const std::string other = account::name_of_user(server, "c-d");
    const state::StateFolder folder(site.system, site.state, site.now_ms);
    folder.open_precious(other);
    fs::create_directory(site.state + "/cache/not ours");
    test::spit(site.state + "/cache/default-0123456789abcdef.history.snapshot", "former layout");
    const auto run = [&](std::int64_t days) {
        site.now_ms += days * day_ms;
        const auto bench = site.open("token");
        bench->index("watchlist");
        CHECK(asked(*bench) == 0);
        CHECK(bench->asked("/sync/watchlist") == 0);
    };
    run(0);
    CHECK(site.has("cache/default-0123456789abcdef.history.snapshot"));  // not yet: pruning is due once a day
    run(1);
    CHECK_FALSE(site.has("cache/default-0123456789abcdef.history.snapshot"));
    run(88);
    CHECK(site.caches() == std::set<std::string>{user, other, "not ours"});
    CHECK(site.login("other") != nullptr);
    run(2);
    CHECK(site.caches() == std::set<std::string>{user, "not ours"});
    CHECK(site.login("other") == nullptr);
    CHECK(site.has("accounts/" + other));
    // A login that is used again after a long time is not removed by its own pruning, which health does too.
    site.now_ms += 200 * day_ms;
    const auto bench = site.open("token");
    bench->module->health(bench->scope());
    CHECK(site.account_of("token") == user);
    run(0);
}

TEST_CASE("A cache whose login was lost is kept as long as its files are young", "[account]") {
    Site site;
    site.now_ms = SystemClock().unix_ms();
    site.open("token")->index("watchlist");
    test::spit(site.state + "/accounts.json", "damaged");
    const auto bench = site.open("another", "c-d");
    bench->index("watchlist");
    CHECK(test::slurp(site.state + "/accounts.json.corrupt-1") == "damaged");
    CHECK(site.caches().contains(user));
    const auto again = site.open("token");
    again->index("watchlist");
    CHECK(asked(*again) == 1);
    CHECK(again->asked("/sync/watchlist") == 0);
}

TEST_CASE("Without a usable accounts.json results stay correct, with more requests", "[account]") {
    Site site;
    fs::create_directories(site.state + "/accounts.json/in the way");
    for (int run = 0; run < 2; ++run) {
        const auto bench = site.open("token");
        bench->answer_post("/sync/ratings", R"({"added":{"movies":1}})");
        CHECK(bench->add("ratings", movie) == "added");
        bench->index("watchlist");
        CHECK(asked(*bench) == 1);
        CHECK(bench->asked("/sync/watchlist") == (run == 0 ? 1 : 0));
        CHECK(bench->log->count("accounts_unavailable") > 0);
    }
    CHECK(site.caches() == std::set<std::string>{user});
}

TEST_CASE("If an own write could not be noted, the account is neither read nor written", "[account]") {
    Site site;
    fs::create_directories(site.state + "/accounts.json/in the way");
    const bool is_told = GENERATE(false, true);  // whether Trakt has answered that there is no uuid
    INFO(is_told);
    const auto bench = site.open("token", "");
    bench->lists.erase("/users/settings");
    bench->odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (is_told || request.url.find("/users/settings") == std::string::npos) return std::nullopt;
        return test::answer(500);
    };
    for (int call = 0; call < 2; ++call) {
        CHECK(bench->add("ratings", movie).starts_with("deferred"));
        REQUIRE(bench->last.failure);
        CHECK(bench->last.failure->status == Status::Host);
        CHECK(bench->last.failure->message.find("accounts.json") != std::string::npos);
        CHECK_THROWS_AS(bench->index("ratings"), Failure);
    }
    CHECK(bench->posted("/sync/ratings").empty());
    // When it can be used again, everything works.
    fs::remove_all(site.state + "/accounts.json");
    CHECK_NOTHROW(bench->index("ratings"));
}

TEST_CASE("A handle logs once that its locks may not work for other processes", "[account]") {
    Site site;
    auto files = std::make_unique<test::HookedFiles>();
    files->file_system_type = 0x6969;
    const test::ModuleBench bench("", R"(,"state_dir":")" + site.state + "\"", std::move(files));
    CHECK(bench.log->count("locks_are_local") == 1);
    CHECK(bench.log->count("of type NFS") == 1);
    CHECK(site.open("token")->log->count("locks_are_local") == 0);
}

}  // namespace mod_trakt::account_upkeep_test
