// Several processes that write to one account, modelled as several modules with one state_dir.
#include <catch2/catch.hpp>

#include "module/trakt_module.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::module_own_writes_test {

using test::ModuleBench;

namespace {

constexpr const char* movies = "/sync/history/movies";
constexpr const char* added_one = R"({"added":{"movies":1}})";

std::string item(const char* tmdb, const char* at) {
    return R"([{"type":"movie","ids":{"tmdb":)" + std::string(tmdb) + R"(},"watched_at":")" + at + "\"}]";
}

std::string row(const char* id, const char* tmdb, const char* at) {
    return R"({"id":)" + std::string(id) + R"(,"watched_at":")" + at +
           R"(","type":"movie","movie":{"title":"T","year":2000,"ids":{"trakt":)" + tmdb + R"(,"tmdb":)" + tmdb + "}}}";
}

struct Bench {
    std::unique_ptr<ModuleBench> open(std::unique_ptr<state::Files> files = nullptr) const {
        return std::make_unique<ModuleBench>("", R"(,"state_dir":")" + (temp / "state") + "\"", std::move(files));
    }
    test::TempFolder temp;
};

}  // namespace

TEST_CASE("A play that another process has just added is not added again", "[module]") {
    Bench bench;
    const auto one = bench.open(), other = bench.open();
    one->index("history");
    one->answer_post("/sync/history", added_one);
    REQUIRE(one->add("history", item("1", "2020-01-01T10:00:00Z")) == "added");
    const std::string first = row("10", "1", "2020-01-01T10:00:00.000Z");
    other->lists[movies] = "[" + first + "]";
    other->answer_post("/sync/history", added_one);
    REQUIRE(other->add("history", item("2", "2019-01-01T10:00:00Z")) == "added");
    one->lists[movies] = "[" + first + "," + row("11", "2", "2019-01-01T10:00:00.000Z") + "]";
    one->answer_post("/sync/history", added_one);
    CHECK(one->add("history", item("2", "2019-01-01T10:00:00Z")) == "existing");
    CHECK(one->posted("/sync/history").size() == 1);
}

TEST_CASE("A write whose write mark cannot be set is not sent, and may be repeated", "[module]") {
    Bench bench;
    bench.open()->index("history");
    auto own_files = std::make_unique<test::HookedFiles>();
    test::HookedFiles& files = *own_files;
    const auto one = bench.open(std::move(own_files));
    one->index("history");
    files.before = [](const test::FileCall& call) {
        const bool changes = call.operation == "write" || call.operation == "unlink";
        return changes && call.path.ends_with(".written") ? EROFS : 0;
    };
    one->answer_post("/sync/history", added_one);
    CHECK(one->add("history", item("1", "2020-01-01T10:00:00Z")) == "deferred:state_unwritable");
    REQUIRE(one->last.failure);
    CHECK(one->last.failure->status == Status::Host);
    CHECK(one->last.failure->reason == "state_unwritable");
    CHECK(one->last.failure->message.find(".written") != std::string::npos);
    CHECK(one->posted("/sync/history").empty());
    files.before = {};
    CHECK(one->add("history", item("1", "2020-01-01T10:00:00Z")) == "added");
}

}  // namespace mod_trakt::module_own_writes_test
