// Writers of one account with one state folder: what each learns from the journal about the others' plays.
#include <catch2/catch.hpp>

#include <thread>

#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::play_journal_test {

using test::ModuleBench;
using test::TempFolder;

namespace {

const std::string one_play = R"([{"type":"movie","ids":{"trakt":1},"watched_at":"2026-09-11T12:00:00Z"}])";
const std::string row =
    R"([{"id":101,"type":"movie","watched_at":"2026-09-11T12:00:00.000Z","movie":{"title":"m","year":2000,"ids":{"trakt":1}}}])";
const std::string added = R"({"added":{"movies":1,"episodes":0},"not_found":{}})";

struct Writer : ModuleBench {
    explicit Writer(const TempFolder& folder) : ModuleBench({}, R"(,"state_dir":")" + folder.path() + '"') {}
    std::size_t sent() const { return posted("/sync/history").size(); }
    // Loses the answer to the next play that is sent; from then on nothing can be read, so that it stays open.
    void lose_answer() {
        answer_post("/sync/history",
                    http::Outcome(http::TransportError{http::TransportError::Kind::Timeout, false, "silence"}));
        odd = [this](const http::Request& request) -> std::optional<http::Outcome> {
            if (request.method == http::Method::Post || sent() == 0) return std::nullopt;
            return test::answer(503);
        };
    }
};

}  // namespace

TEST_CASE("JRN-5: a play that another writer has just added is existing, although Trakt did not show it", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    one.answer_post("/sync/history", added);
    two.answer_post("/sync/history", added);
    // The other one adds it while this one reads.
    bool is_forestalled = false;
    two.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        const bool is_read = ModuleBench::path_in(request.url).starts_with("/sync/history");
        if (is_read && !std::exchange(is_forestalled, true)) CHECK(one.add("history", one_play) == "added");
        return std::nullopt;
    };
    CHECK(two.add("history", one_play) == "existing");
    CHECK(is_forestalled);
    CHECK(one.sent() == 1);
    CHECK(two.sent() == 0);
}

TEST_CASE("JRN-5: a removal that was recorded after a writer has read makes it read again", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    one.lists["/sync/history/movies"] = row;
    one.answer_post("/sync/history/remove", R"({"deleted":{"movies":1,"episodes":0},"not_found":{}})");
    two.answer_post("/sync/history", added);
    // A play that was added in place of the removed one before the removal was recorded.
    const bool is_added_again = GENERATE(true, false);
    bool is_forestalled = false;
    two.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        const bool is_read = ModuleBench::path_in(request.url).starts_with("/sync/history");
        if (!is_read || std::exchange(is_forestalled, true)) return std::nullopt;
        CHECK(one.remove("history", one_play) == "removed");
        if (!is_added_again) return std::nullopt;
        two.lists["/sync/history/movies"] = row;
        return test::answer(
            200, "[]",
            {{"X-Pagination-Page-Count", "1"}, {"X-Pagination-Limit", "250"}, {"X-Pagination-Item-Count", "0"}});
    };
    CHECK(two.add("history", one_play) == (is_added_again ? "existing" : "added"));
    CHECK(two.sent() == (is_added_again ? 0 : 1));
}

TEST_CASE("JRN-5: a writer that reads later believes what it reads", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    one.answer_post("/sync/history", added);
    CHECK(one.add("history", one_play) == "added");
    // Removed on the site meanwhile.
    two.answer_post("/sync/history", added);
    two.clock->advance(60'000);
    CHECK(two.add("history", one_play) == "added");
    CHECK(two.sent() == 1);
}

TEST_CASE("JRN-6: plays that an earlier write left open are settled by reading before anything is sent", "[journal]") {
    const TempFolder folder;
    {
        Writer killed(folder);
        killed.lose_answer();
        CHECK(killed.add("history", one_play).starts_with("unknown"));
    }
    Writer next(folder);
    next.clock->advance(60'000);
    next.answer_post("/sync/history", added);
    SECTION("it has arrived") {
        next.lists["/sync/history/movies"] = row;
        CHECK(next.add("history", one_play) == "existing");
        CHECK(next.sent() == 0);
    }
    SECTION("it has not arrived after settle_ms: it is sent") {
        const std::int64_t begun_ms = next.clock->steady_ms();
        CHECK(next.add("history", one_play) == "added");
        CHECK(next.sent() == 1);
        CHECK(next.clock->steady_ms() - begun_ms >= 15'000);
    }
    SECTION("it arrives while the next writer waits") {
        next.clock->on_block = [&] { next.lists["/sync/history/movies"] = row; };
        CHECK(next.add("history", one_play) == "existing");
        CHECK(next.sent() == 0);
    }
    SECTION("it is settled for a writer of other plays, and never sent by it") {
        CHECK(next.add("history", R"([{"type":"movie","ids":{"trakt":2},"watched_at":"2026-09-10T12:00:00Z"}])") ==
              "added");
        REQUIRE(next.sent() == 1);
        CHECK(next.posted("/sync/history")[0].find("\"trakt\":1}") == std::string::npos);
        Writer last(folder);
        last.answer_post("/sync/history", added);
        last.clock->advance(120'000);
        const std::int64_t begun_ms = last.clock->steady_ms();
        CHECK(last.add("history", one_play) == "added");
        CHECK(last.clock->steady_ms() - begun_ms < 15'000);
    }
}

TEST_CASE("JRN-6: a play that another writer left open meanwhile is unknown and not sent", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    one.lose_answer();
    two.answer_post("/sync/history", added);
    bool is_forestalled = false;
    two.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        const bool is_read = ModuleBench::path_in(request.url).starts_with("/sync/history");
        if (is_read && !std::exchange(is_forestalled, true)) CHECK(one.add("history", one_play).starts_with("unknown"));
        return std::nullopt;
    };
    CHECK(two.add("history", one_play) == "unknown:journal");
    CHECK(two.sent() == 0);
}

TEST_CASE("JRN-8: of two writers that sent one play, the last one has added it", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    one.answer_post("/sync/history",
                    http::Outcome(http::TransportError{http::TransportError::Kind::Timeout, false, "silence"}));
    two.answer_post("/sync/history", added);
    // While the first one waits for its second read, the other one finds that the play has not arrived, and adds it.
    bool is_waiting = false;
    one.clock->on_block = [&] {
        if (std::exchange(is_waiting, true)) return;
        two.clock->advance(60'000);
        CHECK(two.add("history", one_play) == "added");
        one.lists["/sync/history/movies"] = row;
    };
    CHECK(one.add("history", one_play) == "existing");
    CHECK(is_waiting);
    CHECK(one.sent() == 1);
    CHECK(two.sent() == 1);
}

TEST_CASE("JRN-6: a writer whose login is refused does not wait for plays that an earlier write left open",
          "[journal]") {
    const TempFolder folder;
    {
        Writer killed(folder);
        killed.lose_answer();
        CHECK(killed.add("history", one_play).starts_with("unknown"));
    }
    Writer next(folder);
    next.odd = [](const http::Request& request) -> std::optional<http::Outcome> {
        const bool is_read = ModuleBench::path_in(request.url).starts_with("/sync/");
        return is_read ? std::optional<http::Outcome>(test::answer(401)) : std::nullopt;
    };
    const std::int64_t begun_ms = next.clock->steady_ms();
    CHECK(next.add("history", one_play) == "deferred:token_expired");
    CHECK(next.sent() == 0);
    CHECK(next.clock->steady_ms() - begun_ms < 15'000);
}

TEST_CASE("A play that another writer has added in place of a removed one is not another name of it", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    const std::string other_play = R"([{"type":"movie","ids":{"trakt":2},"watched_at":"2026-09-11T12:00:00Z"}])";
    const std::string other_row =
        R"([{"id":102,"type":"movie","watched_at":"2026-09-11T12:00:00.000Z","movie":{"title":"m","year":2000,"ids":{"trakt":2}}}])";
    for (int n = 0; n < 2; ++n) one.answer_post("/sync/history", added);
    CHECK(one.add("history", one_play) == "added");
    // The other writer removes it, and adds another movie in its minute.
    two.lists["/sync/history/movies"] = row;
    two.answer_post("/sync/history/remove", R"({"deleted":{"movies":1,"episodes":0},"not_found":{"ids":[]}})");
    two.answer_post("/sync/history", added);
    CHECK(two.remove("history", one_play) == "removed");
    two.lists["/sync/history/movies"] = "[]";
    CHECK(two.add("history", other_play) == "added");
    one.lists["/sync/history/movies"] = other_row;
    one.clock->advance(60'000);
    CHECK(one.add("history", one_play) == "added");
    REQUIRE(one.sent() == 2);
    CHECK(one.posted("/sync/history")[1].find("\"trakt\":1}") != std::string::npos);
}

TEST_CASE("TURN-8: a play that did not arrive and that another writer has then added is existing", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    one.answer_post("/sync/history", http::Outcome(test::lost(http::TransportError::Kind::Timeout)));
    two.answer_post("/sync/history", added);
    // The other writer is at work while this one waits for settle_ms.
    bool is_forestalled = false;
    one.clock->on_block = [&] {
        if (one.sent() == 0 || std::exchange(is_forestalled, true)) return;
        CHECK(two.add("history", one_play) == "added");
        one.lists["/sync/history/movies"] = row;
    };
    CHECK(one.add("history", one_play) == "existing");
    CHECK(is_forestalled);
    CHECK(one.sent() == 1);
    CHECK(two.sent() == 1);
}

TEST_CASE("JRN-6: a play that was sent twice and did not arrive is settled at once", "[journal]") {
    const TempFolder folder;
    {
        Writer killed(folder);
        for (int n = 0; n < 2; ++n) killed.answer_post("/sync/history", http::Outcome(test::answer(502)));
        killed.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
            if (request.method == http::Method::Post || killed.sent() < 2) return std::nullopt;
            return test::answer(503);
        };
        CHECK(killed.add("history", one_play).starts_with("unknown"));
        CHECK(killed.sent() == 2);
    }
    Writer next(folder);
    next.clock->advance(120'000);
    next.answer_post("/sync/history", added);
    CHECK(next.add("history", one_play) == "added");
}

TEST_CASE("SETTLE-3: a new play that another writer has sent is explained by the journal", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    one.answer_post("/sync/history", http::Outcome(test::lost(http::TransportError::Kind::Timeout)));
    one.answer_post("/sync/history", added);
    two.answer_post("/sync/history", added);
    bool is_at_work = false;
    one.clock->on_block = [&] {
        if (one.sent() == 0 || std::exchange(is_at_work, true)) return;
        CHECK(two.add("history", R"([{"type":"movie","ids":{"trakt":2},"watched_at":"2026-09-11T12:00:00Z"}])") ==
              "added");
        one.lists["/sync/history/movies"] =
            R"([{"id":102,"type":"movie","watched_at":"2026-09-11T12:00:00.000Z","movie":{"title":"m","year":2000,"ids":{"trakt":2}}}])";
    };
    CHECK(one.add("history", one_play) == "added");
    CHECK(is_at_work);
    CHECK(one.sent() == 2);
}

}  // namespace mod_trakt::play_journal_test
