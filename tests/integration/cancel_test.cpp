// Stopping an operation from another thread, and the time limit of a whole operation.
#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <thread>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/this_build.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;
using std::chrono::milliseconds;

namespace {

const milliseconds seen_within{this_build::is_sanitized ? 300 : 100};

struct Cancelled {
    Outcome outcome;
    milliseconds delay{0};  // from the flag to the return
};

// Sets the flag some time after `requests` requests have arrived, so that the wait has begun.
template <typename Operation>
Cancelled cancel_after(const TwinProcess& twin, std::size_t requests, const Operation& operation) {
    std::int32_t flag = 0;
    std::chrono::steady_clock::time_point set;
    std::thread other([&] {
        for (int i = 0; i < 300 && twin.ledger().size() < requests; ++i) std::this_thread::sleep_for(milliseconds(10));
        std::this_thread::sleep_for(milliseconds(150));
        set = std::chrono::steady_clock::now();
        __atomic_store_n(&flag, 1, __ATOMIC_RELEASE);
    });
    Cancelled cancelled;
    cancelled.outcome = operation(Terms{.cancel = &flag});
    const auto returned = std::chrono::steady_clock::now();
    other.join();
    cancelled.delay = std::chrono::duration_cast<milliseconds>(returned - set);
    return cancelled;
}

// Checks the best of three runs, because the load of the machine delays some of them.
template <typename Operation>
void check_cancel(const TwinProcess& twin, const json::object& config, std::size_t requests,
                  const Operation& operation) {
    milliseconds best{1'000'000};
    for (int round = 0; round < 3 && best >= seen_within; ++round) {
        twin.clear_ledger();
        Handle handle(config);
        const Cancelled cancelled =
            cancel_after(twin, requests, [&](const Terms& terms) { return operation(handle, terms); });
        CHECK(cancelled.outcome.status == SYNCMOD_CANCELLED);
        CHECK(cancelled.outcome.reason == "cancelled");
        CHECK(cancelled.delay >= milliseconds(0));
        best = std::min(best, cancelled.delay);
    }
    CHECK(best < seen_within);
}

const auto read_history = [](Handle& handle, const Terms& terms) { return handle.index("history", terms); };

}  // namespace

TEST_CASE("A cancel is seen during a slow answer", "[cancel]") {
    const TwinProcess twin({"--plays", "20"});
    twin.fault({{"path", "/sync/history/movies"}, {"kind", "slow"}, {"delay_ms", 4000}, {"every", true}});
    check_cancel(twin, config_for(twin), 2, read_history);
}

TEST_CASE("A cancel is seen while an answer arrives slowly", "[cancel]") {
    const TwinProcess twin({"--plays", "20"});
    twin.fault({{"path", "/sync/history/movies"}, {"kind", "drip"}, {"delay_ms", 400}, {"every", true}});
    check_cancel(twin, config_for(twin), 2, read_history);
}

TEST_CASE("A cancel is seen during a back-off", "[cancel]") {
    const TwinProcess twin({"--plays", "20"});
    twin.fault({{"path", "/sync/history/movies"}, {"kind", "status"}, {"every", true}});
    check_cancel(twin, config_for(twin, {{"backoff", {{"base_ms", 20'000}, {"cap_ms", 20'000}}}}), 2, read_history);
}

TEST_CASE("A cancel is seen during the wait after a 429", "[cancel]") {
    const TwinProcess twin({"--plays", "20"});
    twin.fault({{"path", "/sync/history/movies"},
                {"kind", "json_429"},
                {"every", true},
                {"headers", {{"Retry-After", "30"}}}});
    check_cancel(twin, config_for(twin), 2, read_history);
}

TEST_CASE("A cancel is seen while reads or writes are paced", "[cancel]") {
    const TwinProcess twin({"--plays", "200"});
    const json::object reads = {{"history_per_page", 1}, {"rate_limit", {{"get_per_5min", 10}, {"burst", 2}}}};
    check_cancel(twin, config_for(twin, reads), 2, read_history);
}

TEST_CASE("If the cancel flag is set before the call, nothing is sent", "[cancel]") {
    const TwinProcess twin({"--plays", "20"});
    const std::int32_t flag = 1;
    Handle handle(config_for(twin));
    const json::value items =
        parse(R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"}])");
    CHECK(handle.health({.cancel = &flag}).status == SYNCMOD_CANCELLED);
    CHECK(handle.index("history", {.cancel = &flag}).status == SYNCMOD_CANCELLED);
    const Outcome add = handle.add("history", items, {.cancel = &flag});
    CHECK(add.status == SYNCMOD_CANCELLED);
    CHECK(add.verdicts() == "deferred");
    CHECK(twin.ledger().empty());
    CHECK(handle.index("history").items().size() == 20);
}

TEST_CASE("A cancel in the middle of a write leaves true verdicts: added, unknown, deferred", "[cancel]") {
    const TwinProcess twin;
    twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"nth", 2}, {"kind", "slow"}, {"delay_ms", 1500}});
    Handle handle(config_for(twin, {{"history_chunk_size", 1}}));
    json::array items;
    for (int i = 1; i <= 4; ++i)
        items.push_back(
            {{"type", "episode"}, {"ids", {{"trakt", 8210100 + i}}}, {"watched_at", "2024-05-01T20:11:00Z"}});
    // The settings, one look-up of the plays, then the first POST, then the slow one.
    const Cancelled cancelled =
        cancel_after(twin, 4, [&](const Terms& terms) { return handle.add("history", items, terms); });
    CHECK(cancelled.outcome.status == SYNCMOD_CANCELLED);
    CHECK(cancelled.outcome.verdicts() == "added unknown deferred deferred");
    std::this_thread::sleep_for(milliseconds(1700));  // until the twin has finished the slow request
    CHECK(twin.plays().size() == 2);
    CHECK(handle.add("history", items).verdicts() == "existing existing added added");
}

TEST_CASE("timeout_ms bounds the whole operation, waits and retries included", "[cancel]") {
    const TwinProcess twin({"--plays", "40"});
    json::object settings = {{"history_per_page", 5}};
    const int way = GENERATE(0, 1, 2);
    if (way == 0) twin.fault({{"path", "/sync/history/movies"}, {"kind", "slow"}, {"delay_ms", 4000}, {"every", true}});
    if (way == 1) {
        twin.fault({{"path", "/sync/history/movies"}, {"kind", "status"}, {"every", true}});
        settings = merged(settings, {{"max_retries", 50}, {"backoff", {{"base_ms", 70}, {"cap_ms", 70}}}});
    }
    if (way == 2) twin.switches({{"latency_ms", 150}});
    INFO(way);
    Handle handle(config_for(twin, settings));
    const auto begun = std::chrono::steady_clock::now();
    const Outcome outcome = handle.index("history", {.timeout_ms = 400});
    const auto passed = std::chrono::steady_clock::now() - begun;
    CHECK(outcome.status == SYNCMOD_TIMEOUT);
    CHECK(outcome.reason == "operation_timeout");
    CHECK(passed >= milliseconds(390));
    CHECK(passed < milliseconds(1500));
    twin.clear_faults();
    twin.switches({{"latency_ms", 0}});
    CHECK(differs_from_truth(handle.index("history", {.timeout_ms = 30'000}), twin, "history") == "");
}

TEST_CASE("A wait that cannot end before the time limit is not begun", "[cancel]") {
    const TwinProcess twin({"--plays", "10"});
    twin.fault({{"kind", "json_429"}, {"every", true}, {"headers", {{"Retry-After", "20"}}}});
    Handle handle(config_for(twin));
    const auto begun = std::chrono::steady_clock::now();
    const Outcome outcome = handle.index("history", {.timeout_ms = 5000});
    CHECK(std::chrono::steady_clock::now() - begun < milliseconds(2000));
    CHECK(outcome.status == SYNCMOD_RATE_LIMITED);
    CHECK(outcome.retry_after_ms == 20'000);
}

TEST_CASE("A server that sends nothing for the configured timeout is NETWORK timeout", "[cancel]") {
    const TwinProcess twin({"--plays", "10"});
    twin.fault({{"path", "/sync/last_activities"}, {"kind", "headers"}, {"headers", {}}});
    twin.fault({{"path", "/sync/history/movies"}, {"kind", "slow"}, {"delay_ms", 4000}, {"every", true}});
    Handle handle(config_for(twin, {{"timeout", 0.3}, {"max_retries", 2}}));
    const auto begun = std::chrono::steady_clock::now();
    const Outcome outcome = handle.index("history");
    const auto passed = std::chrono::steady_clock::now() - begun;
    CHECK(outcome.status == SYNCMOD_NETWORK);
    CHECK(outcome.reason == "timeout");
    CHECK(passed >= milliseconds(500));
    CHECK(passed < milliseconds(3500));
}

TEST_CASE("An answer that arrives slowly but steadily does not time out", "[cancel]") {
    const TwinProcess twin({"--plays", "40"});
    twin.fault({{"path", "/sync/history/movies"}, {"kind", "drip"}, {"delay_ms", 200}});
    Handle handle(config_for(twin, {{"timeout", 1.2}, {"max_retries", 1}}));
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
}
