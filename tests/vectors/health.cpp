// The health document.
#include "provider.hpp"
#include "registry.hpp"
#include "support.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

// Has only the members of the original's document; the plugin adds the latency and the published rate limit (rule 6).
std::string health_of(json::Value input, json::Value expected, const KeyRules& rules) {
    Provider provider = make_provider(input, rules);
    json::Document document;
    if (document.parse(provider.module->health(provider.scope))) return {};
    return json_text([&](json::Writer& writer) {
        writer.begin_object();
        for (const auto [name, value] : document.root().members()) {
            if (!expected[name].present()) continue;
            if (name != "api") {
                writer.member(name, value);
                continue;
            }
            writer.key(name);
            writer.begin_object();
            for (const auto [endpoint, probe] : value.members())
                if (expected["api"][endpoint].present()) writer.member(endpoint, probe);
            writer.end_object();
        }
        writer.end_object();
    });
}

void judge_health(const Case& subject, Judge& judge) {
    const json::Value api = subject.expected["health"]["api"];
    const json::Value core = api["last_activities"];
    // Rule 10 (HLT-1): 429 as degraded, and separate retry values for the two probes.
    if (core["status"].integer() == 429)
        return judge.set_aside("health", "HLT-1: a 429 is degraded, with retry_after_s");
    if (api["watchlist"]["status"].null_or_absent() && !api["watchlist"]["retry_after"].null_or_absent())
        return judge.set_aside("health", "HLT-1: a probe that was not made has no retry value");
    judge.member("health",
                 [&](const KeyRules& rules) { return health_of(subject.input, subject.expected["health"], rules); });
}

const Unit unit{"health", &judge_health};

}  // namespace
}  // namespace vectors
