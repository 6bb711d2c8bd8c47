// Inputs on which the original raises. The plugin makes the item unresolved or leaves the row out, and continues.
#include "provider.hpp"
#include "registry.hpp"
#include "support.hpp"
#include "support/error.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

std::string write_all(json::Value items, std::string_view op) {
    json::Document no_replies;
    const std::string input = "{\"config\":{},\"replies\":[{\"status\":200,\"json\":{}}]}";
    if (no_replies.parse(input)) return "no input";
    Provider provider = make_provider(no_replies.root(), KeyRules{});
    const WriteOutcome outcome = op == "add" ? provider.module->add("history", to_text(items), provider.scope)
                                             : provider.module->remove("history", to_text(items), provider.scope);
    json::Document report;
    if (report.parse(outcome.document)) return "no report";
    return report.root()["results"].size() == items.size() ? "handled" : "verdicts are missing";
}

std::string handle(std::string_view function, json::Value input) {
    try {
        if (function == "ids_for_trakt") {
            json::Document list;
            if (list.parse("[" + to_text(input) + "]")) return "no input";
            return write_all(list.root(), "add");
        }
        if (function.starts_with("history_batch")) return write_all(input["items"], input["op"].text());
        if (function.starts_with("index_")) {
            Provider provider = make_provider(input, KeyRules{});
            provider.module->build_index(function.substr(6), provider.scope);
            return "handled";
        }
        if (function == "open_adapter") {
            parse_config(to_text(input));
            return "handled";
        }
    } catch (const Failure& failure) {
        return "an error: " + failure.error().message;
    }
    return "not a known function";
}

void judge_raises(const Case& subject, Judge& judge) {
    // Entries of open_adapter without a defect are configurations that must be refused.
    if (subject.function == "open_adapter" && !subject.has_defect) {
        const bool usable = is_configured(parse_config(to_text(subject.input)));
        return judge.outcome("raises", "not configured", usable ? "configured" : "not configured");
    }
    judge.outcome("raises", "handled", handle(subject.function, subject.input));
}

const Unit unit{"raises", &judge_raises};

}  // namespace
}  // namespace vectors
