// A module without a machine below it: time is a number, and the network a function.
#pragma once

#include <memory>
#include <string>

#include "module/trakt_module.hpp"
#include "tests/support/fake_clock.hpp"
#include "tests/support/scripted_transport.hpp"

namespace mod_trakt::fuzz {

inline constexpr char access_token[] = "secret-access-token";
inline constexpr char refresh_token[] = "secret-refresh-token";

// Waiting costs nothing, so nothing needs to be remembered of it.
class IdleClock final : public Clock {
public:
    std::int64_t unix_ms() const override { return 1'789'300'000'000 + passed_ms_; }
    std::int64_t steady_ms() const override { return 1'000'000 + passed_ms_; }
    void block_ms(std::int64_t ms) override { passed_ms_ += ms; }

private:
    std::int64_t passed_ms_ = 0;
};

// `more` is put into the configuration's block, `outside` behind it.
inline std::string config_text(const std::string& more = {}, const std::string& outside = {}) {
    return std::string(R"({"trakt":{"client_id":"id","client_secret":"secret-client","access_token":")") +
           access_token + R"(","refresh_token":")" + refresh_token +
           R"(","api_url":"http://127.0.0.1:1","auth_url":"http://127.0.0.1:1","backoff":{"base_ms":0,"cap_ms":0,)"
           R"("html429_ms":0},"rate_limit":{"get_per_5min":0,"post_per_sec":0,"burst":0})" +
           more + "}" + outside + "}";
}

inline std::unique_ptr<TraktModule> make_module(const std::string& config, std::unique_ptr<Log> log,
                                                test::ScriptedTransport::Handler handler) {
    ModuleServices services;
    services.clock = std::make_unique<IdleClock>();
    services.log = std::move(log);
    services.transport = std::make_unique<test::ScriptedTransport>(std::move(handler));
    return std::make_unique<TraktModule>(std::move(services), parse_config(config));
}

}  // namespace mod_trakt::fuzz
