// The health document after two probes, in the host's words and in the states of syncmod.h.
#include <catch2/catch.hpp>

#include <tuple>

#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::health_test {

using test::answer;
using test::ModuleBench;
using test::outline;
using test::thrown_by;
using Kind = http::TransportError::Kind;

namespace {

// The health document for these two answers.
struct Health {
    Health(http::Outcome core, std::optional<http::Outcome> watchlist) {
        bench.odd = [core, watchlist](const http::Request& request) -> std::optional<http::Outcome> {
            const std::string path = ModuleBench::path_in(request.url);
            if (path == "/sync/last_activities") return core;
            if (path == "/sync/watchlist" && watchlist) return *watchlist;
            throw std::logic_error("a request that health must not make: " + request.url);
        };
        text = bench.module->health(bench.scope());
        REQUIRE_FALSE(document.parse(text));
    }
    std::string status() const { return std::string(document.root()["status"].text()); }
    std::string state() const { return std::string(document.root()["state"].text()); }
    std::string reason() const { return std::string(document.root()["details"]["reason"].text()); }
    std::string features() const {
        std::string on;
        for (const auto [name, value] : document.root()["features"].members())
            if (value.boolean() == true) on += std::string(name) + " ";
        return on;
    }
    bool ok() const { return document.root()["ok"].boolean().value(); }

    ModuleBench bench;
    json::Document document;
    std::string text;
};

const http::Response good = answer(200, "{}");

// A handle whose token has expired, with a refresh token or without.
const std::string ended_token = R"(,"expires_at":1,"refresh_token":"r","client_secret":"s","max_retries":3)";

struct Word {
    std::string state, status;
};
Word word_of(ModuleBench& bench) {
    json::Document document;
    REQUIRE_FALSE(document.parse(bench.module->health(bench.scope())));
    return {std::string(document.root()["state"].text()), std::string(document.root()["status"].text())};
}

}  // namespace

TEST_CASE("Health is two requests, and ok when both are answered", "[health]") {
    const Health health(good, answer(200, "[]"));
    CHECK(health.status() == "ok");
    CHECK(health.ok());
    CHECK(health.features() == "watchlist ratings history ");
    CHECK(health.reason().empty());
    CHECK(health.bench.transport->sent.size() == 2);
    CHECK(health.bench.transport->sent[1].request.url.ends_with("/sync/watchlist?limit=1&page=1"));
}

TEST_CASE("The second probe is made only when the first succeeded, and nothing is repeated", "[health]") {
    for (const auto& [core, status, reason] : std::vector<std::tuple<http::Outcome, std::string, std::string>>{
             {answer(401), "auth_failed", "core:unauthorized; watchlist:down"},
             {answer(403), "auth_failed", "core:unauthorized; watchlist:down"},
             {answer(403, "<html>"), "down", "core:blocked_by_edge; watchlist:down"},
             {answer(423), "down", "core:account_locked; watchlist:down"},
             {answer(500), "down", "core:http:500; watchlist:down"},
             {answer(404), "down", "core:http:404; watchlist:down"},
             {answer(200, "<html>"), "down", "core:protocol; watchlist:down"},
             {test::lost(http::TransportError::Kind::Timeout), "down", "core:timeout; watchlist:down"},
             {test::lost(http::TransportError::Kind::Connect), "down", "core:connect; watchlist:down"},
             {test::lost(http::TransportError::Kind::Tls), "down", "core:tls; watchlist:down"}}) {
        const Health health(core, std::nullopt);
        INFO(reason);
        CHECK(health.status() == status);
        CHECK(health.reason() == reason);
        CHECK_FALSE(health.ok());
        CHECK(health.features().empty());
        CHECK(health.bench.transport->sent.size() == 1);
    }
}

TEST_CASE("A rate limit is degraded, with the time to wait, and not an outage", "[health]") {
    const Health core(answer(429, "", {{"Retry-After", "41"}}), std::nullopt);
    CHECK(core.status() == "degraded");
    CHECK(core.ok());
    CHECK(core.features() == "watchlist ratings history ");
    CHECK(core.document.root()["details"]["retry_after_s"].integer() == 41);
    CHECK(core.document.root()["api"]["last_activities"]["retry_after"].integer() == 41);
    CHECK(core.document.root()["api"]["watchlist"]["retry_after"].is_null());

    const Health watchlist(good, answer(429, "", {{"Retry-After", "7"}}));
    CHECK(watchlist.status() == "degraded");
    CHECK(watchlist.features() == "ratings history ");
    CHECK(watchlist.reason() == "watchlist:rate_limited");
    CHECK(watchlist.document.root()["api"]["watchlist"]["retry_after"].integer() == 7);
    CHECK(watchlist.document.root()["api"]["last_activities"]["retry_after"].is_null());
}

TEST_CASE("Health says at once that the limit is used up, and for how long", "[health]") {
    // Of two members with one name the last is used. The first probe uses the only allowed read.
    ModuleBench bench(R"(,"rate_limit":{"get_per_5min":1,"post_per_sec":1,"burst":1})");
    const std::int64_t start = bench.clock->steady_ms();
    for (const std::int64_t timeout_ms : {0, 600'000}) {
        const std::int64_t asked_at = bench.clock->steady_ms();
        const CallScope scope(*bench.clock, nullptr, timeout_ms);
        json::Document health;
        REQUIRE_FALSE(health.parse(bench.module->health(scope)));
        const json::Value root = health.root();
        CHECK(root["status"].text() == "degraded");
        CHECK(root["ok"].boolean() == true);
        CHECK(root["details"]["retry_after_s"].integer() == 300 - (asked_at - start) / 1000);
        CHECK(root["api"]["rate_limit"]["remaining"].integer() == 0);
        CHECK(bench.clock->steady_ms() - asked_at <= 1000);
        bench.clock->advance(100'000);
    }
    CHECK(bench.transport->sent.size() == 1);
}

TEST_CASE("One failed probe of two is degraded", "[health]") {
    const Health health(good, answer(500));
    CHECK(health.status() == "degraded");
    CHECK(health.features() == "ratings history ");
    CHECK(health.reason() == "watchlist:http:500");
}

TEST_CASE("The rate limit of Trakt's answer is in the document", "[health]") {
    const Health health(
        answer(
            200, "{}",
            {{"X-Ratelimit",
              R"({"name":"AUTHED_API_GET_LIMIT","period":300,"limit":500,"remaining":321,"until":"2099-01-01T00:00:00Z"})"}}),
        answer(200, "[]"));
    CHECK(health.document.root()["api"]["rate_limit"]["limit"].integer() == 500);
    CHECK(health.document.root()["api"]["last_activities"]["rate"]["remaining"].integer() == 321);
}

TEST_CASE("Only a cancel or the end of the call's time makes health a failure", "[health]") {
    ModuleBench bench;
    bench.cancel = 1;
    CHECK(outline(thrown_by([&] { bench.module->health(bench.scope()); })) == "CANCELLED cancelled");
    bench.cancel = 0;
    bench.odd = [&](const http::Request&) {
        bench.clock->advance(1000);
        return std::optional<http::Outcome>(test::lost(http::TransportError::Kind::Deadline));
    };
    CHECK(outline(thrown_by([&] { bench.module->health(CallScope(*bench.clock, nullptr, 500)); })) ==
          "TIMEOUT operation_timeout");
}

TEST_CASE("The state is the word of the table in syncmod.h, for every status", "[health]") {
    const std::string html = "<html>";
    for (const auto& [core, state, status] : std::vector<std::tuple<http::Outcome, std::string, std::string>>{
             {answer(401), "token_expired", "auth_failed"},
             {answer(403), "app_rejected", "auth_failed"},
             {answer(403, html), "blocked_by_edge", "down"},
             {answer(404), "not_found", "down"},
             {answer(412), "refused", "down"},
             {answer(423), "account_locked", "down"},
             {answer(426), "vip_required", "down"},
             {answer(429), "rate_limited", "degraded"},
             {answer(429, html), "rate_limited", "degraded"},
             {answer(500), "server_fault", "down"},
             {answer(503), "server_fault", "down"},
             {answer(302), "redirected", "down"},
             {answer(200, html), "bad_body", "down"},
             {test::lost(Kind::Timeout), "timeout", "down"},
             {test::lost(Kind::Connect), "offline", "down"},
             {test::lost(Kind::Tls), "tls", "down"},
             {test::lost(Kind::TooLarge), "response_too_large", "down"},
             {test::lost(Kind::Protocol), "protocol", "down"}}) {
        const Health health(core, std::nullopt);
        INFO(state);
        CHECK(health.state() == state);
        CHECK(health.status() == status);
    }
    CHECK(Health(good, answer(200, "[]")).state() == "ok");
    const Health half(good, answer(426));
    CHECK(half.state() == "vip_required");
    CHECK(half.status() == "degraded");
    CHECK(half.reason() == "watchlist:http:426");
}

TEST_CASE("The state is the error of the token's renewal, not the 401 before it", "[health]") {
    const std::string login = R"(,"refresh_token":"r","client_secret":"s")";
    for (const auto& [token_answer, state, status] : std::vector<std::tuple<http::Outcome, std::string, std::string>>{
             {answer(400, test::fixture("errors/token_invalid_grant.json")), "needs_login", "auth_failed"},
             {answer(401, R"({"error":"invalid_client"})"), "app_rejected", "auth_failed"},
             {answer(403, "<html>"), "blocked_by_edge", "down"},
             {answer(423), "account_locked", "down"},
             {answer(429), "rate_limited", "degraded"},
             {answer(500), "server_fault", "down"},
             {test::lost(Kind::Connect), "offline", "down"}}) {
        INFO(state);
        ModuleBench bench(login);
        bench.odd = [&token_answer](const http::Request& request) {
            return std::optional<http::Outcome>(request.url.ends_with("/oauth/token") ? token_answer : answer(401));
        };
        const Word word = word_of(bench);
        CHECK(word.state == state);
        CHECK(word.status == status);
    }
    ModuleBench no_login(R"(,"access_token":"")");
    CHECK(word_of(no_login).state == "needs_login");
    ModuleBench no_application(R"(,"client_id":"")");
    CHECK(word_of(no_application).state == "needs_login");
}

TEST_CASE("Retry-After counts as whole seconds or as a date, and never for longer than a day", "[health]") {
    for (const auto& [text, seconds] : std::vector<std::pair<std::string, std::optional<std::int64_t>>>{
             {"41", 41},
             {"0", 0},
             {"Sat, 12 Sep 2026 08:00:41 GMT", 41},
             {"Sat, 12 Sep 2026 07:00:00 GMT", 0},
             {"99999999999999999999", 86'400},
             {"Mon, 01 Jan 2000000000 00:00:00 GMT", std::nullopt},
             {"1.5", std::nullopt},
             {"-5", std::nullopt},
             {"soon", std::nullopt}}) {
        INFO(text);
        // A date is compared with the date header of the answer.
        const Health health(answer(429, "", {{"Retry-After", text}, {"Date", "Sat, 12 Sep 2026 08:00:00 GMT"}}),
                            std::nullopt);
        CHECK(health.document.root()["details"]["retry_after_s"].integer() == seconds);
        CHECK(health.document.root()["api"]["last_activities"]["retry_after"].integer() == seconds);
    }
}

TEST_CASE("Health answers at once even if its token has expired and the token endpoint answers 429", "[health]") {
    ModuleBench bench(ended_token);
    for (int i = 0; i < 5; ++i) bench.answer_post("/oauth/token", answer(429, "", {{"Retry-After", "60"}}));
    const std::int64_t asked_at = bench.clock->steady_ms();
    json::Document document;
    REQUIRE_FALSE(document.parse(bench.module->health(bench.scope())));
    CHECK(bench.clock->steady_ms() == asked_at);
    CHECK(bench.transport->sent.size() == 1);
    CHECK(document.root()["status"].text() == "degraded");
    CHECK(document.root()["state"].text() == "rate_limited");
    CHECK(document.root()["details"]["retry_after_s"].integer() == 60);
}

TEST_CASE("An index waits for the token endpoint where health does not", "[health]") {
    ModuleBench bench(ended_token);
    bench.answer_post("/oauth/token", answer(429, "", {{"Retry-After", "60"}}));
    bench.answer_post("/oauth/token", R"({"access_token":"t2","refresh_token":"r2","expires_in":604800})");
    const std::int64_t asked_at = bench.clock->steady_ms();
    bench.index("watchlist");
    CHECK(bench.clock->steady_ms() - asked_at == 60'000);
}

}  // namespace mod_trakt::health_test
