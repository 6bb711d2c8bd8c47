// Modules with a login from the store, which another login replaces while they work.
#include <catch2/catch.hpp>

#include <filesystem>

#include "state/file_lock.hpp"
#include "tests/support/thrown.hpp"
#include "unit/account/site.hpp"

namespace mod_trakt::stored_login_test {

using test::movie;
using test::outline;
using test::server;
using test::settings_of;
using test::Site;
using test::thrown_by;
using test::user;

namespace {

const std::string other_user = account::name_of_user(server, "c-d");

std::string watchlist_of(int id) {
    return R"([{"id":1,"listed_at":"2026-08-11T12:00:00.000Z","type":"movie","movie":{"title":"m","ids":{"trakt":)" +
           std::to_string(id) + "}}}]";
}
bool lists(const std::string& document, int id) {
    return document.find(R"("trakt":")" + std::to_string(id) + "\"") != std::string::npos;
}

// A module without tokens in its configuration, and a Trakt that accepts one login at a time.
struct Place {
    explicit Place(Site& its_site) : site(its_site), bench(site.open("")) {
        bench->odd = [this](const http::Request& request) -> std::optional<http::Outcome> {
            if (request.headers.get("authorization") != "Bearer " + good) return test::answer(401);
            if (request.url.find("/users/settings") == std::string::npos) return std::nullopt;
            return settings.empty() ? test::answer(500) : test::answer(200, settings);
        };
    }
    // From now on the store has this login, and Trakt accepts no other. With empty settings, the settings request
    // fails.
    void log_in(const std::string& token, const std::string& its_settings) {
        site.save_login(token);
        good = token;
        settings = its_settings;
    }
    // Sets a limit on reads, which the bench's own configuration does not have.
    void pace() {
        bench->module->configure(parse_config(R"({"state_dir":")" + site.state +
                                              R"(","trakt":{"client_id":"id","api_url":")" + server +
                                              R"(","max_retries":1}})"));
    }
    std::int64_t remaining() {
        json::Document document;
        REQUIRE_FALSE(document.parse(bench->module->health(bench->scope())));
        return document.root()["api"]["rate_limit"]["remaining"].integer().value_or(-1);
    }

    Site& site;
    std::string good, settings;
    std::unique_ptr<test::ModuleBench> bench;
};

}  // namespace

TEST_CASE("A login that replaces another one during the settings request gets no data of the former user",
          "[account]") {
    const bool is_told = GENERATE(false, true);  // Trakt has said that the former login has no uuid
    const std::string settings = GENERATE(settings_of("c-d"), std::string("{}"), std::string());
    INFO(is_told << " " << settings);
    Site site;
    Place place(site);
    place.log_in("former", is_told ? "{}" : "");
    place.bench->lists["/sync/watchlist"] = watchlist_of(7);
    CHECK(lists(place.bench->index("watchlist"), 7));
    REQUIRE(site.account_of("former") == site.alone("former"));
    if (is_told) place.bench->clock->advance(day_ms);  // then Trakt is asked again

    place.log_in("next", settings);
    place.bench->lists["/sync/watchlist"] = watchlist_of(9);
    const std::string document = place.bench->index("watchlist");
    CHECK(lists(document, 9));
    CHECK_FALSE(lists(document, 7));
    CHECK(site.account_of("next") == (settings == settings_of("c-d") ? other_user : site.alone("next")));
    CHECK(site.account_of("former") == site.alone("former"));
    // The former user's snapshot is unchanged.
    const auto former = site.open("former", "");
    CHECK(lists(former->index("watchlist"), 7));
    CHECK(former->asked("/sync/watchlist") == 0);
}

TEST_CASE("A proof of one user is not used for the next user", "[account]") {
    Site site;
    Place place(site);
    place.log_in("former", "");
    std::string& ratings = place.bench->lists["/sync/ratings/movies"];
    ratings = R"([{"rated_at":"2024-01-02T03:04:00.000Z","rating":8,"type":"movie",)"
              R"("movie":{"title":"m","ids":{"trakt":7}}}])";
    place.bench->index("ratings");
    CHECK(place.bench->add("ratings", movie) == "existing");
    place.log_in("next", settings_of("c-d"));
    ratings = "[]";
    place.bench->answer_post("/sync/ratings", R"({"added":{"movies":1}})");
    CHECK(place.bench->add("ratings", movie) == "added");
}

TEST_CASE("The limits of one user are not used for the next user", "[account]") {
    Site site;
    Place place(site);
    place.log_in("former", R"({"user":{"ids":{"uuid":"a-b"}},"limits":{"watchlist":{"item_count":1}}})");
    place.bench->lists["/sync/watchlist"] = watchlist_of(9);
    CHECK(place.bench->add("watchlist", movie) == "limit:trakt_limit");
    place.log_in("next", "");
    CHECK(thrown_by([&] { place.bench->index("watchlist"); }).reason == "account_changed");
    place.bench->answer_post("/sync/watchlist", R"({"added":{"movies":1}})");
    CHECK(place.bench->add("watchlist", movie) == "added");
}

TEST_CASE("Only a login's own cache is joined into the user's, never that of another user", "[account]") {
    Site site;
    site.open("third", "e-f")->index("watchlist");
    Place place(site);
    place.log_in("former", "");
    place.bench->index("watchlist");
    // accounts.json names another user than Trakt does.
    site.change([&](account::Accounts& accounts) {
        accounts.logins[accounts.login_of(server, "id", Secret("next"))] = {account::name_of_user(server, "e-f"),
                                                                            site.now_ms, site.now_ms};
    });
    place.log_in("next", settings_of("c-d"));
    place.bench->lists["/sync/watchlist"] = watchlist_of(9);
    CHECK(lists(place.bench->index("watchlist"), 9));
    CHECK(site.account_of("next") == other_user);
    const auto third = site.open("third", "e-f");
    third->index("watchlist");
    CHECK(third->asked("/sync/watchlist") == 0);
}

TEST_CASE("The pace of a former user does not delay the next user", "[account]") {
    Site site;
    Place place(site);
    place.pace();
    place.log_in("former", settings_of("a-b"));
    place.bench->index("watchlist");
    place.log_in("next", settings_of("c-d"));
    CHECK(thrown_by([&] { place.bench->index("watchlist"); }).reason == "account_changed");
    const std::string rate = test::slurp(site.state + "/cache/" + user + "/rate");
    const std::size_t of_former = place.bench->transport->sent.size();
    place.bench->index("watchlist");
    const std::size_t of_next = place.bench->transport->sent.size() - of_former;
    CHECK(test::slurp(site.state + "/cache/" + user + "/rate") == rate);
    CHECK(place.remaining() == 450 - static_cast<std::int64_t>(of_next) - 2);  // and the two of health
}

TEST_CASE("No data of a former user is shown while the next user is not known", "[account]") {
    Site site;
    Place place(site);
    place.log_in("former", settings_of("a-b"));
    place.bench->lists["/sync/watchlist"] = watchlist_of(7);
    place.bench->index("watchlist");
    place.log_in("next", settings_of("c-d"));
    CHECK(thrown_by([&] { place.bench->index("watchlist"); }).reason == "account_changed");
    std::filesystem::remove(site.state + "/accounts.json");
    test::FakeClock clock;
    const state::FileLock held(site.system, site.state + "/accounts.lock", CallScope(clock, nullptr, 0));
    CallScope stale(*place.bench->clock, nullptr, 1000);
    stale.allow_stale = true;
    CHECK(outline(thrown_by([&] { place.bench->index("watchlist", stale); })) == "TIMEOUT operation_timeout");
}

TEST_CASE("A login that replaces another one during health is ok, and is looked up by the next call", "[account]") {
    Site site;
    Place place(site);
    place.log_in("former", settings_of("a-b"));
    place.bench->lists["/sync/watchlist"] = watchlist_of(7);
    if (GENERATE(true, false))
        place.bench->index("watchlist");
    else
        place.bench->module->health(place.bench->scope());
    place.log_in("next", settings_of("c-d"));
    place.bench->lists["/sync/watchlist"] = watchlist_of(9);
    CHECK(place.bench->module->health(place.bench->scope()).find(R"("status":"ok")") != std::string::npos);
    CHECK(lists(place.bench->index("watchlist"), 9));
    CHECK(site.account_of("next") == other_user);
}

}  // namespace mod_trakt::stored_login_test
