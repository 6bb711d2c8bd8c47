// The switches, logins, edits and reset of the twin.
#include <catch2/catch.hpp>

#include "client.hpp"

using namespace mod_trakt::twin;
using test::sample;
using test::shape_difference;
using test::Site;

namespace {

Options plays(std::int64_t count) {
    Options options;
    options.sizes.plays = count;
    return options;
}

std::string refresh_body(const std::string& token, const std::string& secret = "twin-client-secret") {
    return R"({"refresh_token":")" + token + R"(","client_id":"twin-client-id","client_secret":")" + secret +
           R"(","redirect_uri":"urn:ietf:wg:oauth:2.0:oob","grant_type":"refresh_token"})";
}

}  // namespace

TEST_CASE("counts can lag, headers can be missing, pages can be of another size or missing") {
    Site site(plays(1000));
    site.admin("/_twin/switches", R"({"counts_lag":300})");
    const auto lagging = site.get("/sync/history?limit=250");
    CHECK(lagging.header("x-pagination-item-count") == "700");
    CHECK(lagging.header("x-pagination-page-count") == "3");
    CHECK(site.read("/sync/history?limit=250&page=4").as_array().size() == 250);
    site.admin("/_twin/switches", R"({"counts_lag":0,"max_limit":100})");
    CHECK(site.get("/sync/history?limit=250").header("x-pagination-limit") == "100");
    site.admin("/_twin/switches", R"({"pagination_headers":false})");
    CHECK(site.get("/sync/history?limit=250").header("x-pagination-page").empty());
    site.admin("/_twin/switches", R"({"unpaged":true})");
    CHECK(site.read("/sync/history?limit=250&page=3").as_array().size() == 1000);
    site.send("DELETE", "/_twin/switches", "");
    CHECK(site.get("/sync/history?limit=250").header("x-pagination-limit") == "250");
    CHECK(site.post("/_twin/switches", R"({"no_such_switch":1})").status == 400);
    CHECK(site.post("/_twin/switches", R"({"max_limit":"many"})").status == 400);
    CHECK(site.post("/_twin/switches", R"({"maps":"upside_down"})").status == 400);
    site.admin("/_twin/reset", R"({"ratings":40})");
    site.admin("/_twin/switches", R"({"double_ratings":2})");
    const json::value twice = site.read("/sync/ratings/movies");
    REQUIRE(twice.as_array().size() == 12);
    CHECK(twice.at(10).at("movie") == twice.at(0).at("movie"));
    CHECK(twice.at(10).at("rated_at").as_string() < twice.at(0).at("rated_at").as_string());
}

TEST_CASE("minimal maps can be paged, missing or wrong") {
    Site site(plays(2000));
    const char* const target = "/users/me/watched/movies?extended=min";
    const std::size_t titles = site.map(target).size();
    CHECK(site.get(target).header("x-pagination-page").empty());
    site.admin("/_twin/switches", R"({"maps":"paged"})");
    std::size_t paged = 0;
    for (int page = 1; page <= 4; ++page)
        paged += site.read(std::string(target) + "&limit=100&page=" + std::to_string(page)).as_object().size();
    CHECK(paged == titles);
    CHECK(site.get(target).header("x-pagination-item-count").empty());
    auto sum = [&] {
        std::size_t times = 0;
        for (const auto& title : site.map(target)) times += title.value().as_array().size();
        return times;
    };
    site.admin("/_twin/switches", R"({"maps":"whole"})");
    CHECK(sum() == 400);
    site.admin("/_twin/switches", R"({"maps":"wrong"})");
    CHECK(sum() == 399);
    site.admin("/_twin/switches", R"({"maps":"absent"})");
    CHECK(site.get(target).status == 404);
}

TEST_CASE("activities can fail, be sparse, or be coarse") {
    Site site;
    site.admin("/_twin/switches", R"({"activities":"error"})");
    CHECK(site.get("/sync/last_activities").status == 500);
    site.admin("/_twin/switches", R"({"activities":"sparse"})");
    const json::value sparse = site.read("/sync/last_activities");
    CHECK_FALSE(sparse.as_object().contains("seasons"));
    CHECK(sparse.at("movies").at("paused_at").is_null());
    site.admin("/_twin/switches", R"({"activities":"normal","stamp_resolution_ms":3600000})");
    site.admin("/_twin/clock", R"({"now":"2026-09-12T20:30:00Z"})");
    site.admin("/_twin/edit", R"({"ops":[{"op":"add","type":"movie"}]})");
    CHECK(site.read("/sync/last_activities").at("movies").at("watched_at") == "2026-09-12T20:00:00.000Z");
}

TEST_CASE("a locked account answers 423, a VIP feature 426, each set per account") {
    Options options;
    options.accounts = 2;
    Site site(options);
    site.admin("/_twin/switches?account=1", R"({"locked":true})");
    CHECK(site.get("/sync/history").status == 423);
    CHECK(site.get("/sync/history").header("x-account-locked") == "true");
    CHECK(site.get("/sync/history", {{"Authorization", "Bearer twin-access-token-2"}}).status == 200);
    site.admin("/_twin/switches?account=1", R"({"locked":false,"vip_only":true})");
    CHECK(site.get("/sync/history").status == 426);
}

TEST_CASE("the rate of requests is limited when the switch is on") {
    Site site(plays(10));
    site.admin("/_twin/switches", R"({"rate_limits":true,"get_limit":3})");
    for (int n = 0; n < 3; ++n) CHECK(site.get("/sync/last_activities").status == 200);
    const auto refused = site.get("/sync/last_activities");
    CHECK(refused.status == 429);
    CHECK(refused.header("retry-after") == "300");
    CHECK(json::parse(refused.header("x-ratelimit")).at("name") == "AUTHED_API_GET_LIMIT");
    site.admin("/_twin/clock", R"({"advance_ms":300000})");
    CHECK(site.get("/sync/last_activities").status == 200);
    CHECK(site.post("/sync/watchlist", "{}").status == 201);
    CHECK(site.post("/sync/watchlist", "{}").status == 429);
    site.admin("/_twin/clock", R"({"advance_ms":1000})");
    CHECK(site.post("/sync/watchlist", "{}").status == 201);
}

TEST_CASE("a refresh token works once, and an expired access token is refused") {
    Site site;
    site.admin("/_twin/switches", R"({"token_lifetime_s":3600})");
    CHECK(site.post("/oauth/token", refresh_body("twin-refresh-token", "wrong")).parsed().at("error") ==
          "invalid_client");
    site.admin("/_twin/switches", R"({"expire_token":true})");
    CHECK(site.get("/sync/last_activities").status == 401);
    const auto issued = site.post("/oauth/token", refresh_body("twin-refresh-token"));
    REQUIRE(issued.status == 200);
    CHECK(shape_difference(issued.parsed(), sample("token.json")) == "");
    CHECK(issued.parsed().at("expires_in") == 3600);
    const std::string bearer = "Bearer " + std::string(issued.parsed().at("access_token").as_string());
    CHECK(site.get("/sync/last_activities", {{"Authorization", bearer}}).status == 200);
    const auto again = site.post("/oauth/token", refresh_body("twin-refresh-token"));
    CHECK(again.status == 400);
    CHECK(again.parsed().at("error") == "invalid_grant");
    site.admin("/_twin/clock", R"({"advance_ms":3600000})");
    CHECK(site.get("/sync/last_activities", {{"Authorization", bearer}}).status == 401);
    CHECK(site.state().at("token_refreshes") == 1);
}

TEST_CASE("a device login goes through all its states") {
    Site site;
    const char* const client = R"({"client_id":"twin-client-id"})";
    site.admin("/_twin/switches", R"({"device_slow_down":false})");
    auto start = [&] {
        return std::string(site.post("/oauth/device/code", client).parsed().at("device_code").as_string());
    };
    auto poll = [&](const std::string& code) {
        return site.post(
            "/oauth/device/token",
            R"({"code":")" + code + R"(","client_id":"twin-client-id","client_secret":"twin-client-secret"})");
    };
    CHECK(shape_difference(site.post("/oauth/device/code", client).parsed(), sample("device_code.json")) == "");
    CHECK(site.post("/oauth/device/code", R"({"client_id":"other"})").status == 403);

    const std::string code = start();
    CHECK(poll(code).status == 400);
    site.admin("/_twin/device", R"({"action":"approve"})");
    const auto token = poll(code);
    CHECK(token.status == 200);
    CHECK(shape_difference(token.parsed(), sample("token.json")) == "");
    CHECK(poll(code).status == 409);
    CHECK(poll("unknown").status == 404);
    const std::string denied = start();
    site.admin("/_twin/device", R"({"action":"deny"})");
    CHECK(poll(denied).status == 418);
    const std::string late = start();
    site.admin("/_twin/clock", R"({"advance_ms":600000})");
    CHECK(poll(late).status == 410);
    site.admin("/_twin/switches", R"({"device_slow_down":true})");
    const std::string hasty = start();
    CHECK(poll(hasty).status == 400);
    CHECK(poll(hasty).status == 429);

    const std::string access(token.parsed().at("access_token").as_string());
    CHECK(site.post("/oauth/revoke", R"({"token":")" + access +
                                         R"(","client_id":"twin-client-id","client_secret":"twin-client-secret"})")
              .status == 200);
    CHECK(site.get("/sync/last_activities", {{"Authorization", "Bearer " + access}}).status == 401);
}

TEST_CASE("edits change the account and its stamps, and do not appear in the ledger") {
    Site site(plays(200));
    const json::object done = site.admin("/_twin/edit", R"({"seed":5,"ops":[
        {"op":"add","type":"movie","trakt":7010002,"when":"now"},
        {"op":"add","count":20,"when":"backdated"},
        {"op":"add","type":"episode","ids":{"tvdb":8219101},"when":"2020-02-02T02:02:02Z"},
        {"op":"remove","count":5},
        {"op":"date","count":1,"when":"unknown"},
        {"op":"rate","type":"show","trakt":8010001,"rating":9},
        {"op":"watchlist_add","type":"movie","trakt":7010003}]})");
    CHECK(done.at("added").as_array().size() == 22);
    CHECK(done.at("removed").as_array().size() == 5);
    CHECK(done.at("changed").as_array().size() == 1);
    const json::object state = site.state();
    CHECK(state.at("plays").as_array().size() == 217);
    CHECK(state.at("ratings").as_array().size() == 1);
    CHECK(state.at("watchlist").as_array().size() == 1);
    CHECK(state.at("activities").at("episodes").at("watched_at") == "2026-09-12T20:00:00.000Z");
    CHECK(site.ledger().empty());
    CHECK(site.post("/_twin/edit", R"({"ops":[{"op":"explode"}]})").status == 400);
    CHECK(site.post("/_twin/edit", R"({"ops":[{"op":"remove","id":1}]})").status == 400);
}

TEST_CASE("a reset generates new data and clears faults and ledger") {
    Site site(plays(50));
    site.admin("/_twin/faults", R"([{"kind":"status","every":true}])");
    CHECK(site.get("/sync/history").status == 500);
    site.admin("/_twin/reset", R"({"plays":10,"ratings":4,"accounts":3,"seed":9})");
    CHECK(site.ledger().empty());
    CHECK(site.read("/sync/history").as_array().size() == 10);
    CHECK(site.state(3).at("ratings").as_array().size() == 4);
    CHECK(site.post("/_twin/reset", R"({"pages":10})").status == 400);
}

TEST_CASE("a removal may do nothing or a part, and its counts say so") {
    Site site;
    const std::string movies = R"({"movies":[{"ids":{"trakt":7010001},"rating":5,"watched_at":"2020-01-01T00:00:00Z"},
        {"ids":{"trakt":7010002},"rating":5,"watched_at":"2020-01-01T00:00:00Z"},
        {"ids":{"trakt":7010003},"rating":5,"watched_at":"2020-01-01T00:00:00Z"}]})";
    for (const std::string room : {"history", "ratings", "watchlist", "collection"}) {
        INFO(room);
        REQUIRE(site.post("/sync/" + room, movies).status == 201);
        for (const auto& [at_most, left] : std::vector<std::pair<std::string, std::size_t>>{{"0", 3}, {"2", 1}}) {
            site.admin("/_twin/switches", R"({"remove_at_most":)" + at_most + "}");
            const json::value answer = site.post("/sync/" + room + "/remove", movies).parsed();
            CHECK(json::serialize(answer.at("deleted").at("movies")) == at_most);
            CHECK(answer.at("not_found").at("movies").as_array().empty());
            CHECK(site.state().at(room == "history" ? "plays" : room).as_array().size() == left);
        }
    }
    // The same by history ids; the ids of plays that stay are not echoed as unknown.
    site.post("/sync/history", movies);
    site.admin("/_twin/switches", R"({"remove_at_most":1})");
    std::string ids;
    const json::object state = site.state();
    for (const json::value& play : state.at("plays").as_array())
        ids += (ids.empty() ? "" : ",") + json::serialize(play.at("id"));
    const json::value answer = site.post("/sync/history/remove", R"({"ids":[)" + ids + "]}").parsed();
    CHECK(answer.at("deleted").at("movies") == 1);
    CHECK(answer.at("not_found").at("ids").as_array().empty());
}

TEST_CASE("an addition may be accepted and not stored") {
    Site site;
    site.admin("/_twin/switches", R"({"adds_store_nothing":true})");
    const std::string movies =
        R"({"movies":[{"ids":{"trakt":7010001},"rating":5,"watched_at":"2020-01-01T00:00:00Z"}]})";
    for (const std::string room : {"history", "ratings", "watchlist"}) {
        INFO(room);
        const auto answer = site.post("/sync/" + room, movies);
        CHECK(answer.status == 201);
        CHECK(answer.parsed().at("added").at("movies") == 1);
        CHECK(site.state().at(room == "history" ? "plays" : room).as_array().empty());
    }
}
