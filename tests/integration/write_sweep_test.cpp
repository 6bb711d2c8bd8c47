// Every fault at every request of a write of all features, and kill -9 there: each item is there once in the end, every
// verdict was true, and nothing else came or went.
#include <catch2/catch.hpp>

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "support/config.hpp"
#include "support/fault_kinds.hpp"
#include "support/iso_date.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

constexpr std::int64_t plays_to_add = 200, titles_to_rate = 75, titles_to_list = 75;
constexpr std::array<const char*, 3> all_features{"history", "ratings", "watchlist"};

// What one feature holds, by name: how often it is there, and its rating.
struct Held {
    std::size_t count = 0;
    std::int64_t rating = 0;
    bool operator==(const Held&) const = default;
};
using State = std::map<std::string, Held>;

std::string name_of(const json::object& entry) {
    return text_at(entry, "type") + ' ' + std::to_string(number_at(entry, "trakt"));
}

State state_of(const TwinProcess& twin, const std::string& feature) {
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

// One item, and the name under which the account has it.
struct Wanted {
    json::object item;
    std::string name;
    std::int64_t rating = 0;
};

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

json::array items_of(const std::vector<Wanted>& wanted) {
    json::array items;
    for (const Wanted& one : wanted) items.push_back(one.item);
    return items;
}

class Account {
public:
    Account() {
        for (const char* feature : all_features) wanted_[feature] = wanted_of(feature);
    }

    // As at the start: some of the items are there already.
    void begin() {
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
            twin.edit(
                {{"op", "watchlist_add"}, {"type", text_at(listed.item, "type")}, {"ids", listed.item.at("ids")}});
        }
        folder_.emplace();
        config_ = in_folder(config_for(twin), *folder_);
        Handle(config_).index("history");
        for (const char* feature : all_features) at_start_[feature] = state_of(twin, feature);
        twin.clear_ledger();
    }

    const json::object& config() const { return config_; }
    json::array items(const std::string& feature) const { return items_of(wanted_.at(feature)); }

    // Adds everything, and checks each verdict. Returns the number of items that are not there now.
    std::size_t add_all() {
        Handle handle(config_);
        std::size_t missing = 0;
        for (const char* feature : all_features) {
            const State before = state_of(twin, feature);
            const Outcome outcome = handle.add(feature, items(feature));
            INFO(feature << ": " << outcome.summary());
            const State now = state_of(twin, feature);
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

    // Everything is there once, and all that was there before.
    void check_end() {
        for (const char* feature : all_features) {
            State expected = at_start_[feature];
            for (const Wanted& one : wanted_[feature]) expected[one.name] = {1, one.rating};
            const State now = state_of(twin, feature);
            INFO(feature);
            for (const auto& [name, held] : expected) {
                INFO(name);
                const auto found = now.find(name);
                CHECK((found == now.end() ? Held() : found->second) == held);
            }
            CHECK(now.size() == expected.size());
        }
    }

    const TwinProcess twin;

private:
    static std::size_t check(const Wanted& wanted, const std::string& verdict, const State& before, const State& now) {
        const auto held_in = [&](const State& state) {
            const auto found = state.find(wanted.name);
            return found == state.end() ? Held() : found->second;
        };
        const Held then = held_in(before), here = held_in(now);
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

    std::map<std::string, std::vector<Wanted>> wanted_;
    std::map<std::string, State> at_start_;
    std::optional<TempFolder> folder_;
    json::object config_;
};

// The requests of a write without a fault, each as a fault names it.
std::vector<json::object> requests_of(Account& account) {
    account.begin();
    REQUIRE(account.add_all() == 0);
    account.check_end();
    std::vector<json::object> requests;
    std::map<std::string, std::int64_t> seen;
    for (const json::value& entry : account.twin.ledger()) {
        json::object request = {
            {"method", entry.at("method")}, {"path", entry.at("path")}, {"query", entry.at("query")}};
        request["nth"] = ++seen[json::serialize(request)];
        requests.push_back(std::move(request));
    }
    return requests;
}

// A process that adds everything, until it is killed.
class Writer {
public:
    explicit Writer(const Account& account) {
        plugin();
        pid_ = ::fork();
        if (pid_ < 0) throw std::runtime_error("no fork");
        if (pid_ > 0) return;
        ::alarm(60);
        try {
            Handle handle(account.config());
            for (const char* feature : all_features) handle.add(feature, account.items(feature));
        } catch (const std::exception&) {
        }
        ::_exit(0);
    }
    ~Writer() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

private:
    pid_t pid_ = 0;
};

// Waits until the twin has dealt with the request that the fault concerns.
bool comes_to_the_fault(const TwinProcess& twin) {
    for (int tries = 0; tries < 5'000; ++tries) {
        const json::array ledger = twin.ledger();
        if (std::any_of(ledger.begin(), ledger.end(),
                        [](const json::value& entry) { return entry.at("fault") == "slow"; }))
            return true;
        ::poll(nullptr, 0, 2);
    }
    return false;
}

}  // namespace

TEST_CASE("Whatever goes wrong at whichever request of a write, each item is there once after the next one",
          "[write_sweep]") {
    Account account;
    const std::vector<json::object> requests = requests_of(account);
    REQUIRE(requests.size() >= 10);
    const std::size_t share = is_soak() ? 1 : 13 * test_share();  // all kinds come
    std::size_t number = 0, open = 0;
    for (const json::object& request : requests) {
        for (const FaultKind& kind : fault_kinds()) {
            // These change what the account has.
            if (text_at(kind.fault, "kind") == "shift_rows" || number++ % share != 0) continue;
            INFO(json::serialize(merged(request, kind.fault)));
            account.begin();
            account.twin.fault(merged(request, kind.fault));
            open += account.add_all();
            account.twin.clear_faults();
            CHECK(account.add_all() == 0);
            account.check_end();
        }
    }
    if (test_share() == 1) CHECK(open > 0);
}

TEST_CASE("A writer that is killed at whichever request leaves nothing that the next one loses or doubles",
          "[write_sweep]") {
    Account account;
    const std::vector<json::object> requests = requests_of(account);
    std::size_t number = 0;
    for (const json::object& request : requests) {
        for (const bool takes_effect : {true, false}) {
            if (number++ % test_share() != 0) continue;
            const json::object fault =
                merged(request, {{"kind", "slow"}, {"delay_ms", 60'000}, {"apply", takes_effect}});
            INFO(json::serialize(fault));
            account.begin();
            account.twin.fault(fault);
            {
                const Writer killed(account);
                REQUIRE(comes_to_the_fault(account.twin));
            }
            account.twin.clear_faults();
            CHECK(account.add_all() == 0);
            account.check_end();
        }
    }
}
