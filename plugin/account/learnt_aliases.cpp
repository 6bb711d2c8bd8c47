#include "account/learnt_aliases.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "account/title_json.hpp"
#include "support/json/value.hpp"
#include "support/json/writer.hpp"

namespace mod_trakt::account {
namespace {

constexpr int aliases_schema = 1;
constexpr std::string_view by_search = "search", by_elimination = "elimination";

// Drops the oldest entries until `most` are left.
template <typename Map, typename AtMs>
void limit(Map& map, std::size_t most, AtMs at_ms) {
    if (map.size() <= most) return;
    std::vector<std::int64_t> times;
    for (const auto& [key, value] : map) times.push_back(at_ms(value));
    const auto surplus = static_cast<std::ptrdiff_t>(map.size() - most);
    std::nth_element(times.begin(), times.begin() + (surplus - 1), times.end());
    const std::int64_t last_ms = times[static_cast<std::size_t>(surplus - 1)];
    std::erase_if(map, [&](const auto& entry) { return map.size() > most && at_ms(entry.second) <= last_ms; });
}

// Merges the entries of `own` and `other`. If `own` has changed or removed an entry since `before`, that counts.
template <typename Map>
Map merge_maps(const Map& before, const Map& own, const Map& other) {
    Map merged = own;
    for (const auto& [key, value] : other) {
        const auto former = before.find(key), mine = own.find(key);
        const bool is_changed =
            (former == before.end()) != (mine == own.end()) || (mine != own.end() && !(mine->second == former->second));
        if (!is_changed) merged.insert_or_assign(key, value);
    }
    // Removes the entries that `other` has removed, unless `own` has changed them.
    std::erase_if(merged, [&](const auto& entry) {
        const auto former = before.find(entry.first);
        return former != before.end() && former->second == entry.second && !other.contains(entry.first);
    });
    return merged;
}

std::string text_of(const LearntAliases::Added& added) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    write_title(writer, added.name);
    writer.member("minute", added.minute_ms);
    writer.end_object();
    return text;
}

std::set<std::string> texts_of(const std::vector<LearntAliases::Added>& list) {
    std::set<std::string> texts;
    for (const LearntAliases::Added& added : list) texts.insert(text_of(added));
    return texts;
}

std::vector<LearntAliases::Added> merge_added(const LearntAliases& before, const LearntAliases& own,
                                              const LearntAliases& other) {
    if (other.added == before.added) return own.added;
    const auto former = texts_of(before.added), mine = texts_of(own.added), theirs = texts_of(other.added);
    std::vector<LearntAliases::Added> merged;
    for (const auto& added : own.added)
        if (const std::string text = text_of(added); !former.contains(text) || theirs.contains(text))
            merged.push_back(added);
    for (const auto& added : other.added)
        if (const std::string text = text_of(added); !former.contains(text) && !mine.contains(text))
            merged.push_back(added);
    return merged;
}

void write_entries(json::Writer& writer, std::string_view name, const std::vector<LearntAliases::Entry>& entries) {
    writer.key(name);
    writer.begin_array();
    for (const LearntAliases::Entry& entry : entries) {
        writer.begin_object();
        write_title(writer, entry.name);
        writer.member("rating", entry.rating);
        writer.member("from", entry.from_ms);
        writer.member("until", entry.until_ms);
        writer.end_object();
    }
    writer.end_array();
}

std::vector<LearntAliases::Entry> read_entries(json::Value list) {
    std::vector<LearntAliases::Entry> entries;
    for (const json::Value one : list.elements()) {
        const std::int64_t rating = one["rating"].integer().value_or(-1);
        LearntAliases::Entry entry{read_title(one), static_cast<int>(rating), one["from"].integer().value_or(0),
                                   one["until"].integer().value_or(0)};
        if (entry.name.type && rating >= 0 && rating <= 10) entries.push_back(std::move(entry));
    }
    return entries;
}

}  // namespace

void LearntAliases::tidy(const Clock& clock) {
    for (auto& [key, alias] : known)
        if (alias.at_ms == 0) alias.at_ms = clock.unix_ms();
    std::erase_if(none, [&](const auto& entry) { return clock.is_older(entry.second, none_for_ms); });
    limit(known, most_entries, [](const Alias& alias) { return alias.at_ms; });
    limit(none, most_entries, [](std::int64_t at_ms) { return at_ms; });
    for (Added& one : added)
        if (one.at_ms == 0) one.at_ms = clock.unix_ms();
    std::erase_if(entries, [](const auto& one) { return one.second.written.size() > most_entries; });
    std::erase_if(added, [&](const Added& one) { return clock.is_older(one.at_ms, none_for_ms); });
    if (added.size() > most_entries)
        added.erase(added.begin(), added.end() - static_cast<std::ptrdiff_t>(most_entries));
}

std::optional<LearntAliases> LearntAliases::parse(const std::string& text) {
    json::Document document;
    if (document.parse(text)) return std::nullopt;
    const json::Value root = document.root();
    if (root["schema"].integer() != aliases_schema) return std::nullopt;
    LearntAliases learnt;
    for (const json::Value one : root["known"].elements()) {
        const std::int64_t trakt_id = one["trakt"].integer().value_or(0);
        if (one["id"].text().empty() || trakt_id <= 0) continue;
        const bool is_searched = one["by"].text() == by_search;
        learnt.known[std::string(one["id"].text())] = {trakt_id, is_searched ? Source::Search : Source::Elimination,
                                                       plausible_unix_ms(one["at"].integer().value_or(0))};
    }
    for (const json::Value one : root["none"].elements())
        if (!one["id"].text().empty())
            learnt.none[std::string(one["id"].text())] = plausible_unix_ms(one["at"].integer().value_or(0));
    for (const json::Value one : root["added"].elements()) {
        Added added{read_title(one),
                    one["minute"].integer().value_or(0),
                    {},
                    plausible_unix_ms(one["at"].integer().value_or(0))};
        if (!added.name.type || added.minute_ms == 0) continue;
        for (const json::Value title : one["before"].elements()) added.before.push_back(read_title(title));
        learnt.added.push_back(std::move(added));
    }
    for (const json::Value one : root["entries"].elements()) {
        Entries entries{read_entries(one["written"]), read_entries(one["before"]), std::string(one["mark"].text())};
        if (!one["feature"].text().empty()) learnt.entries[std::string(one["feature"].text())] = std::move(entries);
    }
    return learnt;
}

std::string LearntAliases::render() const {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    writer.member("schema", aliases_schema);
    writer.key("known");
    writer.begin_array();
    for (const auto& [id, alias] : known) {
        writer.begin_object();
        writer.member("id", id);
        writer.member("trakt", alias.trakt_id);
        writer.member("by", alias.source == Source::Search ? by_search : by_elimination);
        writer.member("at", alias.at_ms);
        writer.end_object();
    }
    writer.end_array();
    writer.key("none");
    writer.begin_array();
    for (const auto& [id, at_ms] : none) {
        writer.begin_object();
        writer.member("id", id);
        writer.member("at", at_ms);
        writer.end_object();
    }
    writer.end_array();
    writer.key("added");
    writer.begin_array();
    for (const Added& one : added) {
        writer.begin_object();
        write_title(writer, one.name);
        writer.member("minute", one.minute_ms);
        writer.member("at", one.at_ms);
        if (!one.before.empty()) {
            writer.key("before");
            writer.begin_array();
            for (const TitleName& title : one.before) {
                writer.begin_object();
                write_title(writer, title);
                writer.end_object();
            }
            writer.end_array();
        }
        writer.end_object();
    }
    writer.end_array();
    writer.key("entries");
    writer.begin_array();
    for (const auto& [feature, of_feature] : entries) {
        writer.begin_object();
        writer.member("feature", feature);
        writer.member("mark", of_feature.mark);
        write_entries(writer, "written", of_feature.written);
        write_entries(writer, "before", of_feature.before);
        writer.end_object();
    }
    writer.end_array();
    writer.end_object();
    return text;
}

LearntAliases merge(const LearntAliases& before, const LearntAliases& own, const LearntAliases& other) {
    return {merge_maps(before.known, own.known, other.known), merge_maps(before.none, own.none, other.none),
            merge_added(before, own, other), merge_maps(before.entries, own.entries, other.entries)};
}

}  // namespace mod_trakt::account
