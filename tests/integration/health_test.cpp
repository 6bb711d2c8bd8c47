#include <catch2/catch.hpp>

#include "support/config.hpp"
#include "support/http_call.hpp"
#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

TEST_CASE("Health of a working service is ok and takes two requests", "[read]") {
    const TwinProcess twin({"--watchlist", "4"});
    Handle handle(config_for(twin));
    const json::value health = handle.health().document();
    CHECK(at(health, "ok") == true);
    CHECK(text_at(health, "status") == "ok");
    CHECK(text_at(health, "state") == "ok");
    CHECK(number_at(health, "latency_ms") >= 0);
    CHECK(at(health, "features") == parse(R"({"watchlist":true,"ratings":true,"history":true,"playlists":false})"));
    CHECK(number_at(health, "api.last_activities.status") == 200);
    CHECK(number_at(health, "api.watchlist.status") == 200);
    const json::array ledger = twin.ledger();
    REQUIRE(ledger.size() == 2);
    CHECK(text_at(ledger[0], "path") == "/sync/last_activities");
    CHECK(text_at(ledger[1], "path") == "/sync/watchlist");
}

TEST_CASE("A 429 is degraded, with the seconds to wait, and the features stay usable", "[read]") {
    const TwinProcess twin;
    twin.fault({{"path", "/sync/last_activities"},
                {"kind", "json_429"},
                {"every", true},
                {"headers", {{"Retry-After", "17"}}}});
    Handle handle(config_for(twin));
    const json::value health = handle.health().document();
    CHECK(at(health, "ok") == true);
    CHECK(text_at(health, "status") == "degraded");
    CHECK(text_at(health, "state") == "rate_limited");
    CHECK(number_at(health, "details.retry_after_s") == 17);
    CHECK(number_at(health, "api.last_activities.retry_after") == 17);
    CHECK(at(health, "features.history") == true);
    CHECK(twin.ledger().size() == 1);
}

TEST_CASE("A failed second probe degrades only the watchlist", "[read]") {
    const TwinProcess twin;
    twin.fault({{"path", "/sync/watchlist"}, {"kind", "status"}, {"status", 500}, {"every", true}});
    Handle handle(config_for(twin));
    const json::value health = handle.health().document();
    CHECK(text_at(health, "status") == "degraded");
    CHECK(text_at(health, "state") == "server_fault");
    CHECK(at(health, "features.watchlist") == false);
    CHECK(at(health, "features.history") == true);
    CHECK(text_at(health, "details.reason") == "watchlist:http:500");
}

TEST_CASE("A refused token is auth_failed, and the second probe is not sent", "[read]") {
    const TwinProcess twin;
    Handle handle(config_for(twin, {{"access_token", "some-old-token"}}));
    const json::value health = handle.health().document();
    CHECK(at(health, "ok") == false);
    CHECK(text_at(health, "status") == "auth_failed");
    CHECK(text_at(health, "state") == "token_expired");
    CHECK(text_at(health, "details.reason").find("core:unauthorized") == 0);
    CHECK(at(health, "features.history") == false);
    CHECK(twin.count_requests("GET", "/sync/watchlist") == 0);
}

TEST_CASE("A service that answers with errors, or not at all, is down, and the call is still OK", "[read]") {
    const TwinProcess twin;
    twin.fault({{"path", "/sync/last_activities"}, {"kind", "status"}, {"status", 503}, {"every", true}});
    Handle handle(config_for(twin));
    CHECK(text_at(handle.health().document(), "status") == "down");
    Handle nobody(config_for("http://127.0.0.1:" + std::to_string(free_port())));
    const json::value health = nobody.health().document();
    CHECK(text_at(health, "status") == "down");
    CHECK(text_at(health, "state") == "offline");
    CHECK(at(health, "ok") == false);
    CHECK(at(health, "api.last_activities.status").is_null());
}

TEST_CASE("A refusal by the edge is down, not a login error", "[read]") {
    const TwinProcess twin;
    twin.fault({{"kind", "html_403"}, {"every", true}});
    Handle handle(config_for(twin));
    const json::value health = handle.health().document();
    CHECK(text_at(health, "status") == "down");
    CHECK(text_at(health, "state") == "blocked_by_edge");
    CHECK(text_at(health, "details.reason").find("blocked_by_edge") != std::string::npos);
}

TEST_CASE("Health has the rate limit of the service's answer, else the plugin's own count", "[read]") {
    const TwinProcess twin;
    const json::object paced = {{"rate_limit", {{"get_per_5min", 400}}}};
    {
        Handle handle(config_for(twin, paced));
        const json::value health = handle.health().document();
        CHECK(number_at(health, "api.rate_limit.limit") == 400);
        CHECK(number_at(health, "api.rate_limit.remaining") <= 398);
        CHECK(number_at(health, "api.rate_limit.remaining") >= 300);
    }
    twin.fault(
        {{"kind", "headers"},
         {"every", true},
         {"headers", {{"X-Ratelimit", R"({"name":"AUTHED_API_GET_LIMIT","period":300,"limit":250,"remaining":77})"}}}});
    Handle handle(config_for(twin, paced));
    const json::value health = handle.health().document();
    CHECK(number_at(health, "api.rate_limit.limit") == 250);
    CHECK(number_at(health, "api.rate_limit.remaining") <= 77);
    CHECK(number_at(health, "api.last_activities.rate.limit") == 250);
    CHECK(number_at(health, "api.last_activities.rate.remaining") == 77);
}
