#include "site.hpp"

#include <cctype>
#include <cstdlib>
#include <stdexcept>
#include <utility>

#include "twin/iso_time.hpp"
#include "twin/seed.hpp"
#include "virtual_clock.hpp"

namespace mod_trakt::sim {
namespace {

twin::Options options_for(std::int64_t most_plays, std::int64_t most_entries) {
    twin::Options options;
    options.sizes.plays = most_plays;
    options.sizes.ratings = options.sizes.watchlist = most_entries;
    return options;
}

Title title_of(const json::object& row) {
    return {std::string(row.at("type").as_string()), row.at("trakt").as_int64()};
}

State state_in(const json::value& document) {
    State state;
    for (const json::value& row : document.at("plays").as_array()) {
        const json::object& play = row.as_object();
        const auto watched_ms = twin::parse_iso(std::string(play.at("watched_at").as_string()));
        state.plays[play.at("id").as_int64()] = {title_of(play), watched_ms.value_or(0)};
    }
    for (const json::value& row : document.at("ratings").as_array())
        state.ratings[title_of(row.as_object())] = static_cast<int>(row.at("rating").as_int64());
    for (const json::value& row : document.at("watchlist").as_array())
        state.watchlist.insert(title_of(row.as_object()));
    return state;
}

twin::Request request_of(const http::Request& request) {
    twin::Request asked;
    asked.method = std::string(http::method_name(request.method));
    twin::set_target(asked, request.url.substr(request.url.find('/', 8)));
    for (const auto& [name, value] : request.headers.fields()) {
        std::string lower = name;
        for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        asked.headers[lower] = value;
    }
    asked.headers["user-agent"] = "mod_trakt-test";  // the edge refuses requests without it
    asked.body = request.body;
    return asked;
}

}  // namespace

std::string text_of(const Title& title) { return title.type + " " + std::to_string(title.trakt); }
std::string text_of(const Play& play) { return text_of(play.title) + " at " + twin::iso(play.watched_ms); }

Site::Site(std::int64_t most_plays, std::int64_t most_entries)
    : twin_(options_for(most_plays, most_entries)),
      catalogue_(twin::movies_needed(options_for(most_plays, most_entries).sizes),
                 twin::shows_needed(options_for(most_plays, most_entries).sizes)) {}

json::value Site::admin(const char* method, const std::string& room, const json::value& body) {
    twin::Request request;
    request.method = method;
    twin::set_target(request, "/_twin/" + room);
    if (!body.is_null()) request.body = json::serialize(body);
    const twin::Outcome outcome = twin_.handle(std::move(request));
    if (outcome.response.status != 200)
        throw std::logic_error("the twin refuses " + room + ": " + outcome.response.body);
    return json::parse(outcome.response.body);
}

void Site::begin(const json::object& sizes, std::int64_t now_ms, const json::array& titles) {
    json::object body = sizes;
    body["now"] = twin::iso(now_ms);
    admin("POST", "reset", body);
    admin("POST", "switches", {{"gzip", false}});
    if (!titles.empty()) admin("POST", "titles", json::object{{"titles", titles}});
    versions_.clear();
    versions_.push_back({0, {}, state_in(admin("GET", "state?account=1"))});
}

void Site::note_state(Cause cause, Time now) {
    State state = state_in(admin("GET", "state?account=1"));
    if (state != versions_.back().state) versions_.push_back({now, cause, std::move(state)});
}

twin::Outcome Site::take(const http::Request& request, Cause cause, Time now) {
    twin_.clock().freeze(WallClock::trakt_unix_ms(now));
    twin::Outcome outcome = twin_.handle(request_of(request));
    if (request.method == http::Method::Post && outcome.response.status < 300) note_state(cause, now);
    return outcome;
}

void Site::edit(const json::array& ops, std::int64_t seed, Time now) {
    twin_.clock().freeze(WallClock::trakt_unix_ms(now));
    admin("POST", "edit", json::object{{"account", 1}, {"seed", seed}, {"ops", ops}});
    note_state({Cause::phone}, now);
}

bool Site::replace(const Play& play, const Title& other, Time now) {
    for (const auto& [id, own] : this->now().plays) {
        if (own.title != play.title || own.minute() != play.minute()) continue;
        const json::object add{
            {"op", "add"}, {"type", other.type}, {"trakt", other.trakt}, {"when", twin::iso(play.watched_ms)}};
        edit({json::object{{"op", "remove"}, {"id", id}}, add}, 1, now);
        return true;
    }
    return false;
}

void Site::expire_token(Time now) {
    twin_.clock().freeze(WallClock::trakt_unix_ms(now));
    admin("POST", "switches?account=1", {{"expire_token", true}});
}

// By the strongest name: Trakt id, own tvdb id, show and numbers, other ids.
std::optional<Title> Site::title_in(const json::object& item) const {
    const std::string type = twin::string_member(item, "type");
    const auto kind = twin::kind_from(type);
    if (!kind) return std::nullopt;
    const auto find = [&](twin::Kind of, const char* member, const char* key) -> std::optional<std::uint32_t> {
        const json::object* ids = twin::object_member(item, member);
        const json::value* id = ids != nullptr ? ids->if_contains(key) : nullptr;
        if (id == nullptr || id->is_null()) return std::nullopt;
        const std::string text = id->is_string() ? std::string(id->as_string()) : json::serialize(*id);
        if (std::string_view(key) == "imdb") return catalogue_.find(of, key, text);
        return catalogue_.find(of, key, std::strtoll(text.c_str(), nullptr, 10));
    };
    std::optional<std::uint32_t> found;
    for (const char* key : {"trakt", "tvdb"})
        if (!found) found = find(*kind, "ids", key);
    for (const char* key : {"trakt", "tvdb", "imdb", "tmdb"}) {
        if (found || !item.contains("season")) break;
        const auto show = find(twin::Kind::Show, "show_ids", key);
        if (!show) continue;
        found = catalogue_.season_of(*show, static_cast<int>(item.at("season").as_int64()));
        if (found && *kind == twin::Kind::Episode)
            found = catalogue_.episode_of(*found, static_cast<int>(item.at("episode").as_int64()));
    }
    for (const char* key : {"imdb", "tmdb"})
        if (!found) found = find(*kind, "ids", key);
    if (!found) return std::nullopt;
    return Title{type, catalogue_.ids(*kind, *found).trakt};
}

}  // namespace mod_trakt::sim
