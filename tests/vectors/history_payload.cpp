// The bodies of history writes. The steps of the writers from items to bodies are repeated here: reduce, check the
// date, find the reference, send one play of one minute once.
#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/canonical_key.hpp"
#include "model/media_ref.hpp"
#include "model/timestamp.hpp"
#include "registry.hpp"
#include "support.hpp"
#include "trakt/bodies.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

// TITLE-6 and the label show-scope-over-weak-ids: the original named an episode by its own weak ids although show and
// numbers were known. The vectors are judged by these ids; media_ref_test.cpp judges the form that is sent.
std::variant<PlayRef, Rejection> ref_by_own_ids(const Item& item) {
    auto ref = play_ref(item);
    const auto* accepted = std::get_if<PlayRef>(&ref);
    if (accepted == nullptr || !std::holds_alternative<EpisodeInShow>(*accepted)) return ref;
    if (Ids own = own_ids(item); !own.empty()) return PlayRef(EpisodeRef{std::move(own)});
    return ref;
}

struct Plan {
    std::vector<trakt::PlayToAdd> plays;
    std::vector<std::string> keys;
    UnresolvedList unresolved;
};

Plan plan_of(json::Value items, const KeyRules& rules, const Keys& frozen = {}) {
    Plan plan;
    for (const json::Value object : items.elements()) {
        const Item item = reduce(object, rules);
        const auto watched = parse_time_ms(item.watched_at.view());
        const auto ref = ref_by_own_ids(item);
        const auto* rejection = std::get_if<Rejection>(&ref);
        if (!watched || rejection) {
            const bool dateless = !watched;
            plan.unresolved.add(dateless ? "missing watched_at" : rejection->hint, minimal(object, rules));
            continue;
        }
        std::string key = canonical_key(item, rules);
        if (frozen.contains(key)) continue;
        if (std::find(plan.keys.begin(), plan.keys.end(), key) == plan.keys.end()) plan.keys.push_back(std::move(key));
        const trakt::PlayToAdd play{std::get<PlayRef>(ref), floor_to_minute_ms(*watched)};
        const bool seen = std::any_of(plan.plays.begin(), plan.plays.end(), [&](const trakt::PlayToAdd& other) {
            return other.ref == play.ref && other.watched_ms == play.watched_ms;
        });
        if (!seen) plan.plays.push_back(play);
    }
    return plan;
}

// PAY-2: the original took unknown types for movies, so their entries say "missing ids", also in cases where only a key
// is marked.
std::string with_unknown_types_named(json::Value list) {
    return json_text([&](json::Writer& writer) {
        writer.begin_array();
        for (const json::Value entry : list.elements()) {
            const std::string_view type = entry["item"]["type"].text();
            const bool known =
                type == "movie" || type == "show" || type == "season" || type == "episode" || type == "anime";
            writer.begin_object();
            writer.member("hint",
                          known || entry["hint"].text() != "missing ids" ? entry["hint"].text() : "unsupported type");
            writer.member("item", entry["item"]);
            writer.end_object();
        }
        writer.end_array();
    });
}

void judge_history(const Case& subject, Judge& judge) {
    const json::Value items = subject.input["items"];
    for (const json::Value item : items.elements())
        if (is_spaced_time(item["watched_at"])) return judge.set_aside("body", spaced_time);
    const Tolerance tolerance{.whole_minutes = true};
    const Keys frozen = frozen_keys(subject.input["state_before"], "trakt_history.unresolved.");
    judge.member(
        "unresolved", [&](const KeyRules& rules) { return plan_of(items, rules).unresolved.text(); }, {},
        with_unknown_types_named);
    judge.member("accepted_keys", [&](const KeyRules& rules) { return list_text(plan_of(items, rules, frozen).keys); });
    judge.member(
        "body", [&](const KeyRules& rules) { return trakt::history_add_body(plan_of(items, rules, frozen).plays); },
        tolerance);
    judge.member(
        "collection_body",
        [&](const KeyRules& rules) { return trakt::collection_add_body(plan_of(items, rules, frozen).plays); },
        tolerance);
}

const Unit unit{"history_payload", &judge_history};

}  // namespace
}  // namespace vectors
