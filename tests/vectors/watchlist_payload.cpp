// The requests of watchlist writes: which items are sent, in chunks, and for which there is no room. The room is
// counted here in a few lines; unit tests judge the writer's own counting.
#include <algorithm>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/canonical_key.hpp"
#include "model/media_ref.hpp"
#include "registry.hpp"
#include "support.hpp"
#include "trakt/bodies.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

struct Plan {
    std::vector<MediaRef> entries;
    UnresolvedList unresolved;
};

// The limit of the configuration; without one, none for VIP, and else 250, the limit of an account whose settings
// cannot be read.
std::size_t room_of(json::Value input) {
    const json::Value config = input["config"];
    std::size_t limit = 250;
    if (const auto configured = config["watchlist_limit"].integer())
        limit = static_cast<std::size_t>(*configured);
    else if (config["vip"].boolean().value_or(false))
        limit = std::numeric_limits<std::size_t>::max();
    std::size_t listed = 0;
    for (const auto [file, content] : input["state_before"].members())
        if (file.starts_with("trakt_watchlist.shadow.")) listed = content["items"].size();
    return limit - std::min(limit, listed);
}

struct Accepted {
    MediaRef ref;
    Item named;  // only type and ids, as the original names items without room (label unresolved-full-item)
};

Accepted accepted_as(MediaRef ref, const Item& item) {
    Accepted accepted{std::move(ref), {}};
    accepted.named.type = item.type == "movie" ? "movie" : "show";
    accepted.named.ids = own_ids(item);
    return accepted;
}

Plan plan_of(json::Value input, const KeyRules& rules, const Keys& frozen = {}) {
    Plan plan;
    std::vector<Accepted> accepted;
    for (const json::Value object : input["items"].elements()) {
        const Item item = reduce(object, rules);
        if (frozen.contains(canonical_key(item, rules))) continue;
        const auto ref = watchlist_ref(item);
        const auto* rejection = std::get_if<Rejection>(&ref);
        // The original has no seasons and episodes here (WL-3, label watchlist-season-episode); they are judged
        // elsewhere.
        if (item.type == "season" || item.type == "episode")
            plan.unresolved.add("not of the original", minimal(object, rules));
        else if (rejection)
            plan.unresolved.add(rejection->hint, minimal(object, rules));
        else
            accepted.push_back(accepted_as(std::get<MediaRef>(ref), item));
    }
    const std::size_t room = input["op"].text() == "add" ? room_of(input) : accepted.size();
    for (std::size_t i = 0; i < accepted.size(); ++i) {
        if (i < room)
            plan.entries.push_back(accepted[i].ref);
        else
            plan.unresolved.add("trakt_limit", accepted[i].named);
    }
    return plan;
}

std::string requests_text(const Plan& plan, json::Value input) {
    const json::Value size = input["config"]["watchlist_batch_size"];
    const std::int64_t configured = size.text() == "4" ? 4 : size.integer().value_or(100);
    const std::size_t chunk = static_cast<std::size_t>(std::max<std::int64_t>(configured, 1));
    const std::span<const MediaRef> entries(plan.entries);
    return json_text([&](json::Writer& writer) {
        writer.begin_array();
        for (std::size_t from = 0; from < entries.size(); from += chunk) {
            writer.begin_object();
            writer.member("path", input["op"].text() == "add" ? "/sync/watchlist" : "/sync/watchlist/remove");
            writer.key("json");
            writer.raw(trakt::watchlist_body(entries.subspan(from, std::min(chunk, entries.size() - from))));
            writer.end_object();
        }
        writer.end_array();
    });
}

// Seasons and episodes are compared without their hint.
std::string comparable(json::Value list) {
    return json_text([&](json::Writer& writer) {
        writer.begin_array();
        for (const json::Value entry : list.elements()) {
            const json::Value item = entry["item"];
            const std::string_view type = item["type"].text();
            writer.begin_object();
            writer.member("hint", type == "season" || type == "episode" ? std::string_view("not of the original")
                                                                        : entry["hint"].text());
            writer.member("item", item);
            writer.end_object();
        }
        writer.end_array();
    });
}

bool has_unknown_type(json::Value items) {
    for (const json::Value object : items.elements()) {
        const auto ref = watchlist_ref(reduce(object, KeyRules{}));
        const auto* rejection = std::get_if<Rejection>(&ref);
        if (rejection && rejection->hint == "unsupported type") return true;
    }
    return false;
}

void judge_watchlist(const Case& subject, Judge& judge) {
    const json::Value input = subject.input;
    if (subject.has_newer("limit-override-beats-vip")) {
        judge.not_judged("requests", "newer: limit-override-beats-vip, which the plugin has");
        return judge.not_judged("unresolved", "newer: limit-override-beats-vip, which the plugin has");
    }
    const Keys frozen = frozen_keys(input["state_before"], "trakt_watchlist.unresolved.");
    judge.member("requests",
                 [&](const KeyRules& rules) { return requests_text(plan_of(input, rules, frozen), input); });
    if (subject.defects_of("unresolved").find("WL-2") != std::string_view::npos)
        return judge.not_judged("unresolved", "marked WL-2, suggested with the limit of 100 left in place");
    if (key_defects_only(subject.defects_of("unresolved")) && has_unknown_type(input["items"]))
        return judge.set_aside("unresolved",
                               "marked for keys only; items of unknown types are refused under all key rules");
    judge.member(
        "unresolved", [&](const KeyRules& rules) { return plan_of(input, rules, frozen).unresolved.text(); }, {},
        comparable);
}

const Unit unit{"watchlist_payload", &judge_watchlist};

}  // namespace
}  // namespace vectors
