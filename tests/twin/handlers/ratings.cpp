// The endpoints of the ratings.
#include <algorithm>

#include "twin/bulk.hpp"
#include "twin/handlers/handlers.hpp"
#include "twin/iso_time.hpp"
#include "twin/paging.hpp"

namespace mod_trakt::twin {

void append_rating(std::string& out, const Catalogue& catalogue, Kind kind, const Rating& rating) {
    out += "{\"rated_at\":\"";
    append_iso(out, rating.rated_ms);
    out += "\",\"rating\":";
    append_number(out, rating.rating);
    out += ",\"type\":\"";
    out += singular(kind);
    out += "\",";
    if (kind == Kind::Season) {
        // Rated seasons have one key more than other seasons.
        const Season& season = catalogue.seasons[rating.item];
        out += "\"season\":";
        out.append(season.json, 0, season.json.size() - 1);
        out += ",\"aired_episodes\":" + std::to_string(season.episodes.size()) + "},\"show\":";
        out += catalogue.shows[season.show].json;
    } else {
        catalogue.append_media(out, kind, rating.item);
    }
    out += '}';
}

Response get_ratings(const Call& call) {
    std::optional<Kind> only;
    if (call.parts.size() > 1 && call.parts[1] != "all") {
        only = kind_from(call.parts[1]);
        if (!only) return empty_response(404);
    }
    const std::string wanted = call.parts.size() > 2 ? ',' + call.parts[2] + ',' : "";
    std::vector<std::pair<Kind, Rating>> rows;
    for (Kind kind : all_kinds) {
        if (only && *only != kind) continue;
        std::vector<Rating> ratings = call.account.sorted_ratings(kind);
        const auto twice =
            std::min<std::int64_t>(call.switches().double_ratings, static_cast<std::int64_t>(ratings.size()));
        for (std::int64_t at = 0; at < twice; ++at) {
            const Rating newer = ratings[static_cast<std::size_t>(at)];
            ratings.push_back({newer.item, 11 - newer.rating, newer.rated_ms - day_ms});
        }
        for (const Rating& rating : ratings)
            if (wanted.empty() || wanted.find(',' + std::to_string(rating.rating) + ',') != std::string::npos)
                rows.emplace_back(kind, rating);
    }
    return page_response(call.request, call.switches(), rows.size(), [&](std::string& out, std::size_t at) {
        if (call.account.is_hidden(rows[at].first, rows[at].second.item)) return false;
        append_rating(out, call.catalogue(), rows[at].first, rows[at].second);
        return true;
    });
}

Response post_ratings(Call& call) {
    const Switches& switches = call.switches();
    auto bulk = read_bulk(call.account, call.body, Meaning::Ratings, "rated_at");
    if (!bulk) return empty_response(400);
    std::vector<Rating> ratings;
    std::size_t fresh = 0;
    for (const Target& target : bulk->targets) {
        const bool valid = target.rating && target.rating->is_int64() && target.rating->get_int64() >= 1 &&
                           target.rating->get_int64() <= 10;
        if (!valid) return json_response(422, R"({"errors":{"rating":["must be between 1 and 10"]}})");
        std::int64_t rated_ms = floor_to(call.now_ms, 1000);
        if (target.date && target.date->is_string()) {
            const auto given = parse_iso(std::string_view(target.date->get_string()));
            if (!given) return json_response(422, R"({"errors":{"rated_at":["is not a date"]}})");
            rated_ms = floor_to(*given, 1000);
        }
        ratings.push_back({target.item, static_cast<int>(target.rating->get_int64()), rated_ms});
        if (!call.account.ratings(target.kind).contains(target.item)) ++fresh;
    }
    if (switches.ratings_limit > 0 && fresh > 0 &&
        static_cast<std::int64_t>(call.account.rating_count() + fresh) > switches.ratings_limit)
        return limit_reached(switches, switches.ratings_limit);
    Counts added;
    for (std::size_t at = 0; at < ratings.size(); ++at) {
        if (!switches.adds_store_nothing) call.account.rate(bulk->targets[at].kind, ratings[at], call.now_ms);
        ++added[bulk->targets[at].kind];
    }
    json::object out;
    if (!switches.counts_missing) out["added"] = added.all();
    out["not_found"] = std::move(bulk->not_found);
    return json_response(201, json::serialize(out));
}

Response post_ratings_remove(Call& call) {
    auto bulk = read_bulk(call.account, call.body, Meaning::Entries, "rated_at");
    if (!bulk) return empty_response(400);
    Counts deleted;
    for (const Target& target : bulk->targets)
        if (call.switches().removes_more(deleted.sum()) && call.account.unrate(target.kind, target.item, call.now_ms))
            ++deleted[target.kind];
    json::object out;
    if (!call.switches().counts_missing) out["deleted"] = deleted.all();
    out["not_found"] = std::move(bulk->not_found);
    return json_response(200, json::serialize(out));
}

}  // namespace mod_trakt::twin
