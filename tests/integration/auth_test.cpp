#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <future>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/secret_scan.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

json::object renewable(const json::object& settings = {}) {
    return merged({{"client_secret", "twin-client-secret"}, {"refresh_token", "twin-refresh-token"}}, settings);
}

std::int64_t refreshes(const TwinProcess& twin) { return number_at(twin.state(), "token_refreshes"); }

void expire_token(const TwinProcess& twin) { twin.switches({{"expire_token", true}}); }

// The one login that the file holds.
json::value stored(const TempFolder& folder) {
    const json::value file = parse(read_text(folder / "credentials.json"));
    const json::object& logins = file.at("instances").as_object();
    if (logins.size() != 1) throw std::runtime_error("not one login but " + std::to_string(logins.size()));
    return logins.begin()->value();
}

}  // namespace

TEST_CASE("A 401 renews the token once, the request is sent again, and only the owner can read the saved pair",
          "[auth]") {
    const TwinProcess twin({"--plays", "30"});
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin, renewable()), folder);
    expire_token(twin);
    Handle handle(config);
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
    CHECK(refreshes(twin) == 1);
    CHECK(twin.count_requests("POST", "/oauth/token") == 1);

    struct stat file {};
    REQUIRE(::stat((folder / "credentials.json").c_str(), &file) == 0);
    CHECK((file.st_mode & 0777) == 0600);
    CHECK(text_at(stored(folder), "access_token") != "");
    CHECK(text_at(stored(folder), "access_token") != "twin-access-token");
    CHECK(text_at(stored(folder), "refresh_token") != "twin-refresh-token");

    Handle second(config);
    CHECK(differs_from_truth(second.index("history"), twin, "history") == "");
    CHECK(refreshes(twin) == 1);
    expire_token(twin);
    CHECK(second.index("history").summary() == "OK");
    CHECK(refreshes(twin) == 2);
}

TEST_CASE("A token that expires in the middle of a read or a write is renewed there, and nothing is lost or doubled",
          "[auth]") {
    const TwinProcess twin({"--plays", "60"});
    Handle handle(config_for(twin, renewable({{"history_per_page", 10}, {"history_chunk_size", 1}})));
    twin.fault({{"path", "/sync/history/episodes"}, {"query", "page=3"}, {"kind", "status"}, {"status", 401}});
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
    CHECK(refreshes(twin) == 1);
    twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"nth", 2}, {"kind", "status"}, {"status", 401}});
    const json::value items = parse(R"([
        {"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"},
        {"type":"movie","ids":{"trakt":7010002},"watched_at":"2011-05-04T20:11:00Z"},
        {"type":"movie","ids":{"trakt":7010003},"watched_at":"2011-05-04T20:11:00Z"}])");
    CHECK(handle.add("history", items).verdicts() == "added added added");
    CHECK(refreshes(twin) == 2);
    CHECK(twin.plays().size() == 63);
}

TEST_CASE("A token that is known to expire is renewed before it is refused", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    Handle handle(config_for(twin, renewable({{"expires_at", 1'000'000'000}})));
    CHECK(handle.index("history").summary() == "OK");
    CHECK(refreshes(twin) == 1);
    for (const json::value& entry : twin.ledger()) CHECK(number_at(entry, "status") == 200);
}

TEST_CASE("Without a client secret the token is renewed without sending one", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    expire_token(twin);
    Handle handle(config_for(twin, renewable({{"client_secret", ""}})));
    CHECK(handle.index("history").summary() == "OK");
    CHECK(refreshes(twin) == 1);
}

TEST_CASE("Without a refresh token a refused token is UNAUTHENTICATED token_expired", "[auth]") {
    const TwinProcess twin;
    expire_token(twin);
    Handle handle(config_for(twin, renewable({{"refresh_token", ""}})));
    const Outcome outcome = handle.index("history");
    CHECK(outcome.status == SYNCMOD_UNAUTHENTICATED);
    CHECK(outcome.reason == "token_expired");
    CHECK(outcome.http_status == 401);
    CHECK(twin.count_requests("POST", "/oauth/token") == 0);
}

TEST_CASE("A spent refresh token means needs_login, and then nothing more is sent", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    const TempFolder folder;
    Handle handle(in_folder(config_for(twin, renewable()), folder));
    expire_token(twin);
    twin.switches({{"revoke_refresh_token", true}});
    const Outcome outcome = handle.index("history");
    CHECK(outcome.status == SYNCMOD_UNAUTHENTICATED);
    CHECK(outcome.reason == "needs_login");
    const std::size_t requests = twin.ledger().size();
    CHECK(handle.index("ratings").reason == "needs_login");
    CHECK(handle.add("watchlist", parse(R"([{"type":"movie","ids":{"trakt":7010001}}])")).reason == "needs_login");
    CHECK(text_at(handle.health().document(), "status") == "auth_failed");
    CHECK(twin.ledger().size() == requests);
    CHECK(twin.count_requests("POST", "/oauth/token") == 1);
}

TEST_CASE("A wrong client secret is FORBIDDEN app_rejected, not a login error", "[auth]") {
    const TwinProcess twin;
    twin.switches({{"invalid_client_status", GENERATE(400, 401)}});
    expire_token(twin);
    Handle handle(config_for(twin, renewable({{"client_secret", "wrong"}})));
    const Outcome outcome = handle.index("history");
    CHECK(outcome.status == SYNCMOD_FORBIDDEN);
    CHECK(outcome.reason == "app_rejected");
}

TEST_CASE("A renewal that fails for a temporary reason keeps the login", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    expire_token(twin);
    twin.fault({{"path", "/oauth/token"},
                {"kind", GENERATE("status", "html_403", "close_before")},
                {"status", 503},
                {"every", true}});
    Handle handle(config_for(twin, renewable()));
    const Outcome failed = handle.index("history");
    CHECK(failed.status != SYNCMOD_OK);
    CHECK(failed.reason != "needs_login");
    CHECK(failed.reason != "internal");
    twin.clear_faults();
    CHECK(handle.index("history").summary() == "OK");
}

TEST_CASE("With a store of the host the tokens are saved there and not in a file", "[auth]") {
    const TwinProcess twin({"--plays", "10"});
    const TempFolder folder;
    HostRecorder host(HostRecorder::Store::Working);
    const json::object config = in_folder(config_for(twin, renewable()), folder);
    expire_token(twin);
    {
        Handle handle(config, &host);
        CHECK(handle.index("history").summary() == "OK");
    }
    REQUIRE(host.values.contains("credentials"));
    CHECK_FALSE(std::filesystem::exists(folder / "credentials.json"));
    HostRecorder second(HostRecorder::Store::Working);
    second.values = host.values;
    Handle handle(config, &second);
    CHECK(handle.index("history").summary() == "OK");
    CHECK(refreshes(twin) == 1);
}

TEST_CASE("A host may configure no tokens and keep them only in its store", "[auth]") {
    const TwinProcess twin({"--plays", "10"});
    HostRecorder host(HostRecorder::Store::Working);
    expire_token(twin);
    {
        Handle handle(config_for(twin, renewable()), &host);
        REQUIRE(handle.index("history").summary() == "OK");
    }
    Handle handle(config_for(twin, {{"access_token", ""}, {"client_secret", "twin-client-secret"}}), &host);
    CHECK(handle.index("history").summary() == "OK");
}

TEST_CASE("A store that fails is HOST, and a renewed token still works in its handle", "[auth]") {
    const TwinProcess twin({"--plays", "10"});
    HostRecorder broken(HostRecorder::Store::Failing);
    Handle unreadable(config_for(twin, renewable()), &broken);
    const Outcome outcome = unreadable.index("history");
    CHECK(outcome.status == SYNCMOD_HOST);
    CHECK(outcome.reason == "store_failed");

    HostRecorder forgetful(HostRecorder::Store::Working);
    forgetful.store_keeps = false;
    expire_token(twin);
    Handle handle(config_for(twin, renewable()), &forgetful);
    const Outcome not_saved = handle.index("history");
    CHECK(not_saved.status == SYNCMOD_HOST);
    CHECK(not_saved.reason == "token_not_saved");
    CHECK(handle.index("history").summary() == "OK");
    CHECK(refreshes(twin) == 1);
}

TEST_CASE("Tokens that were changed in the configuration win over those that were kept", "[auth]") {
    const TwinProcess twin({"--plays", "20", "--accounts", "2"});
    const TempFolder folder;
    expire_token(twin);
    {
        Handle handle(in_folder(config_for(twin, renewable()), folder));
        REQUIRE(differs_from_truth(handle.index("history"), twin, "history") == "");
    }
    twin.edit({{"op", "remove"}, {"count", 10}});  // now account 1 surely differs from account 2
    // The switch expired the tokens of both accounts, so the new ones are renewed too, and then kept.
    const json::object changed = config_for(
        twin, renewable({{"access_token", "twin-access-token-2"}, {"refresh_token", "twin-refresh-token-2"}}));
    for (int round = 0; round < 2; ++round) {
        Handle handle(in_folder(changed, folder));
        CHECK(difference(handle.index("history").items(), expected_items(twin.state(true, 2), "history")) == "");
    }
}

TEST_CASE("Handles in parallel threads on one folder renew the token once between them", "[auth]") {
    const TwinProcess twin({"--plays", "10", "--latency-ms", "20"});
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin, renewable()), folder);
    expire_token(twin);
    std::vector<std::future<std::string>> threads;
    for (int i = 0; i < 4; ++i)
        threads.push_back(std::async(std::launch::async, [&] {
            Handle handle(config);
            return handle.index("history").summary();
        }));
    for (auto& thread : threads) CHECK(thread.get() == "OK");
    CHECK(refreshes(twin) == 1);
}

TEST_CASE("Two instances keep their tokens apart in one folder", "[auth]") {
    const TwinProcess twin({"--plays", "10", "--accounts", "2"});
    const TempFolder folder;
    expire_token(twin);
    json::object second = config_for(
        twin, renewable({{"access_token", "twin-access-token-2"}, {"refresh_token", "twin-refresh-token-2"}}));
    second["instance"] = "second";
    for (const json::object& config : {config_for(twin, renewable()), second, config_for(twin, renewable()), second}) {
        Handle handle(in_folder(config, folder));
        CHECK(handle.index("history").summary() == "OK");
    }
    CHECK(refreshes(twin) == 2);
    CHECK(parse(read_text(folder / "credentials.json")).at("instances").as_object().size() == 2);
}

TEST_CASE("Tokens and secrets leave the plugin only in credentials.json", "[auth]") {
    const std::vector<std::string> given = {"canary-access-5f1e", "canary-refresh-9a2b", "canary-client-77c0",
                                            "canary-secret-e4d3"};
    const TwinProcess twin({"--token", given[0], "--refresh-token", given[1], "--client-id", given[2],
                            "--client-secret", given[3], "--plays", "30", "--ratings", "10", "--watchlist", "10"});
    const TempFolder folder;
    HostRecorder host;
    json::object config = config_for(twin, {{"access_token", given[0]},
                                            {"refresh_token", given[1]},
                                            {"client_id", given[2]},
                                            {"client_secret", given[3]},
                                            {"debug", true}});
    config = in_folder(config, folder);
    const json::value items =
        parse(R"([{"type":"movie","ids":{"trakt":7010001},"rating":4,"watched_at":"2011-05-04T20:11:00Z"},
                                        {"type":"movie","ids":{"trakt":1},"rating":4,"watched_at":"2011-05-04T20:11:00Z"}, 7])");
    const auto all_operations = [&](Handle& handle) {
        handle.health();
        for (const char* feature : {"history", "ratings", "watchlist"}) {
            handle.index(feature);
            handle.add(feature, items, {.flags = SYNCMOD_CALL_DRY_RUN});
            handle.add(feature, items);
            handle.remove(feature, items);
        }
    };
    std::vector<std::string> secrets = given;
    {
        Handle handle(config, &host);
        all_operations(handle);
        expire_token(twin);
        all_operations(handle);
        secrets.push_back(text_at(stored(folder), "access_token"));
        secrets.push_back(text_at(stored(folder), "refresh_token"));
        for (const char* kind : {"status", "html_200", "broken_json", "reset", "html_429"}) {
            twin.fault({{"kind", kind}, {"every", true}, {"headers", {{"Retry-After", "0"}}}});
            all_operations(handle);
            twin.clear_faults();
        }
        expire_token(twin);
        twin.switches({{"revoke_refresh_token", true}});
        all_operations(handle);
    }
    CHECK(secrets.back() != given[1]);
    CHECK(host.captured().size() > 100);
    REQUIRE(twin.ledger().size() > 50);
    SecretScan scan(secrets);
    scan.look_at(host);
    scan.look_at(folder);
    scan.look_at(twin);
    CHECK(scan.found() == "");
}

TEST_CASE("The scan for secrets finds one in a log line, in a file's text and in a file's name", "[auth]") {
    HostRecorder host;
    host.services().log(host.services().user, 20, "http", "sent", R"({"header":"Bearer canary-1"})");
    SecretScan in_log({"canary-1"});
    in_log.look_at(host);
    CHECK(in_log.found() != "");

    const TempFolder folder;
    std::ofstream(folder / "state.json") << "xx canary-1 xx";
    std::ofstream(folder / "canary-2");
    std::ofstream(folder / "credentials.json") << "canary-3";
    SecretScan in_text({"canary-1"}), in_name({"canary-2"}), allowed({"canary-3"});
    in_text.look_at(folder);
    in_name.look_at(folder);
    allowed.look_at(folder);
    CHECK(in_text.found() != "");
    CHECK(in_name.found() != "");
    CHECK(allowed.found() == "");
}

TEST_CASE("When Trakt also refuses each new token, all runs together renew it once, and each says needs_login",
          "[auth]") {
    const TwinProcess twin({"--plays", "30"});
    const TempFolder folder;
    for (const char* path : {"/sync*", "/users*"})
        twin.fault({{"path", path}, {"kind", "status"}, {"status", 401}, {"every", true}});
    const json::object config = in_folder(config_for(twin, renewable()), folder);
    const json::value play = parse(R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"}])");
    for (int run = 0; run < 3; ++run) {
        Handle handle(config);
        CHECK(handle.index("history").reason == "needs_login");
        CHECK(handle.index("ratings").status == SYNCMOD_UNAUTHENTICATED);
        CHECK(handle.add("history", play).verdicts() == "deferred");
        CHECK(handle.health().text.find("needs_login") != std::string::npos);
    }
    CHECK(twin.count_requests("POST", "/oauth/token") == 1);
    // When Trakt accepts that pair again, so does the plugin.
    twin.clear_faults();
    CHECK(Handle(config).index("history").summary() == "OK");
    CHECK(twin.count_requests("POST", "/oauth/token") == 1);
}
