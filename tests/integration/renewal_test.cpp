// A token that is being renewed while the caller cancels, runs out of time or calls configure(), and renewed pairs that
// are lost or not saved: over a socket, with real waits.
#include <catch2/catch.hpp>

#include <atomic>
#include <chrono>
#include <thread>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;
using std::chrono::milliseconds;

namespace {

json::object renewable(const json::object& settings = {}) {
    return merged({{"client_secret", "twin-client-secret"}, {"refresh_token", "twin-refresh-token"}}, settings);
}

std::int64_t refreshes(const TwinProcess& twin) { return number_at(twin.state(), "token_refreshes"); }

// Sets a flag as soon as the twin is busy with a refresh.
class CancelWhenRenewing {
public:
    explicit CancelWhenRenewing(const TwinProcess& twin)
        : thread_([this, &twin] {
              for (int i = 0; i < 1000 && !done_ && refreshes(twin) == 0; ++i)
                  std::this_thread::sleep_for(milliseconds(5));
              __atomic_store_n(&flag_, 1, __ATOMIC_RELEASE);
          }) {}
    ~CancelWhenRenewing() {
        done_ = true;
        thread_.join();
    }
    CancelWhenRenewing(const CancelWhenRenewing&) = delete;
    CancelWhenRenewing& operator=(const CancelWhenRenewing&) = delete;
    const std::int32_t* flag() const { return &flag_; }

private:
    std::int32_t flag_ = 0;
    std::atomic<bool> done_{false};
    std::thread thread_;
};

// A place where a pair is kept.
struct Place {
    explicit Place(const std::string& kind)
        : kind_(kind), host_(kind == "host" ? HostRecorder::Store::Working : HostRecorder::Store::None) {}
    json::object config(const TwinProcess& twin, const json::object& settings = {}) {
        json::object config = config_for(twin, renewable(settings));
        return kind_ == "file" ? in_folder(std::move(config), folder_) : config;
    }
    HostRecorder* host() { return &host_; }
    bool outlives_a_handle() const { return kind_ != "memory"; }

private:
    std::string kind_;
    TempFolder folder_;
    HostRecorder host_;
};

}  // namespace

TEST_CASE("A call that is cancelled while Trakt renews the token waits for the pair and keeps the login", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    Place place(GENERATE("file", "host", "memory"));
    twin.switches({{"expire_token", true}});
    twin.fault({{"path", "/oauth/token"}, {"kind", "slow"}, {"delay_ms", 600}});
    Handle handle(place.config(twin), place.host());
    {
        const CancelWhenRenewing cancel(twin);
        const Outcome outcome = handle.index("history", {.cancel = cancel.flag()});
        CHECK(outcome.status == SYNCMOD_CANCELLED);
    }
    CHECK(refreshes(twin) == 1);
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
    if (place.outlives_a_handle()) {
        Handle later(place.config(twin), place.host());
        CHECK(later.index("history").summary() == "OK");
    }
    CHECK(refreshes(twin) == 1);
}

TEST_CASE("A call whose time limit passes while Trakt renews the token waits for the pair", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    Place place(GENERATE("file", "host", "memory"));
    twin.switches({{"expire_token", true}});
    twin.fault({{"path", "/oauth/token"}, {"kind", "slow"}, {"delay_ms", 900}});
    Handle handle(place.config(twin), place.host());
    CHECK(handle.index("history", {.timeout_ms = 400}).reason == "operation_timeout");
    CHECK(refreshes(twin) == 1);
    CHECK(handle.index("history").summary() == "OK");
    if (place.outlives_a_handle()) {
        Handle later(place.config(twin), place.host());
        CHECK(later.index("history").summary() == "OK");
    }
    CHECK(refreshes(twin) == 1);
}

TEST_CASE("A renewal whose answer is lost is tried once more with the old token", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    const bool acted = GENERATE(false, true);
    const TempFolder folder;
    Handle handle(in_folder(config_for(twin, renewable()), folder));
    twin.switches({{"expire_token", true}});
    twin.fault({{"path", "/oauth/token"}, {"kind", acted ? "close_after" : "status"}, {"status", 502}});
    const Outcome outcome = handle.index("history");
    CHECK(twin.count_requests("POST", "/oauth/token") == 2);
    // If Trakt has renewed it, the old token is spent and the new one is lost: this is reported at once.
    CHECK(outcome.summary().substr(0, 2) == (acted ? "UN" : "OK"));
    if (acted) CHECK(outcome.reason == "needs_login");
}

TEST_CASE("configure() with the same tokens keeps the login, even if the renewed tokens are only in memory", "[auth]") {
    const TwinProcess twin({"--plays", "5", "--accounts", "2"});
    Place place(GENERATE("file", "host", "memory"));
    Handle handle(place.config(twin), place.host());
    twin.switches({{"expire_token", true}});
    REQUIRE(handle.index("history").summary() == "OK");
    REQUIRE(refreshes(twin) == 1);
    CHECK(handle.configure(place.config(twin, {{"debug", true}, {"max_retries", 2}})).summary() == "OK");
    CHECK(handle.index("history").summary() == "OK");
    CHECK(refreshes(twin) == 1);
    // Other configured tokens are another login, even after a renewal.
    const json::object other = {{"access_token", "twin-access-token-2"}, {"refresh_token", "twin-refresh-token-2"}};
    twin.edit({{"op", "remove"}, {"count", 3}});
    CHECK(handle.configure(place.config(twin, other)).summary() == "OK");
    CHECK(difference(handle.index("history").items(), expected_items(twin.state(true, 2), "history")) == "");
}

TEST_CASE("configure() keeps a pair that the store could not save", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    HostRecorder host(HostRecorder::Store::Working);
    host.store_keeps = false;
    Handle handle(config_for(twin, renewable()), &host);
    twin.switches({{"expire_token", true}});
    CHECK(handle.index("history").reason == "token_not_saved");
    CHECK(handle.configure(config_for(twin, renewable({{"debug", true}}))).summary() == "OK");
    CHECK(handle.index("history").summary() == "OK");
    CHECK(refreshes(twin) == 1);
}

TEST_CASE("configure() with another instance never uses the former instance's login", "[auth]") {
    const TwinProcess twin({"--plays", "5", "--accounts", "2"});
    const TempFolder folder;
    const auto of_instance = [&](const std::string& name, const json::object& settings) {
        json::object config = in_folder(config_for(twin, settings), folder);
        config["instance"] = name;
        return config;
    };
    twin.switches({{"expire_token", true}});
    for (const auto& [name, suffix] : {std::pair("one", ""), std::pair("two", "-2")}) {
        Handle login(of_instance(name, renewable({{"access_token", std::string("twin-access-token") + suffix},
                                                  {"refresh_token", std::string("twin-refresh-token") + suffix}})));
        REQUIRE(login.index("history").summary() == "OK");
    }
    twin.edit({{"op", "remove"}, {"count", 3}});
    // Both have their tokens only in the store now.
    const json::object no_tokens = {{"access_token", ""}};
    Handle handle(of_instance("one", no_tokens));
    REQUIRE(handle.index("history").items().size() == 2);
    CHECK(handle.configure(of_instance("two", no_tokens)).summary() == "OK");
    CHECK(handle.index("history").items().size() == 5);
}

TEST_CASE("configure() with a new state folder saves the renewed pair there", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    const TempFolder folder;
    Handle handle(config_for(twin, renewable()));
    twin.switches({{"expire_token", true}});
    REQUIRE(handle.index("history").summary() == "OK");
    const json::object with_folder = in_folder(config_for(twin, renewable()), folder);
    CHECK(handle.configure(with_folder).summary() == "OK");
    CHECK(handle.index("history").summary() == "OK");
    Handle later(with_folder);
    CHECK(later.index("history").summary() == "OK");
    CHECK(refreshes(twin) == 1);
}

TEST_CASE("A renewed pair that was not saved is an error, even if a stale index or a mirror could hide it", "[auth]") {
    const TwinProcess twin({"--plays", "5"});
    HostRecorder host(HostRecorder::Store::Working);
    Handle handle(config_for(twin, renewable({{"history_collection", true}})), &host);
    REQUIRE(handle.index("history").summary() == "OK");
    host.store_keeps = false;
    SECTION("stale") {
        twin.switches({{"expire_token", true}});
        CHECK(handle.index("history", {.flags = SYNCMOD_CALL_ALLOW_STALE}).reason == "token_not_saved");
    }
    SECTION("mirror") {
        twin.fault({{"method", "POST"}, {"path", "/sync/collection"}, {"kind", "status"}, {"status", 401}});
        const Outcome outcome = handle.add(
            "history", parse(R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"}])"));
        CHECK(outcome.reason == "token_not_saved");
        CHECK(outcome.verdicts() == "added");
    }
}
