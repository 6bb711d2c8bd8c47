#include "oddities.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace mod_trakt::property {
namespace {

constexpr std::uint64_t own_stream = 0x5bd1e995'0000'0000ULL;
constexpr std::int64_t most_hidden = 12;  // of each kind

// True if more plays of one time than fit on a page, or several plays without a date, are among these.
bool has_large_block(const Plays& plays, std::int64_t most) {
    std::int64_t block = 0, last_ms = -1;
    for (const Play& play : plays) {
        block = play.watched_ms == last_ms ? block + 1 : 1;
        last_ms = play.watched_ms;
        if (block > (last_ms == 0 ? 1 : most)) return true;
    }
    return false;
}

// True if a title has more plays of one time than fit on a page. Then even the title's own list has another order each
// time.
bool has_large_block_of_a_title(const Plays& plays, std::int64_t most) {
    std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> blocks;
    return std::any_of(plays.begin(), plays.end(), [&](const Play& play) {
        return ++blocks[{play.watched_ms, play.title}] > most;
    });
}

}  // namespace

Oddities::Oddities(std::uint64_t seed, Site& site, Story& story)
    : random_(seed ^ own_stream), site_(site), story_(story) {
    hides_ = random_.percent(15);
    random_ties_ = random_.percent(hides_ ? 35 : 10);
    if (random_.percent(12)) bare_ = random_.percent(35) ? Bare::Always : Bare::ForATime;
    if (bare_ == Bare::ForATime && random_.percent(50))
        bare_lists_ = random_.one_of<const char*>(
            {"/sync/history/movies", "/sync/history/episodes", "/sync/history", "/sync/ratings/movies",
             "/sync/history/episodes,/sync/ratings/shows,/sync/watchlist", "/sync/watchlist"});
    empties_ = random_.percent(16);
    stale_maps_ = random_.percent(9);
    maps_below_sync_ = random_.percent(15);
    if (!any()) return;
    stats_ = random_.one_of<const char*>({"normal", "normal", "normal", "absent", "sparse"});
    stats_count_hidden_ = random_.percent(60);
    maps_show_hidden_ = random_.percent(60);
}

void Oddities::adjust(Mode& mode) const {
    if (stale_maps_) mode.maps = "stale";
    if (random_ties_) mode.tie_order = "random";
    mode.maps_are_below_sync = maps_below_sync_;
    mode.maps_may_be_missing = empties_ || random_ties_ || hides_ || bare_ != Bare::Never;
}

void Oddities::begin() {
    site_.switches({{"maps_below_sync", maps_below_sync_},
                    {"stats", stats_},
                    {"stats_count_hidden", stats_count_hidden_},
                    {"maps_show_hidden", maps_show_hidden_}});
    story_ << "  oddities:" << (hides_ ? " hidden rows" : "") << (random_ties_ ? " random ties" : "")
           << (bare_ == Bare::Always ? " never headers" : "") << (bare_ == Bare::ForATime ? " headers missing of " : "")
           << (bare_ == Bare::ForATime && bare_lists_.empty() ? "all" : bare_lists_)
           << (empties_ ? " empty answers" : "") << (stale_maps_ ? " stale maps" : "")
           << (maps_below_sync_ ? " map below sync" : "") << ", stats " << stats_ << ", hidden rows are"
           << (stats_count_hidden_ ? "" : " not") << " in stats and are" << (maps_show_hidden_ ? "" : " not")
           << " in maps\n";
    if (bare_ == Bare::Always) set_bare(true);
    if (!hides_) return;
    const Truth truth = site_.truth();
    hide_plays(truth, most_hidden, random_.percent(30));
    hide_titles(truth);
}

// Hides at most half of the plays of each kind, and with `at_end` also the last one.
void Oddities::hide_plays(const Truth& truth, std::int64_t most, bool at_end) {
    json::array ops;
    for (const Kind kind : both_kinds) {
        const Plays& plays = truth.plays[kind];
        const auto size = static_cast<std::int64_t>(plays.size());
        if (size < 2 || random_.percent(20)) continue;
        std::set<std::int64_t> ids;
        const std::int64_t count = random_.between(1, std::min(most, size / 2));
        // The hidden plays are neighbours or at random places.
        const bool together = random_.percent(40);
        const auto first = static_cast<std::int64_t>(random_.below(plays.size()));
        for (std::int64_t n = 0; n < count; ++n)
            ids.insert(plays[together ? static_cast<std::size_t>((first + n) % size) : random_.below(plays.size())].id);
        if (at_end) ids.insert(plays.back().id);
        for (const std::int64_t id : ids) ops.push_back(json::object{{"op", "hide"}, {"id", id}});
    }
    story_ << "  hides " << json::serialize(ops) << "\n";
    site_.edit(ops, 1);
}

// Hides some titles that are rated or on the watchlist.
void Oddities::hide_titles(const Truth& truth) {
    json::array ops;
    for (const char* list : {"ratings", "watchlist"}) {
        const json::array& rows = truth.state->at(list).as_array();
        if (rows.size() < 12 || random_.percent(30)) continue;
        for (std::int64_t n = random_.between(1, 3); n > 0; --n) {
            const json::value& row = rows[random_.below(rows.size())];
            const json::value& type = row.at("type");
            ops.push_back(json::object{
                {"op", "hide"}, {"type", type}, {"trakt", row.at(type.as_string()).at("ids").at("trakt")}});
        }
    }
    hidden_titles_ = ops;
    story_ << "  hides " << json::serialize(ops) << "\n";
    site_.edit(ops, 1);
}

bool Oddities::before_edits() {
    if (stale_maps_ && random_.percent(60)) {
        site_.switches({{"maps", "whole"}});
        site_.switches({{"maps", "stale"}});
        story_ << "  the maps stay as they are now\n";
    }
    if (!hides_ || !random_.percent(20)) return false;
    if (random_.percent(40)) {
        // Shows hidden plays again; hidden titles stay hidden.
        json::array ops = hidden_titles_;
        ops.insert(ops.begin(), json::object{{"op", "show_all"}});
        story_ << "  shows plays again\n";
        site_.edit(ops, 1);
    } else {
        hide_plays(site_.truth(), 3, random_.percent(30));
    }
    return true;
}

void Oddities::add_edits(json::array& ops) {
    if (!stale_maps_ || !random_.percent(50)) return;
    if (random_.percent(60)) ops.clear();
    for (const char* type : kind_names) {
        if (random_.percent(50)) continue;
        const std::int64_t count = random_.between(1, 3);
        ops.push_back(json::object{{"op", "remove"}, {"type", type}, {"count", count}});
        ops.push_back(json::object{{"op", "add"}, {"type", type}, {"count", count}, {"when", "now"}});
    }
}

void Oddities::before_indexes() {
    if (bare_ == Bare::ForATime) set_bare(random_.percent(50));
    json::array faults;
    if (empties_ && random_.percent(65))
        for (std::int64_t n = random_.between(1, 2); n > 0; --n) faults.push_back(an_empty_answer());
    site_.faults(faults);
    empty_once_ = !faults.empty();
    empty_more_ = faults.size() > 1 || std::any_of(faults.begin(), faults.end(), [](const json::value& fault) {
                      return fault.at("every").as_bool() || fault.at("times").as_int64() > 1;
                  });
    if (!faults.empty()) story_ << "  faults " << json::serialize(faults) << "\n";
}

json::object Oddities::an_empty_answer() {
    json::object fault{{"method", "GET"},
                       {"kind", random_.one_of<const char*>({"empty", "empty_bare"})},
                       {"nth", random_.between(1, 3)},
                       {"times", 1},
                       {"every", false}};
    fault["path"] =
        random_.one_of<const char*>({"/sync/history", "/sync/history", "/sync/history/movies", "/sync/history/episodes",
                                     "/sync/ratings", "/sync/ratings/movies", "/sync/watchlist", "/users/me/watched",
                                     "/users/me/stats", "/sync/last_activities", ""});
    switch (random_.weighted({40, 25, 35})) {
        case 0: break;
        case 1: fault["times"] = random_.between(2, 5); break;
        default: fault["every"] = true;
    }
    return fault;
}

void Oddities::set_bare(bool bare) {
    is_bare_ = bare;
    if (bare_lists_.empty())
        site_.switches({{"pagination_headers", !bare}});
    else
        site_.switches({{"headerless", bare ? bare_lists_ : ""}});
    story_ << "  " << (bare ? "no" : "all") << " headers\n";
}

void Oddities::heal(Mode& mode, const Truth& now) {
    site_.faults({});
    empty_once_ = empty_more_ = false;
    if (is_bare_) set_bare(false);
    // Without a map, a large block is never read as a whole. With hidden rows it is never known to be whole.
    if (ties_may_be_incomplete(mode, now) || now.hidden_of("history") > 0)
        site_.switches({{"tie_order", mode.tie_order = "id_desc"}});
    // Only the statistics prove that a list has become empty.
    site_.switches({{"stats", stats_ = "normal"}});
    story_ << "  the site is healed\n";
    note_state(mode, now);
}

void Oddities::note_state(Mode& mode, const Truth& now) const {
    mode.may_be_incomplete.clear();
    for (const char* feature : {"history", "ratings", "watchlist"})
        if (may_be_incomplete(mode, now, feature)) mode.may_be_incomplete.insert(feature);
}

bool Oddities::shows_nothing(const Truth& now) {
    return std::any_of(now.hidden.begin(), now.hidden.end(), [&](const auto& own) {
        const std::string& list = own.first;
        if (own.second.rows == 0) return false;
        if (list == "watchlist") return now.watchlist == 0;
        if (list == "history/movies") return now.plays[Movies].empty();
        if (list == "history/episodes") return now.plays[Episodes].empty();
        return !now.ratings.contains(list.substr(std::string("ratings/").size()));
    });
}

bool Oddities::may_be_incomplete(const Mode& mode, const Truth& now, const std::string& feature) const {
    if (!any()) return false;
    const std::size_t hidden = now.hidden_of(feature);
    const bool ties = mode.tie_order == "random" && feature == "history";
    if (empty_more_ || (empty_once_ && (hidden > 0 || ties || is_bare_))) return true;
    if (is_bare_ && (feature == "watchlist" || stats_ != "normal" || (hidden > 0 && stats_count_hidden_) || ties))
        return true;
    // Only the statistics prove that a list has become empty.
    bool any_is_empty = false;
    if (feature == "history") any_is_empty = now.plays[Movies].empty() || now.plays[Episodes].empty();
    for (const char* type : rated_types)
        any_is_empty = any_is_empty || (feature == "ratings" && !now.ratings.contains(type));
    if (any_is_empty && stats_ != "normal") return true;
    if (hidden > 0) {
        if (ties || any_is_empty) return true;
        for (const auto& [list, own] : now.hidden)
            if (list.starts_with(feature) && own.at_end && !has_witness_of_hidden(mode, feature)) return true;
    }
    return ties && ties_may_be_incomplete(mode, now);
}

bool Oddities::has_witness_of_hidden(const Mode& mode, const std::string& feature) const {
    if (feature == "watchlist") return false;
    const bool by_stats = stats_ == "normal" && !stats_count_hidden_;
    return by_stats || (feature == "history" && mode.maps_are_usable() && !maps_show_hidden_);
}

bool Oddities::ties_may_be_incomplete(const Mode& mode, const Truth& now) const {
    const bool names_titles = mode.maps_are_usable() && now.hidden_of("history") == 0;
    return std::any_of(now.plays.begin(), now.plays.end(), [&](const Plays& plays) {
        return names_titles ? has_large_block_of_a_title(plays, mode.per_page) : has_large_block(plays, mode.per_page);
    });
}

}  // namespace mod_trakt::property
