#include "provider.hpp"

#include "../support/fake_clock.hpp"
#include "../support/null_log.hpp"
#include "simulated_server.hpp"
#include "support.hpp"

namespace vectors {

using namespace mod_trakt;

namespace {

constexpr std::int64_t vectors_now_ms = 1'770'000'000'000;

}  // namespace

Config make_config(json::Value config, const KeyRules& rules) {
    return parse_config(json_text([&](json::Writer& writer) {
        writer.begin_object();
        writer.key("trakt");
        writer.begin_object();
        for (const auto [name, value] : config.members()) writer.member(name, value);
        writer.member("client_id", "client");
        writer.member("guard", false);  // the original has none
        writer.member("access_token", "token");
        writer.member("key_profile", rules.profile == KeyProfile::CrossWatch32 ? "crosswatch-3.2" : "default");
        writer.end_object();
        writer.end_object();
    }));
}

Provider make_provider(json::Value input, const KeyRules& rules) {
    ModuleServices services;
    services.clock = std::make_unique<test::FakeClock>(vectors_now_ms);
    services.log = std::make_unique<test::NullLog>();
    services.transport = std::make_unique<SimulatedServer>(input["server"], input["replies"]);
    auto module = std::make_unique<TraktModule>(std::move(services), make_config(input["config"], rules));
    CallScope scope(module->clock(), nullptr, 0);
    scope.dry_run = input["dry_run"].boolean().value_or(false);
    return {std::move(module), std::move(scope)};
}

}  // namespace vectors
