// Removals in one request, of which Trakt carried out only some, by ids that the handle does not know.
#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"

namespace mod_trakt::partly_removed_test {

using test::ModuleBench;

namespace {

constexpr const char* noon = "2024-03-01T12:00:00.000Z";

std::string row(int trakt) {
    return R"({"id":)" + std::to_string(trakt + 100) + R"(,"type":"movie","rating":5,"rated_at":")" + noon +
           R"(","listed_at":")" + noon + R"(","movie":{"title":"m","year":2000,"ids":{"trakt":)" +
           std::to_string(trakt) + "}}}";
}

std::string item(const char* ids) { return std::string(R"({"type":"movie","rating":5,"ids":{)") + ids + "}}"; }

struct Bench {
    // Trakt deletes this many, and then the account has `after`.
    std::string remove(const std::string& items, int deleted, const std::string& after) {
        bench.index(feature);
        bench.odd = [this, after](const http::Request& request) -> std::optional<http::Outcome> {
            if (request.method == http::Method::Post) bench.lists[list] = after;
            return std::nullopt;
        };
        bench.answer_post(path + "/remove",
                          R"({"deleted":{"movies":)" + std::to_string(deleted) + R"(},"not_found":{"movies":[]}})");
        return bench.remove(feature, items);
    }
    std::string feature = GENERATE("ratings", "watchlist");
    std::string path = "/sync/" + feature;
    std::string list = feature == "ratings" ? path + "/movies" : path;
    ModuleBench bench;
};

}  // namespace

TEST_CASE("If Trakt removed one of two titles and it is not known which, neither is absent", "[settle]") {
    Bench given;
    given.bench.lists[given.list] = "[" + row(1) + "," + row(9) + "]";
    const std::string items = "[" + item(R"("imdb":"tt1")") + "," + item(R"("imdb":"tt2")") + "]";
    CHECK(given.remove(items, 1, "[" + row(9) + "]") == "unknown:ambiguous unknown:ambiguous");
}

TEST_CASE("The count decides those removals of a request that the rows do not decide", "[settle]") {
    Bench given;
    given.bench.lists[given.list] = "[" + row(1) + "," + row(8) + "," + row(9) + "]";
    const std::string items = "[" + item(R"("trakt":8)") + "," + item(R"("trakt":9)") + "," + item(R"("imdb":"tt1")");
    SECTION("the held ones are still there, so the other one was removed") {
        CHECK(given.remove(items + "]", 1, "[" + row(8) + "," + row(9) + "]") ==
              "rejected:not removed rejected:not removed removed");
    }
    SECTION("a held one accounts for the count, so the other one was absent") {
        CHECK(given.remove(items + "]", 1, "[" + row(1) + "," + row(9) + "]") == "removed rejected:not removed absent");
    }
}

}  // namespace mod_trakt::partly_removed_test
