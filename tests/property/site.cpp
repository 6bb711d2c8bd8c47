#include "site.hpp"

#include <stdexcept>
#include <utility>

#include "twin/catalogue.hpp"
#include "twin/iso_time.hpp"
#include "twin/seed.hpp"

namespace mod_trakt::property {
namespace {

twin::Options options_for(std::int64_t most_plays, std::int64_t most_entries) {
    twin::Options options;
    options.sizes.plays = most_plays;
    options.sizes.ratings = options.sizes.watchlist = most_entries;
    return options;
}

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

std::int64_t time_of(const json::value& value) {
    const auto ms = twin::parse_iso(text_of(value));
    if (!ms) throw std::logic_error("the twin tells no time");
    return *ms;
}

}  // namespace

HiddenRows Truth::hidden_of(Kind kind) const {
    const auto own = hidden.find(std::string("history/") + kind_names[kind] + "s");
    return own == hidden.end() ? HiddenRows() : own->second;
}

std::size_t Truth::hidden_of(const std::string& feature) const {
    std::size_t rows = 0;
    for (const auto& [list, own] : hidden)
        if (list.starts_with(feature)) rows += own.rows;
    return rows;
}

Site::Site(std::int64_t most_plays, std::int64_t most_entries)
    : twin_(options_for(most_plays, most_entries)), server_(twin_, {}) {
    const twin::SeedSizes sizes = options_for(most_plays, most_entries).sizes;
    const twin::Catalogue titles(twin::movies_needed(sizes), twin::shows_needed(sizes));
    for (const twin::Episode& episode : titles.episodes)
        if (episode.season_number == 0) specials_.push_back(episode.ids.trakt);
    if (specials_.empty()) throw std::logic_error("the twin has no specials");
}

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

void Site::begin(const json::object& sizes, std::int64_t now_ms) {
    json::object body = sizes;
    body["now"] = twin::iso(now_ms);
    admin("POST", "reset", body);
    // Compressing pages would take most of the time and test nothing here.
    switches({{"gzip", false}});
}

void Site::edit(const json::array& ops, std::int64_t seed) {
    admin("POST", "edit", json::object{{"account", 1}, {"seed", seed}, {"ops", ops}});
}

void Site::faults(const json::array& faults) {
    admin("DELETE", "faults");
    if (!faults.empty()) admin("POST", "faults", faults);
}

Truth Site::truth() {
    auto state = std::make_shared<json::value>(admin("GET", "state?account=1&full=true"));
    Truth truth;
    for (const json::value& row : state->at("plays").as_array()) {
        const Kind kind = row.at("type") == kind_names[Movies] ? Movies : Episodes;
        const json::value& title = row.at(kind_names[kind]).at("ids").at("trakt");
        truth.plays[kind].push_back({row.at("id").as_int64(), time_of(row.at("watched_at")), title.as_int64(),
                                     std::shared_ptr<const json::value>(state, &row)});
    }
    for (const json::value& rating : state->at("ratings").as_array()) ++truth.ratings[text_of(rating.at("type")) + "s"];
    truth.watchlist = state->at("watchlist").as_array().size();
    for (const auto& [group, leaves] : state->at("activities").as_object()) {
        if (!leaves.is_object()) continue;
        for (const auto& [leaf, stamp] : leaves.get_object())
            truth.stamps[std::string(group) + "." + std::string(leaf)] = text_of(stamp);
    }
    for (const auto& [list, own] : state->at("hidden").as_object())
        truth.hidden[list] = {own.at("rows").to_number<std::size_t>(), own.at("at_end").as_bool()};
    truth.state = std::move(state);
    return truth;
}

std::vector<Asked> Site::take_ledger() {
    std::vector<Asked> asked;
    const json::value ledger = admin("GET", "ledger");
    for (const json::value& entry : ledger.as_array())
        asked.push_back({text_of(entry.at("method")), text_of(entry.at("path")), text_of(entry.at("query")),
                         static_cast<int>(entry.at("status").as_int64())});
    admin("DELETE", "ledger");
    return asked;
}

}  // namespace mod_trakt::property
