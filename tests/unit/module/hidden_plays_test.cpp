// Undos of plays that were added by ids that Trakt accepts and never shows (UNDO-3).
#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::hidden_plays_test {

using test::ModuleBench;

namespace {

const std::string minute = "2026-09-11T12:00:00";

// An account to which a run has added a play by an imdb id. It has a play at that minute, of the title 7.
struct Site : test::TempFolder, ModuleBench {
    explicit Site(const std::string& found) : ModuleBench({}, R"(,"state_dir":")" + path() + '"') {
        answer_post("/sync/history", R"({"added":{"movies":1,"episodes":0},"not_found":{}})");
        answer_post("/sync/history/remove", R"({"deleted":{"movies":1,"episodes":0},"not_found":{}})");
        CHECK(add("history", R"([{"type":"movie","ids":{"imdb":"tt7"},"watched_at":")" + minute + R"(Z"}])") ==
              "added");
        lists["/sync/history/movies"] = R"([{"id":30,"type":"movie","watched_at":")" + minute +
                                        R"(.000Z","movie":{"title":"m","year":2000,"ids":{"trakt":7}}}])";
        if (!found.empty()) lists["/search/imdb/tt7"] = found;
        clock->advance(60'000);
    }
    // The state of the run after an undo, its verdicts, and how many changes cannot be taken back.
    std::string undo() {
        const std::string verdicts = take(module->undo(std::nullopt, scope()));
        json::Document document;
        if (document.parse(last.document)) return "no document";
        return std::string(document.root()["state"].text()) + " | " + verdicts + " | " +
               std::to_string(document.root()["cannot_be_taken_back"].size());
    }
    std::vector<std::string> removals() const { return posted("/sync/history/remove"); }
};

std::string movies(const std::vector<int>& trakt_ids) {
    std::string text;
    for (const int id : trakt_ids)
        text += (text.empty() ? "" : ",") + std::string(R"({"type":"movie","movie":{"title":"m","ids":{"trakt":)") +
                std::to_string(id) + "}}}";
    return "[" + text + "]";
}

}  // namespace

TEST_CASE("An added play that the account shows under other ids is found by a search, and removed", "[undo]") {
    Site site(movies({7}));
    CHECK(site.undo() == "taken_back | removed | 0");
    CHECK(site.removals() == std::vector<std::string>{R"({"ids":[30]})"});
}

TEST_CASE("An added play is gone if the play at its minute is of another title by a search", "[undo]") {
    Site site(movies({8}));
    CHECK(site.undo() == "taken_back |  | 0");
    CHECK(site.removals().empty());
}

TEST_CASE("An added play that a search does not find is named, and nothing is removed", "[undo]") {
    for (const char* found : {"[]", "two"}) {
        Site site(std::string(found) == "two" ? movies({7, 8}) : found);
        CHECK(site.undo() == "taken_back |  | 1");
        CHECK(site.removals().empty());
    }
}

TEST_CASE("While the search gives no answer, the play is left for another undo", "[undo]") {
    Site site({});
    site.odd = [](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.url.find("/search/") == std::string::npos) return std::nullopt;
        return test::answer(500);
    };
    CHECK(site.undo() == "made |  | 0");
    CHECK(site.removals().empty());
    site.odd = nullptr;
    site.lists["/search/imdb/tt7"] = movies({7});
    CHECK(site.undo() == "taken_back | removed | 0");
}

}  // namespace mod_trakt::hidden_plays_test
