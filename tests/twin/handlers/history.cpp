// The endpoints of the history.
#include <charconv>
#include <unordered_set>

#include "twin/bulk.hpp"
#include "twin/handlers/handlers.hpp"
#include "twin/iso_time.hpp"
#include "twin/paging.hpp"

namespace mod_trakt::twin {
namespace {

// The time of a play in a request. Trakt stores minutes, reads "unknown" as the epoch, and reads every value other than
// text, such as Unix seconds, as "now". Nullopt for a text that is not a date.
std::optional<std::int64_t> watched_time(const Call& call, const Target& target) {
    if (!target.date || !target.date->is_string()) return floor_to(call.now_ms, minute_ms);
    const std::string_view text = target.date->get_string();
    if (text == "unknown") return 0;
    if (text == "released") {
        return floor_to(target.kind == Kind::Movie ? call.catalogue().movies[target.item].released_ms
                                                   : call.catalogue().episodes[target.item].first_aired_ms,
                        minute_ms);
    }
    const auto ms = parse_iso(text);
    return ms ? std::optional(floor_to(*ms, minute_ms)) : std::nullopt;
}

json::object not_found_with_older_keys(json::object not_found) {
    not_found["people"] = json::array{};
    not_found["users"] = json::array{};
    return not_found;
}

}  // namespace

void append_play(std::string& out, const Catalogue& catalogue, const Play& play) {
    out += "{\"id\":";
    append_number(out, play.id);
    out += ",\"watched_at\":\"";
    append_iso(out, play.watched_ms);
    out += "\",\"action\":\"";
    out += name_of(play.action);
    out += play.kind == Kind::Movie ? "\",\"type\":\"movie\"," : "\",\"type\":\"episode\",";
    catalogue.append_media(out, play.kind, play.item);
    out += '}';
}

Response get_history(const Call& call) {
    const Catalogue& catalogue = call.catalogue();
    std::optional<Kind> kind;
    std::optional<std::uint32_t> item;
    if (call.parts.size() > 1 && call.parts[1] != "all") {
        kind = kind_from(call.parts[1]);
        if (!kind) return empty_response(404);
    }
    if (call.parts.size() > 2) {
        std::int64_t id = 0;
        const std::string& text = call.parts[2];
        if (std::from_chars(text.data(), text.data() + text.size(), id).ec != std::errc() || !kind)
            return empty_response(404);
        item = catalogue.find(*kind, "trakt", id);
        if (!item) return empty_response(404);
    }
    const std::vector<Play>& sorted = !kind                  ? call.account.all_plays()
                                      : *kind == Kind::Movie ? call.account.plays(Kind::Movie)
                                                             : call.account.plays(Kind::Episode);
    const bool is_random = call.switches().tie_order == "random";
    const std::vector<Play> shuffled = is_random ? call.account.shuffled(sorted) : std::vector<Play>();
    const std::vector<Play>& source = is_random ? shuffled : sorted;
    const auto start = parse_iso(call.request.query_or("start_at", ""));
    const auto end = parse_iso(call.request.query_or("end_at", ""));
    const auto append = [&](std::string& out, const Play& play) {
        if (call.account.is_hidden(play)) return false;
        append_play(out, catalogue, play);
        return true;
    };
    if (!item && !start && !end)
        return page_response(call.request, call.switches(), source.size(),
                             [&](std::string& out, std::size_t at) { return append(out, source[at]); });

    std::vector<const Play*> wanted;
    for (const Play& play : source) {
        if ((start && play.watched_ms < *start) || (end && play.watched_ms > *end)) continue;
        if (item) {
            const bool match = *kind == Kind::Movie || *kind == Kind::Episode ? play.item == *item
                               : *kind == Kind::Season ? catalogue.episodes[play.item].season == *item
                                                       : catalogue.episodes[play.item].show == *item;
            if (!match) continue;
        }
        wanted.push_back(&play);
    }
    return page_response(call.request, call.switches(), wanted.size(),
                         [&](std::string& out, std::size_t at) { return append(out, *wanted[at]); });
}

Response post_history(Call& call) {
    const Switches& switches = call.switches();
    auto bulk = read_bulk(call.account, call.body, Meaning::Plays, "watched_at");
    if (!bulk) return empty_response(400);
    std::vector<Play> plays;
    Counts added;
    for (const Target& target : bulk->targets) {
        const auto watched_ms = watched_time(call, target);
        if (!watched_ms) return json_response(422, R"({"errors":{"watched_at":["is not a date"]}})");
        plays.push_back({0, *watched_ms, target.item, target.kind, Action::Watch});
        ++added[target.kind];
    }
    if (switches.history_limit > 0 &&
        static_cast<std::int64_t>(call.account.play_count() + plays.size()) > switches.history_limit)
        return limit_reached(switches, switches.history_limit);
    if (switches.refuse_duplicates) {
        for (const Play& play : plays)
            for (const Play& own : call.account.plays(play.kind))
                if (own.item == play.item && floor_to(own.watched_ms, minute_ms) == play.watched_ms)
                    return empty_response(409);
    }
    if (!plays.empty() && !switches.adds_store_nothing) call.account.add_plays(std::move(plays), call.now_ms);

    json::object out;
    if (!switches.counts_missing) {
        out["added"] = added.plays();
        if (!switches.legacy_shapes) out["updated"] = Counts{}.plays();
    }
    out["not_found"] =
        switches.legacy_shapes ? not_found_with_older_keys(std::move(bulk->not_found)) : std::move(bulk->not_found);
    return json_response(static_cast<int>(switches.history_add_status), json::serialize(out));
}

Response post_history_remove(Call& call) {
    const Switches& switches = call.switches();
    auto bulk = read_bulk(call.account, call.body, Meaning::Plays, "watched_at");
    if (!bulk) return empty_response(400);
    std::unordered_set<std::uint32_t> movies, episodes;
    for (const Target& target : bulk->targets) (target.kind == Kind::Movie ? movies : episodes).insert(target.item);
    std::unordered_set<std::int64_t> ids;
    json::array unknown_ids;
    if (const json::array* list = array_member(call.body, "ids")) {
        for (const json::value& id : *list) {
            if (!id.is_int64()) return empty_response(400);
            ids.insert(id.get_int64());
        }
    }
    std::int64_t chosen = 0;
    std::unordered_set<std::int64_t> left;  // known ids that the switch keeps
    const auto removed = call.account.remove_plays(
        [&](const Play& play) {
            if (!ids.contains(play.id) && !(play.kind == Kind::Movie ? movies : episodes).contains(play.item))
                return false;
            if (switches.removes_more(chosen)) return ++chosen > 0;
            left.insert(play.id);
            return false;
        },
        call.now_ms);
    Counts deleted;
    for (const Play& play : removed) {
        ++deleted[play.kind];
        ids.erase(play.id);
    }
    for (std::int64_t id : ids)
        if (!left.contains(id)) unknown_ids.push_back(id);

    json::object out;
    if (!switches.counts_missing) out["deleted"] = deleted.plays();
    if (switches.not_found_ids && array_member(call.body, "ids")) bulk->not_found["ids"] = std::move(unknown_ids);
    out["not_found"] = std::move(bulk->not_found);
    return json_response(200, json::serialize(out));
}

}  // namespace mod_trakt::twin
