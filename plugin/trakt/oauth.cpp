// Sending a refresh token, and judging the answer.
#include "trakt/oauth.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "http/client.hpp"
#include "support/json/secret_document.hpp"
#include "support/json/writer.hpp"
#include "support/memory_reserve.hpp"
#include "trakt/common_headers.hpp"
#include "trakt/failure.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::trakt {
namespace {

constexpr const char* what = "POST /oauth/token";
constexpr std::int64_t longest_lifetime_s = 10LL * 366 * 24 * 3600;  // ten years; real tokens last for days
constexpr std::size_t answer_reserve_bytes = 64u << 10;              // more than the answer needs

// The reserved size of a body: a text that grows leaves a copy of its beginning in freed memory.
constexpr std::size_t body_reserve_bytes = 16 * 1024;

std::string refresh_body(const ApiOptions& options, const Secret& refresh_token) {
    std::string body;
    body.reserve(body_reserve_bytes);
    json::Writer writer(body);
    writer.begin_object();
    writer.member("refresh_token", refresh_token.reveal());
    writer.member("client_id", options.client_id);
    if (!options.client_secret.empty()) writer.member("client_secret", options.client_secret.reveal());
    writer.member("redirect_uri", options.redirect_uri);
    writer.member("grant_type", "refresh_token");
    writer.end_object();
    return body;
}

// True if the outcome does not show whether Trakt acted: Trakt was seen to answer 5xx after it had acted.
bool is_lost(const http::Outcome& outcome) noexcept {
    if (const auto* response = std::get_if<http::Response>(&outcome))
        return response->status >= 500 || response->status == 408;
    return !std::get<http::TransportError>(outcome).surely_unsent;
}

[[noreturn]] void refuse(const http::Response& response, const CallScope& scope) {
    json::Document document;
    (void)document.parse(response.body);  // many refusals have no JSON; then the status decides
    const std::string_view code = document.root()["error"].text();
    const auto challenge = response.headers.get("www-authenticate").value_or("");
    if (code == "invalid_grant" || challenge.find("invalid_grant") != std::string_view::npos) {
        Error error{.status = Status::Unauthenticated,
                    .reason = "needs_login",
                    .message = "Trakt no longer accepts the stored login; log in again",
                    .http_status = response.status};
        throw Failure(std::move(error));
    }
    if (code == "invalid_client" || code == "unauthorized_client") {
        Error error{
            .status = Status::Forbidden,
            .reason = "app_rejected",
            .message = "Trakt does not accept the client id or client secret; check client_id and client_secret",
            .http_status = response.status};
        throw Failure(std::move(error));
    }
    throw Failure(error_of(response, what, scope.clock().unix_ms()));
}

// If the body has another structure, the access token of the result is empty.
TokenAnswer read_tokens(const std::string& body) {
    json::SecretDocument document;
    TokenAnswer tokens;
    if (document.parse(body)) return tokens;
    const json::Value root = document.root();
    tokens.access_token = Secret(root["access_token"].text());
    tokens.refresh_token = Secret(root["refresh_token"].text());
    tokens.expires_in_s = std::clamp<std::int64_t>(root["expires_in"].integer().value_or(0), 0, longest_lifetime_s);
    return tokens;
}

}  // namespace

OAuth::OAuth(http::Client& client, ApiOptions options) : client_(client), options_(std::move(options)) {}

TokenAnswer OAuth::refresh(const Secret& refresh_token, const CallScope& scope) {
    http::Request request;
    request.method = http::Method::Post;
    request.url = options_.auth_url + std::string(token_path);
    request.body = refresh_body(options_, refresh_token);
    request.holds_secrets = true;
    request.repeat = http::Repeat::OnlyWhenUnsent;
    request.idle_timeout_ms = options_.write_idle_ms;
    request.grace_ms = refresh_grace_ms;
    request.label = "oauth:token";
    add_common_headers(request.headers, options_.client_id);

    MemoryReserve reserve(answer_reserve_bytes);
    const http::Outcome outcome = client_.fetch(request, scope);
    if (is_lost(outcome)) throw AnswerLost(error_of(outcome, what, scope.clock().unix_ms()));
    const auto* response = std::get_if<http::Response>(&outcome);
    if (response == nullptr) throw Failure(error_of(outcome, what, scope.clock().unix_ms()));
    if (response->status < 200 || response->status >= 300) refuse(*response, scope);
    TokenAnswer tokens = reserve.run([&] { return read_tokens(response->body); });
    if (tokens.access_token.empty()) throw AnswerLost(bad_body_error(what, "the answer contains no access token"));
    return tokens;
}

}  // namespace mod_trakt::trakt
