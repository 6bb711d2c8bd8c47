// Refusals, delays and lost connections in the middle of writes; no write is sent twice.
#include <catch2/catch.hpp>

#include <chrono>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

// Five plays that go out as three requests.
json::array five_plays() {
    json::array items;
    for (int i = 1; i <= 5; ++i)
        items.push_back({{"type", "episode"},
                         {"ids", {{"trakt", 8210100 + i}}},
                         {"watched_at", "2024-05-0" + std::to_string(i) + "T20:11:00Z"}});
    return items;
}
const json::object in_pairs = {{"history_chunk_size", 2}};

json::object second_post(const json::object& fault) {
    return merged({{"method", "POST"}, {"path", "/sync/history"}, {"nth", 2}}, fault);
}

}  // namespace

TEST_CASE("A 420 in the middle is limit for the refused inputs, and nothing more is sent", "[limits]") {
    const TwinProcess twin;
    twin.switches({{"history_limit", 3}});
    Handle handle(config_for(twin, in_pairs));
    const Outcome outcome = handle.add("history", five_plays());
    CHECK(outcome.verdicts() == "added added limit limit limit");
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(text_at(outcome.result(2), "hint") == "trakt_limit");
    CHECK(twin.plays().size() == 2);
    CHECK(twin.count_requests("POST", "/sync/history") == 2);
}

TEST_CASE("An account that is locked, or not VIP, in the middle ends the call: the rest is deferred", "[limits]") {
    const TwinProcess twin;
    const int status = GENERATE(423, 426);
    twin.fault(second_post({{"kind", "status"}, {"status", status}, {"times", 9}}));
    Handle handle(config_for(twin, in_pairs));
    const Outcome outcome = handle.add("history", five_plays());
    CHECK(outcome.status == SYNCMOD_FORBIDDEN);
    CHECK(outcome.reason == (status == 423 ? "account_locked" : "vip_required"));
    CHECK(outcome.http_status == status);
    CHECK(outcome.verdicts() == "added added deferred deferred deferred");
    CHECK(at(outcome.document(), "ok") == false);
    CHECK(twin.count_requests("POST", "/sync/history") == 2);
}

TEST_CASE("A locked account, or one without VIP, is an error of reads too", "[limits]") {
    const TwinProcess twin({"--plays", "20"});
    twin.switches({{GENERATE("locked", "vip_only"), true}});
    Handle handle(config_for(twin));
    for (const Outcome& outcome : {handle.index("history"), handle.add("history", five_plays())}) {
        CHECK(outcome.status == SYNCMOD_FORBIDDEN);
        CHECK((outcome.reason == "account_locked" || outcome.reason == "vip_required"));
    }
}

TEST_CASE("After a short 429 the plugin waits and sends the request again", "[limits]") {
    const TwinProcess twin({"--plays", "20"});
    const std::string kind = GENERATE("json_429", "html_429");
    const json::object soon = {{"kind", kind}, {"times", 2}, {"headers", {{"Retry-After", "0"}}}};
    twin.fault(second_post(soon));
    twin.fault(merged({{"method", "GET"}, {"path", "/sync/history/movies"}}, soon));
    Handle handle(config_for(twin, in_pairs));
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
    CHECK(handle.add("history", five_plays()).verdicts() == "added added added added added");
    CHECK(twin.plays().size() == 25);
}

TEST_CASE("The plugin waits as long as Retry-After says", "[limits]") {
    const TwinProcess twin({"--watchlist", "4"});
    twin.fault({{"path", "/sync/watchlist"}, {"kind", "json_429"}, {"headers", {{"Retry-After", "1"}}}});
    Handle handle(config_for(twin));
    const auto begun = std::chrono::steady_clock::now();
    CHECK(handle.index("watchlist").items().size() == 4);
    CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::milliseconds(950));
}

TEST_CASE("A long 429 is RATE_LIMITED with the time to wait, at once; unsent inputs are deferred", "[limits]") {
    const TwinProcess twin;
    twin.fault(second_post({{"kind", "json_429"}, {"times", 9}, {"headers", {{"Retry-After", "500"}}}}));
    Handle handle(config_for(twin, in_pairs));
    const auto begun = std::chrono::steady_clock::now();
    const Outcome outcome = handle.add("history", five_plays());
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(5));
    CHECK(outcome.status == SYNCMOD_RATE_LIMITED);
    CHECK(outcome.reason == "rate_limited");
    CHECK(outcome.retry_after_ms == 500'000);
    CHECK(outcome.verdicts() == "added added deferred deferred deferred");
    CHECK(twin.count_requests("POST", "/sync/history") == 2);

    const Outcome next = handle.index("history");  // the wait applies to the whole account
    CHECK(next.status == SYNCMOD_RATE_LIMITED);
    CHECK(next.retry_after_ms > 490'000);
    CHECK(next.retry_after_ms <= 500'000);
}

TEST_CASE("Retry-After may be a date", "[limits]") {
    const TwinProcess twin;
    twin.fault(
        {{"kind", "json_429"}, {"every", true}, {"headers", {{"Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT"}}}});
    Handle handle(config_for(twin));
    const Outcome outcome = handle.index("history");
    CHECK(outcome.status == SYNCMOD_RATE_LIMITED);
    CHECK(outcome.retry_after_ms == 86'400'000);  // waits are at most a day
}

TEST_CASE("Plays whose request has no certain outcome are settled in the same call, and each is there once",
          "[limits]") {
    const TwinProcess twin;
    const auto [kind, takes_effect] = GENERATE(table<std::string, bool>({{"status", false},
                                                                         {"reset", false},
                                                                         {"status_after", true},
                                                                         {"close_after", true},
                                                                         {"reset_after", true},
                                                                         {"cut_body", true},
                                                                         {"broken_json", true},
                                                                         {"html_200", true}}));
    INFO(kind);
    twin.fault(second_post({{"kind", kind}, {"status", 502}}));
    Handle handle(config_for(twin, in_pairs));
    const Outcome outcome = handle.add("history", five_plays());
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(outcome.verdicts() == "added added added added added");
    CHECK(twin.plays().size() == 5);
    std::size_t tries_of_third = 0;
    for (const json::value& request : twin.requests("POST", "/sync/history"))
        if (json::serialize(request.at("body")).find("8210103") != std::string::npos) ++tries_of_third;
    CHECK(tries_of_third == (takes_effect ? 1 : 2));
}

TEST_CASE("Plays that cannot be settled are unknown, and the next call finds out", "[limits]") {
    const TwinProcess twin;
    const std::string kind = GENERATE("status", "status_after");
    INFO(kind);
    twin.fault(second_post({{"kind", kind}, {"status", 502}}));
    Handle handle(config_for(twin, in_pairs));
    // Looking the five plays up takes five reads.
    twin.fault({{"method", "GET"}, {"path", "/sync/history"}, {"nth", 6}, {"times", 1000}, {"kind", "status"}});
    const Outcome outcome = handle.add("history", five_plays());
    CHECK(outcome.verdicts() == "added added unknown unknown added");
    CHECK(text_at(outcome.result(2), "hint") == "http:502");
    CHECK(outcome.document().at("unresolved").as_array().size() == 2);
    twin.clear_faults();
    const Outcome again = handle.add("history", five_plays());
    CHECK(again.status == SYNCMOD_OK);
    CHECK(again.verdicts() == (kind == "status" ? "existing existing added added existing"
                                                : "existing existing existing existing existing"));
    CHECK(twin.plays().size() == 5);
}

TEST_CASE("Only the item that makes the server fail is rejected, in each feature", "[limits]") {
    const TwinProcess twin;
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    INFO(feature);
    twin.fault({{"method", "POST"}, {"body_has", "8210103"}, {"kind", "status"}, {"status", 500}, {"every", true}});
    json::array items = five_plays();
    if (feature == "ratings")
        for (json::value& item : items) item.as_object()["rating"] = 7;
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add(feature, items);
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(outcome.verdicts() == "added added rejected added added");
    CHECK(text_at(outcome.result(2), "hint") == "http:500");
    CHECK(text_at(outcome.result(2), "message").find("8210103") != std::string::npos);
}

TEST_CASE("A write that certainly did not reach the server is deferred or sent again, never applied twice",
          "[limits]") {
    const TwinProcess twin;
    twin.fault(second_post({{"kind", GENERATE("close_before", "reset")}}));
    Handle handle(config_for(twin, in_pairs));
    const Outcome outcome = handle.add("history", five_plays());
    CHECK(outcome.verdicts().starts_with("added added "));
    CHECK(twin.plays().size() >= 2);
    CHECK(twin.plays().size() <= 5);
    std::size_t confirmed = 0;
    for (std::size_t i = 0; i < 5; ++i)
        if (text_at(outcome.result(i), "verdict") == "added") ++confirmed;
    CHECK(twin.plays().size() == confirmed);
}

TEST_CASE("A write that the server refuses for one bad entry is halved until the others are accepted", "[limits]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"kind", "status"}, {"status", 422}, {"times", 1}});
    const Outcome outcome = handle.add("history", five_plays());
    CHECK(outcome.verdicts() == "added added added added added");
    CHECK(twin.plays().size() == 5);
}

TEST_CASE("A 409 means existing for the plays that are there, and the others are refused", "[limits]") {
    const TwinProcess twin;
    // True: another program adds the same plays while they are sent.
    const bool are_there = GENERATE(false, true);
    twin.fault({{"method", "POST"},
                {"path", "/sync/history"},
                {"kind", are_there ? "status_after" : "status"},
                {"status", 409},
                {"every", true}});
    Handle handle(config_for(twin));
    CHECK(
        handle.add("history", five_plays()).verdicts() ==
        (are_there ? "existing existing existing existing existing" : "rejected rejected rejected rejected rejected"));
    CHECK(twin.plays().size() == (are_there ? 5u : 0u));
}

TEST_CASE("After an empty answer to a write the plays are read back, and never sent again", "[limits]") {
    const TwinProcess twin;
    const bool is_applied = GENERATE(true, false);
    twin.fault(second_post({{"kind", is_applied ? "empty_200" : "status"}, {"status", 204}}));
    Handle handle(config_for(twin, in_pairs));
    CHECK(handle.add("history", five_plays()).verdicts() ==
          (is_applied ? "added added added added added" : "added added unknown unknown added"));
    CHECK(twin.count_requests("POST", "/sync/history") == 3);
    CHECK(twin.plays().size() == (is_applied ? 5u : 3u));
}

TEST_CASE("The edge's refusal of a write is FORBIDDEN blocked_by_edge, not a login problem", "[limits]") {
    const TwinProcess twin;
    twin.fault({{"method", "POST"}, {"kind", "html_403"}, {"every", true}});
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add("history", five_plays());
    CHECK(outcome.status == SYNCMOD_FORBIDDEN);
    CHECK(outcome.reason == "blocked_by_edge");
    CHECK(outcome.verdicts() == "deferred deferred deferred deferred deferred");
}

TEST_CASE("Any 2xx is a success, also with counts missing or in the older shape", "[limits]") {
    const TwinProcess twin;
    const json::object manner = GENERATE(json::object{{"history_add_status", 200}},
                                         json::object{{"legacy_shapes", true}}, json::object{{"counts_missing", true}});
    twin.switches(manner);
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add("history", five_plays());
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(outcome.verdicts() == "added added added added added");  // without counts the plays are read back
    CHECK(handle.add("history", five_plays()).verdicts() == "existing existing existing existing existing");
    CHECK(twin.plays().size() == 5);
}

TEST_CASE("Writes are paced to the configured number per second", "[limits]") {
    const TwinProcess twin;
    Handle handle(config_for(twin, {{"history_chunk_size", 2}, {"rate_limit", {{"post_per_sec", 2}}}}));
    CHECK(handle.add("history", five_plays()).verdicts() == "added added added added added");
    const json::array posts = twin.requests("POST", "/sync/history");
    REQUIRE(posts.size() == 3);
    for (std::size_t i = 1; i < posts.size(); ++i)
        CHECK(number_at(posts[i], "time_ms") - number_at(posts[i - 1], "time_ms") >= 450);
}

TEST_CASE("With a server that enforces its limits, reads and writes get no 429", "[limits]") {
    const TwinProcess twin({"--watchlist", "20"});
    twin.switches({{"rate_limits", true}, {"write_gap_ms", 1000}});
    Handle handle(
        config_for(twin, {{"history_chunk_size", 3}, {"rate_limit", {{"get_per_5min", 500}, {"post_per_sec", 1}}}}));
    CHECK(handle.index("watchlist").items().size() == 20);
    CHECK(handle.add("history", five_plays()).verdicts() == "added added added added added");
    for (const json::value& entry : twin.ledger()) CHECK(number_at(entry, "status") < 300);
}
