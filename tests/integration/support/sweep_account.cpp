#include "support/sweep_account.hpp"

#include <catch2/catch.hpp>

#include <poll.h>

#include <algorithm>

#include "support/iso_date.hpp"
#include "support/plugin_library.hpp"

namespace mod_trakt::tests {
namespace {

constexpr std::int64_t plays_to_add = 200, titles_to_rate = 75, titles_to_list = 75;

std::string name_of(const json::object& entry) {
    return text_at(entry, "type") + ' ' + std::to_string(number_at(entry, "trakt"));
}

// Title number `i` of a series: a fifth movies, a fifth shows, and episodes.
Wanted title_number(std::int64_t i, std::int64_t series) {
    constexpr std::int64_t kinds = 5, titles = 20, episodes = 100;  // of a series
    const std::int64_t kind = i % kinds;
    const char* type = kind == 0 ? "movie" : kind == 1 ? "show" : "episode";
    const std::int64_t trakt = kind == 0   ? 1'000'001 + series * titles + i / kinds
                               : kind == 1 ? 2'000'001 + series * titles + i / kinds
                                           : 4'000'101 + series * episodes + i;
    return {{{"type", type}, {"ids", {{"trakt", trakt}}}}, std::string(type) + ' ' + std::to_string(trakt)};
}

// Plays of three titles, which are named by a Trakt id or by another one, at another minute each.
std::vector<Wanted> wanted_plays() {
    struct Title {
        const char *type, *key;
        json::value id;
        std::int64_t trakt;
    };
    const std::array<Title, 3> titles{{{"movie", "imdb", "tt90010011", 7010001},
                                       {"movie", "trakt", 7010002, 7010002},
                                       {"episode", "trakt", 8210102, 8210102}}};
    constexpr std::int64_t first_ms = 1'400'000'000'000 / 60'000 * 60'000, minutes_between = 700;
    std::vector<Wanted> wanted;
    for (std::int64_t i = 0; i < plays_to_add; ++i) {
        const Title& title = titles[static_cast<std::size_t>(i) % titles.size()];
        const std::string at = iso_of(first_ms + i * minutes_between * 60'000);
        wanted.push_back({{{"type", title.type}, {"ids", {{title.key, title.id}}}, {"watched_at", at}},
                          std::string(title.type) + ' ' + std::to_string(title.trakt) + " @ " + at.substr(0, 16)});
    }
    return wanted;
}

std::vector<Wanted> wanted_of(const std::string& feature) {
    if (feature == "history") return wanted_plays();
    std::vector<Wanted> wanted;
    const bool rates = feature == "ratings";
    for (std::int64_t i = 0; i < (rates ? titles_to_rate : titles_to_list); ++i) {
        wanted.push_back(title_number(i, rates ? 0 : 1));
        if (!rates) continue;
        wanted.back().rating = 1 + i % 10;
        wanted.back().item["rating"] = wanted.back().rating;
    }
    return wanted;
}

// Returns 1 if the item is not there now.
std::size_t check(const Wanted& wanted, const std::string& verdict, const State& before, const State& now) {
    const Held then = held_in(before, wanted.name), here = held_in(now, wanted.name);
    const bool is_as_wanted = here.count == 1 && here.rating == wanted.rating;
    CHECK(here.count <= 1);
    // When the ratings cannot be read, one that is accepted counts as added.
    if (verdict == "added")
        CHECK(((then.count == 0 || wanted.rating != 0) && is_as_wanted));
    else if (verdict == "existing")
        CHECK((then == here && is_as_wanted));
    else if (verdict == "updated")
        CHECK((then.count == 1 && then.rating != wanted.rating && is_as_wanted));
    else if (verdict != "unknown")
        CHECK(((verdict == "deferred" || verdict == "rejected" || verdict == "limit") && then == here));
    return is_as_wanted ? 0 : 1;
}

}  // namespace

Held held_in(const State& state, const std::string& name) {
    const auto found = state.find(name);
    return found == state.end() ? Held() : found->second;
}

SweepAccount::SweepAccount() {
    for (const char* feature : all_features) wanted_[feature] = wanted_of(feature);
}

void SweepAccount::begin() {
    twin.reset({{"plays", 100}, {"ratings", 20}, {"watchlist", 60}});
    for (std::size_t i = 0; i < plays_to_add; i += 20) {
        const Wanted& play = wanted_["history"][i + i % 3];
        twin.edit({{"op", "add"},
                   {"type", text_at(play.item, "type")},
                   {"ids", play.item.at("ids")},
                   {"when", text_at(play.item, "watched_at")}});
    }
    for (std::size_t i = 0; i < 20; ++i) {
        const Wanted& rated = wanted_["ratings"][i];
        twin.edit({{"op", "rate"},
                   {"type", text_at(rated.item, "type")},
                   {"ids", rated.item.at("ids")},
                   {"rating", i < 10 ? rated.rating : 11 - rated.rating}});
        const Wanted& listed = wanted_["watchlist"][i];
        twin.edit({{"op", "watchlist_add"}, {"type", text_at(listed.item, "type")}, {"ids", listed.item.at("ids")}});
    }
    folder_.emplace();
    config_ = in_folder(config_for(twin), *folder_);
    Handle(config_).index("history");
    for (const char* feature : all_features) at_start_[feature] = state(feature);
    twin.clear_ledger();
}

json::array SweepAccount::items(const std::string& feature) const {
    json::array items;
    for (const Wanted& one : wanted_.at(feature)) items.push_back(one.item);
    return items;
}

State SweepAccount::state(const std::string& feature) const {
    State state;
    const json::value whole = twin.state();
    if (feature == "history")
        for (const json::value& play : whole.at("plays").as_array())
            ++state[name_of(play.as_object()) + " @ " + text_at(play, "watched_at").substr(0, 16)].count;
    else
        for (const json::value& entry : whole.at(feature).as_array()) {
            Held& held = state[name_of(entry.as_object())];
            ++held.count;
            if (feature == "ratings") held.rating = number_at(entry, "rating");
        }
    return state;
}

std::size_t SweepAccount::add_all() {
    Handle handle(config_);
    std::size_t missing = 0;
    for (const char* feature : all_features) {
        const State before = state(feature);
        const Outcome outcome = handle.add(feature, items(feature));
        INFO(feature << ": " << outcome.summary());
        const State now = state(feature);
        const json::value report = outcome.document();
        const json::array& results = report.at("results").as_array();
        REQUIRE(results.size() == wanted_[feature].size());
        for (std::size_t i = 0; i < results.size(); ++i) {
            INFO(json::serialize(results[i]));
            missing += check(wanted_[feature][i], std::string(text_at(results[i], "verdict")), before, now);
        }
    }
    return missing;
}

void SweepAccount::check_end() const {
    for (const char* feature : all_features) {
        State expected = at_start_.at(feature);
        for (const Wanted& one : wanted_.at(feature)) expected[one.name] = {1, one.rating};
        const State now = state(feature);
        INFO(feature);
        for (const auto& [name, held] : expected) {
            INFO(name);
            CHECK(held_in(now, name) == held);
        }
        CHECK(now.size() == expected.size());
    }
}

bool comes_to_the_fault(const TwinProcess& twin, const char* kind, const std::function<bool()>& has_ended) {
    for (int tries = 0; tries < 5'000; ++tries) {
        const bool is_last_look = has_ended();
        const json::array ledger = twin.ledger();
        if (std::any_of(ledger.begin(), ledger.end(),
                        [&](const json::value& entry) { return entry.at("fault") == kind; }))
            return true;
        if (is_last_look) return false;
        ::poll(nullptr, 0, 2);
    }
    return false;
}

}  // namespace mod_trakt::tests
