#include "writes.hpp"

#include <algorithm>
#include <iterator>
#include <set>
#include <vector>

#include "judge.hpp"
#include "twin/iso_time.hpp"

namespace mod_trakt::property {
namespace {

constexpr int writes_per_case = 8;
constexpr std::int64_t minute_ms = 60'000;
constexpr std::int64_t first_alias = 9'900'000;  // above the ids that titles show

const json::object& ids_of(const Play& play, Kind kind) { return play.row->at(kind_names[kind]).at("ids").as_object(); }

std::string text_of(const json::value& id) {
    return id.is_string() ? std::string(id.as_string()) : json::serialize(id);
}

// True if the title has another id of the same key than one of these.
bool contradicts(const json::object& ids, const json::object& title) {
    for (const char* key : {"imdb", "tmdb", "tvdb"}) {
        const json::value *one = ids.if_contains(key), *other = title.if_contains(key);
        if (one && other && !other->is_null() && text_of(*one) != text_of(*other)) return true;
    }
    return false;
}

Kind kind_of(const json::object& item) { return item.at("type") == kind_names[Movies] ? Movies : Episodes; }

std::int64_t minute_of(const json::object& item) {
    return *twin::parse_iso(std::string(item.at("watched_at").as_string())) / minute_ms;
}

// The plays of one minute, in the order of Play.
std::array<Plays, 2> plays_at(const Truth& truth, std::int64_t minute) {
    std::array<Plays, 2> plays = truth.plays;
    for (Plays& own : plays) {
        std::erase_if(own, [&](const Play& play) { return play.watched_ms / minute_ms != minute; });
        std::sort(own.begin(), own.end());
    }
    return plays;
}

}  // namespace

Aliases share_ids(Random& random, Site& site) {
    const Truth truth = site.truth();
    Aliases aliases;
    json::array edits;
    for (const Kind kind : both_kinds) {
        const Plays& plays = truth.plays[kind];
        for (int n = 0; n < 6 && plays.size() > 1; ++n) {
            const Play &to = plays[random.below(plays.size())], &from = plays[random.below(plays.size())];
            const char* key = random.one_of<const char*>({"imdb", "tmdb"});
            const json::value* id = ids_of(from, kind).if_contains(key);
            if (to.title == from.title || !id || id->is_null()) continue;
            edits.push_back({{"type", kind_names[kind]}, {"trakt", to.title}, {"ids", {{key, *id}}}});
        }
        for (int n = 0; n < 3 && !plays.empty(); ++n) {
            const Play& play = plays[random.below(plays.size())];
            const std::int64_t number = first_alias + static_cast<std::int64_t>(aliases.size());
            const bool merged = random.percent(40);
            const json::value id = merged ? json::value(number) : json::value("tt" + std::to_string(number));
            const json::value* own = ids_of(play, kind).if_contains("imdb");
            aliases.push_back(
                {merged ? "trakt" : "imdb", text_of(id), play.title, !merged && own != nullptr && !own->is_null()});
            edits.push_back({{"type", kind_names[kind]},
                             {"trakt", play.title},
                             {"alias", json::object{{aliases.back().id_type, id}}}});
        }
    }
    site.edit_titles(edits);
    return aliases;
}

void Writes::run() {
    for (int n = 0; n < writes_per_case; ++n) {
        // Sometimes the site removes only a part, or nothing, and says so.
        json::value most = nullptr;
        if (random_.percent(50)) most = random_.one_of<std::int64_t>({0, 0, 1, 2});
        site_.switches({{"remove_at_most", most}});
        if (!most.is_null()) story_ << "    removes at most " << json::serialize(most) << "\n";
        one_write();
    }
    site_.switches({{"remove_at_most", nullptr}});
}

// Some of a title's ids, at least one.
json::object Writes::ids_for(const json::object& all, std::int64_t title) {
    for (const Alias& alias : aliases_)
        if (alias.title == title && random_.percent(50)) return {{alias.id_type, alias.id}};
    std::vector<std::string> keys;
    for (const char* key : {"trakt", "imdb", "tmdb", "tvdb"})
        if (const json::value* id = all.if_contains(key); id && !id->is_null()) keys.emplace_back(key);
    json::object ids;
    for (const std::string& key : keys)
        if (random_.percent(key == "trakt" ? 30 : 60)) ids[key] = all.at(key);
    if (ids.empty()) {
        const std::string& key = keys[random_.below(keys.size())];
        ids[key] = all.at(key);
    }
    return ids;
}

std::optional<json::object> Writes::an_item(const Truth& truth) {
    const Kind kind = random_.percent(50) ? Movies : Episodes;
    const Plays& plays = truth.plays[kind];
    if (plays.empty()) return std::nullopt;
    const Play &title = plays[random_.below(plays.size())], &time = plays[random_.below(plays.size())];
    json::object item{{"type", kind_names[kind]}, {"ids", ids_for(ids_of(title, kind), title.title)}};
    item["watched_at"] = twin::iso(random_.percent(60) ? title.watched_ms : time.watched_ms);
    if (kind == Episodes && random_.percent(50)) {
        const json::value& episode = title.row->at("episode");
        item["show_ids"] = title.row->at("show").at("ids");
        item["season"] = episode.at("season");
        item["episode"] = episode.at("number");
    }
    return item;
}

// Up to four items, of different minutes, so that each change has one item as its reason.
void Writes::one_write() {
    const Truth before = site_.truth();
    json::array items;
    std::set<std::int64_t> minutes;
    for (std::int64_t n = random_.percent(50) ? 1 : random_.between(2, 4); n > 0; --n)
        if (auto item = an_item(before); item && minutes.insert(minute_of(*item)).second) items.push_back(*item);
    if (items.empty()) return;
    const bool removing = random_.percent(60);
    site_.take_ledger();
    const std::vector<std::string> verdicts = subject_.write("history", removing, items);
    const Truth after = site_.truth();
    story_ << "    " << (removing ? "remove" : "add") << "\n";
    for (std::size_t at = 0; at < items.size(); ++at)
        story_ << "      " << json::serialize(items[at]) << ": " << verdicts.at(at) << "\n";
    story_.tell(site_.take_ledger());
    for (std::size_t at = 0; at < items.size(); ++at) {
        const json::object& item = items[at].as_object();
        const std::string wrong =
            judge(item, removing, verdicts.at(at), plays_at(before, minute_of(item)), plays_at(after, minute_of(item)));
        if (!wrong.empty()) throw Broken{wrong + ": " + json::serialize(item) + "\n"};
    }
    const auto others = [&](const Truth& truth, Kind kind) {
        Plays plays = truth.plays[kind];
        std::erase_if(plays, [&](const Play& play) { return minutes.contains(play.watched_ms / minute_ms); });
        std::sort(plays.begin(), plays.end());
        return plays;
    };
    for (const Kind kind : both_kinds)
        if (others(before, kind) != others(after, kind)) throw Broken{"a play of another minute changed\n"};
}

const Alias* Writes::alias_in(const json::object& ids) const {
    for (const Alias& alias : aliases_)
        if (const json::value* id = ids.if_contains(alias.id_type); id && text_of(*id) == alias.id) return &alias;
    return nullptr;
}

std::string Writes::judge(const json::object& item, bool removing, const std::string& verdict, const BothKinds& before,
                          const BothKinds& after) const {
    const Kind kind = kind_of(item);
    const Kind other = kind == Movies ? Episodes : Movies;
    if (before[other] != after[other]) return "a play of the other kind changed";
    Plays gone, added;
    std::set_difference(before[kind].begin(), before[kind].end(), after[kind].begin(), after[kind].end(),
                        std::back_inserter(gone));
    std::set_difference(after[kind].begin(), after[kind].end(), before[kind].begin(), before[kind].end(),
                        std::back_inserter(added));
    if (gone.size() != (verdict == "removed" ? 1u : 0u)) return "plays that are gone do not fit the verdict";
    if (added.size() != (verdict == "added" ? 1u : 0u)) return "added plays do not fit the verdict";
    if (removing ? !added.empty() : !gone.empty()) return "the opposite was done";
    const json::object& ids = item.at("ids").as_object();
    const Alias* alias = alias_in(ids);
    const json::value* own_id = ids.if_contains("trakt");
    std::optional<std::int64_t> title;  // nullopt: the other ids may be of several
    if (alias || own_id) title = alias ? alias->title : own_id->to_number<std::int64_t>();
    for (const Play& play : gone.empty() ? added : gone) {
        if (title && play.title != *title) return "a play of another title changed";
        if (!title && !gone.empty() && contradicts(ids, ids_of(play, kind)) && !item.contains("show_ids"))
            return "a play of a title that contradicts was removed";
        const auto twice = std::count_if(after[kind].begin(), after[kind].end(),
                                         [&](const Play& kept) { return kept.title == play.title; });
        // An alias that differs from the id which the title shows is not known until it was sent once.
        if (!added.empty() && twice > 1 && !(alias && alias->contradicts)) return "the account has a play twice";
    }
    if (verdict == "absent" && title && !alias)
        for (const Play& play : after[kind])
            if (play.title == *title) return "a play that is still there is called absent";
    return {};
}

}  // namespace mod_trakt::property
