// Skipped rows: they are counted, and used as soon as Trakt sends them completely again.
#include <catch2/catch.hpp>

#include "support/host_recorder.hpp"
#include "support/indexed_site.hpp"
#include "support/plugin_library.hpp"
#include "support/temp_folder.hpp"
#include "support/truth.hpp"
#include "support/twin_process.hpp"

using namespace mod_trakt::tests;

namespace {

struct Site : IndexedSite {
    explicit Site(const json::object& settings = {})
        : IndexedSite({{"plays", 200}, {"ratings", 80}, {"watchlist", 40}}, settings) {}
};

const json::object bad_rows = {{"kind", "bad_rows"}, {"rows", 2}, {"every", true}};

std::int64_t skipped(const Outcome& outcome) {
    const json::value document = outcome.document();
    return document.as_object().contains("skipped") ? number_at(document, "skipped") : 0;
}

}  // namespace

TEST_CASE("An index counts skipped rows, and the next one has them if they are usable", "[read][skipped]") {
    const Site site;
    for (const auto& [feature, path] : {std::pair("history", "/sync/history/episodes"),
                                        {"ratings", "/sync/ratings/movies"},
                                        {"watchlist", "/sync/watchlist"}}) {
        INFO(feature);
        site.twin.fault(merged(bad_rows, {{"path", path}, {"rows", 4}}));
        const Outcome faulty = site.index(feature);
        REQUIRE(faulty.status == SYNCMOD_OK);
        const std::int64_t missing = skipped(faulty);
        CHECK(missing > 0);
        CHECK(missing <= 4);
        const json::object truth = expected_items(site.twin, feature);
        CHECK(faulty.items().size() + static_cast<std::size_t>(missing) == truth.size());
        for (const auto& [key, item] : faulty.items()) CHECK(truth.at(key) == item);
        site.twin.clear_faults();
        CHECK(site.differs(feature) == "");
        CHECK(site.requests_of_an_exact_index(feature) == 1);
        CHECK(skipped(site.index(feature)) == 0);
    }
}

TEST_CASE("Rows that are skipped again are read twice, and then once in verify_hours", "[read][skipped]") {
    const Site site({{"history_per_page", 50}});
    std::int64_t unusable = 0;
    const auto requests = [&](const std::string& feature, const json::object& settings = {}) {
        json::object config = site.config;
        config["trakt"] = merged(config.at("trakt").as_object(), settings);
        site.twin.clear_ledger();
        const Outcome outcome = Handle(config).index(feature);
        CHECK(outcome.status == SYNCMOD_OK);
        CHECK(skipped(outcome) == unusable);
        return site.twin.ledger().size();
    };
    for (const auto& [feature, path, rows] :
         {std::tuple("history", "/sync/history/episodes", 8), {"ratings", "/sync/ratings/movies", 2}}) {
        INFO(feature);
        unusable = rows;
        site.twin.fault(merged(bad_rows, {{"path", path}}));  // two rows of each page
        CHECK(requests(feature) > 1);
        CHECK(requests(feature) > 1);
        CHECK(requests(feature) == 1);
        CHECK(requests(feature, {{"verify_hours", 0}}) > 1);
        CHECK(requests(feature) == 1);
        site.twin.clear_faults();
    }
}

TEST_CASE("Skipped rows of known plays change nothing", "[read][skipped]") {
    const Site site({{"history_per_page", 50}});
    CHECK(site.differs("history") == "");
    site.twin.fault(merged(bad_rows, {{"path", "/sync/history/episodes"}}));
    site.twin.edit({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    site.twin.clock({{"advance_ms", 600'000}});
    const Outcome fresh = Handle(site.config).index("history", {.flags = SYNCMOD_CALL_FRESH});
    CHECK(differs_from_truth(fresh, site.twin, "history") == "");
    CHECK(skipped(fresh) == 0);
    site.twin.clear_faults();
    CHECK(site.differs("history") == "");
}

TEST_CASE("A row that is always skipped does not stop the watched map from serving all others", "[read][skipped]") {
    const Site site({{"history_per_page", 50}});
    site.twin.fault(
        {{"kind", "bad_rows"}, {"rows", 1}, {"path", "/sync/history/movies"}, {"query", "page=1"}, {"every", true}});
    // Only this test makes the row unusable, so the watched map has its play.
    const Outcome first = site.index("history");
    REQUIRE(first.status == SYNCMOD_OK);
    CHECK(site.index("history").items().size() == first.items().size());
    site.twin.edit({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    site.twin.clock({{"advance_ms", 600'000}});
    site.twin.clear_ledger();
    const Outcome outcome = site.index("history");
    CHECK(outcome.items().size() == first.items().size() + 1);
    CHECK(site.twin.ledger().size() <= 4);
}

TEST_CASE("Pages with skipped rows are not kept for the next read", "[read][skipped]") {
    // One page at a time, so that it is certain which pages arrive before the fault.
    const Site site({{"history_per_page", 10}, {"max_retries", 1}, {"reads_in_flight", 1}});
    for (int page = 3; page <= 8; ++page)
        site.twin.fault(
            merged(bad_rows, {{"path", "/sync/history/episodes"}, {"query", "page=" + std::to_string(page)}}));
    site.twin.fault({{"path", "/sync/history/episodes"},
                     {"query", "page=14"},
                     {"kind", "status"},
                     {"status", 500},
                     {"every", true}});
    CHECK(site.index("history").status == SYNCMOD_INCOMPLETE);
    site.twin.clear_faults();
    site.twin.clear_ledger();
    CHECK(site.differs("history") == "");
    // The pages without skipped rows are kept.
    CHECK(site.twin.count_requests("GET", "/sync/history/episodes") < 14);
}
