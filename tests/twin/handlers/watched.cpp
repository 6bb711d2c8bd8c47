// Watched titles: pages of rows, or the minimal maps from trakt id to times.
#include <algorithm>
#include <limits>
#include <map>

#include "twin/handlers/handlers.hpp"
#include "twin/iso_time.hpp"
#include "twin/paging.hpp"

namespace mod_trakt::twin {
namespace {

using Times = std::vector<std::int64_t>;

struct Window {
    std::optional<std::int64_t> start_ms, end_ms;
    bool holds(std::int64_t ms) const { return (!start_ms || ms >= *start_ms) && (!end_ms || ms <= *end_ms); }
};

// Times by item, oldest first.
std::map<std::uint32_t, Times> times_of(const Call& call, Kind kind, const Window& window) {
    std::map<std::uint32_t, Times> out;
    const auto& plays = call.switches().maps == "stale" ? call.account.frozen_plays(kind) : call.account.plays(kind);
    for (auto play = plays.rbegin(); play != plays.rend(); ++play)
        if (window.holds(play->watched_ms) && (call.switches().maps_show_hidden || !call.account.is_hidden(*play)))
            out[play->item].push_back(play->watched_ms);
    return out;
}

void append_times(std::string& out, const Times& times) {
    out += '[';
    for (std::size_t at = 0; at < times.size(); ++at) {
        out += at ? ",\"" : "\"";
        append_iso(out, times[at]);
        out += '"';
    }
    out += ']';
}

void append_key(std::string& out, std::int64_t id) {
    out += '"';
    append_number(out, id);
    out += "\":";
}

// An object of the titles, whole or by page. Paging applies here only when page or limit is sent, accepts large limits,
// and has no headers. A page behind the end is an empty object.
template <class Append>
Response map_response(const Call& call, std::size_t total, Append append) {
    const bool clamped = call.switches().maps == "paged";
    const bool paged = clamped || call.request.query.contains("limit") || call.request.query.contains("page");
    Page page{.begin = 0, .end = total, .total = total, .paged = false};
    Switches large = call.switches();
    if (!clamped) large.max_limit = std::numeric_limits<decltype(large.max_limit)>::max();
    if (paged) page = page_of(call.request, large, total);
    std::string body = "{";
    for (std::size_t at = page.begin; at < page.end; ++at) {
        if (at > page.begin) body += ',';
        append(body, at);
    }
    return json_response(200, body + '}');
}

using TitleTimes = std::pair<std::uint32_t, Times>;

Response flat_map(const Call& call, Kind kind, std::map<std::uint32_t, Times> times) {
    const std::vector<TitleTimes> titles(times.begin(), times.end());
    return map_response(call, titles.size(), [&](std::string& out, std::size_t at) {
        append_key(out, call.catalogue().ids(kind, titles[at].first).trakt);
        append_times(out, titles[at].second);
    });
}

Response shows_map(const Call& call, const std::map<std::uint32_t, Times>& times) {
    const Catalogue& catalogue = call.catalogue();
    const bool specials = call.request.query_or("specials", "false") == "true";
    const bool numbers = call.request.query_or("season_numbers", "false") == "true";
    // Episodes of one show are adjacent, because items are numbered show by show.
    std::vector<std::vector<TitleTimes>> shows;
    std::uint32_t last_show = 0;
    for (const auto& [item, own] : times) {
        const Episode& episode = catalogue.episodes[item];
        if (episode.season_number == 0 && !specials) continue;
        if (shows.empty() || episode.show != last_show) shows.emplace_back();
        last_show = episode.show;
        shows.back().emplace_back(item, own);
    }
    return map_response(call, shows.size(), [&](std::string& out, std::size_t at) {
        const auto& episodes = shows[at];
        append_key(out, catalogue.shows[catalogue.episodes[episodes.front().first].show].ids.trakt);
        std::optional<std::uint32_t> open_season;
        out += '{';
        for (const auto& [item, own] : episodes) {
            const Episode& episode = catalogue.episodes[item];
            if (open_season != episode.season) {
                if (open_season) out += "},";
                open_season = episode.season;
                out += '"';
                append_number(out, catalogue.seasons[episode.season].ids.trakt);
                if (numbers) {
                    out += '|';
                    append_number(out, episode.season_number);
                }
                out += "\":{";
            } else {
                out += ',';
            }
            append_key(out, episode.ids.trakt);
            append_times(out, own);
        }
        out += "}}";
    });
}

Response watched_times(const Call& call, Kind kind) {
    if (call.switches().maps == "absent") return empty_response(404);
    const Window window{parse_iso(call.request.query_or("start_at", "")),
                        parse_iso(call.request.query_or("end_at", ""))};
    auto times = times_of(call, kind == Kind::Movie ? Kind::Movie : Kind::Episode, window);
    if (call.switches().maps == "wrong" && !times.empty()) {
        Times& first = times.begin()->second;
        first.pop_back();
        if (first.empty()) times.erase(times.begin());
    }
    return kind == Kind::Show ? shows_map(call, times) : flat_map(call, kind, std::move(times));
}

struct WatchedTitle {
    std::uint32_t item = 0;
    std::int64_t plays = 0;
    std::int64_t last_ms = 0;
};

std::vector<WatchedTitle> by_last(std::map<std::uint32_t, WatchedTitle> titles) {
    std::vector<WatchedTitle> out;
    for (const auto& title : titles) out.push_back(title.second);
    std::stable_sort(out.begin(), out.end(),
                     [](const WatchedTitle& a, const WatchedTitle& b) { return a.last_ms > b.last_ms; });
    return out;
}

void append_counts(std::string& out, const WatchedTitle& title) {
    out += "\"plays\":";
    append_number(out, title.plays);
    out += ",\"last_watched_at\":\"" + iso(title.last_ms) + '"';
}

Response rows(const Call& call, Kind kind) {
    const Catalogue& catalogue = call.catalogue();
    const bool specials = call.request.query_or("specials", "false") == "true";
    std::map<std::uint32_t, WatchedTitle> titles, episodes;
    for (const Play& play : call.account.plays(kind == Kind::Movie ? Kind::Movie : Kind::Episode)) {
        if (kind == Kind::Show && catalogue.episodes[play.item].season_number == 0 && !specials) continue;
        const std::uint32_t item = kind == Kind::Show ? catalogue.episodes[play.item].show : play.item;
        for (auto* map : {&titles, &episodes}) {
            WatchedTitle& title = (*map)[map == &titles ? item : play.item];
            title.item = map == &titles ? item : play.item;
            ++title.plays;
            title.last_ms = std::max(title.last_ms, play.watched_ms);
        }
    }
    const auto list = by_last(std::move(titles));
    const bool progress = kind == Kind::Show && call.request.query_has("extended", "progress");
    auto append = [&](std::string& out, std::size_t at) {
        const WatchedTitle& title = list[at];
        out += '{';
        append_counts(out, title);
        out += ",\"last_updated_at\":\"" + iso(title.last_ms) + "\",";
        if (kind == Kind::Show) out += "\"reset_at\":null,";
        catalogue.append_media(out, kind, title.item);
        if (kind == Kind::Show) {
            out.pop_back();
            out += ",\"aired_episodes\":" + std::to_string(catalogue.shows[title.item].aired_episodes) + '}';
        }
        if (progress) {
            out += ",\"seasons\":[";
            for (std::uint32_t season : catalogue.shows[title.item].seasons) {
                std::string inner;
                for (std::uint32_t episode : catalogue.seasons[season].episodes) {
                    const auto watched = episodes.find(episode);
                    if (watched == episodes.end()) continue;
                    inner += (inner.empty() ? "{\"number\":" : ",{\"number\":") +
                             std::to_string(catalogue.episodes[episode].number) + ',';
                    append_counts(inner, watched->second);
                    inner += '}';
                }
                if (inner.empty()) continue;
                if (out.back() != '[') out += ',';
                out += "{\"number\":" + std::to_string(catalogue.seasons[season].number) + ",\"episodes\":[" + inner +
                       "]}";
            }
            out += ']';
        }
        out += '}';
    };
    return page_response(call.request, call.switches(), list.size(), append, progress ? 100 : 0);
}

}  // namespace

Response get_watched(const Call& call) {
    const auto kind = call.parts.size() == 2 ? kind_from(call.parts[1]) : std::nullopt;
    if (!kind || *kind == Kind::Season) return empty_response(404);
    // Older servers have the map of episodes below /sync only.
    if (*kind == Kind::Episode && call.switches().maps_below_sync && call.request.path.starts_with("/users/"))
        return empty_response(404);
    return call.request.query_has("extended", "min") ? watched_times(call, *kind) : rows(call, *kind);
}

}  // namespace mod_trakt::twin
