#include "module/trakt_module.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

#include "features/registry.hpp"
#include "module/manifest.hpp"
#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::module_test {

using test::answer;
using test::ModuleBench;
using test::outline;
using test::thrown_by;

TEST_CASE("Making a module, dry runs and empty calls send no request", "[module]") {
    ModuleBench bench;
    for (const char* feature : {"watchlist", "history", "ratings"}) {
        CHECK(bench.add(feature, "[]").empty());
        CHECK(bench.member("ok") == "true");
        CHECK(bench.remove(feature, "[]").empty());
        bench.take(bench.module->add(
            feature, R"([{"type":"movie","ids":{"tmdb":1},"rating":5,"watched_at":"2026-01-01T00:00:00Z"}])",
            bench.dry()));
        bench.take(bench.module->remove(
            feature, R"([{"type":"movie","ids":{"tmdb":1},"watched_at":"2026-01-01T00:00:00Z"}])", bench.dry()));
        CHECK(bench.member("dry_run") == "true");
    }
    CHECK(bench.transport->sent.empty());
}

TEST_CASE("An unknown feature and one that is not offered have different reasons", "[module]") {
    ModuleBench bench;
    for (const char* name : {"", "History", "nothing", "watchlist "}) {
        CHECK(outline(thrown_by([&] { bench.index(name); })) == "NOT_SUPPORTED unknown_feature");
        CHECK(outline(thrown_by([&] { bench.module->add(name, "[]", bench.scope()); })) ==
              "NOT_SUPPORTED unknown_feature");
    }
    CHECK(outline(thrown_by([&] { bench.module->remove("playlists", "[]", bench.scope()); })) ==
          "NOT_SUPPORTED feature_disabled");
    CHECK(thrown_by([] { features::find_feature(std::string(100'000, 'x')); }).message.size() < 200);
    for (const FeatureId id : feature_ids) CHECK(features::find_feature(name_of(id)).id() == id);
}

TEST_CASE("Items that are not an array fail the call and send nothing", "[module]") {
    ModuleBench bench;
    for (const char* items : {"", "{}", "null", "[", "[1] 2"})
        CHECK(outline(thrown_by([&] { bench.module->add("watchlist", items, bench.scope()); })) ==
              "INVALID_ARGUMENT bad_items");
    CHECK(bench.transport->sent.empty());
}

TEST_CASE("Every input has a verdict, however a write ends", "[module]") {
    for (const http::Outcome& outcome :
         {http::Outcome(answer(401)), http::Outcome(answer(429, "", {{"Retry-After", "900"}})),
          http::Outcome(test::lost(http::TransportError::Kind::Connect, true)),
          http::Outcome(test::lost(http::TransportError::Kind::Cancelled))}) {
        for (const char* feature : {"watchlist", "history", "ratings"}) {
            ModuleBench bench;
            bench.odd = [&](const http::Request& request) {
                return request.method == http::Method::Post ? std::optional(outcome) : std::nullopt;
            };
            const std::string verdicts = bench.add(
                feature, R"([5,{"type":"movie","ids":{"tmdb":1},"rating":5,"watched_at":"2026-01-01T00:00:00Z"},
                {"type":"movie","ids":{"tmdb":1},"rating":5,"watched_at":"2026-01-01T00:00:00Z"}])");
            INFO(feature);
            CHECK(verdicts.starts_with("rejected:invalid item "));
            CHECK(std::count(verdicts.begin(), verdicts.end(), ' ') == 3);  // one of them is in "invalid item"
            CHECK(bench.last.failure);
            CHECK(bench.member("confirmed_keys") == "[]");
            CHECK(bench.member("ok") == "false");
        }
    }
}

TEST_CASE("Bad values of the configuration are logged once, without stopping anything", "[module]") {
    ModuleBench bench(R"(,"timeout":"soon","history_per_page":[])");
    CHECK(bench.log->count("bad_value") == 2);
    CHECK(bench.log->count("nothing_is_kept") == 1);  // no state_dir either
    bench.index("history");
    CHECK(bench.log->count("bad_value") == 2);
}

TEST_CASE("Every request is counted as an event, without its query", "[module]") {
    ModuleBench bench;
    bench.index("watchlist");
    REQUIRE(bench.transport->sent.size() == 2);
    std::vector<std::string> hits;
    for (const std::string& event : bench.log->events)
        if (event.starts_with("api:hit")) hits.push_back(event);
    REQUIRE(hits.size() == 2);
    CHECK(
        hits[0] ==
        R"(api:hit {"provider":"TRAKT","feature":"activities","method":"GET","endpoint":"/sync/last_activities","status":200})");
    CHECK(
        hits[1] ==
        R"(api:hit {"provider":"TRAKT","feature":"watchlist:index","method":"GET","endpoint":"/sync/watchlist","status":200})");
}

TEST_CASE("A new configuration replaces the old one as a whole", "[module]") {
    ModuleBench bench;
    bench.module->configure(
        parse_config(R"({"trakt":{"client_id":"other","access_token":"other-token","api_url":"http://127.0.0.1:2",
        "rate_limit":{"get_per_5min":0,"post_per_sec":0}}})"));
    bench.index("watchlist");
    const http::Request& sent = bench.transport->sent.at(0).request;
    CHECK(sent.url.starts_with("http://127.0.0.1:2/"));
    CHECK(sent.headers.get("trakt-api-key") == "other");
    CHECK(sent.headers.get("authorization") == "Bearer other-token");
}

TEST_CASE("After a refused configuration the old one is still used", "[module]") {
    const test::TempFolder folder;
    test::spit(folder / "file", "");
    ModuleBench bench;
    CHECK(outline(thrown_by([&] {
              bench.module->configure(parse_config(R"({"state_dir":")" + (folder / "file/state") + "\"}"));
          })) == "HOST state_unwritable");
    bench.index("watchlist");
    CHECK(bench.transport->sent.at(0).request.url.starts_with("http://127.0.0.1:1/"));
}

TEST_CASE("A module without credentials can be made, and its calls say what is missing", "[module]") {
    ModuleBench bench;
    bench.module->configure(parse_config(R"({"trakt":{"client_id":"id"}})"));
    CHECK(outline(thrown_by([&] { bench.index("history"); })) == "UNAUTHENTICATED needs_login");
    CHECK(bench.transport->sent.empty());
}

TEST_CASE("is_configured() needs a client id, and a token in the configuration or the store", "[module]") {
    const auto configured = [](const std::string& text) { return is_configured(parse_config(text)); };
    CHECK(configured(R"({"trakt":{"client_id":"id","access_token":"t"}})"));
    CHECK_FALSE(configured(R"({"trakt":{"access_token":"t"}})"));
    CHECK_FALSE(configured(R"({"trakt":{"client_id":"id"}})"));
    CHECK_FALSE(configured("{}"));
    const test::TempFolder folder;
    const std::string stored = R"({"state_dir":")" + (folder / "state") + R"(","trakt":{"client_id":"id"}})";
    CHECK_FALSE(configured(stored));
    CHECK(folder.names().empty());  // the function creates no folder
    std::filesystem::create_directory(folder / "state");
    auth::StoredTokens tokens;
    tokens.access_token = Secret("t");
    state::SystemFiles files;
    auth::make_file_store(files, state::credentials_file_of(folder / "state"), folder / "lock", "default", "")
        ->save(tokens);
    CHECK(configured(stored));
    CHECK_FALSE(
        configured(R"({"state_dir":")" + (folder / "state") + R"(","instance":"cabin","trakt":{"client_id":"id"}})"));
}

TEST_CASE("The constant texts describe the provider", "[module]") {
    json::Document features;
    json::Document capabilities;
    json::Document manifest;
    REQUIRE_FALSE(features.parse(features_json));
    REQUIRE_FALSE(capabilities.parse(capabilities_json));
    REQUIRE_FALSE(manifest.parse(manifest_json));
    CHECK(std::string(features_json) == R"({"watchlist":true,"ratings":true,"history":true,"playlists":false})");
    CHECK(std::string(capabilities_json) ==
          R"({"bidirectional":true,"index_semantics":"present","provides_ids":true,"ratings":{"from_date":false,)"
          R"("types":{"episodes":true,"movies":true,"seasons":true,"shows":true},"unrate":true,"upsert":true}})");
    CHECK(manifest.root()["version"].text() == "3.2.0");
    CHECK(manifest.root()["name"].text() == provider_name);
}

}  // namespace mod_trakt::module_test
