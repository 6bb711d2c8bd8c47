#include "support/truth.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>

namespace mod_trakt::tests {
namespace {

json::object ids_of(const json::value& medium) {
    json::object ids;
    for (const auto& [name, value] : medium.at("ids").as_object())
        if (!value.is_null()) ids[name] = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    return ids;
}

std::string scope_of(const json::object& item) {
    char text[64] = "";
    if (item.at("type") == "season")
        std::snprintf(text, sizeof text, "#season:%lld", item.at("season").to_number<long long>());
    else if (item.at("type") == "episode")
        std::snprintf(text, sizeof text, "#s%02llde%02lld", item.at("season").to_number<long long>(),
                      item.at("episode").to_number<long long>());
    return text;
}

// All keys that an item could have, the best first.
std::vector<std::string> keys_of(const json::object& item, const Priority& priority) {
    std::vector<std::string> keys;
    const std::string scope = scope_of(item);
    const json::object& ids = item.at(scope.empty() ? "ids" : "show_ids").as_object();
    for (const std::string& name : priority)
        if (const json::value* id = ids.if_contains(name))
            keys.push_back(name + ":" + std::string(id->as_string()) + scope);
    return keys;
}

json::object item_of(const json::value& row, const std::string& feature) {
    const std::string type = text_at(row, "type");
    const json::value& medium = row.at(type);
    json::object item{{"type", type}, {"ids", ids_of(medium)}};
    if (type == "movie" || type == "show") {
        item["title"] = medium.at("title");
        item["year"] = medium.at("year");
        return item;
    }
    const json::value& show = row.at("show");
    item["show_ids"] = ids_of(show);
    item["series_title"] = show.at("title");
    item["year"] = feature == "watchlist" ? show.at("year") : json::value();
    if (type == "season") {
        item["season"] = medium.at("number");
        item["title"] = show.at("title");
    } else {
        item["season"] = medium.at("season");
        item["episode"] = medium.at("number");
        item["title"] = medium.at("title");
        if (feature != "history" && item["title"].is_null()) item["title"] = show.at("title");
    }
    return item;
}

json::object plays(const json::value& state, const Priority& priority) {
    std::map<std::string, std::map<std::int64_t, json::object>> by_key;
    for (const json::value& row : state.at("plays").as_array()) {
        json::object item = item_of(row, "history");
        item["watched_at"] = row.at("watched_at");
        item["_trakt_history_id"] = row.at("id");
        const std::string key =
            keys_of(item, priority).at(0) + "@" + std::to_string(epoch_of(text_at(row, "watched_at")));
        by_key[key][number_at(row, "id")] = std::move(item);
    }
    json::object items;
    for (auto& [key, same_key] : by_key) {
        std::string suffix;  // the lowest history id keeps the plain key
        for (auto& [id, item] : same_key) {
            items[key + suffix] = std::move(item);
            suffix = "~";
            if (const auto next = same_key.upper_bound(id); next != same_key.end())
                suffix += std::to_string(next->first);
        }
    }
    return items;
}

json::object media(const json::value& state, const std::string& feature, const Priority& priority) {
    json::object items;
    // Movies choose first; what finds its key taken uses its next id.
    for (const bool movies : {true, false}) {
        for (const json::value& row : state.at(feature).as_array()) {
            if ((text_at(row, "type") == "movie") != movies) continue;
            json::object item = item_of(row, feature);
            if (feature == "ratings") {
                item["rating"] = row.at("rating");
                item["rated_at"] = row.at("rated_at");
            }
            const std::vector<std::string> keys = keys_of(item, priority);
            std::string chosen = text_at(row, "type") + ":" + keys.at(0);
            for (auto key = keys.rbegin(); key != keys.rend(); ++key)
                if (!items.contains(*key)) chosen = *key;
            items[chosen] = std::move(item);
        }
    }
    return items;
}

}  // namespace

Priority usual_priority() { return {"imdb", "tmdb", "tvdb", "trakt", "slug"}; }

json::object expected_items(const json::value& state, const std::string& feature, const Priority& priority) {
    return feature == "history" ? plays(state, priority) : media(state, feature, priority);
}

std::string differs_from_truth(const Outcome& outcome, const TwinProcess& twin, const std::string& feature) {
    if (outcome.status != SYNCMOD_OK) return outcome.summary();
    return difference(outcome.items(), expected_items(twin, feature));
}

std::string goes_beyond(const json::object& items, const json::object& truth) {
    if (items.size() > truth.size()) return "more items than there are";
    for (const auto& [key, item] : items) {
        const json::value* same_key = truth.if_contains(key);
        if (same_key != nullptr && *same_key == item) continue;
        const bool is_there = std::any_of(truth.begin(), truth.end(),
                                          [&item = item](const auto& other) { return other.value() == item; });
        if (!is_there) return "not there, or not so: " + std::string(key) + " " + json::serialize(item);
    }
    return {};
}

std::string differs_from_every_moment(const json::object& items, const json::object& before,
                                      const json::object& after) {
    const auto by_id = [](const json::object& all) {
        std::map<std::int64_t, json::object> plays;
        for (const auto& [key, item] : all) plays[number_at(item, "_trakt_history_id")] = item.as_object();
        return plays;
    };
    const auto shown = by_id(items), first = by_id(before), last = by_id(after);
    std::int64_t newest_shown = 0, oldest_left_out = std::numeric_limits<std::int64_t>::max();
    std::string newest_kept, oldest_gone = "9";
    for (const auto& [id, item] : first) {
        const std::string watched_at = text_at(item, "watched_at");
        if (last.contains(id)) {
            if (!shown.contains(id)) return "lacks what was there all the time: " + std::to_string(id);
        } else if (shown.contains(id)) {
            newest_kept = std::max(newest_kept, watched_at);
        } else {
            oldest_gone = std::min(oldest_gone, watched_at);
        }
    }
    for (const auto& [id, item] : last) {
        if (first.contains(id)) continue;
        if (shown.contains(id))
            newest_shown = std::max(newest_shown, id);
        else
            oldest_left_out = std::min(oldest_left_out, id);
    }
    for (const auto& [id, item] : shown) {
        const auto& known_by = first.contains(id) ? first : last;
        const auto known = known_by.find(id);
        if (known == known_by.end() || json::value(known->second) != json::value(item))
            return "shows what never was: " + json::serialize(item);
    }
    if (newest_shown > oldest_left_out) return "shows a later play and not an earlier one";
    if (newest_kept > oldest_gone) return "shows a play that went first and not one that went later";
    return {};
}

std::int64_t epoch_of(const std::string& iso) {
    std::tm time{};
    if (::strptime(iso.c_str(), "%Y-%m-%dT%H:%M:%S", &time) == nullptr) throw std::runtime_error("no time: " + iso);
    return ::timegm(&time);
}

}  // namespace mod_trakt::tests
