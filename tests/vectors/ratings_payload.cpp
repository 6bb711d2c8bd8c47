// The requests of rating writes: which items are sent, in which list, in chunks of the configured size.
#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "model/canonical_key.hpp"
#include "model/id_rules.hpp"
#include "model/media_ref.hpp"
#include "model/text.hpp"
#include "model/timestamp.hpp"
#include "registry.hpp"
#include "support.hpp"
#include "support/text.hpp"
#include "trakt/bodies.hpp"

namespace vectors {
namespace {

using namespace mod_trakt;

struct Plan {
    std::array<std::vector<trakt::Rated>, 4> buckets;  // movies, shows, seasons, episodes, as the original sends them
    std::vector<std::string> keys;
    UnresolvedList unresolved;
};

std::size_t bucket_of(const MediaRef& ref) {
    if (std::holds_alternative<MovieRef>(ref)) return 0;
    if (std::holds_alternative<ShowRef>(ref)) return 1;
    return std::holds_alternative<SeasonRef>(ref) ? 2 : 3;
}

// RAT-7 and the label show-scoped-ratings: the plugin names some items by show and number, for which the original said
// "missing ids". The vectors are judged without these items; bodies_test.cpp and media_ref_test.cpp judge the nested
// form. TITLE-6: an item with weak own ids is judged by these.
std::variant<MediaRef, Rejection> ref_by_own_ids(const Item& item) {
    auto ref = rating_ref(item);
    const auto* accepted = std::get_if<MediaRef>(&ref);
    const bool nested = accepted && (std::holds_alternative<SeasonInShow>(*accepted) ||
                                     std::holds_alternative<EpisodeInShow>(*accepted));
    if (!nested) return ref;
    Ids own = own_ids(item);
    if (is_of_type(item, MediaType::Season)) own.erase(IdKey::Imdb);
    if (own.empty()) return Rejection{"missing ids", ""};
    return is_of_type(item, MediaType::Season) ? MediaRef(SeasonRef{std::move(own)})
                                               : MediaRef(EpisodeRef{std::move(own)});
}

Plan plan_of(json::Value items, bool adding, const KeyRules& rules) {
    Plan plan;
    for (const json::Value object : items.elements()) {
        const Item item = reduce(object, rules);
        const auto ref = ref_by_own_ids(item);
        const auto* rejection = std::get_if<Rejection>(&ref);
        const std::optional<int> rating = adding ? rating_of(item.rating) : std::nullopt;
        if (adding && !rating) {
            plan.unresolved.add("invalid rating", minimal(object, rules));
        } else if (rejection) {
            plan.unresolved.add(rejection->hint, minimal(object, rules));
        } else {
            const MediaRef& accepted = std::get<MediaRef>(ref);
            const auto rated_ms = adding ? parse_time_ms(item.rated_at.view()) : std::nullopt;
            plan.buckets[bucket_of(accepted)].push_back({accepted, rating, rated_ms});
            plan.keys.push_back(canonical_key(item, rules));
        }
    }
    return plan;
}

std::string requests_text(const Plan& plan, json::Value input, bool adding) {
    const std::int64_t configured = input["config"]["ratings_chunk_size"].integer().value_or(100);
    const std::size_t chunk = configured > 0 ? static_cast<std::size_t>(configured) : 100;
    return json_text([&](json::Writer& writer) {
        writer.begin_array();
        for (const auto& bucket : plan.buckets)
            for (std::size_t from = 0; from < bucket.size(); from += chunk) {
                writer.begin_object();
                writer.member("path", adding ? "/sync/ratings" : "/sync/ratings/remove");
                writer.key("json");
                writer.raw(trakt::ratings_body(std::span(bucket).subspan(from, std::min(chunk, bucket.size() - from))));
                writer.end_object();
            }
        writer.end_array();
    });
}

bool is_normal(json::Value id_map) {
    for (const auto [name, value] : id_map.members()) {
        Ids ids;
        const auto key = id_key_from(name);
        if (key && (!assign_id(ids, *key, value, KeyProfile::Default) || ids.get(*key) != text_of(value))) return false;
    }
    return true;
}

// True if no correction other than RAT-1 applies to the item: the suggested unresolved lists have the items that 3.2.0
// skipped.
bool is_plain(json::Value item) {
    const json::Value rating = item["rating"];
    const std::string_view type = item["type"].text();
    const bool plain_type = type == "movie" || type == "show" || type == "series" || type == "tv" || type == "season" ||
                            type == "episode" || type == "person" || type == "game";
    const bool whole = rating.integer() || !(rating.is_number() || rating.is_string());
    bool ids_in_place = item["guid"].null_or_absent() && item["ids"]["guid"].null_or_absent();
    for (const auto [name, value] : item.members()) ids_in_place = ids_in_place && !id_key_from(name);
    return plain_type && ids_in_place && is_normal(item["ids"]) && is_normal(item["show_ids"]) &&
           (whole || equal_ignoring_ascii_case(rating.text(), "x"));
}

bool all_plain(json::Value items) {
    bool plain = true;
    for (const json::Value item : items.elements()) plain = plain && is_plain(item);
    return plain;
}

void judge_ratings(const Case& subject, Judge& judge) {
    const json::Value input = subject.input;
    const bool adding = input["op"].text() == "add";
    const auto plan = [&](const KeyRules& rules) { return plan_of(input["items"], adding, rules); };
    judge.member("requests", [&](const KeyRules& rules) { return requests_text(plan(rules), input, adding); });
    const bool only_requests_marked =
        !subject.defects_of("requests").empty() && subject.defects_of("unresolved").empty();
    if (only_requests_marked)
        judge.set_aside("unresolved", "not marked although the correction marked on the requests rejects items");
    else if (subject.defects_of("unresolved").empty() || all_plain(input["items"]))
        judge.member("unresolved", [&](const KeyRules& rules) { return plan(rules).unresolved.text(); });
    else
        judge.not_judged("unresolved",
                         "marked RAT-1, suggested without the corrections of types, ids and decimal ratings");
    judge.member("accepted_keys", [&](const KeyRules& rules) { return list_text(plan(rules).keys); });
}

const Unit unit{"ratings_payload", &judge_ratings};

}  // namespace
}  // namespace vectors
