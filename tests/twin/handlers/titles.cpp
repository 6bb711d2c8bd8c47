// Finding titles by any id, or by the path of a movie or a show. No account is needed.
#include <charconv>

#include "twin/handlers/handlers.hpp"

namespace mod_trakt::twin {
namespace {

std::optional<std::int64_t> number_in(const std::string& text) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
    return number;
}

// Paths accept a trakt id, a slug or an imdb id; a number is a trakt id.
std::optional<std::uint32_t> title_at(const Catalogue& catalogue, Kind kind, const std::string& text) {
    if (const auto number = number_in(text)) return catalogue.find(kind, "trakt", *number);
    if (const auto found = catalogue.find(kind, "slug", std::string_view(text))) return found;
    return catalogue.find(kind, "imdb", std::string_view(text));
}

template <class Items, class Append>
Response array_of(const Items& items, Append append) {
    std::string body = "[";
    for (const auto item : items) {
        if (body.size() > 1) body += ',';
        append(body, item);
    }
    return json_response(200, body + ']');
}

}  // namespace

Response get_search(const Catalogue& catalogue, const Request& request) {
    if (request.method != "GET") return empty_response(405);
    if (request.parts.size() != 3) return empty_response(404);
    const std::string& id_kind = request.parts[1];
    const bool text_id = id_kind == "imdb";
    if (!text_id && id_kind != "trakt" && id_kind != "tmdb" && id_kind != "tvdb") return empty_response(404);
    std::string body = "[";
    for (Kind kind : {Kind::Movie, Kind::Show, Kind::Episode}) {
        // For imdb ids the type is ignored.
        if (!text_id && request.query.contains("type") && !request.query_has("type", singular(kind))) continue;
        for (const std::uint32_t found : catalogue.find_all(kind, id_kind, request.parts[2])) {
            if (body.size() > 1) body += ',';
            body += std::string("{\"score\":1000,\"type\":\"") + singular(kind) + "\",";
            catalogue.append_media(body, kind, found);
            body += '}';
        }
    }
    return json_response(200, body + ']');
}

Response get_title(const Catalogue& catalogue, const Request& request) {
    if (request.method != "GET") return empty_response(405);
    const auto& parts = request.parts;
    if (parts.size() < 2) return empty_response(404);
    const Kind kind = parts[0] == "movies" ? Kind::Movie : Kind::Show;
    const auto item = title_at(catalogue, kind, parts[1]);
    if (!item) return empty_response(404);
    if (parts.size() == 2)
        return json_response(200, kind == Kind::Movie ? catalogue.movies[*item].json : catalogue.shows[*item].json);
    if (kind == Kind::Movie || parts[2] != "seasons") return empty_response(404);

    auto append_episode = [&](std::string& out, std::uint32_t episode) { out += catalogue.episodes[episode].json; };
    if (parts.size() == 3) {
        const bool with_episodes = request.query_has("extended", "episodes");
        return array_of(catalogue.shows[*item].seasons, [&](std::string& out, std::uint32_t season) {
            out += catalogue.seasons[season].json;
            if (!with_episodes) return;
            out.pop_back();
            out += ",\"episodes\":" + array_of(catalogue.seasons[season].episodes, append_episode).body + '}';
        });
    }
    const auto season_number = number_in(parts[3]);
    const auto season = season_number ? catalogue.season_of(*item, static_cast<int>(*season_number)) : std::nullopt;
    if (!season) return empty_response(404);
    if (parts.size() == 4) return array_of(catalogue.seasons[*season].episodes, append_episode);
    if (parts.size() == 5 && parts[4] == "info") return json_response(200, catalogue.seasons[*season].json);
    if (parts.size() == 6 && parts[4] == "episodes") {
        const auto number = number_in(parts[5]);
        const auto episode = number ? catalogue.episode_of(*season, static_cast<int>(*number)) : std::nullopt;
        if (episode) return json_response(200, catalogue.episodes[*episode].json);
    }
    return empty_response(404);
}

}  // namespace mod_trakt::twin
