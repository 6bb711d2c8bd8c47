// The constant texts of the table, and whether a configuration can be used.
#include "module/manifest.hpp"
#include "module/trakt_module.hpp"
#include "registry.hpp"
#include "support.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

void judge_manifest(const Case&, Judge& judge) {
    const auto constant = [](std::string text) { return [text](const KeyRules&) { return text; }; };
    judge.member("name", constant(quoted(provider_name)));
    judge.member("label", constant(quoted(provider_label)));
    judge.member("features", constant(features_json));
    judge.member("capabilities", constant(capabilities_json));
    judge.member("manifest", constant(manifest_json));
}

void judge_is_configured(const Case& subject, Judge& judge) {
    judge.member("is_configured", [&](const KeyRules&) -> std::string {
        return is_configured(parse_config(to_text(subject.input))) ? "true" : "false";
    });
}

const Unit manifest{"manifest", &judge_manifest};
const Unit configured{"is_configured", &judge_is_configured};

}  // namespace
}  // namespace vectors
