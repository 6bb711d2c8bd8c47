#include "writes.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <vector>

#include "judge.hpp"
#include "twin/iso_time.hpp"

namespace mod_trakt::property {
namespace {

constexpr int writes_per_case = 8;

const json::object& ids_of(const Play& play, Kind kind) { return play.row->at(kind_names[kind]).at("ids").as_object(); }

std::string text_of(const json::value& id) {
    return id.is_string() ? std::string(id.as_string()) : json::serialize(id);
}

// Whether two sets of ids have an equal id, and whether they have different ones.
struct Comparison {
    bool share = false, contradict = false, trakt_ids_differ = false;
};
Comparison compare(const json::object& item, const json::object& title) {
    Comparison result;
    for (const char* key : {"trakt", "imdb", "tmdb", "tvdb"}) {
        const json::value *one = item.if_contains(key), *other = title.if_contains(key);
        if (!one || !other || other->is_null()) continue;
        const bool equal = text_of(*one) == text_of(*other);
        (equal ? result.share : result.contradict) = true;
        if (!equal && std::string(key) == "trakt") result.trakt_ids_differ = true;
    }
    return result;
}

Kind kind_of(const json::object& item) { return item.at("type") == kind_names[Movies] ? Movies : Episodes; }

}  // namespace

void share_ids(Random& random, Site& site) {
    const Truth truth = site.truth();
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
    }
    site.edit_titles(edits);
}

void Writes::run() {
    for (int n = 0; n < writes_per_case; ++n) one_write();
}

// Some of a title's ids, at least one.
json::object Writes::ids_for(const json::object& all) {
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

void Writes::one_write() {
    const Truth before = site_.truth();
    const Kind kind = random_.percent(50) ? Movies : Episodes;
    const Plays& plays = before.plays[kind];
    if (plays.empty()) return;
    const Play &title = plays[random_.below(plays.size())], &time = plays[random_.below(plays.size())];
    json::object item{{"type", kind_names[kind]}, {"ids", ids_for(ids_of(title, kind))}};
    item["watched_at"] = twin::iso(random_.percent(60) ? title.watched_ms : time.watched_ms);
    if (kind == Episodes && random_.percent(50)) {
        const json::value& episode = title.row->at("episode");
        item["show_ids"] = title.row->at("show").at("ids");
        item["season"] = episode.at("season");
        item["episode"] = episode.at("number");
    }
    const bool removing = random_.percent(60);
    site_.take_ledger();
    const std::string verdict = subject_.write(removing, item);
    story_ << "    " << (removing ? "remove " : "add ") << json::serialize(item) << ": " << verdict << "\n";
    story_.tell(site_.take_ledger());
    if (const std::string wrong = judge(item, removing, verdict, before, site_.truth()); !wrong.empty())
        throw Broken{wrong + "\n"};
}

std::string Writes::judge(const json::object& item, bool removing, const std::string& verdict, const Truth& before,
                          const Truth& after) {
    const Kind kind = kind_of(item);
    const Kind other = kind == Movies ? Episodes : Movies;
    if (before.plays[other] != after.plays[other]) return "a play of the other kind changed";
    Plays old = before.plays[kind], now = after.plays[kind], gone, added;
    std::sort(old.begin(), old.end());
    std::sort(now.begin(), now.end());
    std::set_difference(old.begin(), old.end(), now.begin(), now.end(), std::back_inserter(gone));
    std::set_difference(now.begin(), now.end(), old.begin(), old.end(), std::back_inserter(added));
    if (gone.size() != (verdict == "removed" ? 1u : 0u)) return "plays that are gone do not fit the verdict";
    if (added.size() != (verdict == "added" ? 1u : 0u)) return "added plays do not fit the verdict";
    if (removing ? !added.empty() : !gone.empty()) return "the opposite was done";
    const json::object& ids = item.at("ids").as_object();
    const std::int64_t minute_ms = *twin::parse_iso(std::string(item.at("watched_at").as_string())) / 60'000;
    for (const Play& play : gone.empty() ? added : gone) {
        const Comparison own = compare(ids, ids_of(play, kind));
        if (play.watched_ms / 60'000 != minute_ms) return "a play of another minute changed";
        if (own.trakt_ids_differ) return "a play of a title with another Trakt id changed";
        if (!gone.empty() && ids.contains("trakt") == false && own.contradict && !item.contains("show_ids"))
            return "a play of a title that contradicts was removed";
        std::size_t twice = 0;
        for (const Play& kept : after.plays[kind])
            if (kept.title == play.title && kept.watched_ms / 60'000 == minute_ms) ++twice;
        if (!added.empty() && twice > 1) return "the account has a play twice";
    }
    return {};
}

}  // namespace mod_trakt::property
