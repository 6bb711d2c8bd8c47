// Rows of equal time that a pass lacks are found, are hidden with a proof, or make the call INCOMPLETE.
#include "index/paging/missing_rows.hpp"

#include <catch2/catch.hpp>

#include <utility>

#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"

using namespace mod_trakt;
using index::Missing;

namespace {

// A list of six rows of one time in pages of two, which has shown the rows 1 to 3, and row 2 twice.
struct Bench {
    Bench() {
        list.path = "/sync/history/movies";
        list.fill_ties = [this](const index::TiesWanted& ties) {
            asked.emplace_back(ties.missing, ties.enough);
            return std::exchange(filled, {});
        };
        list.was_seen_before = [this](const index::RowsSeen& rows) {
            sighted = rows;
            return is_seen_before;
        };
        for (const std::vector<std::int64_t>& ids : {std::vector<std::int64_t>{1, 2}, {2, 3}, {}})
            pass.take({.ids = ids,
                       .times = std::vector<std::int64_t>(ids.size(), 60'000),
                       .page_count = 3,
                       .item_count = 6,
                       .limit = 2});
    }
    Missing look() { return index::look_for_missing_rows(pass, list, false, wire.api, wire.scope()); }

    test::Wire wire{[](const http::Request&) { return test::answer(200, "[]"); }};
    index::List list;
    index::ListPass pass{index::PageOptions{}, true, true};
    index::TiesFilled filled;
    std::vector<std::pair<std::int64_t, std::int64_t>> asked;
    std::optional<index::RowsSeen> sighted;
    bool is_seen_before = false;
};

using Asked = std::vector<std::pair<std::int64_t, std::int64_t>>;

}  // namespace

TEST_CASE("Rows of equal time that are found make the pass whole", "[list][ties]") {
    Bench bench;
    bench.filled.ids = {5, 4, 6};
    CHECK(bench.look() == Missing::Found);
    CHECK(bench.asked == Asked{{3, 3}});
    CHECK(bench.pass.rows() == 6);
    CHECK_FALSE(bench.pass.is_short());
    CHECK_FALSE(bench.sighted);
}

TEST_CASE("Rows that are named and not found are hidden when that was seen before", "[list][ties]") {
    Bench bench;
    bench.filled = {{6, 4}, true};
    CHECK(bench.look() == Missing::Unproven);
    REQUIRE(bench.sighted);
    CHECK(bench.sighted->count == 5);
    CHECK(bench.sighted->announced == 6);

    Bench again;
    again.filled = {{4, 6}, true};
    again.is_seen_before = true;
    CHECK(again.look() == Missing::Found);
    CHECK(again.sighted == bench.sighted);  // in whatever order they were found
}

TEST_CASE("Rows that nothing names are not hidden, unless a witness agrees with the others", "[list][ties]") {
    Bench bench;
    bench.filled.ids = {6, 4};
    bench.is_seen_before = true;
    CHECK(test::outline(test::thrown_by([&] { bench.look(); })) == "INCOMPLETE partial_read");
    CHECK_FALSE(bench.sighted);

    Bench told;
    told.filled.ids = {6, 4};
    told.list.confirms = [](const index::RowsSeen& rows) { return rows.count == 5; };
    CHECK(told.look() == Missing::Found);

    Bench never_hidden;
    never_hidden.filled = {{6, 4}, true};
    never_hidden.list.was_seen_before = nullptr;
    CHECK(test::outline(test::thrown_by([&] { never_hidden.look(); })) == "INCOMPLETE partial_read");
}

TEST_CASE("Kept pages are read again when the search for rows of equal time does not get on", "[list][ties]") {
    const auto outcome = [](std::vector<std::int64_t> found, std::size_t found_before) {
        Bench bench;
        bench.pass.take_kept({.ids = {}, .page_count = 3, .item_count = 6, .limit = 2});
        bench.filled = {std::move(found), false, found_before};
        std::optional<Missing> missing;
        const Error error = test::thrown_by([&] { missing = bench.look(); });
        return missing ? std::to_string(static_cast<int>(*missing)) : error.reason;
    };
    CHECK(outcome({4, 5}, 2) == std::to_string(static_cast<int>(Missing::Lost)));
    CHECK(outcome({4, 5}, 1) == "partial_read");
    CHECK(outcome({4, 5, 6}, 3) == std::to_string(static_cast<int>(Missing::Found)));
}

TEST_CASE("Known hidden rows are not looked for, unless a known row is missing", "[list][ties]") {
    Bench bench;
    bench.list.known_hidden = 1;
    bench.list.shows_known_rows = [] { return true; };
    bench.filled.ids = {6, 4};
    CHECK(bench.look() == Missing::Found);
    CHECK(bench.asked == Asked{{3, 2}});

    Bench other;
    other.list.known_hidden = 1;
    other.list.shows_known_rows = [] { return false; };
    other.filled.ids = {6, 4};
    CHECK(test::outline(test::thrown_by([&] { other.look(); })) == "INCOMPLETE partial_read");
    CHECK(other.asked == Asked{{3, 2}, {1, 1}});

    Bench fewer;  // more rows are hidden in the last snapshot than are missing now
    fewer.list.known_hidden = 5;
    fewer.filled.ids = {4, 5, 6};
    CHECK(fewer.look() == Missing::Found);
    CHECK(fewer.asked == Asked{{3, 3}});
}
