// A long read that is interrupted, and the read that continues it, while one file operation fails.
#include <catch2/catch.hpp>

#include <string>

#include "account.hpp"
#include "support/text.hpp"
#include "sweep.hpp"
#include "tests/support/temp_folder.hpp"

using namespace mod_trakt;
using namespace mod_trakt::faults;

namespace {

constexpr int page_count = 10;
constexpr int per_page = 2;
constexpr int lost_page = 7;

std::string page_text(int page) {
    std::string text = "[";
    for (int i = 0; i < (page <= page_count ? per_page : 0); ++i) {
        const std::string n = std::to_string(1000 - page * per_page - i);
        text += (i > 0 ? "," : "") + (R"({"id":)" + n) + R"(,"watched_at":"2026-08-01T10:00:00.000Z","type":"movie",)" +
                R"("movie":{"title":"m","year":2000,"ids":{"trakt":)" + n + "}}}";
    }
    return text + "]";
}

int page_in(const std::string& url) {
    const std::size_t at = url.find("page=") + 5;
    return parse_number<int>(std::string_view(url).substr(at, url.find('&', at) - at)).value_or(0);
}

// `is_broken`: the network fails after a few pages.
std::unique_ptr<test::ModuleBench> open_long(const std::string& state_dir, bool is_broken,
                                             std::unique_ptr<state::Files> files = nullptr) {
    auto bench = open_module(state_dir, std::move(files), R"(,"history_per_page":2)");
    bench->odd = [is_broken](const http::Request& request) -> std::optional<http::Outcome> {
        if (test::ModuleBench::path_in(request.url) != "/sync/history/movies") return std::nullopt;
        const int page = page_in(request.url);
        if (is_broken && page >= lost_page) return test::lost(http::TransportError::Kind::Connect);
        return test::answer(200, page_text(page),
                            {{"X-Pagination-Page-Count", std::to_string(page_count)},
                             {"X-Pagination-Limit", std::to_string(per_page)},
                             {"X-Pagination-Item-Count", std::to_string(page_count * per_page)}});
    };
    return bench;
}

const std::string& all_items() {
    static const std::string items = [] {
        test::ModuleBench bench;
        std::string rows = "[";
        for (int page = 1; page <= page_count; ++page) {
            const std::string text = page_text(page);
            rows += (page > 1 ? "," : "") + text.substr(1, text.size() - 2);
        }
        bench.lists["/sync/history/movies"] = rows + "]";
        return items_of(bench.index("history"));
    }();
    return items;
}

void break_off(const std::string& state_dir, std::unique_ptr<state::Files> files = nullptr) {
    const auto bench = open_long(state_dir, true, std::move(files));
    try {
        bench->index("history");
        FAIL("the read was to break off");
    } catch (const Failure& failure) {
        if (failure.error().status == Status::Host) throw;
        CHECK(failure.error().status == Status::Incomplete);
    }
}

void read_to_the_end(const std::string& state_dir) {
    CHECK(items_of(open_long(state_dir, false)->index("history")) == all_items());
}

}  // namespace

TEST_CASE("Without a fault the second read requests only the missing pages", "[pages]") {
    const test::TempFolder folder;
    break_off(folder / "state");
    const auto bench = open_long(folder / "state", false);
    CHECK(items_of(bench->index("history")) == all_items());
    // It reads the first page, which shows that the list is the same, the missing pages, and a page that shows the end.
    CHECK(bench->asked("/sync/history/movies") == 1 + (page_count - lost_page + 1) + 1);
}

TEST_CASE("A read that is interrupted on a failing disk leaves no wrong pages", "[pages]") {
    sweep({.prepare = {},
           .run =
               [](const std::string& state_dir, Plan& plan) {
                   try {
                       break_off(state_dir, files_under(plan));
                   } catch (const Failure& failure) {
                       check_is_clear(failure.error(), plan);
                   }
               },
           .look_after = read_to_the_end});
}

TEST_CASE("A read that continues kept pages on a failing disk is right or a clear error", "[pages]") {
    sweep({.prepare = [](const std::string& state_dir) { break_off(state_dir); },
           .run =
               [](const std::string& state_dir, Plan& plan) {
                   try {
                       const auto bench = open_long(state_dir, false, files_under(plan));
                       const std::string document = bench->index("history");
                       CHECK(items_of(document) == all_items());
                   } catch (const Failure& failure) {
                       check_is_clear(failure.error(), plan);
                   }
               },
           .look_after = read_to_the_end});
}
