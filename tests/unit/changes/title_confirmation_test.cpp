// A play that was found by an id which other titles may share is confirmed before it decides anything.
#include <catch2/catch.hpp>

#include <string>

#include "tests/support/module_bench.hpp"

namespace mod_trakt::title_confirmation_test {

using test::answer;
using test::ModuleBench;

namespace {

constexpr const char* movies = "/sync/history/movies";
constexpr const char* by_imdb = R"([{"type":"movie","ids":{"imdb":"tt5"},"watched_at":"2026-09-11T12:00:00.000Z"}])";

std::string row(int id, int trakt, const char* at) {
    return R"({"id":)" + std::to_string(id) + R"(,"watched_at":"2026-09-)" + at +
           R"(T12:00:00.000Z","type":"movie","movie":{"ids":{"trakt":)" + std::to_string(trakt) + R"(,"imdb":"tt5"}}})";
}
std::string hit(int trakt) { return R"({"type":"movie","movie":{"ids":{"trakt":)" + std::to_string(trakt) + "}}}"; }

// Look-ups of a minute show movie 1 only; the whole list has movie 2 with the same imdb id as well, if it is shared.
struct Bench : ModuleBench {
    explicit Bench(const std::string& found, bool is_shared = true) {
        lists["/search/imdb/tt5"] = found;
        lists[movies] = "[" + row(10, 1, "11") + (is_shared ? "," + row(20, 2, "12") : "") + "]";
        odd = [this](const http::Request& request) -> std::optional<http::Outcome> {
            if (path_in(request.url) != movies) return std::nullopt;
            if (request.url.find("start_at") == std::string::npos)
                return is_readable ? std::nullopt : std::optional<http::Outcome>(answer(503));
            return answer(
                200, "[" + row(10, 1, "11") + "]",
                {{"X-Pagination-Page-Count", "1"}, {"X-Pagination-Limit", "250"}, {"X-Pagination-Item-Count", "1"}});
        };
        answer_post("/sync/history/remove", R"({"deleted":{"movies":1,"episodes":0},"not_found":{"ids":[]}})");
    }
    bool is_readable = true;
};

}  // namespace

TEST_CASE("Trakt's search confirms a title that was looked up, without a read of the list", "[history]") {
    Bench bench("[" + hit(1) + "]");
    CHECK(bench.remove("history", by_imdb) == "removed");
    CHECK(bench.posted("/sync/history/remove") == std::vector<std::string>{R"({"ids":[10]})"});
    CHECK(bench.transport->sent.size() == 3);  // look-up, search, removal
    Bench adding("[" + hit(1) + "]");
    CHECK(adding.add("history", by_imdb) == "existing");
    CHECK(adding.asked("/search/imdb/tt5") == 1);
}

TEST_CASE("A search that names another title wins over a look-up", "[history]") {
    Bench bench("[" + hit(2) + "]");
    CHECK(bench.remove("history", by_imdb) == "absent");
    CHECK(bench.posted("/sync/history/remove").empty());
}

TEST_CASE("The whole list decides what a search cannot decide", "[history]") {
    for (const std::string& found : {std::string("[]"), "[" + hit(1) + "," + hit(2) + "]", std::string("{}")}) {
        INFO(found);
        Bench alone(found, false);
        CHECK(alone.remove("history", by_imdb) == "removed");
        Bench shared(found);
        CHECK(shared.remove("history", by_imdb) == "rejected:ambiguous ids");
        CHECK(shared.posted("/sync/history/remove").empty());
        CHECK(shared.add("history", by_imdb) == "rejected:ambiguous ids");
        Bench unreadable(found, false);
        unreadable.is_readable = false;
        CHECK(unreadable.remove("history", by_imdb).starts_with("deferred"));
        CHECK(unreadable.posted("/sync/history/remove").empty());
    }
}

TEST_CASE("A snapshot knows which titles share an id, so nothing is searched", "[history]") {
    Bench bench("[" + hit(1) + "]", false);
    bench.index("history");
    CHECK(bench.remove("history", by_imdb) == "removed");
    CHECK(bench.asked("/search/imdb/tt5") == 0);
}

}  // namespace mod_trakt::title_confirmation_test
