// The faults of the twin.
#include <catch2/catch.hpp>
#include <thread>

#include "client.hpp"

using namespace mod_trakt::twin;
using test::Site;

namespace {

const char* const one_movie = R"({"movies":[{"ids":{"trakt":7010001},"watched_at":"2026-09-11T20:15:00.000Z"}]})";

std::size_t play_count(Site& site) { return site.state().at("plays").as_array().size(); }

Options plays(std::int64_t count) {
    Options options;
    options.sizes.plays = count;
    return options;
}

void fault(Site& site, const std::string& members) { site.admin("/_twin/faults", "[{" + members + "}]"); }

}  // namespace

TEST_CASE("a fault affects the n-th matching request, `times` times, and appears in the ledger") {
    Site site(plays(300));
    fault(
        site,
        R"("method":"GET","path":"/sync/history","query":"page=2","nth":2,"times":2,"kind":"status","status":503,"headers":{"Retry-After":"30"})");
    CHECK(site.get("/sync/history?page=1").status == 200);
    CHECK(site.get("/sync/history/movies?page=2").status == 200);
    CHECK(site.get("/sync/history?page=2").status == 503);
    CHECK(site.get("/sync/history?page=2").header("retry-after") == "30");
    CHECK(site.get("/sync/history?page=2").status == 200);
    const json::array ledger = site.ledger();
    REQUIRE(ledger.size() == 5);
    CHECK(ledger[2].at("fault") == "status");
    CHECK(ledger[2].at("status") == 503);
    CHECK(ledger[1].at("fault").is_null());
    CHECK(ledger[0].at("query") == "page=1");
    site.send("DELETE", "/_twin/ledger", "");
    CHECK(site.ledger().empty());
}

TEST_CASE("a write that ends without an answer was applied or not, depending on the fault") {
    Site site;
    fault(site, R"("path":"/sync/history","kind":"close_before")");
    CHECK(site.post("/sync/history", one_movie).status == 0);
    CHECK(play_count(site) == 0);
    fault(site, R"("path":"/sync/history","kind":"reset")");
    CHECK(site.post("/sync/history", one_movie).status == 0);
    CHECK(play_count(site) == 0);
    fault(site, R"("path":"/sync/history","kind":"close_after")");
    CHECK(site.post("/sync/history", one_movie).status == 0);
    CHECK(play_count(site) == 1);
    fault(site, R"("path":"/sync/history","kind":"status_after","status":502)");
    CHECK(site.post("/sync/history", one_movie).status == 502);
    CHECK(play_count(site) == 2);
    fault(site, R"("path":"/sync/history","kind":"status","status":500)");
    CHECK(site.post("/sync/history", one_movie).status == 500);
    CHECK(play_count(site) == 2);
    fault(site, R"("path":"/sync/history","kind":"html_200","apply":false)");
    CHECK(site.post("/sync/history", one_movie).status == 200);
    CHECK(play_count(site) == 2);
    for (const json::value& entry : site.ledger()) CHECK(entry.at("body").is_object());
}

TEST_CASE("bodies are cut, garbled or replaced while the status is 200") {
    Site site(plays(300));
    fault(site, R"("path":"/sync/history","kind":"cut_body")");
    const auto cut = site.get("/sync/history");
    CHECK(cut.status == 0);
    CHECK(cut.error == "partial message");
    fault(site, R"("path":"/sync/history","kind":"broken_json")");
    const auto broken = site.get("/sync/history");
    CHECK(broken.status == 200);
    CHECK_THROWS(broken.parsed());
    fault(site, R"("path":"/sync/history","kind":"html_200")");
    CHECK(site.get("/sync/history").header("content-type").find("text/html") == 0);
    fault(site, R"("path":"/sync/history","kind":"wrong_shape")");
    CHECK(site.get("/sync/history").parsed().is_object());
    fault(site, R"("path":"/sync/history","kind":"empty_200")");
    CHECK(site.get("/sync/history").body.empty());
    fault(site, R"("path":"/sync/history","kind":"bad_rows","rows":2)");
    const json::value bad = site.read("/sync/history/movies");
    CHECK(bad.at(1).at("movie").is_null());
    CHECK(bad.at(2).at("movie").is_object());
    fault(site, R"("path":"/sync/history","kind":"drop_rows","rows":3)");
    CHECK(site.read("/sync/history").as_array().size() == 97);
    fault(
        site,
        R"("path":"/sync/history","kind":"headers","headers":{"X-Pagination-Item-Count":null,"X-Pagination-Page-Count":"1"})");
    const auto headers = site.get("/sync/history");
    CHECK(headers.header("x-pagination-item-count").empty());
    CHECK(headers.header("x-pagination-page-count") == "1");
}

TEST_CASE("limits of the edge and of the API look different") {
    Site site;
    fault(site, R"("kind":"html_429")");
    const auto edge = site.get("/sync/last_activities");
    CHECK(edge.status == 429);
    CHECK(edge.header("retry-after") == "300");
    CHECK(edge.header("x-request-id").empty());
    fault(site, R"("kind":"json_429","headers":{"Retry-After":"7"})");
    CHECK(site.get("/sync/last_activities").header("retry-after") == "7");
    fault(site, R"("kind":"html_403")");
    CHECK(site.get("/sync/last_activities").header("cf-ray").empty() == false);
    CHECK(site.post("/_twin/faults", R"([{"kind":"earthquake"}])").status == 400);
}

TEST_CASE("rows shift between pages, and the activity stamps change") {
    Site site(plays(600));
    const json::value stamp = site.read("/sync/last_activities").at("episodes");
    const std::int64_t last = site.read("/sync/history/episodes?limit=100").at(99).at("id").as_int64();
    fault(site, R"("query":"page=2","kind":"shift_rows")");
    CHECK(site.read("/sync/history/episodes?limit=100&page=2").at(0).at("id") == last);
    CHECK(play_count(site) == 601);
    CHECK(site.read("/sync/last_activities").at("episodes") != stamp);
    const std::int64_t third = site.read("/sync/history/episodes?limit=100&page=3").at(0).at("id").as_int64();
    fault(site, R"("query":"page=2","kind":"shift_rows","change":"remove","rows":2)");
    CHECK(site.read("/sync/history/episodes?limit=100&page=2").at(98).at("id") == third);
    CHECK(play_count(site) == 599);
    const std::int64_t fourth = site.read("/sync/history/episodes?limit=100&page=4").at(0).at("id").as_int64();
    fault(site, R"("query":"page=3","kind":"shift_rows","change":"replace")");
    CHECK(site.read("/sync/history/episodes?limit=100&page=3").at(99).at("id") == fourth);
    CHECK(play_count(site) == 599);
}

TEST_CASE("slow and dripping answers arrive whole") {
    Site site(plays(300));
    fault(site, R"("kind":"slow","delay_ms":120)");
    const auto start = std::chrono::steady_clock::now();
    CHECK(site.get("/sync/history").status == 200);
    CHECK(std::chrono::steady_clock::now() - start >= std::chrono::milliseconds(120));
    fault(site, R"("kind":"drip","delay_ms":5)");
    CHECK(site.read("/sync/history").as_array().size() == 100);
}

TEST_CASE("the ledger contains no token and no secret") {
    Site site;
    site.post(
        "/oauth/token",
        R"({"refresh_token":"twin-refresh-token","client_id":"twin-client-id","client_secret":"twin-client-secret",
        "redirect_uri":"urn:ietf:wg:oauth:2.0:oob","grant_type":"refresh_token"})");
    site.get("/sync/last_activities");
    const std::string text = site.get("/_twin/ledger").body;
    CHECK(text.find("/oauth/token") != std::string::npos);
    for (const char* secret : {"twin-access-token", "twin-refresh-token", "twin-client-secret", "twin-client-id"})
        CHECK(text.find(secret) == std::string::npos);
}

TEST_CASE("many connections are served at once") {
    Options options = plays(2000);
    options.latency_ms = 100;
    Site site(options);
    std::vector<std::thread> threads;
    std::atomic<int> good{0};
    for (int n = 0; n < 8; ++n)
        threads.emplace_back([&site, &good, n] {
            good += site.get("/sync/history?limit=250&page=" + std::to_string(n + 1)).status == 200;
        });
    for (std::thread& thread : threads) thread.join();
    CHECK(good == 8);
    std::int64_t most = 0;
    for (const json::value& entry : site.ledger()) most = std::max(most, entry.at("in_flight").as_int64());
    CHECK(most > 1);
}

TEST_CASE("a fault can be limited to requests whose body has a value; parts of longer numbers do not count") {
    Site site;
    fault(site, R"("method":"POST","body_has":"7010001","kind":"status","status":422,"every":true)");
    CHECK(site.post("/sync/history", one_movie).status == 422);
    CHECK(site.post("/sync/watchlist", R"({"movies":[{"ids":{"trakt":7010002}},{"ids":{"trakt":7010001}}]})").status ==
          422);
    CHECK(site.post("/sync/watchlist", R"({"movies":[{"ids":{"trakt":7010002}},{"ids":{"tmdb":70100011}}]})").status ==
          201);
    CHECK(site.post("/sync/watchlist", R"({"movies":[{"ids":{"tmdb":17010001}}]})").status == 201);
    CHECK(site.get("/sync/watchlist").status == 200);
}

TEST_CASE("a fault may affect only the requests of one user agent") {
    Site site;
    fault(site, R"("user_agent":"victim","kind":"status","status":503,"every":true)");
    CHECK(site.get("/sync/watchlist").status == 200);
    CHECK(site.get("/sync/watchlist", {{"User-Agent", "victim"}}).status == 503);
    CHECK(site.get("/sync/watchlist", {{"User-Agent", "victims"}}).status == 200);
}

TEST_CASE("rows may lack their show, and titles may have half a surrogate pair") {
    Site site(plays(300));
    fault(site, R"("kind":"null_show","rows":2)");
    const json::array rows = site.rows("/sync/history/episodes");
    CHECK(rows[0].at("show").is_null());
    CHECK(rows[1].at("show").is_null());
    CHECK(rows[2].at("show").is_object());
    CHECK(rows[0].at("episode").is_object());
    fault(site, R"("kind":"broken_text","rows":1)");
    const std::string body = site.get("/sync/history/movies").body;
    const std::size_t first = body.find("\"title\":\"\\ud83d");
    CHECK(first != std::string::npos);
    CHECK(body.find("\\ud83d", first + 12) == std::string::npos);
}
