// An account whose runs are taken back, and its content in a form that can be compared.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "support/config.hpp"
#include "support/plugin_library.hpp"

namespace mod_trakt::tests {

inline json::object movie_at(int number, const char* time) {
    return {{"type", "movie"}, {"ids", {{"trakt", 1'000'000 + number}}}, {"watched_at", time}};
}

// The item of a row of the API.
inline json::object item_of(const json::value& row) {
    const std::string type = text_at(row, "type");
    json::object item = {{"type", type}, {"ids", {{"trakt", row.at(type).at("ids").at("trakt")}}}};
    for (const char* member : {"watched_at", "rating", "rated_at"})
        if (const json::value* value = row.as_object().if_contains(member)) item[member] = *value;
    return item;
}

inline json::object played(const json::value& row, const char* time) {
    json::object item = item_of(row);
    item["watched_at"] = time;
    return item;
}

struct Site {
    explicit Site(const std::vector<std::string>& options = {}) : twin(options) {}

    json::object config(const json::object& settings = {}) const {
        return in_folder(config_for(twin, settings), folder);
    }
    void read_all() const {
        Handle handle(config());
        for (const char* feature : {"history", "ratings", "watchlist"}) handle.index(feature);
    }
    // The account's content: plays without their history ids, ratings, and entries without their rank and time.
    std::string essence() const {
        const json::value state = twin.state(true);
        std::vector<std::string> lines;
        for (const char* list : {"plays", "ratings", "watchlist"})
            for (const json::value& row : state.at(list).as_array())
                lines.push_back(std::string(list) + " " + json::serialize(item_of(row)));
        std::sort(lines.begin(), lines.end());
        std::string text;
        for (const std::string& line : lines) text += line + "\n";
        return text;
    }
    std::string plays_by_history_id() const {
        std::string text;
        for (const json::value& play : twin.plays()) text += text_at(play, "id") + " ";
        return text;
    }

    TwinProcess twin;
    TempFolder folder;
};

}  // namespace mod_trakt::tests
