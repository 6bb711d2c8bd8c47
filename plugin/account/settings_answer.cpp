// Reads the answer of /users/settings, and the file that keeps it.
#include "account/settings_answer.hpp"

#include <algorithm>

#include "model/feature_id.hpp"
#include "support/clock.hpp"
#include "support/json/writer.hpp"
#include "trakt/counts.hpp"

namespace mod_trakt::account {
namespace {

constexpr int settings_schema = 1;

std::optional<std::int64_t> entries_in(json::Value value) {
    const auto count = value.integer();
    return count && *count >= 0 ? std::optional(std::min(*count, trakt::largest_count)) : std::nullopt;
}

}  // namespace

SettingsAnswer read_settings(json::Value root, std::int64_t asked_ms) {
    const json::Value user = root["user"];
    const bool is_vip = user["vip"].boolean().value_or(false) || user["vip_ep"].boolean().value_or(false);
    return {.asked_ms = asked_ms,
            .limits = {.vip = is_vip,
                       .watchlist_items = entries_in(root["limits"][name_of(FeatureId::Watchlist)]["item_count"])},
            .watch_only_once = root["browsing"]["watch_only_once"].boolean()};
}

std::string render_settings(const SettingsAnswer& answer, std::string_view account) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("schema", settings_schema);
    writer.member("account", account);
    writer.member("asked_ms", answer.asked_ms);
    writer.member("vip", answer.limits.vip);
    if (answer.limits.watchlist_items) writer.member("watchlist_items", *answer.limits.watchlist_items);
    if (answer.watch_only_once) writer.member("watch_only_once", *answer.watch_only_once);
    writer.end_object();
    return text;
}

std::optional<SettingsAnswer> parse_settings(const std::string& text, std::string_view account) {
    json::Document document;
    if (document.parse(text)) return std::nullopt;
    const json::Value root = document.root();
    const auto vip = root["vip"].boolean();
    const auto asked_ms = root["asked_ms"].integer();
    if (root["schema"].integer() != settings_schema || root["account"].text() != account || !vip || !asked_ms)
        return std::nullopt;
    return SettingsAnswer{.asked_ms = plausible_unix_ms(*asked_ms),
                          .limits = {.vip = *vip, .watchlist_items = entries_in(root["watchlist_items"])},
                          .watch_only_once = root["watch_only_once"].boolean()};
}

}  // namespace mod_trakt::account
