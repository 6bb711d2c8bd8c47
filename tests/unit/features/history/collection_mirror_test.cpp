// The collection mirror: a title that cannot be mirrored does not affect others, and the report names it.
#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::collection_mirror_test {

using test::answer;
using test::ModuleBench;

namespace {

std::string plays(int count) {
    std::string text = "[";
    for (int n = 1; n <= count; ++n)
        text += std::string(n > 1 ? "," : "") + R"({"type":"movie","ids":{"tmdb":)" + std::to_string(n) +
                R"(},"watched_at":"2026-09-11T12:00:00.000Z"})";
    return text + "]";
}

std::string added(std::size_t movies) {
    return R"({"added":{"movies":)" + std::to_string(movies) + R"(,"episodes":0}})";
}

std::size_t movies_in(const std::string& body) {
    std::size_t count = 0;
    for (std::size_t at = body.find("tmdb"); at != std::string::npos; at = body.find("tmdb", at + 1)) ++count;
    return count;
}

constexpr const char* collection = "/sync/collection";

// All plays are added. The collection answers with `status` to requests that contain this text.
void refuse(ModuleBench& bench, const std::string& bad, int status) {
    bench.odd = [bad, status](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method != http::Method::Post) return std::nullopt;
        const bool is_mirror = ModuleBench::path_in(request.url) == collection;
        if (is_mirror && request.body.find(bad) != std::string::npos) return answer(status);
        return answer(201, added(movies_in(request.body)));
    };
}

}  // namespace

TEST_CASE("A title that the collection refuses does not affect others, and the report names it", "[mirror]") {
    const int status = GENERATE(400, 413, 422);
    ModuleBench bench(R"(,"history_collection":true)");
    refuse(bench, R"("tmdb":7})", status);
    CHECK(bench.add("history", plays(8)) == "added added added added added added added added");
    CHECK_FALSE(bench.last.failure);
    std::size_t mirrored = 0;
    for (const std::string& body : bench.posted(collection))
        if (body.find(R"("tmdb":7})") == std::string::npos) mirrored += movies_in(body);
    CHECK(mirrored == 7);
    const std::string said = bench.member("not_mirrored");
    CHECK(said.starts_with(R"([{"index":6,"key":"tmdb:7","verdict":"rejected","hint":"http:)" + std::to_string(status) +
                           "\""));
    CHECK(said.find("movie tmdb:7") != std::string::npos);
    CHECK(said.find("\"index\"", 10) == std::string::npos);
    CHECK(bench.log->count("collection_add_failed") == 1);
}

TEST_CASE("If the collection does not know a title, the report names all of its plays", "[mirror]") {
    ModuleBench bench(R"(,"history_collection":true)");
    bench.answer_post("/sync/history", added(3));
    bench.answer_post(collection, R"({"added":{"movies":1},"not_found":{"movies":[{"ids":{"tmdb":1}}]}})");
    CHECK(bench.add("history",
                    R"([{"type":"movie","ids":{"tmdb":1},"watched_at":"2026-09-11T12:00:00Z"},
                        {"type":"movie","ids":{"tmdb":2},"watched_at":"2026-09-11T12:00:00Z"},
                        {"type":"movie","ids":{"tmdb":1},"watched_at":"2026-09-11T13:00:00Z"}])") ==
          "added added added");
    const std::string said = bench.member("not_mirrored");
    CHECK(said.find(R"({"index":0,"key":"tmdb:1","verdict":"not_found")") != std::string::npos);
    CHECK(said.find(R"({"index":2,"key":"tmdb:1","verdict":"not_found")") != std::string::npos);
    CHECK(said.find(R"("index":1)") == std::string::npos);
}

TEST_CASE("Titles that the collection has already, or in part, are mirrored", "[mirror]") {
    for (const char* body : {R"({"added":{"movies":0},"existing":{"movies":3}})",
                             R"({"added":{"movies":1},"updated":{"movies":0},"existing":{"movies":2}})",
                             R"({"added":{"movies":1},"updated":{"movies":2},"existing":{"movies":0}})"}) {
        INFO(body);
        ModuleBench bench(R"(,"history_collection":true)");
        bench.answer_post("/sync/history", added(3));
        bench.answer_post(collection, body);
        CHECK(bench.add("history", plays(3)) == "added added added");
        CHECK(bench.member("not_mirrored") == "null");
        CHECK(bench.log->count("collection_add_failed") == 0);
    }
}

TEST_CASE("A title that makes Trakt fail is not mirrored, and the others are", "[mirror]") {
    ModuleBench bench(R"(,"history_collection":true,"history_chunk_size":2)");
    refuse(bench, R"("tmdb":1})", 500);
    CHECK(bench.add("history", plays(4)) == "added added added added");
    CHECK(bench.posted(collection).size() == 5);
    const std::string said = bench.member("not_mirrored");
    CHECK(said.starts_with(R"([{"index":0,"key":"tmdb:1","verdict":"rejected","hint":"http:500")"));
    CHECK(said.find(R"("index":1)") == std::string::npos);
    CHECK(said.find(R"("index":2)") == std::string::npos);
}

TEST_CASE("The report says that the collection is full", "[mirror]") {
    ModuleBench bench(R"(,"history_collection":true)");
    refuse(bench, "tmdb", 420);
    CHECK(bench.add("history", plays(1)) == "added");
    CHECK(bench.member("not_mirrored").find(R"("verdict":"limit","hint":"trakt_limit")") != std::string::npos);
    CHECK(bench.log->count("collection_limit") == 1);
}

TEST_CASE("If the call has failed, plays added before are not mirrored, and the report says so", "[mirror]") {
    ModuleBench bench(R"(,"history_collection":true,"history_chunk_size":1)");
    bench.answer_post("/sync/history", added(1));
    bench.answer_post("/sync/history", http::Outcome(answer(423)));
    CHECK(bench.add("history", plays(2)) == "added deferred:http:423");
    CHECK(bench.posted(collection).empty());
    CHECK(bench.member("not_mirrored").starts_with(R"([{"index":0,"key":"tmdb:1","verdict":"deferred")"));
}

TEST_CASE("Without the option nothing is mirrored, and the report has no such member", "[mirror]") {
    ModuleBench bench;
    bench.answer_post("/sync/history", added(1));
    CHECK(bench.add("history", plays(1)) == "added");
    CHECK(bench.posted(collection).empty());
    CHECK(bench.last.document.find("not_mirrored") == std::string::npos);
}

}  // namespace mod_trakt::collection_mirror_test
