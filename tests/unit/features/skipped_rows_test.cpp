// Skipped rows of ratings and watchlist: for which type they count, and when they are read again.
#include <catch2/catch.hpp>

#include <filesystem>

#include "support/hash.hpp"
#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::skipped_rows_test {

using test::ModuleBench;
using test::outline;
using test::thrown_by;

namespace {

std::string rated(int id, bool usable = true) {
    const std::string movie =
        usable ? R"({"title":"m","year":2000,"ids":{"trakt":)" + std::to_string(id) + "}}" : "null";
    return R"({"rating":5,"rated_at":"2024-01-0)" + std::to_string(id) + R"(T00:00:00.000Z","type":"movie","movie":)" +
           movie + "}";
}

std::string member(const std::string& index, std::string_view name) {
    json::Document document;
    REQUIRE_FALSE(document.parse(index));
    const auto number = document.root()[name].integer();
    return number ? std::to_string(*number) : "none";
}

// "3 entries, 1 skipped"
std::string told(ModuleBench& bench, std::string_view feature) {
    bench.clock->advance(60'000);
    const std::string index = bench.index(feature);
    return member(index, "count") + " entries, " + member(index, "skipped") + " skipped";
}

void move_stamp(ModuleBench& bench, std::string_view group, std::string_view leaf, std::string_view day) {
    std::string& text = bench.lists["/sync/last_activities"];
    const std::size_t at = text.find("2026-09-", text.find(leaf, text.find(group)));
    text.replace(at, day.size(), day);
}

std::string repeated(const std::string& row, int times) {
    std::string rows;
    for (int i = 0; i < times; ++i) rows += (i > 0 ? "," : "") + row;
    return rows;
}

}  // namespace

TEST_CASE("Another skipped row is read again, although the number of skipped rows is the same", "[skipped]") {
    ModuleBench bench;
    std::string& movies = bench.lists["/sync/ratings/movies"];
    movies = "[" + rated(1, false) + "," + rated(2) + "," + rated(3) + "]";
    CHECK(told(bench, "ratings") == "2 entries, 1 skipped");
    movies = "[" + rated(1) + "," + rated(2, false) + "," + rated(3) + "]";
    CHECK(told(bench, "ratings") == "2 entries, 1 skipped");
    movies = "[" + rated(1) + "," + rated(2) + "," + rated(3) + "]";
    CHECK(told(bench, "ratings") == "3 entries, none skipped");
}

TEST_CASE("Skipped rows are kept by a hash that is the same in each build", "[skipped]") {
    test::TempFolder folder;
    ModuleBench bench("", R"(,"state_dir":")" + folder.path() + "\"");
    bench.lists["/sync/ratings/movies"] = "[" + rated(1, false) + "," + rated(2) + "," + rated(3) + "]";
    CHECK(told(bench, "ratings") == "2 entries, 1 skipped");
    const std::string expected =
        R"("skipped":1,"skips_unconfirmed":true,"skipped_rows_hash":")" + std::to_string(hash_of({rated(1, false)}));
    std::size_t found = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path()))
        if (entry.is_regular_file() && test::slurp(entry.path()).find(expected) != std::string::npos) ++found;
    CHECK(found == 1);
}

TEST_CASE("The skipped rows of one type are kept when another type is read alone", "[skipped]") {
    ModuleBench bench;
    const std::string show =
        R"({"id":7,"type":"show","show":null},{"id":8,"type":"movie","movie":{"title":"m","year":1,"ids":{"trakt":8}}})";
    bench.lists["/sync/watchlist"] = "[" + show + "]";
    for (int i = 0; i < 3; ++i) CHECK(told(bench, "watchlist") == "1 entries, 1 skipped");
    bench.lists["/sync/watchlist"] =
        "[" + show + R"(,{"id":9,"type":"movie","movie":{"title":"n","year":1,"ids":{"trakt":9}}}])";
    move_stamp(bench, "\"movies\"", "watchlisted_at", "2026-09-02");
    CHECK(told(bench, "watchlist") == "2 entries, 1 skipped");
}

TEST_CASE("A single skipped row is not a change of the API, in each way of reading it", "[skipped]") {
    ModuleBench bench;
    bench.lists["/sync/ratings/movies"] = "[" + rated(1) + "]";
    CHECK(told(bench, "ratings") == "1 entries, none skipped");
    bench.lists["/sync/ratings/seasons"] = R"([{"rating":5,"type":"season","season":null,"show":null}])";
    move_stamp(bench, "\"seasons\"", "rated_at", "2026-09-02");
    CHECK(told(bench, "ratings") == "1 entries, 1 skipped");
}

TEST_CASE("A long list of skipped rows is BAD_DATA, even if other lists are usable", "[skipped]") {
    ModuleBench bench;
    bench.lists["/sync/ratings/movies"] = "[" + rated(1) + "," + rated(2) + "]";
    bench.lists["/sync/ratings/seasons"] = "[" + repeated(R"({"rating":5,"type":"season"})", 20) + "]";
    CHECK(outline(thrown_by([&] { bench.index("ratings"); })) == "BAD_DATA schema_changed");
    bench.lists["/sync/history/episodes"] =
        R"([{"id":1,"watched_at":"2024-01-01T00:00:00.000Z","type":"episode","episode":{"season":1,"number":1,"ids":{"trakt":5}},"show":{"title":"s","year":1,"ids":{"trakt":6}}}])";
    std::string rows;
    for (int id = 2; id < 32; ++id)
        rows += (id > 2 ? R"(,{"id":)" : R"({"id":)") + std::to_string(id) + R"(,"type":"movie"})";
    bench.lists["/sync/history/movies"] = "[" + rows + "]";
    CHECK(outline(thrown_by([&] { bench.index("history"); })) == "BAD_DATA schema_changed");
}

TEST_CASE("Two rows without ids that look alike are both in the index, in every feature", "[skipped]") {
    const std::string feature = GENERATE("watchlist", "ratings", "history");
    const std::string row =
        R"({"id":ID,"type":"movie","rating":5,"rated_at":"2024-01-01T00:00:00.000Z","watched_at":"2024-01-01T00:00:00.000Z",)"
        R"("movie":{"title":"Alike","year":2000,"ids":{"trakt":null,"imdb":null}}})";
    const auto numbered = [&](const char* id) { return std::string(row).replace(row.find("ID"), 2, id); };
    ModuleBench bench;
    bench.lists[feature == "watchlist" ? "/sync/watchlist"
                : feature == "ratings" ? "/sync/ratings/movies"
                                       : "/sync/history/movies"] = "[" + numbered("1") + "," + numbered("2") + "]";
    CHECK(told(bench, feature) == "2 entries, none skipped");
    CHECK(told(bench, feature) == "2 entries, none skipped");  // from the snapshot
    bench.move_stamps("2026-09-05");
    CHECK(told(bench, feature) == "2 entries, none skipped");
}

TEST_CASE("A row that replaces another one under the keys of 3.2.0 is counted and logged (KEY-7)", "[skipped]") {
    const std::string feature = GENERATE("watchlist", "ratings");
    const std::string row = R"({"id":ID,"type":"movie","rating":5,"rated_at":"2024-01-01T00:00:00.000Z",)"
                            R"("movie":{"title":"Alike","year":2000,"ids":{"trakt":null,"imdb":null}}})";
    const auto numbered = [&](const char* id) { return std::string(row).replace(row.find("ID"), 2, id); };
    ModuleBench bench(R"(,"key_profile":"crosswatch-3.2")");
    bench.lists[feature == "watchlist" ? "/sync/watchlist" : "/sync/ratings/movies"] =
        "[" + numbered("1") + "," + numbered("2") + "]";
    CHECK(told(bench, feature) == "1 entries, 1 skipped");
    CHECK(bench.log->count("rows_replaced") == 1);
    CHECK(told(bench, feature) == "1 entries, 1 skipped");  // from the snapshot
    CHECK(bench.log->count("rows_replaced") == 1);
    bench.move_stamps("2026-09-05");
    CHECK(told(bench, feature) == "1 entries, 1 skipped");
    CHECK(bench.log->count("rows_replaced") == 2);
}

TEST_CASE("Broken text of one title is replaced with one warning, and the index is complete", "[skipped]") {
    ModuleBench bench;
    bench.odd = [](const http::Request& request) -> std::optional<http::Outcome> {
        if (ModuleBench::path_in(request.url) != "/sync/ratings/movies") return std::nullopt;
        return test::answer(
            200,
            R"([{"rating":5,"rated_at":"2024-01-01T00:00:00.000Z","type":"movie","movie":{"title":"\ud83d","year":2000,"ids":{"trakt":1}}},)" +
                rated(2) + "]",
            {{"X-Pagination-Page-Count", "1"}, {"X-Pagination-Limit", "250"}, {"X-Pagination-Item-Count", "2"}});
    };
    const std::string index = bench.index("ratings");
    CHECK(member(index, "count") == "2");
    CHECK(index.find("\"title\":\"\xEF\xBF\xBD\"") != std::string::npos);
    CHECK(bench.log->count("broken_text_replaced") == 1);
    CHECK(bench.log->count(R"({"path":"/sync/ratings/movies","count":1})") == 1);
}

}  // namespace mod_trakt::skipped_rows_test
