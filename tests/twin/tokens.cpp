// The OAuth endpoints.
#include "twin/tokens.hpp"

#include <cstdio>
#include <limits>

namespace mod_trakt::twin {

void Tokens::reset(const Credentials& credentials, int accounts) {
    *this = Tokens();
    credentials_ = credentials;
    for (int account = 1; account <= accounts; ++account) {
        const std::string suffix = account == 1 ? "" : '-' + std::to_string(account);
        access_[credentials.access_token + suffix] = {account, std::numeric_limits<std::int64_t>::max()};
        refresh_[credentials.refresh_token + suffix] = account;
    }
}

std::optional<int> Tokens::account_of(const std::string& access_token, std::int64_t now_ms) const {
    const auto at = access_.find(access_token);
    if (at == access_.end() || at->second.expires_ms <= now_ms) return std::nullopt;
    return at->second.account;
}

void Tokens::expire_access(int account) {
    for (auto& token : access_)
        if (account == 0 || token.second.account == account) token.second.expires_ms = 0;
}

void Tokens::revoke_refresh(int account) {
    std::erase_if(refresh_, [account](const auto& token) { return account == 0 || token.second == account; });
}

Response Tokens::answer(const Request& request, const json::object& body, const Switches& switches, std::int64_t now_ms,
                        std::int64_t steady_ms) {
    if (request.method != "POST") return empty_response(405);
    if (request.path == "/oauth/device/code") return start_device(body, switches, now_ms);
    if (request.path == "/oauth/device/token") return poll_device(body, switches, now_ms, steady_ms);
    if (request.path == "/oauth/token") return refresh(body, switches, now_ms);
    if (request.path == "/oauth/revoke") return revoke(body, switches);
    return empty_response(404);
}

// The secret is optional for logins, but a wrong one is refused.
bool Tokens::right_client(const json::object& body) const {
    return string_member(body, "client_id") == credentials_.client_id &&
           (!body.contains("client_secret") || string_member(body, "client_secret") == credentials_.client_secret);
}

Response Tokens::issue(int account, const Switches& switches, std::int64_t now_ms) {
    const std::string suffix = (account == 1 ? "" : '-' + std::to_string(account)) + ".r" + std::to_string(++issued_);
    const std::string access = credentials_.access_token + suffix;
    const std::string refresh = credentials_.refresh_token + suffix;
    access_[access] = {account, now_ms + switches.token_lifetime_s * 1000};
    refresh_[refresh] = account;
    return json_response(200, json::serialize(json::object{{"access_token", access},
                                                           {"token_type", "bearer"},
                                                           {"expires_in", switches.token_lifetime_s},
                                                           {"refresh_token", refresh},
                                                           {"scope", "public"},
                                                           {"created_at", now_ms / 1000}}));
}

Response Tokens::start_device(const json::object& body, const Switches& switches, std::int64_t now_ms) {
    if (string_member(body, "client_id") != credentials_.client_id) return empty_response(403);
    const std::int64_t number = static_cast<std::int64_t>(devices_.size()) + 1;
    char code[80], user_code[16];
    std::snprintf(code, sizeof code, "%064llx", static_cast<unsigned long long>(number) * 0x9e3779b97f4a7c15ULL);
    std::snprintf(user_code, sizeof user_code, "7A1C%04llX", static_cast<unsigned long long>(0x9E41 + number));
    Device& device = devices_[code];
    device.user_code = user_code;
    device.expires_ms = now_ms + switches.device_expires_s * 1000;
    newest_device_ = code;
    return json_response(200, json::serialize(json::object{{"device_code", code},
                                                           {"user_code", user_code},
                                                           {"verification_url", switches.verification_url},
                                                           {"expires_in", switches.device_expires_s},
                                                           {"interval", switches.device_interval_s}}));
}

Response Tokens::poll_device(const json::object& body, const Switches& switches, std::int64_t now_ms,
                             std::int64_t steady_ms) {
    if (!right_client(body)) return empty_response(401);
    const auto at = devices_.find(string_member(body, "code"));
    if (at == devices_.end()) return empty_response(404);
    Device& device = at->second;
    ++device.polls;
    const std::int64_t since_ms =
        device.last_poll_steady_ms < 0 ? switches.device_interval_s * 1000 : steady_ms - device.last_poll_steady_ms;
    device.last_poll_steady_ms = steady_ms;
    // A poll may be a little early: the network may have delayed the poll before it.
    if (switches.device_slow_down && since_ms < switches.device_interval_s * 900)
        return {429, {{"Content-Type", "text/plain; charset=utf-8"}}, "slow down"};
    if (device.state == DeviceState::Pending && device.expires_ms <= now_ms) device.state = DeviceState::Expired;
    if (device.state == DeviceState::Pending && switches.device_approve_after_polls > 0 &&
        device.polls >= switches.device_approve_after_polls)
        device.state = DeviceState::Approved;
    switch (device.state) {
        case DeviceState::Pending: return empty_response(400);
        case DeviceState::Denied: return empty_response(418);
        case DeviceState::Expired: return empty_response(410);
        case DeviceState::Used: return empty_response(409);
        case DeviceState::Approved: break;
    }
    device.state = DeviceState::Used;
    return issue(device.account, switches, now_ms);
}

bool Tokens::decide_device(const std::string& user_code, const std::string& action, int account) {
    for (auto& [code, device] : devices_) {
        if (user_code.empty() ? code != newest_device_ : device.user_code != user_code) continue;
        if (action == "approve")
            device.state = DeviceState::Approved;
        else if (action == "deny")
            device.state = DeviceState::Denied;
        else if (action == "expire")
            device.state = DeviceState::Expired;
        else
            return false;
        device.account = account;
        return true;
    }
    return false;
}

Response Tokens::refresh(const json::object& body, const Switches& switches, std::int64_t now_ms) {
    if (!right_client(body))
        return oauth_error(static_cast<int>(switches.invalid_client_status), "invalid_client",
                           "Client authentication failed.");
    if (string_member(body, "grant_type") != "refresh_token")
        return oauth_error(400, "unsupported_grant_type", "Only refresh_token is served here.");
    if (switches.require_redirect_uri && string_member(body, "redirect_uri").empty())
        return oauth_error(400, "invalid_request", "redirect_uri is missing.");
    const auto at = refresh_.find(string_member(body, "refresh_token"));
    if (at == refresh_.end())
        return oauth_error(400, "invalid_grant", "The grant is invalid, expired, revoked, or was already used.");
    const int account = at->second;
    refresh_.erase(at);  // a refresh token works once
    ++refreshes_;
    return issue(account, switches, now_ms);
}

Response Tokens::revoke(const json::object& body, const Switches& switches) {
    if (!right_client(body))
        return oauth_error(static_cast<int>(switches.invalid_client_status), "invalid_client",
                           "Client authentication failed.");
    const std::string token = string_member(body, "token");
    if (access_.erase(token) == 0) refresh_.erase(token);
    return json_response(200, "{}");
}

}  // namespace mod_trakt::twin
