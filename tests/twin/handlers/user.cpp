// The settings of the account, and its activity stamps.
#include <algorithm>

#include "twin/handlers/handlers.hpp"

namespace mod_trakt::twin {

Response limit_reached(const Switches& switches, std::int64_t limit) {
    Response response = empty_response(420);
    response.set("X-Account-Limit", std::to_string(limit));
    response.set("X-VIP-User", switches.vip ? "true" : "false");
    response.set("X-Upgrade-URL", "https://trakt.tv/vip");
    return response;
}

Response get_activities(const Call& call) {
    if (call.switches().activities == "error") return {500, {{"Content-Type", "text/html"}}, "Internal server error."};
    const Switches& s = call.switches();
    return json_response(200, call.account.activities.to_json(s.activities == "sparse", s.unset_stamps));
}

Response get_stats(const Call& call) {
    const Account& account = call.account;
    if (call.switches().stats == "absent") return empty_response(404);
    json::object out;
    std::size_t ratings = 0;
    for (const Kind kind : all_kinds) {
        json::object own{{"comments", 0}};
        std::size_t rated = 0;
        for (const Rating& rating : account.sorted_ratings(kind))
            rated += call.switches().stats_count_hidden || !account.is_hidden(kind, rating.item) ? 1 : 0;
        ratings += rated;
        if (call.switches().stats != "sparse") own["ratings"] = rated;
        if (kind != Kind::Season) own["collected"] = account.collection(kind).size();
        if (kind == Kind::Movie || kind == Kind::Episode) {
            const auto& plays = account.plays(kind);
            const auto counted = std::count_if(plays.begin(), plays.end(), [&](const Play& play) {
                return call.switches().stats_count_hidden || !account.is_hidden(play);
            });
            if (call.switches().stats != "sparse") own["plays"] = counted;
            own["minutes"] = counted * 40;
        }
        out[plural(kind)] = std::move(own);
    }
    out["network"] = json::object{{"friends", 1}, {"followers", 3}, {"following", 11}};
    out["ratings"] = json::object{{"total", ratings}};
    return json_response(200, json::serialize(out));
}

Response get_settings(const Call& call) {
    const Switches& s = call.switches();
    const int number = call.account.number;
    const std::string name = number == 1 ? "marshlight" : "marshlight-" + std::to_string(number);
    std::string uuid = "0f1e2d3c4b5a69788796a5b4c3d2e1f001234567";
    uuid.replace(uuid.size() - 4, 4, std::to_string(4566 + number));

    json::object user{{"username", name},
                      {"private", false},
                      {"name", "Marsh Light"},
                      {"vip", s.vip && !s.no_limits},
                      {"vip_ep", s.no_limits},
                      {"director", false},
                      {"ids", {{"slug", name}, {"trakt", 5100000 + number}, {"uuid", uuid}}},
                      {"joined_at", "2021-03-15T08:00:00.000Z"},
                      {"location", nullptr},
                      {"about", nullptr},
                      {"gender", nullptr},
                      {"age", nullptr},
                      {"images", {{"avatar", {{"full", "https://trakt.example/avatar.png"}}}}},
                      {"vip_og", false},
                      {"vip_years", s.vip && !s.no_limits ? 3 : 0},
                      {"vip_cover_image", nullptr},
                      {"dob", nullptr}};
    if (!s.uuid) user["ids"].as_object().erase("uuid");
    json::object out{{"user", std::move(user)},
                     {"permissions", {{"commenting", true}, {"liking", true}, {"following", true}}},
                     {"account",
                      {{"timezone", "Europe/Lisbon"},
                       {"date_format", "ymd"},
                       {"time_24hr", true},
                       {"cover_image", nullptr},
                       {"token", nullptr},
                       {"display_ads", !s.vip}}},
                     {"connections", {{"google", true}, {"apple", false}}},
                     {"sharing_text", {{"watching", "I'm watching [item]"}, {"watched", "I just watched [item]"}}}};
    if (call.request.query_has("extended", "browsing"))
        out["browsing"] =
            json::object{{"watch_popup_action", "ask"}, {"watch_only_once", s.watch_only_once}, {"locale", "pt-PT"}};
    if (!s.no_limits) {
        out["limits"] = json::object{{"list",
                                      {{"count", s.list_limit.value_or(s.vip ? 100 : 5)},
                                       {"item_count", s.list_item_limit.value_or(s.vip ? 5000 : 250)}}},
                                     {"watchlist", {{"item_count", s.effective_watchlist_limit()}}},
                                     {"favorites", {{"item_count", s.favorites_limit.value_or(100)}}}};
    }
    return json_response(200, json::serialize(out));
}

}  // namespace mod_trakt::twin
