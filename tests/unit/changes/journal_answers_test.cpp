// What a complete read of the history says of the plays that were sent.
#include <catch2/catch.hpp>

#include <filesystem>

#include "tests/support/hooked_files.hpp"
#include "tests/support/module_bench.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::journal_answers_test {

using test::ModuleBench;
using test::TempFolder;

namespace {

const std::string minute = "2026-09-11T12:00:00";

std::string play(const std::string& ids, const std::string& at = minute) {
    return R"([{"type":"movie","ids":{)" + ids + R"(},"watched_at":")" + at + R"(Z"}])";
}
std::string row(const std::string& history_id, const std::string& trakt_id, const std::string& at = minute) {
    return R"({"id":)" + history_id + R"(,"type":"movie","watched_at":")" + at +
           R"(.000Z","movie":{"title":"m","year":2000,"ids":{"trakt":)" + trakt_id + "}}}";
}
const std::string one_play = play(R"("trakt":1)"), by_imdb = play(R"("imdb":"tt7")");
const std::string added = R"({"added":{"movies":1,"episodes":0},"not_found":{}})";

struct Writer : ModuleBench {
    explicit Writer(const TempFolder& folder) : ModuleBench({}, R"(,"state_dir":")" + folder.path() + '"') {
        for (int n = 0; n < 4; ++n) answer_post("/sync/history", added);
        lists["/search/imdb/tt7"] = "[]";
    }
    std::size_t sent() const { return posted("/sync/history").size(); }
    void show(const std::vector<std::string>& rows) {
        std::string text;
        for (const std::string& one : rows) text += (text.empty() ? "" : ",") + one;
        lists["/sync/history/movies"] = "[" + text + "]";
    }
    // A complete read that begins long enough after all that was sent.
    void read_later(std::int64_t later_ms = 60'000) {
        clock->advance(later_ms);
        index("history");
    }
    // Leaves a play open: its answer is lost, and nothing can be read then.
    void leave_open(const std::string& items) {
        posts["/sync/history"].clear();
        answer_post("/sync/history",
                    http::Outcome(http::TransportError{http::TransportError::Kind::Timeout, false, "silence"}));
        odd = [this](const http::Request& request) -> std::optional<http::Outcome> {
            if (request.method == http::Method::Post || sent() == 0) return std::nullopt;
            return test::answer(503);
        };
        CHECK(add("history", items).starts_with("unknown"));
        odd = nullptr;
        posts["/sync/history"].clear();
        for (int n = 0; n < 4; ++n) answer_post("/sync/history", added);
        transport->sent.clear();
    }
    // What the last write knows of the plays beside those that it has added.
    static void forget_aliases(const TempFolder& folder) {
        std::size_t files = 0;
        for (const auto& file : std::filesystem::recursive_directory_iterator(folder.path()))
            if (file.path().filename().string().starts_with("aliases")) files += std::filesystem::remove(file) ? 1 : 0;
        REQUIRE(files > 0);
    }
    std::size_t logged(const std::string& event) const { return log->count(event); }
    std::string journal(const TempFolder& folder) const {
        std::string text;
        for (const auto& file : std::filesystem::recursive_directory_iterator(folder.path()))
            if (file.path().filename() == "journal") text = test::slurp(file.path().string());
        return text;
    }
};

}  // namespace

TEST_CASE("JRN-5: a play that no complete read has answered is read again before it is sent", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    CHECK(one.add("history", one_play) == "added");
    two.clock->advance(60'000);
    SECTION("it was removed on the site: it is sent") { CHECK(two.add("history", one_play) == "added"); }
    SECTION("it appears under the turn: it is existing") {
        // The first read of the other writer does not show it, the second one does.
        int reads = 0;
        two.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
            if (ModuleBench::path_in(request.url).starts_with("/sync/history") && ++reads == 2)
                two.show({row("101", "1")});
            return std::nullopt;
        };
        CHECK(two.add("history", one_play) == "existing");
        CHECK(two.sent() == 0);
    }
}

TEST_CASE("JRN-5: a play that may be shown under other ids is not sent before a complete read decides", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder);
    CHECK(one.add("history", by_imdb) == "added");
    one.forget_aliases(folder);
    two.clock->advance(60'000);
    two.show({row("101", "7")});
    CHECK(two.add("history", by_imdb) == "unknown:journal");
    CHECK(two.sent() == 0);
    two.read_later();
    CHECK(two.add("history", by_imdb) == "existing");
    CHECK(two.sent() == 0);
    // The alias holds in other processes.
    Writer three(folder);
    three.clock->advance(300'000);
    three.show({row("101", "7")});
    CHECK(three.add("history", by_imdb) == "existing");
}

TEST_CASE("JRN-9: a certain entry is answered by the first read that begins settle_ms after it", "[journal]") {
    const TempFolder folder;
    Writer one(folder);
    CHECK(one.add("history", one_play) == "added");
    one.show({row("101", "1")});
    one.read_later(10'000);
    CHECK(one.journal(folder).find("\"shown\"") == std::string::npos);
    one.read_later(10'000);
    CHECK(one.journal(folder).find("\"shown\":[0]") != std::string::npos);
    // Once.
    const std::string text = one.journal(folder);
    one.read_later();
    CHECK(one.journal(folder) == text);
}

TEST_CASE("JRN-9: an answer counts for those that know less, and not for those that read later", "[journal]") {
    const TempFolder folder;
    Writer one(folder), two(folder), three(folder);
    CHECK(one.add("history", one_play) == "added");
    one.show({row("101", "1")});
    one.clock->advance(60'000);
    two.clock->advance(50'000);
    bool is_answered = false;
    two.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        const bool is_read = ModuleBench::path_in(request.url).starts_with("/sync/history");
        if (is_read && !std::exchange(is_answered, true)) one.index("history");
        return std::nullopt;
    };
    CHECK(two.add("history", one_play) == "existing");
    CHECK(is_answered);
    three.clock->advance(600'000);
    CHECK(three.add("history", one_play) == "added");
    CHECK(three.asked("/sync/history/movies") == two.asked("/sync/history/movies"));
}

TEST_CASE("JRN-9: an index does not wait for a writer, and the next one answers", "[journal]") {
    const TempFolder folder;
    Writer one(folder);
    CHECK(one.add("history", one_play) == "added");
    one.show({row("101", "1")});
    one.clock->advance(60'000);
    // The other one is at work while this one reads.
    Writer two(folder);
    two.clock->advance(60'000);
    two.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method != http::Method::Post) return std::nullopt;
        const std::int64_t begun_ms = one.clock->steady_ms();
        one.index("history");
        CHECK(one.clock->steady_ms() == begun_ms);
        return std::nullopt;
    };
    CHECK(two.add("history", play(R"("trakt":2)", "2026-09-10T12:00:00")) == "added");
    CHECK(one.journal(folder).find("\"shown\"") == std::string::npos);
    one.read_later();
    CHECK(one.journal(folder).find("\"shown\"") != std::string::npos);
}

TEST_CASE("JRN-9: without a journal an index looks for its file once, and with nothing to answer takes no turn",
          "[journal]") {
    const TempFolder folder;
    auto hooked = std::make_unique<test::HookedFiles>();
    test::HookedFiles* const files = hooked.get();
    ModuleBench bench({}, R"(,"state_dir":")" + folder.path() + '"', std::move(hooked));
    bench.index("history");
    bench.clock->advance(60'000);
    std::size_t journal_calls = 0, turn_calls = 0;
    files->before = [&](const test::FileCall& call) {
        if (call.path.ends_with("/journal")) ++journal_calls;
        if (call.path.find("/turn") != std::string::npos) ++turn_calls;
        return 0;
    };
    bench.index("history");
    CHECK(journal_calls <= 1);
    CHECK(turn_calls == 0);
}

TEST_CASE("JRN-10: the next complete read decides what became of an open play", "[journal]") {
    const TempFolder folder;
    Writer one(folder);
    SECTION("it is shown: it has arrived") {
        one.leave_open(one_play);
        one.show({row("101", "1")});
        one.read_later();
        CHECK(one.journal(folder).find(R"("there":[0],"shown":[0])") != std::string::npos);
    }
    SECTION("no row may be it: it has not, and is sent at once") {
        one.leave_open(one_play);
        one.read_later();
        CHECK(one.journal(folder).find(R"("ended":[0],"missing":[0])") != std::string::npos);
        const std::int64_t begun_ms = one.clock->steady_ms();
        CHECK(one.add("history", one_play) == "added");
        CHECK(one.clock->steady_ms() - begun_ms < 15'000);
    }
    SECTION("one row may be it: it has arrived under other ids, which are learnt") {
        one.leave_open(by_imdb);
        one.show({row("101", "7")});
        one.read_later();
        CHECK(one.add("history", by_imdb) == "existing");
        // Also of another minute.
        one.show({row("101", "7"), row("100", "7", "2026-09-10T12:00:00")});
        one.move_stamps("2026-09-02");
        one.clock->advance(600'000);
        CHECK(one.add("history", play(R"("imdb":"tt7")", "2026-09-10T12:00:00")) == "existing");
        CHECK(one.sent() == 0);
    }
    SECTION("a row that was there before is no such row") {
        one.show({row("90", "6")});
        one.index("history");
        one.clock->advance(600'000);
        one.leave_open(by_imdb);
        one.read_later();
        CHECK(one.journal(folder).find(R"("ended":[0],"missing":[0])") != std::string::npos);
    }
    SECTION("two rows may be it: it is rejected, and both are named") {
        one.leave_open(by_imdb);
        one.show({row("101", "7"), row("102", "8")});
        one.read_later();
        const std::int64_t begun_ms = one.clock->steady_ms();
        CHECK(one.add("history", by_imdb) == "rejected:ambiguous ids");
        CHECK(one.message(0).find("tt7") != std::string::npos);
        CHECK(one.message(0).find("trakt:7, movie trakt:8") != std::string::npos);
        CHECK(one.sent() == 0);
        CHECK(one.clock->steady_ms() - begun_ms < 15'000);
    }
    SECTION("at minute 0 no ids are learnt") {
        one.leave_open(play(R"("imdb":"tt7")", "1970-01-01T00:00:00"));
        one.show({row("101", "7", "1970-01-01T00:00:00")});
        one.read_later();
        CHECK(one.journal(folder).find("\"ambiguous\":[0]") != std::string::npos);
    }
}

TEST_CASE("JRN-10: an open play that may be under other ids is not sent, although a search finds nothing",
          "[journal]") {
    const TempFolder folder;
    Writer one(folder);
    one.leave_open(by_imdb);
    Writer two(folder);
    two.clock->advance(60'000);
    two.show({row("101", "7")});
    CHECK(two.add("history", by_imdb) == "unknown:journal");
    CHECK(two.sent() == 0);
}

TEST_CASE("JRN-11: a play that was sent twice and is there twice is logged with both history ids", "[journal]") {
    const TempFolder folder;
    Writer one(folder);
    one.posts["/sync/history"].clear();
    one.answer_post("/sync/history", http::Outcome(test::lost(http::TransportError::Kind::Timeout)));
    one.answer_post("/sync/history", added);
    CHECK(one.add("history", one_play) == "added");
    REQUIRE(one.sent() == 2);
    SECTION("two rows") {
        one.show({row("102", "1"), row("101", "1")});
        one.read_later();
        CHECK(one.logged("play_doubled") == 1);
        CHECK(one.logged(R"("history_ids":[102,101])") == 1);
    }
    SECTION("two rows, after a read that did not show it") {
        one.read_later();
        CHECK(one.logged("play_doubled") == 0);
        one.show({row("102", "1"), row("101", "1")});
        one.move_stamps("2026-09-02");
        one.read_later();
        CHECK(one.logged("play_doubled") == 1);
        one.read_later();
        CHECK(one.logged("play_doubled") == 1);
    }
    SECTION("one row") {
        one.show({row("101", "1")});
        one.read_later();
        CHECK(one.logged("play_doubled") == 0);
    }
}

TEST_CASE("JRN-12: a play that Trakt accepted and a complete read does not show had no effect", "[journal]") {
    const TempFolder folder;
    Writer one(folder);
    const auto health = [](Writer& of) { return of.module->health(of.scope()); };
    CHECK(one.add("history", one_play) == "added");
    CHECK(health(one).find("writes_without_effect") == std::string::npos);
    SECTION("it is logged and counted, also in another process") {
        one.read_later();
        CHECK(one.logged("write_without_effect") == 1);
        one.read_later();
        CHECK(one.logged("write_without_effect") == 1);
        Writer two(folder);
        two.clock->advance(120'000);
        two.index("ratings");
        CHECK(health(two).find(R"("writes_without_effect":1)") != std::string::npos);
        // And is read back before it gets a verdict.
        SECTION("the next add has no effect either") {
            CHECK(two.add("history", one_play) == "rejected:write_without_effect");
            CHECK(two.sent() == 1);
            CHECK(two.add("history", one_play) == "rejected:write_without_effect");
            CHECK(health(two).find(R"("writes_without_effect":1)") != std::string::npos);
        }
        SECTION("the next add has an effect") {
            two.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
                if (request.method == http::Method::Post) two.show({row("101", "1")});
                return std::nullopt;
            };
            CHECK(two.add("history", one_play) == "added");
            CHECK(two.member("results").find("101") != std::string::npos);
            CHECK(health(two).find("writes_without_effect") == std::string::npos);
        }
        SECTION("what is there under other ids is unknown") {
            two.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
                if (request.method == http::Method::Post) two.show({row("101", "9")});
                return std::nullopt;
            };
            CHECK(two.add("history", one_play) == "unknown:write_without_effect");
        }
        two.clock->advance(2 * 86'400'000);
        CHECK(health(two).find("writes_without_effect") == std::string::npos);
    }
    SECTION("a later removal explains it") {
        one.show({row("101", "1")});
        one.answer_post("/sync/history/remove", R"({"deleted":{"movies":1,"episodes":0},"not_found":{"ids":[]}})");
        one.clock->advance(400'000);
        CHECK(one.remove("history", one_play) == "removed");
        one.show({});
        one.read_later();
        CHECK(one.logged("write_without_effect") == 0);
    }
    SECTION("a row that was skipped may be it") {
        one.show({R"({"id":101,"type":"movie","watched_at":"2026-09-11T12:00:00.000Z"})", row("99", "5"),
                  row("98", "5", "2026-09-01T12:00:00"), row("97", "5", "2026-09-02T12:00:00"),
                  row("96", "5", "2026-09-03T12:00:00")});
        one.read_later();
        CHECK(one.logged("write_without_effect") == 0);
    }
}

}  // namespace mod_trakt::journal_answers_test
