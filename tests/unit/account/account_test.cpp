// Whose account it is, seen from the whole module: which names are asked for, and where data lies.
#include <catch2/catch.hpp>

#include <fcntl.h>

#include <filesystem>
#include <set>
#include <vector>

#include "unit/account/site.hpp"

using namespace mod_trakt;
using test::asked;
using test::movie;
using test::server;
using test::settings_of;
using test::Site;
using test::user;

TEST_CASE("A login is asked for once, and then known to every handle", "[account]") {
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
    CHECK_FALSE(site.has("accounts"));  // nothing precious yet
}

TEST_CASE("Without a state folder nobody asks whose account it is", "[account]") {
    test::ModuleBench bench;
    bench.index("ratings");
    bench.answer_post("/sync/history", R"({"added":{"movies":1}})");
    CHECK(bench.add("history", movie) == "added");
    CHECK(asked(bench) == 0);
}

TEST_CASE("What needs no data of the account does not ask whose it is", "[account]") {
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

TEST_CASE("A dry run sends nothing, writes nothing, and uses what is known of the login", "[account]") {
    Site site;
    {
        const auto bench = site.open("token");
        CHECK(bench->take(bench->module->add("ratings", movie, bench->dry())) == "unknown");
        CHECK(bench->transport->sent.empty());
        CHECK_FALSE(site.has("accounts.json"));
        CHECK(site.caches().empty());
        bench->index("ratings");
    }
    const auto bench = site.open("token");
    CHECK(bench->take(bench->module->add("ratings", movie, bench->dry())) == "added");
    CHECK(bench->transport->sent.empty());
    const auto other = site.open("another");
    CHECK(other->take(other->module->add("ratings", movie, other->dry())) == "unknown");
    CHECK(other->transport->sent.empty());
    CHECK(site.login("another") == nullptr);
}

TEST_CASE("A dry run writes nothing for a login that is known either, and takes no pace from the next call",
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
        CHECK(bench->take(bench->module->add("ratings", movie, bench->dry())) == (has_cache ? "added" : "unknown"));
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
    // Dry runs neither.
    CHECK(bench->take(bench->module->add("watchlist", movie, bench->dry())) == "unknown");
}

TEST_CASE("Settings without a uuid, or none: the login is its own account, and is asked again after a day",
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
    CHECK(bench->add("history", movie) == "added");  // it is known as well as it can be
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

    // Its data becomes the user's when there is a uuid.
    const std::string alone = site.account_of("token");
    site.now_ms += day_ms;
    later = site.open("token");
    later->index("watchlist");
    CHECK(later->asked("/sync/watchlist") == 0);
    CHECK(site.account_of("token") == user);
    CHECK_FALSE(site.caches().contains(alone));
}

TEST_CASE("A login without a uuid is asked about once an hour while the settings fail", "[account]") {
    const int status = GENERATE(500, 429);
    INFO(status);
    Site site;
    std::size_t in_all = 0;
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
        bench->answer_post("/sync/history", R"({"added":{"movies":1}})");
        CHECK(bench->add("history", movie) == "added");  // nobody else's account than yesterday
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
    // As soon as there is an answer again, a day passes.
    site.now_ms += hour_ms;
    CHECK(call(false) == 4);
    site.now_ms += hour_ms;
    CHECK(call(false) == 4);
    site.now_ms += day_ms - hour_ms;
    CHECK(call(false) == 5);
}

TEST_CASE("While Trakt does not tell, reads work under a provisional name and no play is added", "[account]") {
    const int status = GENERATE(500, 429, 200);  // 200: a body that is no JSON
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
    // Other writes cannot double anything.
    bench->answer_post("/sync/ratings", R"({"added":{"movies":1}})");
    CHECK(bench->add("ratings", movie) == "added");

    // As soon as it tells, what was read is the user's.
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

TEST_CASE("What ends the call ends it when the account is asked for too", "[account]") {
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
    CHECK(remaining(*first) == 450 - static_cast<std::int64_t>(spent) - 2);  // and the two of health
    const auto second = paced("second");
    second->clock->advance(first->clock->steady_ms() - second->clock->steady_ms());
    second->index("watchlist");
    CHECK(remaining(*second) == 450 - static_cast<std::int64_t>(spent) - 2 - 2 - 2);
}
