// Every fault at every request of each way to read only changes: the outcome is the exact index or an error, and the
// next run is exact.
#include <catch2/catch.hpp>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>

#include "support/config.hpp"
#include "support/fault_kinds.hpp"
#include "support/iso_date.hpp"
#include "support/machine_time.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

constexpr std::int64_t hour_ms = 3'600'000;

// Which moves of rows during the read a path allows, so that all its changes are additions or all are removals.
enum class Moves { Any, Insertions, Removals };

struct Path {
    std::string name;
    std::string feature = "history";
    json::object settings = {};
    json::object switches = {};
    std::vector<json::object> changes = {};  // on the site, since the index in the folder
    std::function<void(const TwinProcess&, const json::object& config)> more = {};  // before the read
    bool writes = false;                                                            // `more` changes the site too
    std::int64_t later_ms = 0;                                                      // the date at the read
    Moves moves = Moves::Any;
    bool begins_with_an_index = true;
    // Empty if these are requests of this path; else what is wrong.
    std::function<std::string(const std::vector<json::object>& requests)> is_taken;
};

std::size_t count_of(const std::vector<json::object>& requests, const std::string& part) {
    return static_cast<std::size_t>(std::count_if(requests.begin(), requests.end(), [&](const json::object& request) {
        return (text_at(request, "path") + "?" + text_at(request, "query")).find(part) != std::string::npos;
    }));
}

std::string at_most(std::size_t limit, const std::vector<json::object>& requests) {
    return requests.size() <= limit
               ? ""
               : std::to_string(requests.size()) + " requests for at most " + std::to_string(limit);
}

std::string through_the_maps(std::size_t limit, const std::vector<json::object>& requests) {
    return count_of(requests, "/watched/") == 0 ? "no map is read" : at_most(limit, requests);
}

// 100 plays, 20 of them movies, in pages of five: a full read is 2 + 5 + 17 requests.
std::vector<Path> all_paths() {
    using Requests = const std::vector<json::object>&;
    const json::object small_pages = {{"history_per_page", 5}};
    const std::vector<json::object> ups_and_downs = {
        {{"op", "add"}, {"type", "episode"}, {"count", 3}, {"when", "backdated"}},
        {{"op", "remove"}, {"type", "episode"}, {"count", 1}},
        {{"op", "add"}, {"type", "movie"}, {"count", 2}, {"when", "backdated"}}};
    std::vector<Path> paths;
    paths.push_back({.name = "nothing changed", .settings = small_pages, .is_taken = [](Requests requests) {
                         return at_most(1, requests);
                     }});
    paths.push_back({.name = "newest page",
                     .settings = small_pages,
                     .changes = {{{"op", "add"}, {"type", "episode"}, {"count", 2}, {"when", "now"}}},
                     .is_taken = [](Requests requests) { return at_most(2, requests); }});
    paths.push_back({.name = "maps and titles",
                     .settings = small_pages,
                     .changes = ups_and_downs,
                     .is_taken = [](Requests requests) { return through_the_maps(12, requests); }});
    paths.push_back(
        {.name = "maps and spans of time",
         .settings = small_pages,
         .changes = {{{"op", "add"}, {"type", "episode"}, {"count", 6}, {"when", "2020-03-01T10:00:00.000Z"}},
                     {{"op", "add"}, {"type", "episode"}, {"count", 7}, {"when", "2020-03-01T12:30:20.000Z"}},
                     {{"op", "add"}, {"type", "episode"}, {"count", 1}, {"when", "unknown"}},
                     {{"op", "remove"}, {"type", "episode"}, {"count", 1}}},
         .is_taken = [](Requests requests) {
             return count_of(requests, "start_at=") == 0 ? "no span is read" : through_the_maps(14, requests);
         }});
    paths.push_back({.name = "maps in pages",
                     .settings = small_pages,
                     .switches = {{"maps", "paged"}, {"max_limit", 40}},
                     .changes = ups_and_downs,
                     .is_taken = [](Requests requests) { return through_the_maps(16, requests); }});
    paths.push_back({.name = "rank search, plays added",
                     .settings = small_pages,
                     .switches = {{"maps", "absent"}},
                     .changes = {{{"op", "add"}, {"type", "episode"}, {"count", 2}, {"when", "backdated"}}},
                     .moves = Moves::Insertions,
                     .is_taken = [](Requests requests) { return at_most(18, requests); }});
    paths.push_back({.name = "rank search, a play removed, maps wrong",
                     .settings = small_pages,
                     .switches = {{"maps", "wrong"}},
                     .changes = {{{"op", "remove"}, {"type", "episode"}, {"count", 1}}},
                     .moves = Moves::Removals,
                     .is_taken = [](Requests requests) { return at_most(11, requests); }});
    paths.push_back({.name = "verification, nothing changed",
                     .settings = small_pages,
                     .later_ms = 25 * hour_ms,
                     .is_taken = [](Requests requests) { return through_the_maps(4, requests); }});
    paths.push_back({.name = "verification of what has changed meanwhile",
                     .settings = small_pages,
                     .changes = {{{"op", "remove"}, {"type", "episode"}, {"count", 1}},
                                 {{"op", "add"}, {"type", "episode"}, {"count", 1}, {"when", "backdated"}},
                                 {{"op", "add"}, {"type", "episode"}, {"count", 1}, {"when", "now"}}},
                     // Here the newest page seems to prove an index that is wrong.
                     .more =
                         [](const TwinProcess&, const json::object& config) {
                             Handle handle(config);
                             REQUIRE(handle.index("history").summary() == "OK");
                         },
                     .later_ms = 25 * hour_ms,
                     .is_taken = [](Requests requests) { return at_most(24, requests); }});
    paths.push_back({.name = "after an own write",
                     .settings = small_pages,
                     .changes = {{{"op", "add"}, {"type", "episode"}, {"count", 1}, {"when", "now"}}},
                     .more =
                         [](const TwinProcess&, const json::object& config) {
                             const json::value play = parse(
                                 R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":"2011-05-04T20:11:00Z"}])");
                             Handle handle(config);
                             REQUIRE(handle.add("history", play).summary() == "OK");
                         },
                     .writes = true,
                     .is_taken = [](Requests requests) { return through_the_maps(7, requests); }});
    paths.push_back({.name = "one type of ratings",
                     .feature = "ratings",
                     .settings = {{"ratings_per_page", 4}},
                     .changes = {{{"op", "rate"}, {"type", "show"}, {"count", 2}},
                                 {{"op", "unrate"}, {"type", "show"}, {"count", 1}}},
                     .is_taken = [](Requests requests) {
                         for (const char* type : {"movies", "seasons", "episodes"})
                             if (count_of(requests, std::string("/sync/ratings/") + type) > 0)
                                 return std::string("a type is read that did not change");
                         return std::string();
                     }});
    paths.push_back({.name = "one type of the watchlist",
                     .feature = "watchlist",
                     .settings = {{"watchlist_per_page", 8}},
                     .changes = {{{"op", "watchlist_add"}, {"type", "movie"}, {"count", 2}}},
                     .is_taken = [](Requests requests) { return at_most(7, requests); }});
    paths.push_back(
        {.name = "resume of an interrupted read",
         .settings = small_pages,
         .more =
             [](const TwinProcess& twin, const json::object& config) {
                 twin.fault(
                     {{"path", "/sync/history/episodes"}, {"query", "page=12"}, {"kind", "status"}, {"every", true}});
                 Handle handle(config);
                 CHECK(handle.index("history").status != SYNCMOD_OK);
                 twin.clear_faults();
             },
         .begins_with_an_index = false,
         .is_taken = [](Requests requests) { return at_most(20, requests); }});
    return paths;
}

// Makes the account and the folder of a path, as they are before the read, any number of times.
class Scene {
public:
    Scene(const TwinProcess& twin, Path path) : twin_(twin), path_(std::move(path)) {
        // The index is two hours old and the change one hour, so that all stamps are mature.
        began_ms_ = unix_now_ms() / 60'000 * 60'000 - 2 * hour_ms;
        set_account_back();
        if (path_.begins_with_an_index) {
            Handle handle(config());
            if (const std::string failed = handle.index(path_.feature).summary(); failed != "OK")
                throw std::runtime_error("the first index fails: " + failed);
        }
        change_account();
        if (path_.more) path_.more(twin_, config());
        std::filesystem::copy(folder_.path(), kept_.path() / "state", std::filesystem::copy_options::recursive);
    }

    json::object config() const { return in_folder(config_for(twin_, path_.settings), folder_); }

    void set_folder_back() const {
        std::filesystem::remove_all(folder_.path());
        std::filesystem::copy(kept_.path() / "state", folder_.path(), std::filesystem::copy_options::recursive);
    }
    void set_site_back() const {
        set_account_back();
        change_account();
        const TempFolder elsewhere;
        if (path_.writes) path_.more(twin_, in_folder(config(), elsewhere));
    }

private:
    void set_account_back() const {
        twin_.reset({{"plays", 100}, {"ratings", 40}, {"watchlist", 24}, {"now", iso_of(began_ms_)}});
    }
    void change_account() const {
        // Each move of a row has a stamp of its own.
        twin_.switches(merged({{"stamp_resolution_ms", 1}}, path_.switches));
        twin_.clock({{"now", iso_of(began_ms_ + hour_ms)}});
        for (const json::object& change : path_.changes) twin_.edit(change);
        twin_.clock({{"run", true}});
    }

    const TwinProcess& twin_;
    const Path path_;
    std::int64_t began_ms_ = 0;
    TempFolder folder_, kept_;
};

// Compares indexes with the truth. Most of the thousands of indexes are the same text, which is compared only once.
class Judge {
public:
    explicit Judge(json::object truth) : truth_(std::move(truth)) {}

    // Empty if the index is the truth.
    std::string differs(const Outcome& outcome) {
        if (outcome.status != SYNCMOD_OK) return outcome.summary();
        std::string items = outcome.text.substr(outcome.text.find("\"items\""));
        if (good_.contains(items)) return {};
        std::string differs = difference(outcome.items(), truth_);
        if (differs.empty()) good_.insert(std::move(items));
        return differs;
    }

    const json::object& truth() const noexcept { return truth_; }

private:
    json::object truth_;
    std::set<std::string> good_;
};

// For messages: the last requests, the newest first.
std::string last_requests(const TwinProcess& twin) {
    const json::array ledger = twin.ledger();
    std::string lines;
    for (std::size_t back = 1; back <= std::min<std::size_t>(ledger.size(), 40); ++back) {
        const json::value& entry = ledger[ledger.size() - back];
        lines += text_at(entry, "path") + "?" + text_at(entry, "query") + " " + text_at(entry, "status") + " " +
                 text_at(entry, "fault") + "\n";
    }
    return lines;
}

bool fits(const FaultKind& kind, Moves moves) {
    if (moves == Moves::Any || text_at(kind.fault, "kind") != "shift_rows") return true;
    const std::string change = text_at(kind.fault, "change");
    return change == (moves == Moves::Removals ? "remove" : "");
}

}  // namespace

namespace {

json::object only(const std::string& type, const json::object& items) {
    json::object some;
    for (const auto& [key, item] : items)
        if (text_at(item, "type") == type) some[key] = item;
    return some;
}

}  // namespace

TEST_CASE(
    "Whatever goes wrong while only the changes are read, an index is exact or there is an error, and the next "
    "run is exact",
    "[delta]") {
    const std::vector<Path> paths = all_paths();
    const Path path = paths[GENERATE_REF(range(std::size_t{0}, paths.size()))];
    INFO(path.name);
    const TwinProcess twin;
    const Scene scene(twin, path);
    const json::object config = scene.config();
    const LaterDate date(path.later_ms);
    Judge judge(expected_items(twin, path.feature));

    twin.clear_ledger();
    std::vector<json::object> requests;
    {
        Handle handle(config);
        const Outcome outcome = handle.index(path.feature);
        REQUIRE(judge.differs(outcome) == "");
        for (const json::value& entry : twin.ledger())
            requests.push_back(
                {{"method", entry.at("method")}, {"path", entry.at("path")}, {"query", entry.at("query")}});
    }
    if (request_limits_are_checked()) {
        INFO(json::serialize(json::value_from(requests)));
        CHECK(path.is_taken(requests) == "");
    }

    std::size_t number = 0, refused = 0;
    const std::size_t share = is_soak() ? 1 : 3 * test_share();  // each kind of fault still occurs
    for (const json::object& request : requests) {
        for (const FaultKind& kind : fault_kinds()) {
            for (const bool every : {false, true}) {
                if (!fits(kind, path.moves) || number++ % share != 0) continue;
                const json::object fault = merged(merged(request, kind.fault), {{"every", every}});
                INFO(json::serialize(fault));
                const bool moves = text_at(fault, "kind") == "shift_rows";
                scene.set_folder_back();
                twin.fault(fault);
                {
                    Handle handle(config);
                    const Outcome outcome = handle.index(path.feature);
                    twin.clear_faults();
                    if (outcome.status == SYNCMOD_OK) {
                        // A change during the read may be in this index or in the next one.
                        if (moves && every && path.feature == "history")
                            for (const char* type : {"movie", "episode"})  // each kind alone is of one moment
                                CHECK(differs_from_every_moment(only(type, outcome.items()), only(type, judge.truth()),
                                                                only(type, expected_items(twin, path.feature))) == "");
                        else if (kind.loses_rows)
                            CHECK(goes_beyond(outcome.items(), judge.truth()) == "");
                        else if (!moves || differs_from_truth(outcome, twin, path.feature) != "")
                            CHECK(judge.differs(outcome) == "");
                    } else {
                        ++refused;
                        CHECK(outcome.reason != "internal");
                        INFO(outcome.summary());
                        CHECK_FALSE((kind.passes_when_once && !every));
                    }
                }
                Handle next(config);
                const Outcome healthy = next.index(path.feature);
                const std::string differs =
                    moves ? differs_from_truth(healthy, twin, path.feature) : judge.differs(healthy);
                INFO((differs.empty() ? "" : last_requests(twin)));
                CHECK(differs == "");
                if (moves) scene.set_site_back();
            }
        }
    }
    CHECK((refused > 0 || share > 1));  // a shorter sweep may have had only harmless faults
}
