// Whose account it is, seen from the whole module: which names are asked for, and where data lies.
#include <catch2/catch.hpp>

#include <filesystem>
#include <set>

#include "account/accounts_file.hpp"
#include "account/identity.hpp"
#include "auth/credential_store.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

using namespace mod_trakt;
using account::Accounts;
namespace fs = std::filesystem;

namespace {

const std::string server = "http://127.0.0.1:1";
const std::string movie = R"([{"type":"movie","ids":{"trakt":7},"rating":8,"watched_at":"2024-01-02T03:04:00Z"}])";

std::string settings_of(const std::string& uuid) {
    return R"({"user":{"ids":{"uuid":")" + uuid + R"("}},"limits":{"watchlist":{"item_count":250}}})";
}

// Modules over one state folder, by the token that they log in with.
struct Site {
    std::unique_ptr<test::ModuleBench> open(const std::string& token, const std::string& uuid = "a-b") {
        auto files = std::make_unique<test::HookedFiles>();
        files->flushes = false;
        auto bench = std::make_unique<test::ModuleBench>(R"(,"access_token":")" + token + "\"",
                                                         R"(,"state_dir":")" + state + "\"", std::move(files));
        if (!uuid.empty()) bench->lists["/users/settings"] = settings_of(uuid);
        bench->clock->set_unix_ms(now_ms);
        return bench;
    }
    std::optional<Accounts> accounts() {
        return account::AccountsFile(system, state + "/accounts.json", state + "/accounts.lock").load();
    }
    void change(const std::function<void(Accounts&)>& change) {
        test::FakeClock clock;
        account::AccountsFile(system, state + "/accounts.json", state + "/accounts.lock")
            .update(CallScope(clock, nullptr, 0), change);
    }
    const account::KnownLogin* login(const std::string& token) {
        kept = accounts().value_or(Accounts());
        return kept.find(kept.login_of(server, "id", Secret(token)));
    }
    std::string account_of(const std::string& token) {
        const account::KnownLogin* known = login(token);
        return known != nullptr ? known->account : "none";
    }
    bool has(const std::string& name) const { return fs::exists(state + "/" + name); }
    // The names in state/cache/.
    std::set<std::string> caches() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(state + "/cache")) names.insert(entry.path().filename());
        return names;
    }

    test::TempFolder folder;
    std::string state = folder / "state";
    state::SystemFiles system;
    Accounts kept;
    std::int64_t now_ms = 1'789'200'000'000;
};

constexpr std::int64_t day_ms = 86'400'000;
const std::string user = account::name_of_user(server, "a-b");

std::size_t asked(const test::ModuleBench& bench) { return bench.asked("/users/settings"); }

}  // namespace

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
    CHECK(site.has("cache/" + account::name_of_login(site.accounts()->login_of(server, "id", Secret("token"))) +
                   "/rate"));
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
    CHECK(bench->message(0).starts_with("Trakt did not tell whose account this is (GET /users/settings: "));
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

TEST_CASE("A pair that was renewed is the same user's, and takes its predecessor's place", "[account]") {
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
    good = "none";  // the token ends
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

TEST_CASE("A token that is renewed while the account is asked for is the one that is written down", "[account]") {
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
    CHECK(asked(*bench) == 2);  // with either token once
}

TEST_CASE("A login that is replaced in the store under a handle is never taken for the same account's unseen",
          "[account]") {
    Site site;
    const auto save = [&](const char* access) {
        auth::make_file_store(site.system, state::credentials_file_of(site.state), {}, "default", "0123456789abcdef")
            ->save({Secret(access), Secret("refresh"), 0, "0123456789abcdef"});
    };
    site.open("other", "c-d")->index("watchlist");  // known, or not
    const bool is_known = GENERATE(true, false);
    const std::string next = is_known ? "other" : "stranger";
    save("token");
    std::string good = "token";
    const auto bench = site.open("");
    bench->odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.headers.get("authorization") != "Bearer " + good) return test::answer(401);
        if (good == "token" || request.url.find("/users/settings") == std::string::npos) return std::nullopt;
        return test::answer(200, settings_of("c-d"));
    };
    bench->index("watchlist");
    CHECK(site.account_of("token") == user);
    save(next.c_str());
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
    // The former user's snapshot is as it was.
    const auto former = site.open("token");
    CHECK(former->index("watchlist").find("\"count\":0") != std::string::npos);
    CHECK(former->asked("/sync/watchlist") == 0);
}

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
    // Also by a handle that lives for long.
    bench->clock->advance(40 * day_ms);
    bench->index("watchlist");
    CHECK(site.login("token")->used_ms == site.now_ms + 40 * day_ms);
}

TEST_CASE("What was not used for 90 days goes, what is in use or precious stays", "[account]") {
    Site site;
    site.now_ms = SystemClock().unix_ms();  // the files have its times
    site.open("token")->index("watchlist");
    site.open("other", "c-d")->index("watchlist");
    const std::string other = account::name_of_user(server, "c-d");
    const state::StateFolder folder(site.system, site.state, site.now_ms);
    folder.open_precious(other);
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
    CHECK(site.caches() == std::set<std::string>{user, other});
    CHECK(site.login("other") != nullptr);
    run(2);
    CHECK(site.caches() == std::set<std::string>{user});
    CHECK(site.login("other") == nullptr);
    CHECK(site.has("accounts/" + other));
    // A login that comes back after long is not the first victim of its own pruning.
    run(200);
    CHECK(site.account_of("token") == user);
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

TEST_CASE("An accounts.json that cannot be used costs requests, not truth", "[account]") {
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

TEST_CASE("Where an own write could not be noted, nothing is read or written", "[account]") {
    Site site;
    fs::create_directories(site.state + "/accounts.json/in the way");
    const bool is_told = GENERATE(false, true);  // that there is no uuid
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
    // As soon as it can be used, all is well.
    fs::remove_all(site.state + "/accounts.json");
    CHECK_NOTHROW(bench->index("ratings"));
}

TEST_CASE("A handle logs once that other processes may not see its locks", "[account]") {
    Site site;
    auto files = std::make_unique<test::HookedFiles>();
    files->file_system_type = 0x6969;
    const test::ModuleBench bench("", R"(,"state_dir":")" + site.state + "\"", std::move(files));
    CHECK(bench.log->count("locks_are_local") == 1);
    CHECK(bench.log->count("of type NFS") == 1);
    CHECK(site.open("token")->log->count("locks_are_local") == 0);
}
