// Finding the account of a login, tested with the whole module: which requests are sent, and where data is kept.
#include <catch2/catch.hpp>

#include <fcntl.h>

#include <filesystem>
#include <set>
#include <vector>

#include "unit/account/site.hpp"

namespace mod_trakt::account_test {

using test::asked;
using test::movie;
using test::server;
using test::settings_of;
using test::Site;
using test::user;

namespace {

std::string play_of_day(int day) {
    return R"([{"type":"movie","ids":{"tmdb":1},"watched_at":"2026-08-)" + std::to_string(10 + day) +
           R"(T12:00:00Z"}])";
}

}  // namespace

TEST_CASE("Trakt is asked once which user a login has; then every handle knows it", "[account]") {
    Site site;
    for (int run = 0; run < 2; ++run) {
        const auto bench = site.open("token");
        bench->index("ratings");
        bench->index("watchlist");
        bench->add("ratings", movie);
        CHECK(asked(*bench) == (run == 0 ? 1 : 0));
    }
    CHECK(site.account_of("token") == user);
    CHECK(site.caches() == std::set<std::string>{user});
}

TEST_CASE("Without a state folder no request asks whose account it is", "[account]") {
    test::ModuleBench bench;
    bench.index("ratings");
    bench.index("history");
    bench.answer_post("/sync/history", R"({"added":{"movies":1}})");
    CHECK(bench.add("history", movie) == "added");
    CHECK(asked(bench) == 0);
}

TEST_CASE("A call that needs no data of the account does not ask whose it is", "[account]") {
    Site site;
    const auto bench = site.open("token");
    bench->module->health(bench->scope());
    CHECK(site.has("cache/" + site.alone("token") + "/rate"));
    for (const char* feature : {"history", "ratings", "watchlist"}) {
        bench->add(feature, "[]");
        bench->remove(feature, "[7]");
        bench->add(feature, R"([{"type":"movie","ids":{}}])");
    }
    CHECK(asked(*bench) == 0);
}

TEST_CASE("A dry run sends nothing, writes nothing, and uses the known data of the login", "[account]") {
    Site site;
    {
        const auto bench = site.open("token");
        CHECK(bench->take(bench->module->add("ratings", movie, bench->dry())) == "unknown:proof");
        CHECK(bench->transport->sent.empty());
        CHECK_FALSE(site.has("accounts.json"));
        CHECK(site.caches().empty());
        bench->index("ratings");
    }
    const auto bench = site.open("token");
    CHECK(bench->take(bench->module->add("ratings", movie, bench->dry())) == "added");
    CHECK(bench->transport->sent.empty());
    const auto other = site.open("another");
    CHECK(other->take(other->module->add("ratings", movie, other->dry())) == "unknown:proof");
    CHECK(other->transport->sent.empty());
    CHECK(site.login("another") == nullptr);
}

TEST_CASE("A dry run writes nothing for a known login either, and does not change the pace of the next call",
          "[account]") {
    Site site;
    const bool has_cache = GENERATE(true, false);
    INFO(has_cache);
    site.open("token")->index("ratings");
    if (has_cache)
        std::filesystem::remove(site.state + "/cache/" + user + "/rate");
    else
        std::filesystem::remove_all(site.state + "/cache/" + user);
    site.now_ms += day_ms;  // pruning is due
    auto files = std::make_unique<test::HookedFiles>();
    test::HookedFiles& hooks = *files;
    const auto bench = site.open_with(std::move(files), "token");
    std::vector<std::string> changes;
    hooks.before = [&](const test::FileCall& call) {
        const std::set<std::string_view> harmless = {"close", "read", "pread", "fstat", "fstatfs", "list_folder"};
        const bool reads = call.operation == "open" && (call.argument & (O_CREAT | O_WRONLY | O_RDWR)) == 0;
        if (!reads && !harmless.contains(call.operation))
            changes.push_back(std::string(call.operation) + " " + call.path);
        return 0;
    };
    for (int run = 0; run < 2; ++run)
        CHECK(bench->take(bench->module->add("ratings", movie, bench->dry())) ==
              (has_cache ? "added" : "unknown:proof"));
    CHECK(changes == std::vector<std::string>());
    hooks.before = nullptr;
    bench->index("ratings");
    CHECK(site.has("cache/" + user + "/rate"));
    CHECK(bench->asked("/sync/ratings/movies") == (has_cache ? 0 : 1));
}

TEST_CASE("One answer of the settings serves identity and limits", "[account]") {
    Site site;
    const auto bench = site.open("token");
    bench->answer_post("/sync/watchlist", R"({"added":{"movies":1}})");
    bench->add("watchlist", movie);
    CHECK(asked(*bench) == 1);
}

TEST_CASE("Another login of the same user finds the snapshot; another user's does not, not even stale", "[account]") {
    Site site;
    site.open("first")->index("watchlist");
    const auto second = site.open("second");
    second->index("watchlist");
    CHECK(second->asked("/sync/watchlist") == 0);
    CHECK(second->transport->sent.size() == 2);  // settings and stamps
    const auto other = site.open("other", "c-d");
    other->odd = [](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.url.find("/users/settings") != std::string::npos) return std::nullopt;
        return test::answer(500);
    };
    CallScope stale = other->scope();
    stale.allow_stale = true;
    CHECK_THROWS_AS(other->index("watchlist", stale), Failure);
    CHECK_NOTHROW(second->index("watchlist"));
}

TEST_CASE("A handle that is configured for another user forgets the former one's data", "[account]") {
    Site site;
    const auto bench = site.open("first");
    bench->index("watchlist");
    bench->lists["/users/settings"] = settings_of("c-d");
    bench->module->configure(parse_config(R"({"state_dir":")" + site.state +
                                          R"(","trakt":{"client_id":"id","access_token":"other","api_url":")" + server +
                                          R"(","max_retries":1}})"));
    bench->odd = [](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.url.find("/users/settings") != std::string::npos) return std::nullopt;
        return test::answer(500);
    };
    CallScope stale = bench->scope();
    stale.allow_stale = true;
    CHECK_THROWS_AS(bench->index("watchlist", stale), Failure);
    // Dry runs forget them too.
    CHECK(bench->take(bench->module->add("watchlist", movie, bench->dry())) == "unknown:proof");
}

TEST_CASE("Without a uuid in the settings the login is its own account, and Trakt is asked again after a day",
          "[account]") {
    const std::string answer = GENERATE(R"({"user":{"vip":true}})", "{}", R"({"user":{"ids":{"uuid":""}}})",
                                        R"({"user":{"ids":{"uuid":7}}})", R"({"user":null})", "404");
    INFO(answer);
    Site site;
    const auto open = [&](const std::string& token) {
        auto bench = site.open(token, "");
        bench->lists["/users/settings"] = answer;
        if (answer == "404") bench->lists.erase("/users/settings");
        return bench;
    };
    const auto bench = open("token");
    bench->answer_post("/sync/history", R"({"added":{"movies":1}})");
    CHECK(bench->add("history", movie) == "added");  // Trakt has answered that it knows no uuid
    bench->index("watchlist");
    CHECK(asked(*bench) == 1);
    CHECK(account::is_login_name(site.account_of("token")));
    const auto other = open("other");
    other->index("watchlist");
    CHECK(other->asked("/sync/watchlist") == 1);
    CHECK(site.account_of("other") != site.account_of("token"));

    site.now_ms += day_ms - 1;
    auto later = open("token");
    later->index("watchlist");
    CHECK(asked(*later) == 0);
    CHECK(later->asked("/sync/watchlist") == 0);
    site.now_ms += 1;
    later = open("token");
    later->index("watchlist");
    CHECK(asked(*later) == 1);
    CHECK(later->asked("/sync/watchlist") == 0);

    // When there is a uuid, the login's data becomes the user's.
    const std::string alone = site.account_of("token");
    site.now_ms += day_ms;
    later = site.open("token");
    later->index("watchlist");
    CHECK(later->asked("/sync/watchlist") == 0);
    CHECK(site.account_of("token") == user);
    CHECK_FALSE(site.caches().contains(alone));
}

TEST_CASE("While the settings fail, Trakt is asked about a login without a uuid once an hour", "[account]") {
    const int status = GENERATE(500, 429);
    INFO(status);
    Site site;
    std::size_t in_all = 0;
    int calls = 0;
    const auto call = [&](bool fails) {
        const auto bench = site.open("token", "");
        bench->lists["/users/settings"] = "{}";
        if (fails)
            bench->odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
                if (request.url.find("/users/settings") == std::string::npos) return std::nullopt;
                return test::answer(status);
            };
        bench->index("watchlist");
        bench->index("ratings");
        bench->index("history");  // so that the add needs no settings
        bench->answer_post("/sync/history", R"({"added":{"movies":1}})");
        CHECK(bench->add("history", play_of_day(++calls)) == "added");  // the same account as yesterday
        in_all += asked(*bench);
        return in_all;
    };
    CHECK(call(false) == 1);
    site.now_ms += day_ms;
    CHECK(call(true) == 2);
    CHECK(call(true) == 2);
    site.now_ms += hour_ms / 2;
    CHECK(call(true) == 2);
    site.now_ms += hour_ms / 2;
    CHECK(call(true) == 3);
    // After the next answer, a day passes until the next request.
    site.now_ms += hour_ms;
    CHECK(call(false) == 4);
    site.now_ms += hour_ms;
    CHECK(call(false) == 4);
    site.now_ms += day_ms - hour_ms;
    CHECK(call(false) == 5);
}

TEST_CASE("While the settings fail, reads work under a provisional name and no play is added", "[account]") {
    const int status = GENERATE(500, 429, 200);  // 200: with a body that is not JSON
    INFO(status);
    Site site;
    const auto failing = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.url.find("/users/settings") == std::string::npos) return std::nullopt;
        return test::answer(status, status == 200 ? "[" : "");
    };
    const auto bench = site.open("token");
    bench->odd = failing;
    bench->index("watchlist");
    CHECK(bench->log->count("account_unknown") == 1);
    const std::string provisional = site.account_of("token");
    CHECK(account::is_login_name(provisional));
    CHECK(site.caches() == std::set<std::string>{provisional});

    CHECK(bench->add("history", movie) == "deferred:account_unknown");
    CHECK_FALSE(bench->last.failure);
    CHECK(bench->message(0).starts_with("Trakt did not say whose account this is (GET /users/settings: "));
    CHECK(bench->posted("/sync/history").empty());
    CHECK(bench->asked("/sync/history/movies") == 0);
    // Other writes are made, because they are idempotent.
    bench->answer_post("/sync/ratings", R"({"added":{"movies":1}})");
    CHECK(bench->add("ratings", movie) == "added");

    // When the settings work again, the data becomes the user's.
    bench->odd = nullptr;
    bench->index("watchlist");
    CHECK(bench->asked("/sync/watchlist") == 1);
    CHECK(site.account_of("token") == user);
    CHECK(site.caches() == std::set<std::string>{user});
    bench->answer_post("/sync/history", R"({"added":{"movies":1}})");
    CHECK(bench->add("history", movie) == "added");
}

TEST_CASE("A provisional name is the same one in the next run, and its data goes to the user", "[account]") {
    Site site;
    const auto failing = [](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.url.find("/users/settings") == std::string::npos) return std::nullopt;
        return http::Outcome(http::TransportError{http::TransportError::Kind::Timeout, false, "silence"});
    };
    for (int run = 0; run < 2; ++run) {
        const auto bench = site.open("token");
        bench->odd = failing;
        bench->index("watchlist");
        CHECK(asked(*bench) == 1);
        CHECK(bench->asked("/sync/watchlist") == (run == 0 ? 1 : 0));
    }
    const auto bench = site.open("token");
    bench->index("watchlist");
    CHECK(bench->asked("/sync/watchlist") == 0);
    CHECK(site.caches() == std::set<std::string>{user});
}

TEST_CASE("An error that ends a call also ends it during the request for the account", "[account]") {
    for (const int status : {401, 403, 423, 426}) {
        INFO(status);
        Site site;
        const auto bench = site.open("token");
        bench->odd = [&](const http::Request&) { return std::optional(test::answer(status)); };
        try {
            bench->index("watchlist");
            FAIL("no failure");
        } catch (const Failure& failure) {
            CHECK((failure.error().status == Status::Unauthenticated || failure.error().status == Status::Forbidden));
        }
        CHECK(bench->transport->sent.size() == 1);
        CHECK(bench->add("history", movie).starts_with("deferred:"));
        CHECK(bench->last.failure);
        CHECK(bench->transport->sent.size() == 2);
        CHECK(site.login("token") == nullptr);
    }
}

TEST_CASE("The request for the account counts for the pace of the user", "[account]") {
    Site site;
    const auto paced = [&](const std::string& token) {
        auto bench = site.open(token);
        bench->module->configure(parse_config(R"({"state_dir":")" + site.state +
                                              R"(","trakt":{"client_id":"id","access_token":")" + token +
                                              R"(","api_url":")" + server + R"(","max_retries":1}})"));
        return bench;
    };
    const auto remaining = [](test::ModuleBench& bench) {
        json::Document document;
        REQUIRE_FALSE(document.parse(bench.module->health(bench.scope())));
        return document.root()["api"]["rate_limit"]["remaining"].integer().value_or(-1);
    };
    const auto first = paced("first");
    first->index("watchlist");
    const std::size_t spent = first->transport->sent.size();
    CHECK(remaining(*first) == 450 - static_cast<std::int64_t>(spent) - 2);  // minus the two requests of health
    const auto second = paced("second");
    second->clock->advance(first->clock->steady_ms() - second->clock->steady_ms());
    second->index("watchlist");
    CHECK(remaining(*second) == 450 - static_cast<std::int64_t>(spent) - 2 - 2 - 2);
}

}  // namespace mod_trakt::account_test
