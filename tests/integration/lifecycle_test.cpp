#include <catch2/catch.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <future>
#include <thread>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

std::int32_t configured(const std::string& config, syncmod_status expected = SYNCMOD_OK) {
    std::int32_t out = 77;
    syncmod_error error{};
    error.struct_size = sizeof error;
    REQUIRE(plugin().is_configured(config.c_str(), &out, &error) == expected);
    return out;
}

// A configuration whose servers do not exist, so that any request fails.
json::object nowhere(const json::object& settings = {}) { return config_for("http://127.0.0.1:9", settings); }

}  // namespace

TEST_CASE("A client id and a token are enough, with the token in any place that the original accepts", "[abi]") {
    CHECK(configured(R"({"trakt":{"client_id":"c","access_token":"t"}})") == 1);
    CHECK(configured(R"({"Trakt":{"client_id":"c","token":"t"}})") == 1);
    CHECK(configured(R"({"trakt":{"client_id":"c","oauth":{"access_token":"t"}}})") == 1);
    CHECK(configured(R"({"auth":{"trakt":{"client_id":"c","access_token":"t"}}})") == 1);
    CHECK(configured(R"({"trakt":{"client_id":"c"},"auth":{"trakt":{"access_token":"t"}}})") == 1);
}

TEST_CASE("Without a token or a client id is_configured() answers 0, which is not an error", "[abi]") {
    CHECK(configured("{}") == 0);
    CHECK(configured(R"({"trakt":null})") == 0);
    CHECK(configured(R"({"trakt":{"client_id":"c"}})") == 0);
    CHECK(configured(R"({"trakt":{"access_token":"t"}})") == 0);
    CHECK(configured(R"({"trakt":{"client_id":"c","access_token":"   "}})") == 0);
}

TEST_CASE("A text that is not a configuration is INVALID_ARGUMENT bad_config", "[abi]") {
    for (const char* config :
         {"", "{", "[]", "7", R"({"trakt":[1]})", R"({"trakt":"x"})", "{\"trakt\":{\"client_id\":\"\xff\"}}",
          R"({"trakt":{"api_url":"http://example.org"}})", R"({"trakt":{"api_url":"ftp://x"}})"}) {
        INFO(config);
        syncmod_handle* handle = reinterpret_cast<syncmod_handle*>(1);
        syncmod_error error{};
        error.struct_size = sizeof error;
        CHECK(plugin().create(nullptr, config, &handle, &error) == SYNCMOD_INVALID_ARGUMENT);
        CHECK(std::string(error.reason) == "bad_config");
        CHECK(std::string(error.message) != "");
        CHECK(handle == nullptr);
        CHECK(configured(config, SYNCMOD_INVALID_ARGUMENT) == 0);
    }
}

TEST_CASE("A bad value gives one warning, and the default is used", "[abi]") {
    HostRecorder host;
    const Handle handle(nowhere({{"timeout", "soon"}, {"watchlist_batch_size", -4}, {"key_profile", "mine"}}), &host);
    std::size_t warnings = 0;
    for (const LogLine& line : host.log())
        if (line.level == SYNCMOD_LOG_WARN && line.event == "bad_value") ++warnings;
    CHECK(warnings == 3);
}

TEST_CASE("Creating and destroying a handle, dry runs and empty calls send nothing", "[abi]") {
    const TwinProcess twin;
    {
        Handle handle(config_for(twin));
        for (const char* feature : {"history", "ratings", "watchlist"}) {
            CHECK(handle.add(feature, json::array{}).summary() == "OK");
            CHECK(handle.remove(feature, json::array{}).summary() == "OK");
            const json::value items =
                parse(R"([{"type":"movie","ids":{"trakt":7010001},"rating":7,"watched_at":"2024-01-02T03:04:00Z"}])");
            CHECK(handle.add(feature, items, {.flags = SYNCMOD_CALL_DRY_RUN}).summary() == "OK");
            CHECK(handle.remove(feature, items, {.flags = SYNCMOD_CALL_DRY_RUN}).summary() == "OK");
        }
        CHECK(handle.configure(config_for(twin)).summary() == "OK");
    }
    CHECK(twin.ledger().empty());
}

TEST_CASE("Without credentials a handle can be created, and its calls need a login", "[abi]") {
    const TwinProcess twin;
    Handle handle(config_for(twin, {{"access_token", ""}}));
    const json::value movie = parse(R"([{"type":"movie","ids":{"trakt":7010001}}])");
    for (const Outcome& outcome : {handle.index("history"), handle.add("watchlist", movie)}) {
        CHECK(outcome.status == SYNCMOD_UNAUTHENTICATED);
        CHECK(outcome.reason == "needs_login");
    }
    CHECK(handle.add("watchlist", movie).verdicts() == "deferred");
    CHECK(text_at(handle.health().document(), "status") == "auth_failed");
    CHECK(twin.ledger().empty());
}

TEST_CASE("Errors and calls may be NULL everywhere", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    const std::string config = json::serialize(config_for(twin));
    syncmod_handle* handle = nullptr;
    REQUIRE(plugin().create(nullptr, config.c_str(), &handle, nullptr) == SYNCMOD_OK);
    syncmod_buf buffer{};
    CHECK(plugin().health(handle, nullptr, &buffer, nullptr) == SYNCMOD_OK);
    buffer.release(&buffer);
    CHECK(plugin().build_index(handle, "watchlist", nullptr, &buffer, nullptr) == SYNCMOD_OK);
    buffer.release(&buffer);
    CHECK(plugin().add(handle, "watchlist", "[]", nullptr, &buffer, nullptr) == SYNCMOD_OK);
    buffer.release(&buffer);
    CHECK(plugin().remove(handle, "nothing", "[]", nullptr, &buffer, nullptr) == SYNCMOD_NOT_SUPPORTED);
    CHECK(plugin().configure(handle, "[", nullptr) == SYNCMOD_INVALID_ARGUMENT);
    plugin().destroy(handle);
    CHECK(plugin().create(nullptr, "[", &handle, nullptr) == SYNCMOD_INVALID_ARGUMENT);
    CHECK(handle == nullptr);
    plugin().destroy(nullptr);
}

TEST_CASE("A required pointer that is NULL is INVALID_ARGUMENT, with the reason", "[abi]") {
    const Handle handle(nowhere());
    syncmod_error error{};
    error.struct_size = sizeof error;
    syncmod_buf buffer{};
    const auto refused = [&](syncmod_status status) {
        return status == SYNCMOD_INVALID_ARGUMENT && std::string(error.reason) == "null_argument";
    };
    CHECK(refused(plugin().health(handle.raw(), nullptr, nullptr, &error)));
    CHECK(refused(plugin().build_index(handle.raw(), "history", nullptr, nullptr, &error)));
    CHECK(refused(plugin().build_index(handle.raw(), nullptr, nullptr, &buffer, &error)));
    CHECK(refused(plugin().add(handle.raw(), "history", nullptr, nullptr, &buffer, &error)));
    CHECK(refused(plugin().add(handle.raw(), "history", "[]", nullptr, nullptr, &error)));
    CHECK(refused(plugin().remove(handle.raw(), nullptr, "[]", nullptr, &buffer, &error)));
    CHECK(refused(plugin().configure(handle.raw(), nullptr, &error)));
    CHECK(refused(plugin().create(nullptr, "{}", nullptr, &error)));
    CHECK(refused(plugin().is_configured("{}", nullptr, &error)));
    CHECK(plugin().health(nullptr, nullptr, &buffer, &error) == SYNCMOD_INVALID_ARGUMENT);
    CHECK(std::string(error.reason) == "no_handle");
}

TEST_CASE("A buffer outlives its handle, and a second release does nothing", "[abi]") {
    const TwinProcess twin({"--watchlist", "8"});
    syncmod_buf buffer{};
    {
        const Handle handle(config_for(twin));
        REQUIRE(plugin().build_index(handle.raw(), "watchlist", nullptr, &buffer, nullptr) == SYNCMOD_OK);
    }
    CHECK(number_at(parse({buffer.data, buffer.size}), "count") == 8);
    auto* const release = buffer.release;
    release(&buffer);
    CHECK(buffer.data == nullptr);
    CHECK(buffer.size == 0);
    CHECK(buffer.release == nullptr);
    release(&buffer);
    CHECK(buffer.data == nullptr);
    release(nullptr);
}

TEST_CASE("A buffer may be released by another thread while its handle is busy", "[abi]") {
    const TwinProcess twin({"--watchlist", "8"});
    const Handle handle(config_for(twin));
    syncmod_buf buffer{};
    REQUIRE(plugin().build_index(handle.raw(), "watchlist", nullptr, &buffer, nullptr) == SYNCMOD_OK);
    std::thread other([&] { buffer.release(&buffer); });
    syncmod_buf second{};
    CHECK(plugin().build_index(handle.raw(), "watchlist", nullptr, &second, nullptr) == SYNCMOD_OK);
    other.join();
    CHECK(buffer.data == nullptr);
    second.release(&second);
}

TEST_CASE("A second call on a busy handle is answered at once with INVALID_STATE busy", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    twin.fault({{"path", "/sync/watchlist"}, {"kind", "slow"}, {"delay_ms", 1500}});
    Handle handle(config_for(twin));
    auto first = std::async(std::launch::async, [&] { return handle.index("watchlist"); });
    for (int i = 0; i < 100 && twin.count_requests("GET", "/sync/watchlist") == 0; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    for (const Outcome& second : {handle.index("watchlist"), handle.health(), handle.configure(nowhere()),
                                  handle.add("watchlist", json::array{})}) {
        CHECK(second.status == SYNCMOD_INVALID_STATE);
        CHECK(second.reason == "busy");
    }
    CHECK(first.get().items().size() == 4);
}

TEST_CASE("A call on the busy handle from a callback returns busy, another handle works", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    Handle handle(config_for(twin)), other(config_for(twin));
    std::string inner, beside;
    const Terms terms{.progress = [&](std::uint64_t, std::uint64_t, const std::string&) {
        if (!inner.empty()) return;
        inner = handle.health().reason;
        beside = other.health().summary();
    }};
    CHECK(handle.index("watchlist", terms).summary() == "OK");
    CHECK(inner == "busy");
    CHECK(beside == "OK");
}

TEST_CASE("Four handles work in parallel in four threads", "[abi]") {
    const TwinProcess twin({"--plays", "120", "--ratings", "40", "--watchlist", "20"});
    const json::value state = twin.state(true);
    std::vector<std::future<std::string>> threads;
    for (int t = 0; t < 4; ++t)
        threads.push_back(std::async(std::launch::async, [&] {
            HostRecorder host;
            Handle handle(config_for(twin, {{"history_per_page", 30}}), &host);
            std::string wrong;
            for (int round = 0; round < 3; ++round)
                for (const char* feature : {"history", "ratings", "watchlist"})
                    wrong += difference(handle.index(feature).items(), expected_items(state, feature));
            return wrong;
        }));
    for (auto& thread : threads) CHECK(thread.get() == "");
}

TEST_CASE("After a fork the child's calls return forked, and the parent's handle still works", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    Handle handle(config_for(twin));
    REQUIRE(handle.index("watchlist").items().size() == 4);
    const std::size_t requests = twin.ledger().size();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        syncmod_error error{};
        error.struct_size = sizeof error;
        syncmod_buf buffer{};
        int wrong = 0;
        const auto forked = [&](syncmod_status status) {
            return status == SYNCMOD_INVALID_STATE && std::strcmp(error.reason, "forked") == 0;
        };
        if (!forked(plugin().health(handle.raw(), nullptr, &buffer, &error))) wrong |= 1;
        if (!forked(plugin().build_index(handle.raw(), "watchlist", nullptr, &buffer, &error))) wrong |= 2;
        if (!forked(plugin().add(handle.raw(), "watchlist", "[]", nullptr, &buffer, &error))) wrong |= 4;
        if (!forked(plugin().remove(handle.raw(), "watchlist", "[]", nullptr, &buffer, &error))) wrong |= 8;
        if (!forked(plugin().configure(handle.raw(), "{}", &error))) wrong |= 16;
        plugin().destroy(handle.raw());
        ::_exit(wrong);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
    CHECK(twin.ledger().size() == requests);
    CHECK(handle.index("watchlist").items().size() == 4);
}

TEST_CASE("After a refused configuration the former one is still used", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    Handle handle(config_for(twin));
    CHECK(handle.configure(json::object{{"trakt", 1}}).reason == "bad_config");
    CHECK(handle.index("watchlist").items().size() == 4);
    CHECK(handle.configure(config_for(twin, {{"access_token", ""}})).summary() == "OK");
    CHECK(handle.index("watchlist").reason == "needs_login");
}

TEST_CASE("The plugin can be loaded, used and unloaded fifty times", "[abi]") {
    const TwinProcess twin({"--watchlist", "4"});
    const std::string config = json::serialize(config_for(twin));
    for (int round = 0; round < 50; ++round) {
        const PluginLibrary library;
        syncmod_handle* handle = nullptr;
        REQUIRE(library.table().create(nullptr, config.c_str(), &handle, nullptr) == SYNCMOD_OK);
        syncmod_buf buffer{};
        REQUIRE(library.table().build_index(handle, "watchlist", nullptr, &buffer, nullptr) == SYNCMOD_OK);
        CHECK(number_at(parse({buffer.data, buffer.size}), "count") == 4);
        library.table().destroy(handle);
        buffer.release(&buffer);
    }
}
