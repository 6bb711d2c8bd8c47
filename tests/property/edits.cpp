#include "edits.hpp"

#include <algorithm>

#include "twin/iso_time.hpp"

namespace mod_trakt::property {
namespace {

std::string some_type(Random& random) { return random.percent(35) ? "movie" : "episode"; }

std::string some_old_date(Random& random) {
    return twin::iso(twin::floor_to(1'500'000'000'000 + random.between(0, 250'000'000) * 1000, 1000));
}

json::object an_addition(Random& random, const Site& site, std::int64_t count, const std::string& type) {
    json::object op{{"op", "add"}, {"count", count}, {"type", type}};
    switch (random.weighted({30, 30, 10, 15, 15})) {
        case 0: op["when"] = "now"; break;
        case 1: op["when"] = "backdated"; break;
        case 2: op["when"] = "unknown"; break;
        case 3: op["when"] = "tie"; break;
        default: op["when"] = some_old_date(random); op["keep_seconds"] = random.percent(50);
    }
    if (random.percent(30))
        op["rewatch"] = true;
    else if (type == "episode" && count <= 20 && random.percent(15))
        op["trakt"] = site.specials()[random.below(site.specials().size())];
    return op;
}

json::object an_addition(Random& random, const Site& site, std::int64_t count) {
    return an_addition(random, site, count, some_type(random));
}

// `truth` must be up to date, because an earlier step of the same list may have removed a play.
json::object a_removal(Random& random, const Truth& truth, std::int64_t count, const std::string& type, bool first) {
    const Plays& own = truth.plays[type == "movie" ? Movies : Episodes];
    if (!own.empty() && random.percent(20))  // all plays of a title
        return {{"op", "remove"}, {"type", type}, {"trakt", own[random.below(own.size())].title}};
    if (first && !own.empty() && count == 1 && random.percent(30))  // one of the newest
        return {{"op", "remove"}, {"id", own[random.below(std::min<std::size_t>(own.size(), 5))].id}};
    return {{"op", "remove"}, {"count", count}, {"type", type}};
}

json::object a_new_date(Random& random, std::int64_t count) {
    return {{"op", "date"},
            {"count", count},
            {"type", some_type(random)},
            {"when", random.one_of<const char*>({"now", "backdated", "backdated", "unknown", "tie"})}};
}

// Removes a play and adds it again with the same date, so that only its history id changes.
void put_same_play_again(Random& random, const Truth& truth, json::array& ops) {
    const Kind kind = random.percent(35) ? Movies : Episodes;
    const Plays& own = truth.plays[kind];
    if (own.empty()) return;
    const Play& play = own[random.below(own.size())];
    ops.push_back(json::object{{"op", "remove"}, {"id", play.id}});
    ops.push_back(json::object{{"op", "add"},
                               {"type", kind_names[kind]},
                               {"trakt", play.title},
                               {"when", twin::iso(play.watched_ms)},
                               {"keep_seconds", true}});
}

json::object any_change(Random& random, const Truth& truth, const Site& site, std::int64_t count, bool first) {
    switch (random.weighted({50, 35, 15})) {
        case 0: return an_addition(random, site, count);
        case 1: return a_removal(random, truth, count, some_type(random), first);
        default: return a_new_date(random, count);
    }
}

}  // namespace

json::array random_history_edits(Random& random, const Truth& truth, const Site& site) {
    json::array ops;
    switch (random.weighted({10, 12, 9, 9, 14, 7, 12, 7, 8, 5, 4, 3})) {
        case 0: break;
        case 1: ops.push_back(json::object{{"op", "add"}, {"type", some_type(random)}, {"when", "now"}}); break;
        case 2:
            ops.push_back(json::object{
                {"op", "add"}, {"type", some_type(random)}, {"when", "backdated"}, {"rewatch", random.percent(40)}});
            break;
        case 3: ops.push_back(json::object{{"op", "remove"}, {"type", some_type(random)}, {"count", 1}}); break;
        case 4: {  // up to ten additions or removals of one kind
            const std::string type = some_type(random);
            const bool remove = random.percent(45);
            for (std::int64_t left = random.between(2, 10); left > 0;) {
                const std::int64_t count = random.between(1, left);
                if (remove)
                    ops.push_back(json::object{{"op", "remove"}, {"type", type}, {"count", count}});
                else
                    ops.push_back(an_addition(random, site, count, type));
                left -= count;
            }
            break;
        }
        case 5: {  // many additions or many removals
            const std::int64_t count = random.between(11, 500);
            if (random.percent(50))
                ops.push_back(an_addition(random, site, count));
            else
                ops.push_back(json::object{{"op", "remove"}, {"count", count}});
            break;
        }
        case 6:  // up to ten changes of any sort
            for (std::int64_t left = random.between(2, 10); left > 0;) {
                const std::int64_t count = random.between(1, std::min<std::int64_t>(left, 4));
                ops.push_back(any_change(random, truth, site, count, ops.empty()));
                left -= count;
            }
            break;
        case 7:  // many changes of any sort
            for (std::int64_t n = random.between(2, 5); n > 0; --n)
                ops.push_back(any_change(random, truth, site, random.between(1, 120), ops.empty()));
            break;
        case 8: {  // as many added as removed at other places, perhaps with new plays above them
            const std::string type = some_type(random);
            const std::int64_t count = random.between(1, 5);
            ops.push_back(json::object{{"op", "remove"}, {"type", type}, {"count", count}});
            ops.push_back(json::object{{"op", "add"}, {"type", type}, {"count", count}, {"when", "backdated"}});
            if (random.percent(60))
                ops.push_back(
                    json::object{{"op", "add"}, {"type", type}, {"count", random.between(1, 3)}, {"when", "now"}});
            break;
        }
        case 9: ops.push_back(a_new_date(random, random.between(1, 6))); break;
        case 10: put_same_play_again(random, truth, ops); break;
        default: ops.push_back(an_addition(random, site, 1)); break;
    }
    return ops;
}

json::array random_entry_edits(Random& random, const Truth& truth) {
    json::array ops;
    for (const char* type : rated_types) {
        if (!random.percent(30)) continue;
        const auto own = truth.ratings.find(type);
        const bool remove = own != truth.ratings.end() && own->second > 0 && random.percent(40);
        ops.push_back(json::object{{"op", remove ? "unrate" : "rate"},
                                   {"type", std::string(type, std::char_traits<char>::length(type) - 1)},
                                   {"count", remove ? 1 : random.between(1, 6)}});
    }
    if (random.percent(40))
        ops.push_back(json::object{{"op", "watchlist_add"},
                                   {"type", random.one_of<const char*>({"movie", "show", "season", "episode"})},
                                   {"count", random.between(1, 5)}});
    return ops;
}

}  // namespace mod_trakt::property
