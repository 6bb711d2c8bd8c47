// The error for each HTTP status and for each kind of transport error.
#include "trakt/failure.hpp"

#include <algorithm>
#include <string>

#include "http/backoff_policy.hpp"
#include "http/html.hpp"
#include "http/retry_after.hpp"
#include "support/text.hpp"
#include "trakt/paths.hpp"

namespace mod_trakt::trakt {
namespace {

Error make(Status status, std::string reason, std::string_view what, std::string_view problem, int http_status) {
    Error error;
    error.status = status;
    error.reason = std::move(reason);
    error.message = std::string(what) + ": " + std::string(problem);
    error.http_status = http_status;
    return error;
}

std::string with_ray(std::string text, const http::Response& response) {
    // Cloudflare's id of the refusal; its support needs it.
    if (const auto ray = response.headers.get("cf-ray")) text += " (cf-ray " + printable_start(*ray, 64) + ")";
    return text;
}

std::string with_upgrade(std::string text, const http::Response& response) {
    if (const auto url = response.headers.get("x-upgrade-url")) text += "; see " + printable_start(*url, 200);
    return text;
}

// The address of the upgrade page is the known one if the answer, such as a 420 without headers, gives none.
std::string with_limit(std::string text, const http::Response& response) {
    if (const auto limit = response.headers.get("x-account-limit")) text += " of " + printable_start(*limit, 20);
    text += "; remove entries or upgrade the account";
    return response.headers.get("x-upgrade-url") ? with_upgrade(std::move(text), response)
                                                 : text + "; see " + std::string(upgrade_url);
}

Error of_response(const http::Response& response, std::string_view what, std::int64_t now_unix_ms) {
    const int code = response.status;
    const bool html = http::is_html(response);
    switch (code) {
        case 401:
            return make(Status::Unauthenticated, "token_expired", what,
                        "Trakt does not accept the access token; log in again if this happens again", code);
        case 403:
            if (html)
                return make(Status::Forbidden, "blocked_by_edge", what,
                            with_ray("Trakt's edge refused the request because the user agent or this address is "
                                     "blocked; wait, or use another network",
                                     response),
                            code);
            return make(Status::Forbidden, "app_rejected", what,
                        "Trakt refuses this application (client id unknown, removed or not approved); check client_id",
                        code);
        case 404: return make(Status::Remote, "not_found", what, "Trakt does not know the requested object", code);
        case 409: return make(Status::Remote, "conflict", what, "this conflicts with what Trakt has already", code);
        case 420:
            return make(Status::Limit, "limit", what, with_limit("the account has reached its limit", response), code);
        case 422:
            return make(Status::Remote, "refused", what, "Trakt refuses the data as invalid; check the items", code);
        case 423:
            return make(Status::Forbidden, "account_locked", what,
                        "the account is locked or deactivated; ask Trakt's support to unlock it", code);
        case 426:
            return make(Status::Forbidden, "vip_required", what,
                        with_upgrade("this needs a VIP account; upgrade the account", response), code);
        case 429: {
            Error error = make(Status::RateLimited, "rate_limited", what,
                               html ? with_ray("Trakt's edge refused too many requests; try again later", response)
                                    : std::string("Trakt refused too many requests; try again later"),
                               code);
            error.retry_after_ms = http::BackoffPolicy().wait_ms(response, 1, now_unix_ms);
            return error;
        }
        default: break;
    }
    if (code >= 500 || code == 408) {
        Error error = make(Status::Remote, "server_fault", what,
                           "Trakt answered HTTP " + std::to_string(code) + "; try again later", code);
        // At least the wait that Trakt's documentation demands.
        error.retry_after_ms =
            std::max<std::int64_t>(30'000, http::retry_after_ms(response.headers, now_unix_ms).value_or(0));
        return error;
    }
    if (code >= 300 && code < 400)
        return make(Status::Remote, "redirected", what,
                    "Trakt answered with a redirect, which the plugin does not follow; check api_url and auth_url",
                    code);
    return make(Status::Remote, "refused", what, "Trakt answered HTTP " + std::to_string(code), code);
}

Error of_transport(const http::TransportError& error, std::string_view what) {
    using Kind = http::TransportError::Kind;
    switch (error.kind) {
        case Kind::Cancelled:
            return make(Status::Cancelled, "cancelled", what, "the caller cancelled the operation", 0);
        case Kind::Deadline:
            return make(Status::Timeout, "operation_timeout", what, "the operation's own time limit has passed", 0);
        case Kind::Timeout:
        case Kind::Stalled: return make(Status::Network, "timeout", what, error.message, 0);
        case Kind::Connect: return make(Status::Network, "offline", what, error.message, 0);
        case Kind::Tls: return make(Status::Network, "tls", what, error.message, 0);
        case Kind::TooLarge: return make(Status::BadData, "response_too_large", what, error.message, 0);
        case Kind::Protocol: break;
    }
    return make(Status::Network, "protocol", what, error.message, 0);
}

}  // namespace

Error error_of(const http::Outcome& outcome, std::string_view what, std::int64_t now_unix_ms) {
    if (const auto* response = std::get_if<http::Response>(&outcome)) return of_response(*response, what, now_unix_ms);
    return of_transport(std::get<http::TransportError>(outcome), what);
}

Error bad_body_error(std::string_view what, std::string_view detail) {
    Error error = make(Status::BadData, "bad_body", what, detail, 200);
    return error;
}

bool ends_the_call_if_optional(const Error& error) noexcept {
    const bool refused_here = error.status == Status::Forbidden && error.http_status != 423;
    return ends_the_call(error.status) && !refused_here;
}

bool ends_the_call(Status status) noexcept {
    switch (status) {
        case Status::Cancelled:
        case Status::Timeout:
        case Status::InvalidState:
        case Status::Unauthenticated:
        case Status::Forbidden:
        case Status::RateLimited:
        case Status::NoMemory:
        case Status::Host:
        case Status::Internal: return true;
        default: return false;
    }
}

}  // namespace mod_trakt::trakt
