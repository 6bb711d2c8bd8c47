// The account is the Trakt user, not the login.
#include <catch2/catch.hpp>

#include "support/config.hpp"
#include "support/http_call.hpp"
#include "support/machine_time.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

const std::string settings_path = "/users/settings";

// Two accounts, and a state folder that all handles share.
struct Site {
    explicit Site(std::vector<std::string> options = {"--accounts", "2", "--plays", "60", "--ratings", "20",
                                                      "--watchlist", "10"})
        : twin(std::move(options)) {
        twin.clock({{"advance_ms", 600'000}});  // all stamps are mature
    }
    json::object config(const std::string& token, const json::object& settings = {}) const {
        return in_folder(config_for(twin, merged({{"access_token", token}}, settings)), folder);
    }
    // Another login of the first account, obtained by the host.
    std::string new_login() {
        const HttpAnswer answer = http_call(twin.port(), "POST", "/oauth/token",
                                            json::serialize(json::object{{"refresh_token", refresh_token},
                                                                         {"client_id", "twin-client-id"},
                                                                         {"client_secret", "twin-client-secret"},
                                                                         {"redirect_uri", "urn:ietf:wg:oauth:2.0:oob"},
                                                                         {"grant_type", "refresh_token"}}));
        if (answer.status != 200) throw std::runtime_error("the twin gives no login: " + answer.body);
        const json::value tokens = parse(answer.body);
        refresh_token = text_at(tokens, "refresh_token");
        return text_at(tokens, "access_token");
    }
    void fail_settings(const json::object& fault) const {
        twin.fault(merged({{"path", settings_path}, {"every", true}}, fault));
    }
    // The paths of all requests since the last call of this function.
    std::vector<std::string> requests() const {
        std::vector<std::string> made;
        for (const json::value& entry : twin.ledger()) made.push_back(text_at(entry, "path"));
        twin.clear_ledger();
        return made;
    }

    const TwinProcess twin;
    TempFolder folder;
    std::string refresh_token = "twin-refresh-token";
};

const json::array one_play = {
    {{"type", "episode"}, {"ids", {{"trakt", 8210101}}}, {"watched_at", "2024-05-01T20:11:00Z"}}};

}  // namespace

TEST_CASE("Another login of the same user finds the snapshot with one more request", "[account]") {
    Site site;
    CHECK(Handle(site.config("twin-access-token")).index("history").summary() == "OK");
    CHECK(site.requests().front() == settings_path);
    CHECK(differs_from_truth(Handle(site.config("twin-access-token")).index("history"), site.twin, "history") == "");
    CHECK(site.requests() == std::vector<std::string>{"/sync/last_activities"});
    const std::string login = site.new_login();
    site.requests();
    CHECK(differs_from_truth(Handle(site.config(login)).index("history"), site.twin, "history") == "");
    CHECK(site.requests() == std::vector<std::string>{settings_path, "/sync/last_activities"});
    CHECK(Handle(site.config(login)).index("history").summary() == "OK");
    CHECK(site.requests() == std::vector<std::string>{"/sync/last_activities"});
}

TEST_CASE("New tokens from the host for an existing handle cost no full read", "[account]") {
    Site site;
    Handle handle(site.config("twin-access-token"));
    CHECK(handle.index("history").summary() == "OK");
    for (int rotation = 0; rotation < 3; ++rotation) {
        CHECK(handle.configure(site.config(site.new_login())).summary() == "OK");
        site.requests();
        CHECK(differs_from_truth(handle.index("history"), site.twin, "history") == "");
        CHECK(site.requests() == std::vector<std::string>{settings_path, "/sync/last_activities"});
    }
}

TEST_CASE("Another user never sees the data of the former one, not even stale", "[account]") {
    Site site;
    Handle handle(site.config("twin-access-token"));
    CHECK(handle.index("watchlist").items().size() == 10);
    site.twin.fault({{"path", "/sync/"}, {"kind", "status"}, {"status", 500}, {"every", true}});
    const Terms stale{.flags = SYNCMOD_CALL_ALLOW_STALE};
    CHECK(handle.index("watchlist", stale).items().size() == 10);
    Handle other(site.config("twin-access-token-2"));
    CHECK(other.index("watchlist", stale).status == SYNCMOD_REMOTE);
    CHECK(handle.configure(site.config("twin-access-token-2")).summary() == "OK");
    CHECK(handle.index("watchlist", stale).status == SYNCMOD_REMOTE);
    CHECK(handle.configure(site.config("twin-access-token")).summary() == "OK");
    CHECK(handle.index("watchlist", stale).items().size() == 10);
    site.twin.clear_faults();
    const json::value state = site.twin.state(true, 2);
    CHECK(difference(other.index("watchlist").items(), expected_items(state, "watchlist")) == "");
}

TEST_CASE("While the account is not known, reads work and no play is added", "[account]") {
    const json::object fault =
        GENERATE(json::object{{"kind", "status"}, {"status", 500}},
                 json::object{{"kind", "json_429"}, {"headers", {{"Retry-After", "0"}}}},
                 json::object{{"kind", "close_after"}}, json::object{{"kind", "broken_json"}},
                 json::object{{"kind", "html_200"}}, json::object{{"kind", "wrong_shape"}, {"body", "[]"}});
    INFO(json::serialize(fault));
    Site site;
    site.fail_settings(fault);
    Handle handle(site.config("twin-access-token"));
    CHECK(differs_from_truth(handle.index("history"), site.twin, "history") == "");
    const Outcome outcome = handle.add("history", one_play);
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(outcome.verdicts() == "deferred");
    CHECK(text_at(outcome.result(0), "hint") == "account_unknown");
    CHECK(text_at(outcome.result(0), "message").find("whose account") != std::string::npos);
    CHECK(site.twin.count_requests("POST", "/sync/history") == 0);

    // Another handle does not know the account either, but finds the snapshot; then Trakt names the user.
    Handle next(site.config("twin-access-token"));
    site.requests();
    CHECK(differs_from_truth(next.index("history"), site.twin, "history") == "");
    CHECK(site.twin.count_requests("GET", "/sync/history") == 0);
    site.twin.clear_faults();
    site.requests();
    CHECK(differs_from_truth(next.index("history"), site.twin, "history") == "");
    CHECK(site.requests() == std::vector<std::string>{settings_path, "/sync/last_activities"});
    CHECK(next.add("history", one_play).verdicts() == "added");
    CHECK(handle.add("history", one_play).verdicts() == "existing");
    const std::string login = site.new_login();
    CHECK(differs_from_truth(Handle(site.config(login)).index("history"), site.twin, "history") == "");
}

TEST_CASE("A login without a uuid is its own account", "[account]") {
    Site site;
    const json::object seldom_verified = {{"verify_hours", 1000}};
    const bool is_missing = GENERATE(false, true);
    if (is_missing)
        site.fail_settings({{"kind", "status"}, {"status", 404}});
    else
        site.twin.switches({{"uuid", false}});
    Handle handle(site.config("twin-access-token", seldom_verified));
    CHECK(handle.add("history", one_play).verdicts() == "added");
    site.twin.clock({{"advance_ms", 600'000}});
    CHECK(differs_from_truth(handle.index("history"), site.twin, "history") == "");
    CHECK(site.twin.count_requests("GET", settings_path) == 1);
    CHECK(Handle(site.config("twin-access-token", seldom_verified)).index("ratings").summary() == "OK");
    CHECK(site.twin.count_requests("GET", settings_path) == 1);
    // Another login of the same user is another account with its own reads.
    const std::string login = site.new_login();
    site.requests();
    CHECK(differs_from_truth(Handle(site.config(login, seldom_verified)).index("history"), site.twin, "history") == "");
    CHECK(site.requests().size() > 3);
    // A day later Trakt is asked again and names the user: both logins are one account now.
    site.twin.clear_faults();
    site.twin.switches({{"uuid", true}});
    const LaterDate tomorrow(86'400'000 + 60'000);
    site.requests();
    CHECK(Handle(site.config("twin-access-token", seldom_verified)).index("history").summary() == "OK");
    CHECK(Handle(site.config(login, seldom_verified)).index("history").summary() == "OK");
    CHECK(site.requests() ==
          std::vector<std::string>{settings_path, "/sync/last_activities", settings_path, "/sync/last_activities"});
}

TEST_CASE("A dry run does not ask whose account it is", "[account]") {
    Site site;
    const Terms dry{.flags = SYNCMOD_CALL_DRY_RUN};
    CHECK(Handle(site.config("twin-access-token")).add("history", one_play, dry).verdicts() == "unknown");
    CHECK(site.requests().empty());
    CHECK(Handle(site.config("twin-access-token")).index("history").summary() == "OK");
    site.requests();
    CHECK(Handle(site.config("twin-access-token")).add("history", one_play, dry).verdicts() == "added");
    CHECK(Handle(site.config("twin-access-token-2")).add("history", one_play, dry).verdicts() == "unknown");
    CHECK(site.requests().empty());
}

TEST_CASE("The request for the account also shows that a watchlist is full", "[account]") {
    Site site;
    site.twin.switches({{"watchlist_limit", 10}});
    site.twin.clock({{"advance_ms", 2'000}});  // so that the stamp is older than the answer
    const json::array movie = {{{"type", "movie"}, {"ids", {{"trakt", 7010150}}}}};
    CHECK(Handle(site.config("twin-access-token")).add("watchlist", movie).verdicts() == "limit");
    CHECK(site.twin.count_requests("GET", settings_path) == 1);
}

TEST_CASE("accounts.json contains neither tokens nor names of users", "[account]") {
    Site site;
    Handle(site.config("twin-access-token")).index("watchlist");
    const std::string text = read_text(site.folder / "accounts.json");
    CHECK(text.find("twin-access-token") == std::string::npos);
    CHECK(text.find("marshlight") == std::string::npos);
    CHECK(text.find("0f1e2d3c4b5a69788796a5b4c3d2e1f0") != std::string::npos);
}
