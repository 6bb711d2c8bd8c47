#include "answers.hpp"

#include "twin/iso_time.hpp"

namespace mod_trakt::sim {
namespace {

std::int64_t number_in(const json::value& id) {
    return id.is_string() ? std::stoll(std::string(id.as_string())) : id.to_number<std::int64_t>();
}

std::string text_or_empty(const json::object& object, const char* name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

Verdict verdict_in(const json::object& result) {
    return {text_or_empty(result, "verdict"), text_or_empty(result, "hint"), text_or_empty(result, "message")};
}

std::optional<std::int64_t> minute_in(const json::object& item) {
    const auto watched_ms = twin::parse_iso(text_or_empty(item, "watched_at"));
    return watched_ms ? std::optional(*watched_ms / 60'000) : std::nullopt;
}

}  // namespace

Index index_in(const std::string& feature, std::string_view document) {
    Index index;
    const json::value parsed = json::parse(json::string_view(document.data(), document.size()));
    for (const auto& entry : parsed.at("items").as_object()) {
        const json::object& item = entry.value().as_object();
        const Title title{std::string(item.at("type").as_string()), number_in(item.at("ids").at("trakt"))};
        if (feature == "history")
            index.plays.insert({title, *twin::parse_iso(std::string(item.at("watched_at").as_string()))});
        else if (feature == "ratings")
            index.ratings[title] = item.at("rating").to_number<int>();
        else
            index.watchlist.insert(title);
    }
    return index;
}

std::vector<Verdict> verdicts_in(const std::string& document) {
    std::vector<Verdict> verdicts;
    const json::value parsed = json::parse(document);
    for (const json::value& result : parsed.at("results").as_array())
        verdicts.push_back(verdict_in(result.as_object()));
    return verdicts;
}

Undone undone_in(const std::string& document, const Site& site) {
    Undone undone;
    const json::value parsed = json::parse(document);
    const json::object& all = parsed.as_object();
    undone.run = text_or_empty(all, "run");
    if (undone.run.empty()) return undone;
    undone.state = text_or_empty(all, "state");
    for (const json::value& result : all.at("results").as_array()) {
        const json::object &one = result.as_object(), &item = one.at("item").as_object();
        Undone::Made& made = undone.made.emplace_back();
        made.action = text_or_empty(one, "action");
        made.feature = text_or_empty(one, "feature");
        made.verdict = verdict_in(one);
        made.item.title = site.title_in(item).value_or(Title{text_or_empty(item, "type"), 0});
        made.item.minute = minute_in(item).value_or(0);
        if (const json::value* rating = item.if_contains("rating")) made.item.rating = rating->to_number<int>();
        if (const json::value* id = item.if_contains("_trakt_history_id"))
            made.history_id = id->to_number<std::int64_t>();
        made.item.json = json::serialize(item);
    }
    for (const json::value& change : all.at("cannot_be_taken_back").as_array()) {
        const json::object& one = change.as_object();
        undone.named.push_back({text_or_empty(one, "feature"), site.title_in(one), minute_in(one)});
    }
    return undone;
}

}  // namespace mod_trakt::sim
