// The refresh of a token: its request, and the meaning of each answer.
#include "trakt/oauth.hpp"

#include <catch2/catch.hpp>

#include "support/json/value.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"

namespace mod_trakt::oauth_test {

using test::answer;
using test::fixture;
using test::lost;
using test::outline;
using test::Wire;
using Kind = http::TransportError::Kind;

namespace {

trakt::TokenAnswer refresh(Wire& wire, trakt::ApiOptions options = test::test_options()) {
    return trakt::OAuth(wire.client, std::move(options)).refresh(Secret("example-refresh-token-1"), wire.scope());
}

// Returns the error of a refresh, after checking that it was sent only once and that its message contains no token.
std::string refused(http::Outcome outcome) {
    Wire wire({std::move(outcome)});
    const Error error = test::thrown_by([&] { refresh(wire); });
    CHECK(wire.transport.sent.size() == 1);
    CHECK(error.message.find("example-refresh") == std::string::npos);
    CHECK(error.message.find("secret-of-the-test") == std::string::npos);
    for (const std::string& line : wire.log.lines) CHECK(line.find("example-refresh") == std::string::npos);
    return outline(error);
}

}  // namespace

TEST_CASE("A refresh sends exactly the recorded body, to the auth host, with a client key", "[oauth]") {
    Wire wire({answer(200, fixture("token.json"))});
    trakt::ApiOptions options = test::test_options();
    options.client_id = "YOUR_CLIENT_ID";
    options.client_secret = Secret("YOUR_CLIENT_SECRET");
    refresh(wire, options);
    const http::Request& sent = wire.transport.sent.at(0).request;
    CHECK(sent.method == http::Method::Post);
    CHECK(sent.url == "https://auth.example.test/oauth/token");
    CHECK(sent.headers.get("trakt-api-key") == "YOUR_CLIENT_ID");
    CHECK(sent.headers.get("content-type") == "application/json");
    CHECK_FALSE(sent.headers.get("authorization"));
    CHECK_FALSE(sent.follow_redirects);
    CHECK(sent.repeat == http::Repeat::OnlyWhenUnsent);
    CHECK(sent.label == "oauth:token");
    json::Document body;
    json::Document expected;
    REQUIRE_FALSE(body.parse(sent.body));
    REQUIRE_FALSE(expected.parse(fixture("requests/oauth_refresh.json")));
    CHECK(body.root().size() == expected.root().size());
    for (const auto [name, value] : expected.root().members()) {
        INFO(name);
        CHECK(body.root()[name].text() == value.text());
    }
}

TEST_CASE("The client secret is sent only when it is configured", "[oauth]") {
    Wire wire({answer(200, fixture("token.json"))});
    trakt::ApiOptions options = test::test_options();
    options.client_secret = Secret();
    refresh(wire, options);
    json::Document body;
    REQUIRE_FALSE(body.parse(wire.body(0)));
    CHECK_FALSE(body.root()["client_secret"].present());
    CHECK(body.root().size() == 4);
}

TEST_CASE("An answer that does not show whether Trakt acted is lost, a refusal is not", "[oauth]") {
    const auto is_lost = [](http::Outcome outcome) {
        Wire wire({std::move(outcome)});
        try {
            refresh(wire);
        } catch (const trakt::AnswerLost&) {
            return true;
        } catch (const Failure&) {
            return false;
        }
        throw std::logic_error("the refresh succeeded");
    };
    for (const int status : {500, 502, 503, 504, 520, 408}) CHECK(is_lost(answer(status)));
    for (const Kind kind : {Kind::Timeout, Kind::Protocol, Kind::Tls, Kind::TooLarge, Kind::Cancelled, Kind::Deadline})
        CHECK(is_lost(lost(kind)));
    CHECK(is_lost(answer(200, "{}")));
    CHECK(is_lost(answer(200, "")));
    CHECK(is_lost(answer(200, R"({"access_token":)")));
    CHECK_FALSE(is_lost(lost(Kind::Connect, true)));
    CHECK_FALSE(is_lost(lost(Kind::Cancelled, true)));
    for (const int status : {302, 400, 401, 403, 404, 423, 429}) CHECK_FALSE(is_lost(answer(status)));
}

TEST_CASE("An implausible lifetime is cut to one that can be added to any time", "[oauth]") {
    for (const char* given : {"9223372036854775807", "-9223372036854775808", "-1"}) {
        Wire wire({answer(200, R"({"access_token":"a","refresh_token":"r","expires_in":)" + std::string(given) + "}")});
        const trakt::TokenAnswer tokens = refresh(wire);
        CHECK(tokens.expires_in_s >= 0);
        CHECK(tokens.expires_in_s <= 10LL * 366 * 24 * 3600);
    }
}

TEST_CASE("All members of the new pair are read", "[oauth]") {
    Wire wire({answer(200, fixture("token_refreshed.json"))});
    const trakt::TokenAnswer tokens = refresh(wire);
    CHECK(tokens.access_token.reveal() == "example-access-token-2");
    CHECK(tokens.refresh_token.reveal() == "example-refresh-token-2");
    CHECK(tokens.expires_in_s == 604'800);
}

TEST_CASE("A pair without a refresh token or a lifetime is accepted", "[oauth]") {
    Wire wire({answer(201, R"({"access_token":"a"})")});
    const trakt::TokenAnswer tokens = refresh(wire);
    CHECK(tokens.access_token.reveal() == "a");
    CHECK(tokens.refresh_token.empty());
    CHECK(tokens.expires_in_s == 0);
}

TEST_CASE("Only invalid_grant ends the login", "[oauth]") {
    CHECK(refused(answer(400, fixture("errors/token_invalid_grant.json"))) == "UNAUTHENTICATED needs_login");
    CHECK(refused(answer(401, fixture("errors/token_invalid_grant.json"))) == "UNAUTHENTICATED needs_login");
    CHECK(refused(answer(401, "", {{"WWW-Authenticate", R"(Bearer error="invalid_grant")"}})) ==
          "UNAUTHENTICATED needs_login");
}

TEST_CASE("A wrong client id or secret is an error of the application, not of the login", "[oauth]") {
    CHECK(refused(answer(400, fixture("errors/token_invalid_client.json"))) == "FORBIDDEN app_rejected");
    CHECK(refused(answer(401, R"({"error":"invalid_client"})")) == "FORBIDDEN app_rejected");
    CHECK(refused(answer(400, R"({"error":"unauthorized_client"})")) == "FORBIDDEN app_rejected");
    CHECK(refused(answer(403)) == "FORBIDDEN app_rejected");
    CHECK(refused(answer(403, "<html>")) == "FORBIDDEN blocked_by_edge");
}

TEST_CASE("Other refusals do not end the login", "[oauth]") {
    CHECK(refused(answer(400, R"({"error":"invalid_request"})")) == "REMOTE refused");
    CHECK(refused(answer(400)) == "REMOTE refused");
    CHECK(refused(answer(400, "<html>")) == "REMOTE refused");
    CHECK(refused(answer(404)) == "REMOTE not_found");
    CHECK(refused(answer(302, "", {{"Location", "https://elsewhere.test/"}})) == "REMOTE redirected");
    CHECK(refused(answer(429, "slow down")) == "RATE_LIMITED rate_limited");
    CHECK(refused(answer(503)) == "REMOTE server_fault");
}

TEST_CASE("A refresh with an unknown outcome is not sent again", "[oauth]") {
    CHECK(refused(lost(Kind::Timeout)) == "NETWORK timeout");
    CHECK(refused(lost(Kind::Protocol)) == "NETWORK protocol");
    CHECK(refused(lost(Kind::Connect)) == "NETWORK offline");
    CHECK(refused(answer(500)) == "REMOTE server_fault");
}

TEST_CASE("A refresh that was surely never sent is sent again", "[oauth]") {
    Wire wire({lost(Kind::Connect, true), answer(200, fixture("token.json"))}, 3);
    CHECK(refresh(wire).access_token.reveal() == "example-access-token-1");
}

TEST_CASE("A 2xx without a token is not a success", "[oauth]") {
    CHECK(refused(answer(200, "{}")) == "BAD_DATA bad_body");
    CHECK(refused(answer(200, "<html>")) == "BAD_DATA bad_body");
    CHECK(refused(answer(200, R"({"access_token":""})")) == "BAD_DATA bad_body");
    CHECK(refused(answer(200, R"({"access_token":5})")) == "BAD_DATA bad_body");
    CHECK(refused(answer(204)) == "BAD_DATA bad_body");
}

TEST_CASE("Requests and answers with tokens are marked, so that their memory is wiped", "[oauth]") {
    Wire wire({answer(200, fixture("token.json"))});
    refresh(wire);
    CHECK(wire.transport.sent.at(0).request.holds_secrets);
}

}  // namespace mod_trakt::oauth_test
