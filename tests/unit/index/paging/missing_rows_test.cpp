// Rows of equal time that are missing after a pass are found, proven to be hidden, or make the call INCOMPLETE.
#include "index/paging/missing_rows.hpp"

#include <catch2/catch.hpp>

#include <utility>

#include "tests/support/thrown.hpp"
#include "tests/support/wire.hpp"
#include "unit/index/paging/list_server.hpp"

namespace mod_trakt::missing_rows_test {

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

TEST_CASE("A pass is whole when the missing rows of equal time are found", "[list][ties]") {
    Bench bench;
    bench.filled.ids = {5, 4, 6};
    CHECK(bench.look() == Missing::Found);
    CHECK(bench.asked == Asked{{3, 3}});
    CHECK(bench.pass.rows() == 6);
    CHECK_FALSE(bench.pass.is_short());
    CHECK_FALSE(bench.sighted);
}

TEST_CASE("Rows that a map names and no read finds are hidden if earlier reads showed the same", "[list][ties]") {
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
    CHECK(again.sighted == bench.sighted);  // the order in which they were found does not matter
}

TEST_CASE("Rows that no map names are not hidden, unless a witness agrees with the other rows", "[list][ties]") {
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

TEST_CASE("Kept pages are read again if the search for rows of equal time finds no further row", "[list][ties]") {
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

namespace {

// One page of 29 rows of one time, of 30 that are announced. Each answer has them in another order.
struct ShuffledPage {
    explicit ShuffledPage(bool has_ties = true) {
        list.path = "/sync/history/movies";
        list.identity = [](json::Value row) { return row["id"].integer(); };
        list.was_seen_before = [this](const index::RowsSeen& rows) {
            sighted.push_back(rows);
            return sighted.size() == 3;
        };
        index::PageFacts facts{.ids = {}, .times = {}, .page_count = 1, .item_count = 30, .limit = 250};
        for (std::int64_t id = 1; id < 30; ++id) {
            facts.ids.push_back(id);
            facts.times.push_back(has_ties ? 60'000 : 60'000 * id);
        }
        pass.take(facts);
    }
    Missing look(bool is_last_round = true) {
        return index::look_for_missing_rows(pass, list, is_last_round, wire.api, wire.scope());
    }
    // The hidden row, number 30, has a place in this order, but is not shown.
    http::Outcome page(const http::Request& request) {
        const std::int64_t number = test::lists::Server::number_in(request.url, "page");
        const std::int64_t limit = test::lists::Server::number_in(request.url, "limit");
        const std::int64_t turned_by = 7 * ++answers;
        std::string body = "[";
        for (std::int64_t place = (number - 1) * limit; place < std::min<std::int64_t>(30, number * limit); ++place) {
            const std::int64_t id = (place + turned_by) % 30 + 1;
            if (id == 30 && !shows_all) continue;
            body += (body.size() > 1 ? R"(,{"id":)" : R"({"id":)") + std::to_string(id) + "}";
        }
        http::Response response;
        response.status = 200;
        response.body = body + "]";
        response.headers.add("X-Pagination-Page", std::to_string(number));
        response.headers.add("X-Pagination-Limit", std::to_string(limit));
        response.headers.add("X-Pagination-Item-Count", "30");
        return response;
    }

    test::Wire wire{[this](const http::Request& request) { return page(request); }};
    index::List list;
    index::ListPass pass{index::PageOptions{}, true, true};
    std::vector<index::RowsSeen> sighted;
    std::int64_t answers = 0;
    bool shows_all = false;
};

}  // namespace

TEST_CASE("A hidden row among rows of one time on one page is proven if earlier reads showed the same",
          "[list][ties]") {
    ShuffledPage bench;
    CHECK(bench.look(false) == Missing::Lost);
    CHECK(bench.sighted.empty());
    CHECK(bench.look() == Missing::Unproven);
    CHECK(bench.look() == Missing::Unproven);
    CHECK(bench.look() == Missing::Found);
    REQUIRE(bench.sighted.size() == 3);
    CHECK(bench.sighted.front() == bench.sighted.back());

    ShuffledPage in_order(false);  // rows of different times have no reason to change places
    CHECK(in_order.look() == Missing::Lost);
    CHECK(in_order.sighted.empty());

    ShuffledPage whole;  // the row was not hidden but lost
    whole.shows_all = true;
    CHECK(whole.look() == Missing::Lost);
    CHECK(whole.sighted.empty());
}

}  // namespace mod_trakt::missing_rows_test
