#include "edge/host_services.hpp"

#include <catch2/catch.hpp>

#include <cstring>
#include <map>
#include <string>
#include <vector>

#include "tests/support/fake_clock.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::host_services_test {

using test::outline;
using test::thrown_by;

namespace {

// A host that records what it gets.
struct Host {
    std::vector<std::string> heard;
    std::map<std::string, std::string> kept;
    syncmod_status answer = SYNCMOD_OK;
    bool forgets_the_status = false;  // like a callback that fails in another language

    static Host& of(void* user) { return *static_cast<Host*>(user); }

    syncmod_host_v1 table() {
        syncmod_host_v1 host{};
        host.struct_size = sizeof(host);
        host.abi_version = SYNCMOD_ABI_V1_0;
        host.user = this;
        host.min_log_level = SYNCMOD_LOG_INFO;
        host.log = [](void* user, std::int32_t level, const char* component, const char* event, const char* fields) {
            of(user).heard.push_back(std::to_string(level) + " " + component + " " + event + " " + fields);
        };
        host.event = [](void* user, const char* name, const char* payload) {
            of(user).heard.push_back(std::string("event ") + name + " " + payload);
        };
        host.store_get = [](void* user, const char* key, syncmod_sink_fn sink, void* ctx, syncmod_status* status) {
            const auto found = of(user).kept.find(key);
            if (found != of(user).kept.end()) sink(ctx, found->second.data(), found->second.size());
            if (!of(user).forgets_the_status) *status = of(user).answer;
        };
        host.store_put = [](void* user, const char* key, const char* data, std::uint64_t size, syncmod_status* status) {
            of(user).kept[key] = std::string(data, size);
            if (!of(user).forgets_the_status) *status = of(user).answer;
        };
        return host;
    }
};

}  // namespace

TEST_CASE("A host without any service is valid", "[edge]") {
    const syncmod_host_v1 none = edge::complete_copy(static_cast<const syncmod_host_v1*>(nullptr));
    CHECK(none.struct_size == sizeof(none));
    CHECK(none.log == nullptr);
    CHECK(none.store_get == nullptr);
    const edge::HostLog log(none);
    CHECK_FALSE(log.enabled(LogLevel::Error));
    log.event("api:hit", "{}");
    CHECK_FALSE(edge::make_host_store(none));
    const syncmod_call_v1 call = edge::complete_copy(static_cast<const syncmod_call_v1*>(nullptr));
    CHECK(call.flags == 0);
    CHECK(call.timeout_ms == 0);
    CHECK(call.cancel == nullptr);
    CHECK(call.progress == nullptr);
}

TEST_CASE("The known part of a newer host's longer struct is read", "[edge]") {
    Host host;
    struct {
        syncmod_host_v1 table;
        void* something_new;
    } longer{host.table(), nullptr};
    longer.table.struct_size = sizeof(longer);
    const syncmod_host_v1 copy = edge::complete_copy(&longer.table);
    CHECK(copy.struct_size == sizeof(syncmod_host_v1));
    CHECK(copy.store_put != nullptr);
    struct {
        syncmod_call_v1 call;
        std::uint64_t something_new;
    } call{{}, 0};
    call.call.struct_size = sizeof(call);
    call.call.timeout_ms = 5;
    CHECK(edge::complete_copy(&call.call).timeout_ms == 5);
}

TEST_CASE("A struct that is shorter than in ABI 1.0 is refused, with any length", "[edge]") {
    Host host;
    syncmod_host_v1 table = host.table();
    for (std::uint32_t size = 0; size < SYNCMOD_HOST_V1_0_SIZE; ++size) {
        table.struct_size = size;
        INFO(size);
        const Error error = thrown_by([&] { edge::complete_copy(&table); });
        CHECK(outline(error) == "INVALID_ARGUMENT bad_struct_size");
        CHECK(error.message.find("host.struct_size is " + std::to_string(size) + ",") == 0);
    }
    syncmod_call_v1 call{};
    for (std::uint32_t size = 0; size < SYNCMOD_CALL_V1_0_SIZE; ++size) {
        call.struct_size = size;
        CHECK(outline(thrown_by([&] { edge::complete_copy(&call); })) == "INVALID_ARGUMENT bad_struct_size");
    }
    table.struct_size = SYNCMOD_HOST_V1_0_SIZE;
    call.struct_size = SYNCMOD_CALL_V1_0_SIZE;
    CHECK(edge::complete_copy(&table).store_put != nullptr);
    CHECK(edge::complete_copy(&call).struct_size == sizeof(call));
}

TEST_CASE("The host gets messages from its level on, and debug in the configuration lowers the level of one handle",
          "[edge]") {
    Host host;
    edge::HostLog log(host.table());
    CHECK_FALSE(log.enabled(LogLevel::Debug));
    CHECK(log.enabled(LogLevel::Info));
    CHECK(log.enabled(LogLevel::Error));
    log.set_debug(true);
    CHECK(log.enabled(LogLevel::Debug));
    CHECK_FALSE(log.enabled(LogLevel::Trace));
    edge::HostLog other(host.table());
    CHECK_FALSE(other.enabled(LogLevel::Debug));
    log.set_debug(false);
    CHECK_FALSE(log.enabled(LogLevel::Debug));

    syncmod_host_v1 deaf = host.table();
    deaf.min_log_level = SYNCMOD_LOG_OFF;
    CHECK_FALSE(edge::HostLog(deaf).enabled(LogLevel::Error));
    syncmod_host_v1 all = host.table();
    all.min_log_level = SYNCMOD_LOG_TRACE;
    CHECK(edge::HostLog(all).enabled(LogLevel::Trace));
}

TEST_CASE("Log lines and events arrive unchanged; a line below the level is not built", "[edge]") {
    Host host;
    const edge::HostLog log(host.table());
    log.with(LogLevel::Warn, "http", "http_retry", [](json::Writer& fields) { fields.member("status", 503); });
    bool made = false;
    log.with(LogLevel::Debug, "http", "quiet", [&](json::Writer&) { made = true; });
    log.say(LogLevel::Info, "auth", "token_refreshed");
    log.event("api:hit", R"({"provider":"TRAKT"})");
    CHECK_FALSE(made);
    CHECK(host.heard == std::vector<std::string>{R"(30 http http_retry {"status":503})", "20 auth token_refreshed {}",
                                                 R"(event api:hit {"provider":"TRAKT"})"});
}

TEST_CASE("A store needs both functions", "[edge]") {
    Host host;
    syncmod_host_v1 table = host.table();
    CHECK(edge::make_host_store(table));
    table.store_put = nullptr;
    CHECK_FALSE(edge::make_host_store(table));
    table = host.table();
    table.store_get = nullptr;
    CHECK_FALSE(edge::make_host_store(table));
}

TEST_CASE("The host's store returns stored values, and nothing for other keys", "[edge]") {
    Host host;
    const auto store = edge::make_host_store(host.table());
    REQUIRE(store);
    CHECK(store->get("credentials") == std::nullopt);
    store->put("credentials", std::string_view("a\0b", 3));
    CHECK(store->get("credentials") == std::string("a\0b", 3));
    store->put("credentials", "");
    CHECK(store->get("credentials") == "");
}

TEST_CASE("A store that fails, or returns without a status, is a HOST failure", "[edge]") {
    for (const bool dies : {false, true}) {
        Host host;
        host.answer = SYNCMOD_INTERNAL;
        host.forgets_the_status = dies;
        const auto store = edge::make_host_store(host.table());
        CHECK(outline(thrown_by([&] { store->get("credentials"); })) == "HOST store_failed");
        CHECK(outline(thrown_by([&] { store->put("credentials", "secret"); })) == "HOST token_not_saved");
        CHECK(thrown_by([&] { store->put("credentials", "secret"); }).message.find("secret") == std::string::npos);
    }
}

TEST_CASE("A call's flags, time limit, cancel flag and progress become those of the operation", "[edge]") {
    test::FakeClock clock;
    std::vector<std::string> heard;
    std::int32_t cancel = 0;
    syncmod_call_v1 call{};
    call.struct_size = sizeof(call);
    call.flags = SYNCMOD_CALL_DRY_RUN | SYNCMOD_CALL_ALLOW_STALE | 0x8000u;
    call.timeout_ms = 500;
    call.cancel = &cancel;
    call.user = &heard;
    call.progress = [](void* user, std::uint64_t done, std::uint64_t total, const char* stage) {
        static_cast<std::vector<std::string>*>(user)->push_back(std::to_string(done) + "/" + std::to_string(total) +
                                                                " " + stage);
    };
    const CallScope scope = edge::make_scope(call, clock);
    CHECK(scope.dry_run);
    CHECK(scope.allow_stale);
    CHECK_FALSE(scope.fresh);
    CHECK_FALSE(scope.confirmed);
    CHECK(scope.remaining_ms() == 500);
    scope.report(1, 2, "history");
    CHECK(heard == std::vector<std::string>{"1/2 history"});
    cancel = 1;
    CHECK(scope.cancelled());

    syncmod_call_v1 other{};
    other.flags = SYNCMOD_CALL_FRESH | SYNCMOD_CALL_CONFIRMED;
    const CallScope second = edge::make_scope(other, clock);
    CHECK(second.fresh);
    CHECK(second.confirmed);
    CHECK_FALSE(second.dry_run);
    CHECK(second.remaining_ms() == CallScope::no_deadline);
    second.report(1, 2, "nobody listens");
}

TEST_CASE("The name of a run is missing, or a line of text of at most 100 bytes", "[edge]") {
    test::FakeClock clock;
    const auto run_of = [&](const char* name) {
        syncmod_call_v1 call{};
        call.run = name;
        return edge::make_scope(call, clock).run;
    };
    CHECK(run_of(nullptr).empty());
    CHECK(run_of("nightly 2026-02-03 \xC3\xA9") == "nightly 2026-02-03 \xC3\xA9");
    CHECK(run_of(std::string(100, 'x').c_str()).size() == 100);
    for (const std::string& bad : {std::string(), std::string(101, 'x'), std::string("a\nb"), std::string("a\tb"),
                                   std::string("a\x1b[2J"), std::string("a\x7f"), std::string("a\xFF")}) {
        CAPTURE(bad);
        CHECK(outline(thrown_by([&] { run_of(bad.c_str()); })) == "INVALID_ARGUMENT bad_run");
    }
}

TEST_CASE("A value too large for memory causes no exception in the host's frames", "[edge]") {
    Host host;
    syncmod_host_v1 table = host.table();
    table.store_get = [](void*, const char*, syncmod_sink_fn sink, void* ctx, syncmod_status* status) {
        sink(ctx, "x", ~std::uint64_t{0} / 2);  // no string is that long
        *status = SYNCMOD_OK;
    };
    const auto store = edge::make_host_store(table);
    REQUIRE(store);
    CHECK_THROWS_AS(store->get("credentials"), std::bad_alloc);
}

TEST_CASE("A callback that throws when a paused log resumes does not end the call", "[edge]") {
    Host host;
    syncmod_host_v1 table = host.table();
    table.log = [](void* user, std::int32_t, const char*, const char*, const char*) {
        Host::of(user).heard.emplace_back("called");
        throw 42;
    };
    const edge::HostLog log(table);
    {
        const PausedLog paused(log);
        log.say(LogLevel::Error, "auth", "first");
        log.say(LogLevel::Error, "auth", "second");
    }
    CHECK(host.heard.size() == 1);
}

}  // namespace mod_trakt::host_services_test
