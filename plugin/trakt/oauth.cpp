#include "trakt/oauth.hpp"

#include "support/json/writer.hpp"
#include "trakt/failure.hpp"

namespace mod_trakt::trakt {
namespace {

constexpr const char* what = "POST /oauth/token";

std::string refresh_body(const ApiOptions& options, const Secret& refresh_token) {
    std::string body;
    json::Writer writer(body);
    writer.begin_object();
    writer.member("refresh_token", refresh_token.reveal());
    writer.member("client_id", options.client_id);
    writer.member("client_secret", options.client_secret.reveal());
    writer.member("redirect_uri", options.redirect_uri);
    writer.member("grant_type", "refresh_token");
    writer.end_object();
    return body;
}

[[noreturn]] void refuse(const http::Response& response, json::Document& document, const CallScope& scope) {
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
        Error error{.status = Status::Forbidden,
                    .reason = "app_rejected",
                    .message = "Trakt does not accept the client id or client secret",
                    .http_status = response.status};
        throw Failure(std::move(error));
    }
    throw Failure(error_of(response, what, scope.clock().unix_ms()));
}

}  // namespace

TokenAnswer refresh_tokens(http::Client& client, const ApiOptions& options, const Secret& refresh_token,
                           const CallScope& scope) {
    http::Request request;
    request.method = http::Method::Post;
    request.url = options.auth_url + "/oauth/token";
    request.body = refresh_body(options, refresh_token);
    request.repeat = http::Repeat::OnlyWhenUnsent;
    request.idle_timeout_ms = options.write_idle_ms;
    request.label = "oauth:token";
    add_common_headers(request.headers, options.client_id);

    http::Outcome outcome = client.fetch(request, scope);
    auto* response = std::get_if<http::Response>(&outcome);
    if (response == nullptr) throw Failure(error_of(outcome, what, scope.clock().unix_ms()));
    json::Document document;
    const auto problem = document.parse(response->body);
    if (response->status < 200 || response->status >= 300) refuse(*response, document, scope);

    TokenAnswer tokens;
    tokens.access_token = Secret(document.root()["access_token"].text());
    tokens.refresh_token = Secret(document.root()["refresh_token"].text());
    tokens.expires_in_s = document.root()["expires_in"].integer().value_or(0);
    if (problem || tokens.access_token.empty()) throw Failure(bad_body_error(what, "the answer holds no access token"));
    return tokens;
}

}  // namespace mod_trakt::trakt
