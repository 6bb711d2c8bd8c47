// The endpoints of the collection.
#include <algorithm>
#include <map>

#include "twin/bulk.hpp"
#include "twin/handlers/handlers.hpp"
#include "twin/iso_time.hpp"
#include "twin/paging.hpp"

namespace mod_trakt::twin {
namespace {

using Row = std::pair<std::uint32_t, Collected>;

std::vector<Row> rows_of(const Call& call, Kind kind) {
    std::vector<Row> rows(call.account.collection(kind).begin(), call.account.collection(kind).end());
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) { return a.first < b.first; });
    return rows;
}

std::int64_t collected_count(const Call& call) {
    return static_cast<std::int64_t>(call.account.collection(Kind::Movie).size() +
                                     call.account.collection(Kind::Episode).size());
}

void append_stamp(std::string& out, const char* name, std::int64_t ms) {
    ((out += '"') += name) += "\":\"";
    append_iso(out, ms);
    out += '"';
}

using Seasons = std::map<int, std::vector<std::pair<int, Collected>>>;

std::map<std::uint32_t, Seasons> by_show(const Call& call) {
    std::map<std::uint32_t, Seasons> shows;
    for (const Row& row : rows_of(call, Kind::Episode)) {
        const Episode& episode = call.catalogue().episodes[row.first];
        shows[episode.show][episode.season_number].emplace_back(episode.number, row.second);
    }
    return shows;
}

Response collected_times(const Call& call, Kind kind) {
    std::string body = "{";
    if (kind == Kind::Show) {
        for (const auto& [show, seasons] : by_show(call)) {
            body += (body.size() > 1 ? ",\"" : "\"") + std::to_string(call.catalogue().shows[show].ids.trakt) + "\":{";
            for (const auto& [number, episodes] : seasons) {
                body += (body.back() == '{' ? "\"" : ",\"") + std::to_string(number) + "\":{";
                for (const auto& [episode, collected] : episodes) {
                    if (body.back() != '{') body += ',';
                    append_stamp(body, std::to_string(episode).c_str(), collected.collected_ms);
                }
                body += '}';
            }
            body += '}';
        }
    } else {
        for (const Row& row : rows_of(call, kind)) {
            if (body.size() > 1) body += ',';
            append_stamp(body, std::to_string(call.catalogue().ids(kind, row.first).trakt).c_str(),
                         row.second.collected_ms);
        }
    }
    return json_response(200, body + '}');
}

Response show_rows(const Call& call) {
    const auto shows = by_show(call);
    const std::vector<std::pair<std::uint32_t, Seasons>> list(shows.begin(), shows.end());
    return page_response(call.request, call.switches(), list.size(), [&](std::string& out, std::size_t at) {
        std::int64_t last_ms = 0, updated_ms = 0;
        std::string inner;
        for (const auto& [number, episodes] : list[at].second) {
            inner += (inner.empty() ? "{\"number\":" : ",{\"number\":") + std::to_string(number) + ",\"episodes\":[";
            for (const auto& [episode, collected] : episodes) {
                if (inner.back() != '[') inner += ',';
                inner += "{\"number\":" + std::to_string(episode) + ',';
                append_stamp(inner, "collected_at", collected.collected_ms);
                inner += '}';
                last_ms = std::max(last_ms, collected.collected_ms);
                updated_ms = std::max(updated_ms, collected.updated_ms);
            }
            inner += "]}";
        }
        out += "{\"type\":\"show\",";
        append_stamp(out, "last_collected_at", last_ms);
        out += ',';
        append_stamp(out, "last_updated_at", updated_ms);
        out += ',';
        call.catalogue().append_media(out, Kind::Show, list[at].first);
        out += ",\"seasons\":[" + inner + "]}";
    });
}

json::object list_summary(const Call& call) {
    return {{"updated_at", iso(floor_to(call.now_ms, 1000))}, {"item_count", collected_count(call)}};
}

}  // namespace

Response get_collection(const Call& call) {
    const bool is_minimal = call.parts.size() == 3 && call.parts[1] == "minimal";
    const auto kind = call.parts.size() > 1 ? kind_from(call.parts.back()) : std::nullopt;
    if (!kind || *kind == Kind::Season) return empty_response(404);
    if (is_minimal) return collected_times(call, *kind);
    if (*kind == Kind::Show) return show_rows(call);
    const auto rows = rows_of(call, *kind);
    return page_response(call.request, call.switches(), rows.size(), [&](std::string& out, std::size_t at) {
        out += std::string("{\"type\":\"") + singular(*kind) + "\",";
        append_stamp(out, "collected_at", rows[at].second.collected_ms);
        out += ',';
        append_stamp(out, "updated_at", rows[at].second.updated_ms);
        out += ',';
        call.catalogue().append_media(out, *kind, rows[at].first);
        out += '}';
    });
}

Response post_collection(Call& call) {
    const Switches& switches = call.switches();
    auto bulk = read_bulk(call.account, call.body, Meaning::Plays, "collected_at");
    if (!bulk) return empty_response(400);
    std::vector<std::int64_t> times;
    std::int64_t fresh = 0;
    for (const Target& target : bulk->targets) {
        std::optional<std::int64_t> given;
        if (target.date && target.date->is_string()) given = parse_iso(std::string_view(target.date->get_string()));
        times.push_back(floor_to(given.value_or(call.now_ms), 1000));
        if (!call.account.collection(target.kind).contains(target.item)) ++fresh;
    }
    const std::int64_t limit = switches.collection_limit;
    if (limit > 0 && fresh > 0 && collected_count(call) + fresh > limit) return limit_reached(switches, limit);
    Counts added, existing;
    for (std::size_t at = 0; at < times.size(); ++at) {
        const Target& target = bulk->targets[at];
        ++(call.account.collect(target.kind, target.item, times[at], call.now_ms) ? added : existing)[target.kind];
    }
    json::object out;
    if (!switches.counts_missing) {
        out["added"] = switches.legacy_shapes ? added.plays() : added.all();
        if (switches.legacy_shapes) out["updated"] = Counts{}.plays();
        out["existing"] = switches.legacy_shapes ? existing.plays() : existing.all();
    }
    out["not_found"] = std::move(bulk->not_found);
    if (!switches.legacy_shapes) out["list"] = list_summary(call);
    return json_response(201, json::serialize(out));
}

Response post_collection_remove(Call& call) {
    auto bulk = read_bulk(call.account, call.body, Meaning::Plays, "collected_at");
    if (!bulk) return empty_response(400);
    Counts deleted;
    for (const Target& target : bulk->targets)
        if (call.switches().removes_more(deleted.sum()) &&
            call.account.uncollect(target.kind, target.item, call.now_ms))
            ++deleted[target.kind];
    json::object out;
    if (!call.switches().counts_missing) out["deleted"] = deleted.all();
    out["not_found"] = std::move(bulk->not_found);
    if (!call.switches().legacy_shapes) out["list"] = list_summary(call);
    return json_response(200, json::serialize(out));
}

}  // namespace mod_trakt::twin
