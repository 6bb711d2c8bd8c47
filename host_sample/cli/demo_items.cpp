#include "cli/demo_items.hpp"

#include <cstdio>
#include <ctime>
#include <set>
#include <string_view>

namespace syncmod_host {
namespace {

namespace json = boost::json;

// The value as text, because providers write ids as text or as numbers; empty if it is missing or null.
std::string text_of(const json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    if (value == nullptr || value->is_null()) return {};
    if (const auto* text = value->if_string()) return std::string(*text);
    return json::serialize(*value);
}

const json::object* ids_of(const json::object& item, std::string_view member) {
    const auto* value = item.if_contains(member);
    const auto* ids = value != nullptr ? value->if_object() : nullptr;
    return ids != nullptr && !ids->empty() ? ids : nullptr;
}

bool share_an_id(const json::object* left, const json::object* right) {
    if (left == nullptr || right == nullptr) return false;
    for (const auto& [name, value] : *left) {
        const std::string text = text_of(*left, name);
        if (!text.empty() && text == text_of(*right, name)) return true;
    }
    return false;
}

bool same_media(const json::object& left, const json::object& right) {
    if (text_of(left, "type") != text_of(right, "type")) return false;
    if (share_an_id(ids_of(left, "ids"), ids_of(right, "ids"))) return true;
    const std::string season = text_of(left, "season");
    return !season.empty() && season == text_of(right, "season") &&
           text_of(left, "episode") == text_of(right, "episode") &&
           share_an_id(ids_of(left, "show_ids"), ids_of(right, "show_ids"));
}

// "2024-05-01T20:15" of "2024-05-01T20:15:09.000Z": services keep plays by the minute.
std::string minute_of(const json::object& item) { return text_of(item, "watched_at").substr(0, 16); }

std::string minute_text(std::time_t at) {
    std::tm parts = {};
    gmtime_r(&at, &parts);
    char text[24];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M", &parts);
    return text;
}

// A copy with only the members that identify the item, without private members and data of the old play.
json::object identity_of(const json::object& item) {
    json::object copy;
    for (const char* name : {"type", "title", "year", "ids", "show_ids", "season", "episode", "series_title"})
        if (const auto* value = item.if_contains(name)) copy[name] = *value;
    return copy;
}

// One text such as "movie imdb:tt0113277" for each id of each item.
std::set<std::string> listed_ids(const IndexItems& list) {
    std::set<std::string> listed;
    for (const auto& [key, value] : list) {
        const auto* item = value.if_object();
        const auto* ids = item != nullptr ? ids_of(*item, "ids") : nullptr;
        if (ids == nullptr) continue;
        for (const auto& [name, id] : *ids)
            listed.insert(text_of(*item, "type") + " " + std::string(name) + ":" + text_of(*ids, name));
    }
    return listed;
}

bool is_listed(const std::set<std::string>& listed, const json::object& item) {
    const auto* ids = ids_of(item, "ids");
    if (ids == nullptr) return false;
    for (const auto& [name, id] : *ids)
        if (listed.contains(text_of(item, "type") + " " + std::string(name) + ":" + text_of(*ids, name))) return true;
    return false;
}

// The show of an episode, as a separate item.
std::optional<json::object> show_of(const json::object& episode) {
    const auto* ids = ids_of(episode, "show_ids");
    if (ids == nullptr) return std::nullopt;
    json::object show;
    show["type"] = "show";
    show["title"] = text_of(episode, "series_title");
    show["ids"] = *ids;
    return show;
}

}  // namespace

std::optional<json::object> choose_play(const IndexItems& history, const IndexItems& watchlist,
                                        std::chrono::system_clock::time_point now) {
    const std::set<std::string> listed = listed_ids(watchlist);
    std::set<std::string> taken;
    std::optional<json::object> movie, episode;
    for (const auto& [key, value] : history) {
        const auto* item = value.if_object();
        if (item == nullptr) continue;
        taken.insert(minute_of(*item));
        if (ids_of(*item, "ids") == nullptr || is_listed(listed, *item)) continue;
        if (!movie && text_of(*item, "type") == "movie") movie = identity_of(*item);
        if (!episode && text_of(*item, "type") == "episode") episode = identity_of(*item);
    }
    auto& play = movie ? movie : episode;
    if (!play) return std::nullopt;
    // An hour ago, because the service's clock may be behind.
    std::time_t at = std::chrono::system_clock::to_time_t(now) - 3600;
    while (taken.contains(minute_text(at))) at -= 60;
    (*play)["watched_at"] = minute_text(at) + ":00.000Z";
    return play;
}

std::optional<json::object> choose_unlisted(const IndexItems& history, const IndexItems& list,
                                            const json::object& other) {
    const std::set<std::string> listed = listed_ids(list);
    std::optional<json::object> show;
    for (const auto& [key, value] : history) {
        const auto* item = value.if_object();
        if (item == nullptr) continue;
        const std::string type = text_of(*item, "type");
        if (type == "movie" && ids_of(*item, "ids") != nullptr && !is_listed(listed, *item) &&
            !same_media(*item, other))
            return identity_of(*item);
        if (type != "episode" || show) continue;
        show = show_of(*item);
        if (show && is_listed(listed, *show)) show.reset();
    }
    return show;
}

const json::object* find_item(const IndexItems& index, const json::object& wanted) {
    for (const auto& [key, value] : index) {
        const auto* item = value.if_object();
        if (item == nullptr || !same_media(*item, wanted)) continue;
        if (wanted.contains("watched_at") && minute_of(*item) != minute_of(wanted)) continue;
        if (wanted.contains("rating") && text_of(*item, "rating") != text_of(wanted, "rating")) continue;
        return item;
    }
    return nullptr;
}

std::string item_title(const json::object& item) {
    const std::string series = text_of(item, "series_title");
    const std::string title = text_of(item, "title");
    if (text_of(item, "type") == "episode")
        return series + " S" + text_of(item, "season") + "E" + text_of(item, "episode") +
               (title.empty() ? "" : " " + title);
    const std::string year = text_of(item, "year");
    return title + (year.empty() ? "" : " (" + year + ")");
}

}  // namespace syncmod_host
