// The endpoints under /_twin/, by which tests and people control the twin and inspect its state.
#include "twin/handlers/handlers.hpp"
#include "twin/iso_time.hpp"
#include "twin/twin.hpp"

namespace mod_trakt::twin {
namespace {

Response done(json::object out = {}) {
    out["ok"] = true;
    return json_response(200, json::serialize(out) + "\n");
}

Response refused(const std::string& why) {
    return json_response(400, json::serialize(json::object{{"ok", false}, {"error", why}}) + "\n");
}

std::int64_t number_of(const Request& request, const char* name, std::int64_t fallback) {
    const std::string text = request.query_or(name, "");
    return text.empty() ? fallback : std::atoll(text.c_str());
}

// For each list: how many rows are hidden, and whether its last row is one of them.
json::object hidden_rows(const Account& account) {
    json::object out;
    const auto note = [&](const std::string& list, bool is_hidden) {
        json::object& rows = out.emplace(list, json::object{{"rows", 0}, {"at_end", false}}).first->value().as_object();
        rows["rows"] = rows["rows"].as_int64() + (is_hidden ? 1 : 0);
        rows["at_end"] = is_hidden;
    };
    for (const Kind kind : {Kind::Movie, Kind::Episode})
        for (const Play& play : account.plays(kind))
            note(std::string("history/") + plural(kind), account.is_hidden(play));
    for (const Kind kind : all_kinds)
        for (const Rating& rating : account.sorted_ratings(kind))
            note(std::string("ratings/") + plural(kind), account.is_hidden(kind, rating.item));
    for (const WatchlistEntry& entry : account.watchlist())
        note("watchlist", account.is_hidden(entry.kind, entry.item));
    return out;
}

}  // namespace

Response Twin::admin(const Request& request) {
    const std::string group = request.parts.size() > 1 ? request.parts[1] : "";
    json::value body = json::object{};
    if (!request.body.empty()) {
        boost::system::error_code failed;
        body = json::parse(request.body, failed);
        if (failed) return refused("the body is not JSON");
    }
    if (group == "faults") return admin_faults(request, body);
    if (!body.is_object()) return refused("the body is not an object");
    json::object& object = body.get_object();
    if (group == "ledger") {
        if (request.method == "DELETE") return ledger_.clear(), done();
        return json_response(200, ledger_.to_json());
    }
    if (group == "state") return admin_state(request);
    if (group == "switches") return admin_switches(request, std::move(object));
    if (request.method != "POST" && group != "clock") return refused("unknown endpoint or method");
    if (group == "clock") return admin_clock(object);
    if (group == "reset") return admin_reset(object);
    if (group == "edit") return admin_edit(object);
    if (group == "titles") return admin_titles(object);
    if (group == "device") return admin_device(object);
    return refused("unknown endpoint");
}

// Accounts share the catalogue, so an edit makes a copy.
Response Twin::admin_titles(const json::object& body) {
    const json::array* edits = array_member(body, "titles");
    if (!edits) return refused("titles is not a list");
    auto edited = std::make_shared<Catalogue>(*catalogue_);
    for (const json::value& one : *edits) {
        if (!one.is_object()) return refused("an edit of a title is not an object");
        const json::object& edit = one.get_object();
        const auto kind = kind_from(string_member(edit, "type"));
        const auto item = kind ? edited->find(*kind, "trakt", int_member(edit, "trakt", 0)) : std::nullopt;
        if (!item) return refused("unknown title: give type and trakt");
        if (const json::object* ids = object_member(edit, "ids"); ids && !edited->change_ids(*kind, *item, *ids))
            return refused("unknown id, or a value of the wrong type");
        if (const json::object* alias = object_member(edit, "alias"); alias && !edited->add_alias(*kind, *item, *alias))
            return refused("unknown id, or a value of the wrong type");
    }
    edited->finish_edits();
    catalogue_ = std::move(edited);
    for (const auto& account : accounts_) account->use(catalogue_);
    return done();
}

Response Twin::admin_faults(const Request& request, const json::value& body) {
    if (request.method == "DELETE") return faults_.clear(), done();
    if (request.method == "GET") return json_response(200, json::serialize(faults_.list()) + "\n");
    const json::array list = body.is_array() ? body.get_array() : json::array{body};
    if (auto wrong = faults_.add(list)) return refused(*wrong);
    return done({{"faults", faults_.list().size()}});
}

Response Twin::admin_reset(const json::object& body) {
    Options changed = options_;
    Switches switches = shared_;
    for (const auto& entry : body) {
        const std::string_view name(entry.key().data(), entry.key().size());
        const json::value& value = entry.value();
        std::int64_t* number = name == "plays"       ? &changed.sizes.plays
                               : name == "ratings"   ? &changed.sizes.ratings
                               : name == "watchlist" ? &changed.sizes.watchlist
                               : name == "seed"      ? &changed.sizes.seed
                                                     : nullptr;
        if (number) {
            if (!value.is_int64() || value.get_int64() < 0)
                return refused(std::string(name) + " must be a whole number, 0 or more");
            *number = value.get_int64();
        } else if (name == "accounts") {
            if (!value.is_int64() || value.get_int64() < 1 || value.get_int64() > 1000)
                return refused("accounts: 1 to 1000");
            changed.accounts = static_cast<int>(value.get_int64());
        } else if (name == "vip") {
            if (!value.is_bool()) return refused("vip must be true or false");
            changed.vip = value.get_bool();
        } else if (name == "now") {
            const auto now = value.is_string() ? parse_iso(std::string_view(value.get_string())) : std::nullopt;
            if (!now && !value.is_null()) return refused("now must be a date");
            changed.now_ms = now;
        } else {
            return refused("unknown option " + std::string(name));
        }
    }
    options_ = changed;
    shared_ = Switches();
    shared_.vip = options_.vip;
    shared_.latency_ms = options_.latency_ms;
    clock_.run();
    if (options_.now_ms) clock_.freeze(*options_.now_ms);
    reset();
    return done();
}

Response Twin::admin_switches(const Request& request, json::object body) {
    const std::int64_t number = number_of(request, "account", 0);
    Account* one = account_at(number);
    if (number != 0 && !one) return refused("no such account");
    Switches& base = one ? one->switches : shared_;
    if (request.method == "GET") return json_response(200, json::serialize(to_json(base)) + "\n");
    if (request.method == "DELETE") {
        shared_ = Switches();
        shared_.vip = options_.vip;
        shared_.latency_ms = options_.latency_ms;
        for (auto& account : accounts_) account->switches = shared_, account->sort_plays();
        return done();
    }
    // These two are actions: they happen once, and are not kept as switches.
    const bool expire = bool_member(body, "expire_token", false),
               revoke = bool_member(body, "revoke_refresh_token", false);
    body.erase("expire_token");
    body.erase("revoke_refresh_token");
    Switches tried = base;
    if (auto wrong = apply_switches(tried, body)) return refused("unknown switch or wrong type: " + *wrong);
    if (expire) tokens_.expire_access(static_cast<int>(number));
    if (revoke) tokens_.revoke_refresh(static_cast<int>(number));
    if (!one) apply_switches(shared_, body);
    for (auto& account : accounts_) {
        if (one && account.get() != one) continue;
        const Switches before = account->switches;
        apply_switches(account->switches, body);
        if (before.maps != account->switches.maps) account->freeze_plays();
        if (before.tie_order != account->switches.tie_order) account->sort_plays();
        const bool settings_moved = before.vip != account->switches.vip ||
                                    before.no_limits != account->switches.no_limits ||
                                    before.watch_only_once != account->switches.watch_only_once ||
                                    before.effective_watchlist_limit() != account->switches.effective_watchlist_limit();
        if (settings_moved) account->touch("account.settings_at", clock_.now_ms());
    }
    return done();
}

Response Twin::admin_clock(const json::object& body) {
    if (const json::value* now = member(body, "now")) {
        const auto ms = now->is_string() ? parse_iso(std::string_view(now->get_string())) : std::nullopt;
        if (!ms) return refused("now must be a date");
        clock_.freeze(*ms);
    }
    if (bool_member(body, "freeze", false)) clock_.freeze(clock_.now_ms());
    if (bool_member(body, "run", false)) clock_.run();
    clock_.advance(int_member(body, "advance_ms", 0));
    return done({{"now", iso(clock_.now_ms())}, {"frozen", clock_.is_frozen()}});
}

Response Twin::admin_device(const json::object& body) {
    const std::int64_t number = int_member(body, "account", 1);
    if (!account_at(number)) return refused("no such account");
    if (!tokens_.decide_device(string_member(body, "user_code"), string_member(body, "action"),
                               static_cast<int>(number)))
        return refused("unknown user_code, or action is not approve, deny or expire");
    return done();
}

Response Twin::admin_state(const Request& request) {
    const Account* account = account_at(number_of(request, "account", 1));
    if (!account) return refused("no such account");
    const bool full = request.query_or("full", "false") == "true";
    const Catalogue& catalogue = account->catalogue();

    auto append_item = [&](std::string& out, Kind kind, std::uint32_t item) {
        out += std::string("\"type\":\"") + singular(kind) + "\",\"trakt\":";
        append_number(out, catalogue.ids(kind, item).trakt);
        if (const auto show = catalogue.show_of(kind, item)) {
            out += ",\"show\":";
            append_number(out, catalogue.shows[*show].ids.trakt);
        }
        if (kind == Kind::Season) out += ",\"season\":" + std::to_string(catalogue.seasons[item].number);
        if (kind == Kind::Episode)
            out += ",\"season\":" + std::to_string(catalogue.episodes[item].season_number) +
                   ",\"number\":" + std::to_string(catalogue.episodes[item].number);
    };
    auto comma = [](std::string& out) {
        if (out.back() != '[') out += ",\n";
    };
    std::string out = "{\"account\":" + std::to_string(account->number) + ",\"now\":\"" + iso(clock_.now_ms()) +
                      "\",\"token_refreshes\":" + std::to_string(tokens_.refreshes()) + ",\"plays\":[";
    for (const Play& play : account->all_plays()) {
        if (account->is_hidden(play)) continue;
        comma(out);
        if (full) {
            append_play(out, catalogue, play);
            continue;
        }
        out += "{\"id\":";
        append_number(out, play.id);
        out += ",\"watched_at\":\"";
        append_iso(out, play.watched_ms);
        out += std::string("\",\"action\":\"") + name_of(play.action) + "\",";
        append_item(out, play.kind, play.item);
        out += '}';
    }
    out += "],\"ratings\":[";
    for (Kind kind : all_kinds) {
        for (const Rating& rating : account->sorted_ratings(kind)) {
            if (account->is_hidden(kind, rating.item)) continue;
            comma(out);
            if (full) {
                append_rating(out, catalogue, kind, rating);
                continue;
            }
            out += "{\"rating\":" + std::to_string(rating.rating) + ",\"rated_at\":\"" + iso(rating.rated_ms) + "\",";
            append_item(out, kind, rating.item);
            out += '}';
        }
    }
    out += "],\"watchlist\":[";
    std::size_t rank = 0;
    for (const WatchlistEntry& entry : account->watchlist()) {
        ++rank;
        if (account->is_hidden(entry.kind, entry.item)) continue;
        comma(out);
        if (full) {
            append_entry(out, catalogue, entry, rank);
            continue;
        }
        out += "{\"id\":" + std::to_string(entry.id) + ",\"rank\":" + std::to_string(rank) + ",\"listed_at\":\"" +
               iso(entry.listed_ms) + "\",";
        append_item(out, entry.kind, entry.item);
        out += '}';
    }
    out += "],\"collection\":[";
    for (Kind kind : {Kind::Movie, Kind::Episode}) {
        for (const auto& [item, collected] : account->collection(kind)) {
            comma(out);
            out += "{\"collected_at\":\"" + iso(collected.collected_ms) + "\",";
            append_item(out, kind, item);
            out += '}';
        }
    }
    out += "],\"hidden\":" + json::serialize(hidden_rows(*account)) +
           ",\"activities\":" + account->activities.to_json(false) + "}\n";
    return json_response(200, std::move(out));
}

}  // namespace mod_trakt::twin
