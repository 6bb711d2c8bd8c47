// A login is renewed, or replaced by another one, while a module works.
#include <catch2/catch.hpp>

#include "tests/support/thrown.hpp"
#include "unit/account/site.hpp"

namespace mod_trakt::login_change_test {

using test::asked;
using test::movie;
using test::server;
using test::settings_of;
using test::Site;
using test::user;

TEST_CASE("A renewed pair belongs to the same user and replaces the former pair", "[account]") {
    Site site;
    std::string good = "token";
    const auto answer = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.url.find("/oauth/token") != std::string::npos) {
            good = "renewed";
            return test::answer(200, R"({"access_token":"renewed","refresh_token":"next","expires_in":604800})");
        }
        if (request.headers.get("authorization") == "Bearer " + good) return std::nullopt;
        return test::answer(401);
    };
    const auto open = [&] {
        auto bench = site.open(R"(token","refresh_token":"refresh)");
        bench->odd = answer;
        return bench;
    };
    const auto bench = open();
    bench->index("watchlist");
    CHECK(site.account_of("token") == user);
    good = "none";  // the token expires
    bench->index("watchlist");
    CHECK(good == "renewed");
    CHECK(site.account_of("renewed") == user);
    CHECK(site.login("token") == nullptr);
    bench->index("watchlist");
    CHECK(asked(*bench) == 1);
    const auto next = open();
    next->index("watchlist");
    CHECK(asked(*next) == 0);
    CHECK(next->asked("/sync/watchlist") == 0);
}

TEST_CASE("If a token is renewed during the request for the account, the new one is recorded", "[account]") {
    Site site;
    const auto bench = site.open(R"(token","refresh_token":"refresh)");
    bench->odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.url.find("/oauth/token") != std::string::npos)
            return test::answer(200, R"({"access_token":"renewed","refresh_token":"next","expires_in":604800})");
        if (request.headers.get("authorization") == "Bearer renewed") return std::nullopt;
        return test::answer(401);
    };
    bench->index("watchlist");
    CHECK(site.account_of("renewed") == user);
    CHECK(site.login("token") == nullptr);
    CHECK(site.caches() == std::set<std::string>{user});
    bench->index("watchlist");
    CHECK(asked(*bench) == 2);  // once with each token
}

TEST_CASE("A login that was replaced in the store is never assumed to be of the same account", "[account]") {
    Site site;
    site.open("other", "c-d")->index("watchlist");  // makes the login known
    const bool is_known = GENERATE(true, false);
    const std::string next = is_known ? "other" : "stranger";
    site.save_login("token");
    std::string good = "token";
    const auto bench = site.open("");
    bench->odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.headers.get("authorization") != "Bearer " + good) return test::answer(401);
        if (good == "token" || request.url.find("/users/settings") == std::string::npos) return std::nullopt;
        return test::answer(200, settings_of("c-d"));
    };
    bench->index("watchlist");
    CHECK(site.account_of("token") == user);
    site.save_login(next);
    good = next;
    bench->lists["/sync/watchlist"] =
        R"([{"id":1,"listed_at":"2026-08-11T12:00:00.000Z","type":"movie","movie":{"title":"m","ids":{"trakt":9}}}])";
    try {
        bench->index("watchlist");
        FAIL("no failure");
    } catch (const Failure& failure) {
        CHECK(failure.error().reason == "account_changed");
    }
    CallScope fresh = bench->scope();
    fresh.fresh = true;
    CHECK(bench->index("watchlist", fresh).find("\"trakt\":\"9\"") != std::string::npos);
    CHECK(site.account_of(next) == account::name_of_user(server, "c-d"));
    // The former user's snapshot is unchanged.
    const auto former = site.open("token");
    CHECK(former->index("watchlist").find("\"count\":0") != std::string::npos);
    CHECK(former->asked("/sync/watchlist") == 0);
}

namespace {

// Processes with the same configuration, and a Trakt that renews their pair once, when end() was called.
struct Pair {
    std::unique_ptr<test::ModuleBench> open() {
        auto bench = site.open(R"(token","refresh_token":"refresh)");
        bench->odd = [this](const http::Request& request) -> std::optional<http::Outcome> {
            if (request.url.find("/oauth/token") != std::string::npos) {
                good = "renewed";
                return test::answer(200, R"({"access_token":"renewed","refresh_token":"next","expires_in":604800})");
            }
            if (request.headers.get("authorization") == "Bearer " + good) return std::nullopt;
            return test::answer(401);
        };
        return bench;
    }
    void end() { good = "none"; }

    Site site;
    std::string good = "token";
};

}  // namespace

TEST_CASE("Health is ok when another process has renewed the pair", "[account]") {
    Pair pair;
    const auto bench = pair.open();
    bench->module->health(bench->scope());  // under a provisional name
    const auto another = pair.open();
    another->index("watchlist");
    pair.end();
    another->index("watchlist");
    CHECK(pair.site.account_of("renewed") == user);
    CHECK(bench->module->health(bench->scope()).find(R"("status":"ok")") != std::string::npos);
    bench->index("watchlist");
    CHECK(asked(*bench) == 0);
    CHECK(bench->asked("/sync/watchlist") == 2);  // once for each health
}

TEST_CASE("When another process has renewed the pair, all knowledge about the account stays", "[account]") {
    Pair pair;
    const auto bench = pair.open();
    bench->index("watchlist");
    const auto another = pair.open();
    another->index("watchlist");
    pair.end();
    another->index("watchlist");
    if (GENERATE(true, false))
        bench->index("ratings");  // gets the 401
    else
        bench->module->health(bench->scope());
    bench->answer_post("/sync/watchlist", R"({"added":{"movies":1}})");
    CHECK(bench->add("watchlist", movie) == "added");
    CHECK(asked(*bench) == 1);  // the account's limits are remembered
}

}  // namespace mod_trakt::login_change_test
