// add and remove of the whole provider, with the replies of the case.
#include <array>

#include "provider.hpp"
#include "registry.hpp"
#include "support.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

// The members of the original's result; the plugin's other members are additions (rule 6).
constexpr std::array<std::string_view, 5> members = {"ok", "count", "dry_run", "confirmed_keys", "unresolved"};

std::string result_of(json::Value input, const KeyRules& rules) {
    Provider provider = make_provider(input, rules);
    const std::string items = to_text(input["items"]);
    const std::string_view feature = input["feature"].text();
    const WriteOutcome outcome = input["op"].text() == "add" ? provider.module->add(feature, items, provider.scope)
                                                             : provider.module->remove(feature, items, provider.scope);
    json::Document document;
    if (document.parse(outcome.document)) return {};
    return json_text([&](json::Writer& writer) {
        writer.begin_object();
        for (const std::string_view name : members)
            if (const json::Value value = document.root()[name]; value.present()) writer.member(name, value);
        writer.end_object();
    });
}

void judge_write(const Case& subject, Judge& judge) {
    for (const std::string_view label : {"existing-as-skipped", "show-scoped-ratings"})
        if (subject.has_newer(label))
            return judge.not_judged("result", "newer: " + std::string(label) + ", which the plugin has");
    judge.member("result", [&](const KeyRules& rules) { return result_of(subject.input, rules); });
}

const Unit unit{"write_results", &judge_write};

}  // namespace
}  // namespace vectors
