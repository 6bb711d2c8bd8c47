// The names and values of the switches.
#include "twin/switches.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>
#include <type_traits>

namespace mod_trakt::twin {
namespace {

// Visits every switch with its public name: the only list, shared by reading and writing.
template <class S, class Visit>
void each_switch(S& s, Visit visit) {
    visit("default_limit", s.default_limit);
    visit("max_limit", s.max_limit);
    visit("pagination_headers", s.pagination_headers);
    visit("headerless", s.headerless);
    visit("unpaged", s.unpaged);
    visit("counts_lag", s.counts_lag);
    visit("tie_order", s.tie_order);
    visit("double_ratings", s.double_ratings);
    visit("maps", s.maps);
    visit("maps_below_sync", s.maps_below_sync);
    visit("stats", s.stats);
    visit("stats_count_hidden", s.stats_count_hidden);
    visit("maps_show_hidden", s.maps_show_hidden);
    visit("activities", s.activities);
    visit("unset_stamps", s.unset_stamps);
    visit("stamp_resolution_ms", s.stamp_resolution_ms);
    visit("vip", s.vip);
    visit("no_limits", s.no_limits);
    visit("uuid", s.uuid);
    visit("watch_only_once", s.watch_only_once);
    visit("locked", s.locked);
    visit("vip_only", s.vip_only);
    visit("watchlist_limit", s.watchlist_limit);
    visit("favorites_limit", s.favorites_limit);
    visit("list_limit", s.list_limit);
    visit("list_item_limit", s.list_item_limit);
    visit("history_limit", s.history_limit);
    visit("ratings_limit", s.ratings_limit);
    visit("collection_limit", s.collection_limit);
    visit("history_add_status", s.history_add_status);
    visit("not_found_echo", s.not_found_echo);
    visit("legacy_shapes", s.legacy_shapes);
    visit("counts_missing", s.counts_missing);
    visit("not_found_ids", s.not_found_ids);
    visit("remove_at_most", s.remove_at_most);
    visit("adds_store_nothing", s.adds_store_nothing);
    visit("refuse_duplicates", s.refuse_duplicates);
    visit("gzip", s.gzip);
    visit("rate_limits", s.rate_limits);
    visit("get_limit", s.get_limit);
    visit("get_period_s", s.get_period_s);
    visit("write_gap_ms", s.write_gap_ms);
    visit("latency_ms", s.latency_ms);
    visit("token_lifetime_s", s.token_lifetime_s);
    visit("invalid_client_status", s.invalid_client_status);
    visit("require_redirect_uri", s.require_redirect_uri);
    visit("device_expires_s", s.device_expires_s);
    visit("device_interval_s", s.device_interval_s);
    visit("device_slow_down", s.device_slow_down);
    visit("device_approve_after_polls", s.device_approve_after_polls);
    visit("verification_url", s.verification_url);
}

bool take(const json::value& value, bool& out) {
    if (!value.is_bool()) return false;
    out = value.get_bool();
    return true;
}
bool take(const json::value& value, std::int64_t& out) {
    if (!value.is_int64()) return false;
    out = value.get_int64();
    return true;
}
bool take(const json::value& value, std::string& out) {
    if (!value.is_string()) return false;
    out = std::string(value.get_string());
    return true;
}
bool take(const json::value& value, std::optional<std::int64_t>& out) {
    out.reset();
    if (value.is_null()) return true;
    if (!value.is_int64()) return false;
    out = value.get_int64();
    return true;
}

// Whether this is a valid word for this switch.
bool is_known_word(std::string_view name, const std::string& word) {
    auto among = [&word](std::initializer_list<const char*> words) {
        return std::find(words.begin(), words.end(), word) != words.end();
    };
    if (name == "tie_order") return among({"id_desc", "id_asc", "random"});
    if (name == "maps") return among({"whole", "paged", "absent", "wrong", "stale"});
    if (name == "stats") return among({"normal", "absent", "sparse"});
    if (name == "activities") return among({"normal", "error", "sparse"});
    if (name == "not_found_echo") return among({"normal", "no_ids", "flat", "null"});
    return true;
}

json::value put(const std::optional<std::int64_t>& value) { return value ? json::value(*value) : json::value(nullptr); }
template <class T>
json::value put(const T& value) {
    return json::value(value);
}

}  // namespace

std::optional<std::string> apply_switches(Switches& switches, const json::object& changes) {
    for (const auto& change : changes) {
        bool taken = false;
        each_switch(switches, [&](std::string_view name, auto& field) {
            if (name != std::string_view(change.key().data(), change.key().size())) return;
            taken = take(change.value(), field);
            if constexpr (std::is_same_v<decltype(field), std::string&>) taken = taken && is_known_word(name, field);
        });
        if (!taken) return std::string(change.key());
    }
    return std::nullopt;
}

json::object to_json(const Switches& switches) {
    json::object out;
    each_switch(switches, [&](std::string_view name, const auto& field) { out[name] = put(field); });
    return out;
}

}  // namespace mod_trakt::twin
