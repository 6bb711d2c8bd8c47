#include "entry_writes.hpp"

#include <algorithm>
#include <iterator>

#include "judge.hpp"

namespace mod_trakt::property {
namespace {

constexpr int removals_per_list = 4;
constexpr std::int64_t first_alias = 9'950'000;  // above the ids that titles show, and those of plays' aliases

std::string text_of_id(const json::value& id) {
    return id.is_string() ? std::string(id.as_string()) : json::serialize(id);
}

bool has_id(const json::object& ids, const std::string& key) {
    const json::value* id = ids.if_contains(key);
    return id != nullptr && !id->is_null();
}

bool is_same_id(const json::object& one, const json::object& other, const std::string& key) {
    return has_id(one, key) && has_id(other, key) && text_of_id(one.at(key)) == text_of_id(other.at(key));
}

}  // namespace

EntryWrites::Entries EntryWrites::entries_in(const Truth& truth, const std::string& feature) {
    Entries entries;
    for (const json::value& row : truth.state->at(feature).as_array()) {
        const std::string type(row.at("type").as_string());
        const json::object& ids = row.at(type).at("ids").as_object();
        entries.push_back({type, ids.at("trakt").as_int64(), ids});
    }
    return entries;
}

void EntryWrites::run() {
    for (const char* feature : {"ratings", "watchlist"}) {
        share_ids(feature);
        for (int n = 0; n < removals_per_list; ++n) remove_one(feature);
    }
}

void EntryWrites::share_ids(const std::string& feature) {
    const Entries entries = entries_in(site_.truth(), feature);
    json::array edits;
    for (int n = 0; n < 6 && entries.size() > 1; ++n) {
        const Entry &to = entries[random_.below(entries.size())], &from = entries[random_.below(entries.size())];
        const char* key = random_.one_of<const char*>({"imdb", "tmdb"});
        if (to == from || to.type != from.type || !has_id(from.ids, key)) continue;
        edits.push_back({{"type", to.type}, {"trakt", to.title}, {"ids", {{key, from.ids.at(key)}}}});
    }
    for (int n = 0; n < 2 && !entries.empty(); ++n) {
        const Entry& entry = entries[random_.below(entries.size())];
        const json::value id(first_alias + static_cast<std::int64_t>(aliases_.size()));
        aliases_.push_back({"tmdb", text_of_id(id), entry.title, true});
        edits.push_back({{"type", entry.type}, {"trakt", entry.title}, {"alias", json::object{{"tmdb", id}}}});
    }
    site_.edit_titles(edits);
}

// Some of a title's ids, at least one, or an alias.
json::object EntryWrites::ids_for(const Entry& entry) {
    for (const Alias& alias : aliases_)
        if (alias.title == entry.title && random_.percent(50)) return {{alias.id_type, std::stoll(alias.id)}};
    json::object ids;
    for (const char* key : {"trakt", "imdb", "tmdb", "tvdb"})
        if (has_id(entry.ids, key) && random_.percent(40)) ids[key] = entry.ids.at(key);
    if (ids.empty()) ids["trakt"] = entry.title;
    return ids;
}

void EntryWrites::remove_one(const std::string& feature) {
    const Entries before = entries_in(site_.truth(), feature);
    if (before.empty()) return;
    const Entry& entry = before[random_.below(before.size())];
    const json::object item{{"type", entry.type}, {"ids", ids_for(entry)}};
    const bool removes_nothing = random_.percent(40);
    if (removes_nothing) site_.switches({{"remove_at_most", 0}});
    site_.take_ledger();
    const std::string verdict = subject_.write(feature, true, {item}).at(0);
    site_.switches({{"remove_at_most", nullptr}});
    story_ << "    remove from " << feature << (removes_nothing ? ", which removes nothing: " : ": ")
           << json::serialize(item) << ": " << verdict << "\n";
    story_.tell(site_.take_ledger());
    const std::string wrong = judge(item, verdict, before, entries_in(site_.truth(), feature));
    if (!wrong.empty()) throw Broken{wrong + ": " + json::serialize(item) + "\n"};
}

std::string EntryWrites::judge(const json::object& item, const std::string& verdict, const Entries& before,
                               const Entries& after) const {
    const auto missing = [](const Entries& from, const Entries& in) {
        Entries found;
        std::copy_if(from.begin(), from.end(), std::back_inserter(found),
                     [&](const Entry& entry) { return std::find(in.begin(), in.end(), entry) == in.end(); });
        return found;
    };
    const json::object& ids = item.at("ids").as_object();
    const Entries gone = missing(before, after);
    if (!missing(after, before).empty()) return "a removal added an entry";
    if (verdict != "unknown" && gone.size() != (verdict == "removed" ? 1u : 0u))
        return "entries that are gone do not fit the verdict";
    if (gone.size() > 1) return "more than one entry is gone";

    const auto alias = std::find_if(aliases_.begin(), aliases_.end(), [&](const Alias& one) {
        return has_id(ids, one.id_type) && text_of_id(ids.at(one.id_type)) == one.id;
    });
    const bool is_by_alias = alias != aliases_.end();
    const bool is_by_trakt_id = has_id(ids, "trakt");
    const auto is_named = [&](const Entry& entry) {
        if (entry.type != item.at("type").as_string()) return false;
        if (is_by_trakt_id) return is_same_id(ids, entry.ids, "trakt");
        if (is_by_alias) return entry.title == alias->title;
        return std::any_of(ids.begin(), ids.end(),
                           [&](const auto& id) { return is_same_id(ids, entry.ids, id.key()); });
    };
    for (const Entry& entry : gone)
        if (!is_named(entry)) return "an entry of another title is gone";
    // An alias that is not shown looks like the id of a title that is not held, until it was sent once.
    if (verdict != "absent" || is_by_alias) return {};
    if (std::count_if(before.begin(), before.end(), is_named) != 1) return {};
    return std::any_of(after.begin(), after.end(), is_named) ? "an entry that is still there is called absent" : "";
}

}  // namespace mod_trakt::property
