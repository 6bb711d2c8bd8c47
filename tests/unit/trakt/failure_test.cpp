// The error for each answer and transport error.
#include "trakt/failure.hpp"

#include <catch2/catch.hpp>

#include "support/json/value.hpp"
#include "tests/support/scripted_transport.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::failure_test {

using test::answer;
using test::lost;
using test::outline;
using Kind = http::TransportError::Kind;

namespace {

constexpr std::int64_t now_ms = 1'789'242'120'000;  // 2026-09-12T19:42:00Z

Error error_for(http::Outcome outcome) { return trakt::error_of(outcome, "GET /sync/history", now_ms); }

// Reads a recorded answer: {"status", "headers", "body"}.
http::Response recorded(const std::string& name) {
    json::Document document;
    REQUIRE_FALSE(document.parse(test::fixture("errors/" + name)));
    const json::Value root = document.root();
    http::Response response;
    response.status = static_cast<int>(root["status"].integer().value());
    for (const auto [header, value] : root["headers"].members())
        response.headers.add(std::string(header), std::string(value.text()));
    response.body = std::string(root["body"].text());
    return response;
}

}  // namespace

TEST_CASE("Every status of the API has one error", "[trakt]") {
    const std::pair<int, const char*> table[] = {
        {301, "REMOTE redirected"},      {304, "REMOTE redirected"},
        {400, "REMOTE refused"},         {401, "UNAUTHENTICATED token_expired"},
        {403, "FORBIDDEN app_rejected"}, {404, "REMOTE not_found"},
        {405, "REMOTE refused"},         {408, "REMOTE server_fault"},
        {409, "REMOTE conflict"},        {410, "REMOTE refused"},
        {412, "REMOTE refused"},         {413, "REMOTE refused"},
        {418, "REMOTE refused"},         {420, "LIMIT limit"},
        {422, "REMOTE refused"},         {423, "FORBIDDEN account_locked"},
        {426, "FORBIDDEN vip_required"}, {429, "RATE_LIMITED rate_limited"},
        {500, "REMOTE server_fault"},    {502, "REMOTE server_fault"},
        {503, "REMOTE server_fault"},    {504, "REMOTE server_fault"},
        {520, "REMOTE server_fault"},    {521, "REMOTE server_fault"},
        {522, "REMOTE server_fault"},    {523, "REMOTE server_fault"},
        {524, "REMOTE server_fault"},
    };
    for (const auto& [status, expected] : table) {
        const Error error = error_for(answer(status));
        INFO(status);
        CHECK(outline(error) == expected);
        CHECK(error.http_status == status);
        CHECK(error.message.starts_with("GET /sync/history: "));
    }
}

TEST_CASE("Errors that a later attempt may cure have a retry_after_ms, other errors have none", "[trakt]") {
    for (const int status : {408, 500, 503, 524}) CHECK(error_for(answer(status)).retry_after_ms == 30'000);
    for (const int status : {400, 401, 403, 404, 409, 420, 422, 423, 426})
        CHECK(error_for(answer(status)).retry_after_ms == 0);
}

TEST_CASE("The wait after a 429 comes from a number, a date, or is five seconds", "[trakt]") {
    CHECK(error_for(answer(429)).retry_after_ms == 5000);
    CHECK(error_for(answer(429, "", {{"Retry-After", "41"}})).retry_after_ms == 41'000);
    CHECK(error_for(answer(429, "", {{"retry-after", "Sat, 12 Sep 2026 19:42:41 GMT"}})).retry_after_ms == 41'000);
    CHECK(error_for(answer(429, "", {{"Retry-After", "soon"}})).retry_after_ms == 5000);
}

TEST_CASE("A page of the edge is distinguished from an answer of the API", "[trakt]") {
    const Error edge = error_for(recorded("http_403_cloudflare.json"));
    CHECK(outline(edge) == "FORBIDDEN blocked_by_edge");
    CHECK(edge.message.find("0000000000000000-LIS") != std::string::npos);
    CHECK(outline(error_for(recorded("http_403_invalid_api_key.json"))) == "FORBIDDEN app_rejected");
    CHECK(outline(error_for(answer(403, "<html>"))) == "FORBIDDEN blocked_by_edge");  // without a content type

    const Error limited = error_for(recorded("http_429_cloudflare.json"));
    CHECK(outline(limited) == "RATE_LIMITED rate_limited");
    CHECK(limited.retry_after_ms == 300'000);
    CHECK(limited.message.find("0000000000000001-LIS") != std::string::npos);
    CHECK(error_for(answer(429, "<html>")).retry_after_ms == 300'000);
    CHECK(error_for(recorded("http_429_get_app.json")).retry_after_ms == 41'000);
    CHECK(error_for(recorded("http_429_device_poll.json")).retry_after_ms == 5000);
}

TEST_CASE("The recorded refusals give the errors of the table, whatever their bodies and headers", "[trakt]") {
    CHECK(outline(error_for(recorded("http_401_expired_token.json"))) == "UNAUTHENTICATED token_expired");
    CHECK(outline(error_for(recorded("http_409_duplicate.json"))) == "REMOTE conflict");
    CHECK(outline(error_for(recorded("http_412_content_type.json"))) == "REMOTE refused");
    CHECK(outline(error_for(recorded("http_422_validation.json"))) == "REMOTE refused");
    CHECK(outline(error_for(recorded("http_423_locked.json"))) == "FORBIDDEN account_locked");
    CHECK(outline(error_for(recorded("http_500.json"))) == "REMOTE server_fault");
    CHECK(outline(error_for(recorded("http_503_overloaded.json"))) == "REMOTE server_fault");
    for (const char* name : {"http_420_limit.json", "http_426_vip_only.json"})
        CHECK(error_for(recorded(name)).message.find("https://trakt.tv/vip") != std::string::npos);
}

TEST_CASE("The part of a header that a message shows is printable ASCII", "[trakt]") {
    const Error blocked =
        error_for(answer(403, "<html>", {{"content-type", "text/html"}, {"cf-ray", "8f-LIS\x1C\xF4\""}}));
    CHECK_THAT(blocked.message, Catch::Matchers::EndsWith("(cf-ray 8f-LIS)"));
    const Error full = error_for(answer(420, "", {{"x-upgrade-url", "https://trakt.tv/vip\xC3"}}));
    CHECK_THAT(full.message, Catch::Matchers::EndsWith("; see https://trakt.tv/vip"));
}

TEST_CASE("Every transport error has one error", "[trakt]") {
    const std::pair<Kind, const char*> table[] = {
        {Kind::Timeout, "NETWORK timeout"},
        {Kind::Connect, "NETWORK offline"},
        {Kind::Tls, "NETWORK tls"},
        {Kind::Protocol, "NETWORK protocol"},
        {Kind::TooLarge, "BAD_DATA response_too_large"},
        {Kind::Cancelled, "CANCELLED cancelled"},
        {Kind::Deadline, "TIMEOUT operation_timeout"},
    };
    for (const auto& [kind, expected] : table) {
        const Error error = error_for(lost(kind));
        CHECK(outline(error) == expected);
        CHECK(error.http_status == 0);
    }
}

TEST_CASE("A body that is not the expected JSON is the error BAD_DATA", "[trakt]") {
    const Error error = trakt::bad_body_error("GET /x", "the answer is not a list");
    CHECK(outline(error) == "BAD_DATA bad_body");
    CHECK(error.message == "GET /x: the answer is not a list");
}

TEST_CASE("A call ends for errors of the account or the caller, not for one failed request", "[trakt]") {
    using enum Status;
    for (const Status status :
         {Cancelled, Timeout, InvalidState, Unauthenticated, Forbidden, RateLimited, NoMemory, Host, Internal}) {
        INFO(status_name(status));
        CHECK(trakt::ends_the_call(status));
    }
    for (const Status status : {Network, Remote, BadData, Incomplete, Limit}) {
        INFO(status_name(status));
        CHECK_FALSE(trakt::ends_the_call(status));
    }
}

}  // namespace mod_trakt::failure_test
