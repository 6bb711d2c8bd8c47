// Which run an undo without a name takes back (UNDO-6).
#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::undo_order_test {

using test::ModuleBench;

namespace {

const std::string added = R"({"added":{"movies":1,"shows":0,"seasons":0,"episodes":0},"not_found":{}})";
const std::string deleted = R"({"deleted":{"movies":1,"shows":0,"seasons":0,"episodes":0},"not_found":{}})";

struct Site : test::TempFolder, ModuleBench {
    Site() : ModuleBench(R"(,"ratings_chunk_size":1)", R"(,"state_dir":")" + path() + '"') {}

    CallScope named(const std::string& run) {
        CallScope scope = this->scope();
        scope.run = run;
        return scope;
    }
    // Which run was taken back, and its state.
    std::string undo(const std::string& by, std::optional<std::string_view> run = std::nullopt) {
        clock->advance(60'000);
        (void)take(module->undo(run, named(by)));
        json::Document document;
        if (document.parse(last.document)) return "no document";
        return std::string(document.root()["run"].text()) + " " + std::string(document.root()["state"].text());
    }
    void rate(const std::vector<int>& movies) {
        std::string rows;
        for (const int id : movies)
            rows +=
                (rows.empty() ? "" : ",") +
                std::string(
                    R"({"type":"movie","rating":9,"rated_at":"2026-09-11T12:00:00.000Z","movie":{"title":"m","year":2000,"ids":{"trakt":)") +
                std::to_string(id) + "}}}";
        lists["/sync/ratings/movies"] = "[" + rows + "]";
        move_stamps("2026-09-0" + std::to_string(++day));
    }
    int day = 1;
};

}  // namespace

TEST_CASE("The next undo goes on with an undo that was taken back in part", "[undo]") {
    Site site;
    site.answer_post("/sync/ratings", added);
    site.answer_post("/sync/ratings", added);
    CHECK(site.take(site.module->add(
              "ratings",
              R"([{"type":"movie","ids":{"trakt":1},"rating":9},{"type":"movie","ids":{"trakt":2},"rating":9}])",
              site.named("rates"))) == "added added");
    site.rate({1, 2, 3});
    site.answer_post("/sync/ratings/remove", deleted);
    site.answer_post("/sync/ratings/remove", deleted);
    CHECK(site.undo("back") == "rates taken_back");
    site.rate({3});
    site.answer_post("/sync/ratings", added);
    site.answer_post("/sync/ratings", http::Outcome(test::answer(401)));
    CHECK(site.undo("again", "back") == "back in_part");
    site.rate({1, 3});
    site.posts["/sync/ratings"].clear();
    site.answer_post("/sync/ratings", added);
    CHECK(site.undo("more") == "back taken_back");
}

}  // namespace mod_trakt::undo_order_test
