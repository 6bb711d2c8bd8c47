// Access tokens, single-use refresh tokens and device logins.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "twin/http.hpp"
#include "twin/json.hpp"
#include "twin/switches.hpp"

namespace mod_trakt::twin {

struct Credentials {
    std::string access_token = "twin-access-token";
    std::string refresh_token = "twin-refresh-token";
    std::string client_id = "twin-client-id";
    std::string client_secret = "twin-client-secret";
};

class Tokens {
public:
    // Account 1 gets the tokens unchanged, account K with the suffix "-K".
    void reset(const Credentials& credentials, int accounts);

    const std::string& client_id() const { return credentials_.client_id; }
    // The account of a valid access token.
    std::optional<int> account_of(const std::string& access_token, std::int64_t now_ms) const;
    // 0: all accounts.
    void expire_access(int account);
    void revoke_refresh(int account);
    std::int64_t refreshes() const { return refreshes_; }

    // POST /oauth/{device/code, device/token, token, revoke}
    Response answer(const Request& request, const json::object& body, const Switches& switches, std::int64_t now_ms,
                    std::int64_t steady_ms);
    // Does what a user does on the activation page: the action "approve", "deny" or "expire". An empty code means the
    // newest code.
    bool decide_device(const std::string& user_code, const std::string& action, int account);

private:
    struct Access {
        int account;
        std::int64_t expires_ms;
    };
    enum class DeviceState { Pending, Approved, Denied, Expired, Used };
    struct Device {
        std::string user_code;
        DeviceState state = DeviceState::Pending;
        int account = 1;
        std::int64_t expires_ms = 0;
        std::int64_t last_poll_steady_ms = -1;
        std::int64_t polls = 0;
    };

    Response start_device(const json::object& body, const Switches& switches, std::int64_t now_ms);
    Response poll_device(const json::object& body, const Switches& switches, std::int64_t now_ms,
                         std::int64_t steady_ms);
    Response refresh(const json::object& body, const Switches& switches, std::int64_t now_ms);
    Response revoke(const json::object& body, const Switches& switches);
    Response issue(int account, const Switches& switches, std::int64_t now_ms);
    bool right_client(const json::object& body) const;

    Credentials credentials_;
    std::unordered_map<std::string, Access> access_;
    std::unordered_map<std::string, int> refresh_;
    std::map<std::string, Device> devices_;
    std::string newest_device_;
    std::int64_t issued_ = 0;
    std::int64_t refreshes_ = 0;
};

}  // namespace mod_trakt::twin
