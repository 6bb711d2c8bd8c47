// Every fault at every request of a full read: the outcome is the exact index or an error, never a smaller index, and
// the next run is exact.
#include <catch2/catch.hpp>

#include "support/config.hpp"
#include "support/fault_kinds.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

// True if these entries are those of one moment between the two states.
bool lies_between(const json::object& items, const json::object& before, const json::object& after) {
    for (const auto& [key, item] : items) {
        const json::value* first = before.if_contains(key);
        const json::value* last = after.if_contains(key);
        if ((first == nullptr || *first != item) && (last == nullptr || *last != item)) return false;
    }
    for (const auto& [key, item] : before)
        if (after.contains(key) && !items.contains(key)) return false;
    return true;
}

std::vector<json::object> requests_of_a_read(const TwinProcess& twin, const json::object& config,
                                             const std::string& feature) {
    Handle handle(config);
    if (handle.index(feature).status != SYNCMOD_OK) throw std::runtime_error("the read without a fault fails");
    std::vector<json::object> requests;
    for (const json::value& entry : twin.ledger())
        requests.push_back({{"method", entry.at("method")}, {"path", entry.at("path")}, {"query", entry.at("query")}});
    return requests;
}

}  // namespace

TEST_CASE(
    "Whatever goes wrong at whichever request, an index is exact or there is an error with a reason, and the next run "
    "is exact",
    "[sweep]") {
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const json::object sizes = {{"plays", 60}, {"ratings", 40}, {"watchlist", 25}};
    const TwinProcess twin;
    twin.reset(sizes);
    const json::object config =
        config_for(twin, {{"history_per_page", 12}, {"ratings_per_page", 4}, {"watchlist_per_page", 8}});
    const std::vector<json::object> requests = requests_of_a_read(twin, config, feature);
    REQUIRE(requests.size() >= 4);
    json::object truth = expected_items(twin, feature);

    std::size_t number = 0, exact = 0, refused = 0;
    const std::size_t share = test_share();
    for (const json::object& request : requests) {
        for (const FaultKind& kind : fault_kinds()) {
            for (const bool every : {false, true}) {
                if (number++ % share != 0) continue;
                const json::object fault = merged(merged(request, kind.fault), {{"every", every}});
                INFO(json::serialize(fault));
                const bool moves = text_at(fault, "kind") == "shift_rows";
                const TempFolder folder;
                const json::object config_here = in_folder(config, folder);
                twin.fault(fault);
                const Outcome outcome = Handle(config_here).index(feature);
                twin.clear_faults();
                const json::object before = moves ? truth : json::object();
                if (moves) truth = expected_items(twin, feature);
                if (outcome.status == SYNCMOD_OK) {
                    ++exact;
                    // Rows keep moving, so the state at any moment of the read is accepted.
                    if (moves && every && feature == "history")
                        CHECK(differs_from_every_moment(outcome.items(), before, truth) == "");
                    else if (moves && every)
                        CHECK(lies_between(outcome.items(), before, truth));
                    else if (kind.loses_rows)
                        CHECK(goes_beyond(outcome.items(), truth) == "");
                    else
                        CHECK(difference(outcome.items(), truth) == "");
                } else {
                    ++refused;
                    CHECK(outcome.reason != "internal");
                    CHECK_FALSE((kind.passes_when_once && !every));
                    INFO(outcome.summary());
                }
                const Outcome healthy = Handle(config_here).index(feature);
                CHECK((healthy.status == SYNCMOD_OK ? difference(healthy.items(), truth) : healthy.summary()) == "");
                if (moves) {
                    twin.reset(sizes);
                    truth = expected_items(twin, feature);
                }
            }
        }
    }
    CHECK(exact > 0);
    CHECK(refused > 0);
}

TEST_CASE("Rows that keep moving between pages are INCOMPLETE, a single move is read again", "[sweep]") {
    const TwinProcess twin({"--plays", "100"});
    const std::string change = GENERATE("insert", "remove");
    const json::object config = config_for(twin, {{"history_per_page", 10}});
    twin.fault({{"path", "/sync/history/episodes"}, {"query", "page=3"}, {"kind", "shift_rows"}, {"change", change}});
    Handle handle(config);
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
    twin.clear_faults();
    twin.fault({{"path", "/sync/history/episodes"}, {"kind", "shift_rows"}, {"change", change}, {"every", true}});
    Handle newcomer(config);  // without a snapshot
    const Outcome outcome = newcomer.index("history");
    CHECK(outcome.status == SYNCMOD_INCOMPLETE);
    CHECK(outcome.reason == "partial_read");
}

TEST_CASE("Without counts in headers, repeated rows show that a list moved", "[sweep]") {
    const TwinProcess twin({"--plays", "100"});
    twin.switches({{"pagination_headers", false}});
    twin.fault({{"path", "/sync/history/episodes"}, {"query", "page=3"}, {"kind", "shift_rows"}});
    Handle handle(config_for(twin, {{"history_per_page", 10}}));
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
    CHECK(twin.plays().size() == 101);
}
