#include "tests/support/expected_items.hpp"

#include <cstdio>
#include <ctime>
#include <map>
#include <stdexcept>

namespace mod_trakt::test {
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

json::object expected_media(const json::array& rows, const std::string& feature, const Priority& priority) {
    json::object items;
    // Movies choose first. A row whose key is taken already uses its next id.
    for (const bool movies : {true, false}) {
        for (const json::value& row : rows) {
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

json::object expected_plays(const Rows& rows, const Priority& priority) {
    std::map<std::string, std::map<std::int64_t, json::object>> by_key;
    for (const json::value* row : rows) {
        json::object item = item_of(*row, "history");
        item["watched_at"] = row->at("watched_at");
        item["_trakt_history_id"] = row->at("id");
        const std::string key =
            keys_of(item, priority).at(0) + "@" + std::to_string(epoch_of(text_at(*row, "watched_at")));
        by_key[key][number_at(*row, "id")] = std::move(item);
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

Priority usual_priority() { return {"imdb", "tmdb", "tvdb", "trakt", "slug"}; }

json::object expected_items(const json::value& state, const std::string& feature, const Priority& priority) {
    if (feature != "history") return expected_media(state.at(feature).as_array(), feature, priority);
    Rows rows;
    for (const json::value& row : state.at("plays").as_array()) rows.push_back(&row);
    return expected_plays(rows, priority);
}

std::int64_t epoch_of(const std::string& iso) {
    std::tm time{};
    if (::strptime(iso.c_str(), "%Y-%m-%dT%H:%M:%S", &time) == nullptr) throw std::runtime_error("no time: " + iso);
    return ::timegm(&time);
}

}  // namespace mod_trakt::test
