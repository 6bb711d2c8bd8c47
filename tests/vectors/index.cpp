// build_index of the three features against the server of the case.
#include "provider.hpp"
#include "registry.hpp"
#include "support.hpp"
#include "support/error.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

std::string items_of(std::string_view feature, json::Value input, const KeyRules& rules) {
    Provider provider = make_provider(input, rules);
    json::Document document;
    if (document.parse(std::string(provider.module->build_index(feature, provider.scope).text))) return {};
    return json_text([&](json::Writer& writer) { writer.value(document.root()["items"]); });
}

bool fails(std::string_view feature, json::Value input) {
    try {
        items_of(feature, input, KeyRules{});
        return false;
    } catch (const Failure&) {
        return true;
    }
}

// RAT-9, for a whole index.
std::string all_with_normalised_show_ids(json::Value index) {
    return json_text([&](json::Writer& writer) {
        writer.begin_object();
        for (const auto [key, item] : index.members()) {
            writer.key(key);
            writer.raw(with_normalised_show_ids(item));
        }
        writer.end_object();
    });
}

// True if the plugin refuses a list that is empty or ends with a full page, because it has no pagination headers and no
// other answer confirms its end.
bool refuses_unproven_end(std::string_view feature, json::Value input) {
    try {
        items_of(feature, input, KeyRules{});
        return false;
    } catch (const Failure& failure) {
        return failure.error().message.find("came without pagination headers") != std::string::npos;
    }
}

void judge_index(std::string_view feature, const Case& subject, Judge& judge) {
    if (subject.expected["raises"].present()) {
        if (!subject.defects_of("raises").empty())
            return judge.not_judged("raises", "marked with a defect, nothing suggested");
        return judge.outcome("raises", "an error", fails(feature, subject.input) ? "an error" : "an index");
    }
    // Rule 9: a failed read may be an error, even if the original had a shadow to use instead.
    if (subject.input["profile"].text() == "fail-shadow" && fails(feature, subject.input))
        return judge.outcome("index", "an error", "an error");
    const std::string defects(subject.defects_of("index"));
    const bool is_judged = defects.empty() || key_defects_only(defects);
    if (is_judged && refuses_unproven_end(feature, subject.input))
        return judge.set_aside("index", "the end of a list without pagination headers is believed with a witness only");
    // If the case is marked, it is judged by the rules of 3.2.0, which keep the numbers.
    if (defects.empty() && has_showless_row(subject.input)) return judge.set_aside("index", showless_row);
    judge.member(
        "index", [&](const KeyRules& rules) { return items_of(feature, subject.input, rules); }, {},
        feature == "ratings" ? all_with_normalised_show_ids : Judge::Reading());
}

const Unit history{"index_history", [](const Case& subject, Judge& judge) { judge_index("history", subject, judge); }};
const Unit ratings{"index_ratings", [](const Case& subject, Judge& judge) { judge_index("ratings", subject, judge); }};
const Unit watchlist{"index_watchlist",
                     [](const Case& subject, Judge& judge) { judge_index("watchlist", subject, judge); }};

}  // namespace
}  // namespace vectors
