// Configurations for tests: the twin's address and credentials, no pacing, waits of milliseconds.
#pragma once

#include "support/json.hpp"
#include "support/temp_folder.hpp"
#include "support/twin_process.hpp"

namespace mod_trakt::tests {

inline json::object config_for(const std::string& url, const json::object& settings = {}) {
    const json::object usual = {
        {"client_id", "twin-client-id"},
        {"access_token", "twin-access-token"},
        {"api_url", url},
        {"auth_url", url},
        {"rate_limit", {{"get_per_5min", 0}, {"post_per_sec", 0}}},
        {"backoff", {{"base_ms", 1}, {"cap_ms", 5}, {"html429_ms", 5}}},
        {"settle_ms", 20},
    };
    return {{"trakt", merged(usual, settings)}};
}

inline json::object config_for(const TwinProcess& twin, const json::object& settings = {}) {
    return config_for(twin.url(), settings);
}

inline json::object in_folder(json::object config, const TempFolder& folder) {
    config["state_dir"] = folder.str();
    return config;
}

}  // namespace mod_trakt::tests
