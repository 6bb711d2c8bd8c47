// The endpoints of the watchlist.
#include <algorithm>

#include "twin/bulk.hpp"
#include "twin/handlers/handlers.hpp"
#include "twin/iso_time.hpp"
#include "twin/paging.hpp"

namespace mod_trakt::twin {
namespace {

json::object list_summary(const Call& call) {
    return {{"updated_at", iso(floor_to(call.now_ms, 1000))}, {"item_count", call.account.watchlist().size()}};
}

}  // namespace

void append_entry(std::string& out, const Catalogue& catalogue, const WatchlistEntry& entry, std::size_t rank) {
    out += "{\"rank\":";
    append_number(out, static_cast<std::int64_t>(rank));
    out += ",\"id\":";
    append_number(out, entry.id);
    out += ",\"listed_at\":\"";
    append_iso(out, entry.listed_ms);
    out += "\",\"notes\":";
    if (entry.notes.empty())
        out += "null";
    else
        append_json_string(out, entry.notes);
    out += ",\"type\":\"";
    out += singular(entry.kind);
    out += "\",";
    catalogue.append_media(out, entry.kind, entry.item);
    out += '}';
}

Response get_watchlist(const Call& call) {
    // The type may be a comma-separated list ("movie,show"), or "all".
    const std::string types = call.parts.size() > 1 ? ',' + call.parts[1] + ',' : ",all,";
    const bool all = types == ",all,";
    std::vector<std::size_t> rows;
    const auto& entries = call.account.watchlist();
    bool known = all;
    for (Kind kind : all_kinds) known = known || types.find(std::string(",") + singular(kind)) != std::string::npos;
    if (!known) return empty_response(404);
    for (std::size_t at = 0; at < entries.size(); ++at) {
        const std::string word = singular(entries[at].kind);
        if (all || types.find(',' + word + ',') != std::string::npos ||
            types.find(',' + word + "s,") != std::string::npos)
            rows.push_back(at);
    }
    if (call.parts.size() > 2 && call.parts[2] == "added")
        std::stable_sort(rows.begin(), rows.end(),
                         [&](std::size_t a, std::size_t b) { return entries[a].listed_ms < entries[b].listed_ms; });
    if (call.parts.size() > 3 && call.parts[3] == "desc") std::reverse(rows.begin(), rows.end());

    Response response =
        page_response(call.request, call.switches(), rows.size(), [&](std::string& out, std::size_t at) {
            const WatchlistEntry& entry = entries[rows[at]];
            if (call.account.is_hidden(entry.kind, entry.item)) return false;
            append_entry(out, call.catalogue(), entry, rows[at] + 1);
            return true;
        });
    const std::string by = call.parts.size() > 2 ? call.parts[2] : "rank";
    const std::string how = call.parts.size() > 3 ? call.parts[3] : "asc";
    for (const char* name : {"X-Sort-By", "X-Applied-Sort-By"}) response.set(name, by);
    for (const char* name : {"X-Sort-How", "X-Applied-Sort-How"}) response.set(name, how);
    return response;
}

Response post_watchlist(Call& call) {
    const Switches& switches = call.switches();
    auto bulk = read_bulk(call.account, call.body, Meaning::Entries, "listed_at");
    if (!bulk) return empty_response(400);
    std::vector<Target> fresh;
    Counts added, existing;
    for (const Target& target : bulk->targets) {
        const bool twice = std::any_of(fresh.begin(), fresh.end(), [&](const Target& other) {
            return other.kind == target.kind && other.item == target.item;
        });
        if (twice || call.account.on_watchlist(target.kind, target.item)) {
            ++existing[target.kind];
        } else {
            ++added[target.kind];
            fresh.push_back(target);
        }
    }
    const std::int64_t limit = switches.effective_watchlist_limit();
    if (!fresh.empty() && static_cast<std::int64_t>(call.account.watchlist().size() + fresh.size()) > limit)
        return limit_reached(switches, limit);
    for (const Target& target : fresh)
        if (!switches.adds_store_nothing)
            call.account.watchlist_add(target.kind, target.item, floor_to(call.now_ms, 1000), call.now_ms);

    json::object out;
    if (!switches.counts_missing) {
        out["added"] = added.all();
        out["existing"] = existing.all();
    }
    out["not_found"] = std::move(bulk->not_found);
    if (!switches.legacy_shapes) out["list"] = list_summary(call);
    return json_response(201, json::serialize(out));
}

Response post_watchlist_remove(Call& call) {
    auto bulk = read_bulk(call.account, call.body, Meaning::Entries, "listed_at");
    if (!bulk) return empty_response(400);
    Counts deleted;
    for (const Target& target : bulk->targets)
        if (call.switches().removes_more(deleted.sum()) &&
            call.account.watchlist_remove(target.kind, target.item, call.now_ms))
            ++deleted[target.kind];
    json::object out;
    if (!call.switches().counts_missing) out["deleted"] = deleted.all();
    out["not_found"] = std::move(bulk->not_found);
    if (!call.switches().legacy_shapes) out["list"] = list_summary(call);
    return json_response(200, json::serialize(out));
}

}  // namespace mod_trakt::twin
