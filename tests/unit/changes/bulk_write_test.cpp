#include "changes/bulk_write.hpp"

#include <catch2/catch.hpp>

#include "changes/title_text.hpp"
#include "unit/changes/bulk_bench.hpp"

namespace mod_trakt::bulk_write_test {

using changes::Verdict;
using http::Outcome;
using test::added;
using test::answer;
using test::Bodies;
using test::lost;
using Bench = test::BulkBench;
using Kind = http::TransportError::Kind;

TEST_CASE("Pieces are sent in chunks, in order, the last one shorter", "[bulk]") {
    Bench bench(10, {added(4), added(4), added(2)});
    CHECK(bench.send());
    CHECK(bench.bodies() == Bodies{"0123", "4567", "89"});
    CHECK(bench.verdicts() == "added added added added added added added added added added");
    CHECK(bench.failure() == "none");
}

TEST_CASE("Without pieces no request is sent", "[bulk]") {
    Bench bench(0, {});
    CHECK(bench.send());
    CHECK(bench.wire.transport.sent.empty());
}

TEST_CASE("A chunk has at least one piece, even if less is configured", "[bulk]") {
    Bench bench(2, {added(1), added(1)}, Change::Add, 0);
    CHECK(bench.send());
    CHECK(bench.bodies() == Bodies{"0", "1"});
}

TEST_CASE("Progress counts what was sent", "[bulk]") {
    Bench bench(6, {added(4), added(2)});
    std::vector<std::uint64_t> heard;
    bench.scope.progress = [&](std::uint64_t done, std::uint64_t total, std::string_view) {
        CHECK(total == 6);
        heard.push_back(done);
    };
    bench.send();
    CHECK(heard == std::vector<std::uint64_t>{0, 4, 6});
}

TEST_CASE("A full account ends adding: this chunk and the rest get the verdict limit, and nothing more is sent",
          "[bulk]") {
    Bench bench(10, {added(4), answer(420)});
    CHECK(bench.send());
    CHECK(bench.bodies().size() == 2);
    CHECK(bench.verdicts() == "added added added added limit limit limit limit limit limit");
    CHECK(bench.hint(9) == "trakt_limit");
    CHECK(bench.failure() == "none");
}

TEST_CASE("A 420 for a removal is an ordinary refusal: removing continues", "[bulk]") {
    Bench bench(6, {answer(420), answer(200, R"({"deleted":{"movies":2}})")}, Change::Remove);
    CHECK(bench.send());
    CHECK(bench.bodies().size() == 2);
    CHECK(bench.verdicts() == "rejected rejected rejected rejected removed removed");
    CHECK(bench.hint(0) == "http:420");
}

TEST_CASE("A chunk that is too large or invalid is halved until the cause is alone", "[bulk]") {
    for (const int status : {400, 413, 422}) {
        INFO(status);
        Bench bench(4, {answer(status), added(2), answer(status), answer(status), added(1)});
        CHECK(bench.send());
        CHECK(bench.bodies() == Bodies{"0123", "01", "23", "2", "3"});
        CHECK(bench.verdicts() == "added added rejected added");
        CHECK(bench.hint(2) == "http:" + std::to_string(status));
        CHECK(bench.failure() == "none");
    }
}

TEST_CASE("After a conflict an idempotent chunk is halved, down to the piece that exists already", "[bulk]") {
    Bench bench(4, {answer(409), added(2), answer(409), answer(409), added(1)});
    CHECK(bench.send());
    CHECK(bench.verdicts() == "added added existing added");
}

TEST_CASE("A conflict about several plays leaves them unknown: they are not sent again in halves", "[bulk]") {
    Bench bench(5, {answer(409), answer(409)});
    bench.write.idempotent = false;
    CHECK(bench.send());
    CHECK(bench.bodies() == Bodies{"0123", "4"});
    CHECK(bench.verdicts() == "unknown unknown unknown unknown unknown");
    CHECK(bench.hint(0) == "http:409");
}

TEST_CASE("Refused plays are sent again only if the account was seen not to have them", "[bulk]") {
    Bench bench(4, {answer(422), answer(422), added(1), answer(422)});
    bench.write.idempotent = false;
    std::size_t looks = 0;
    bench.write.are_there = [&](std::span<const std::size_t> pieces) {
        ++looks;
        CHECK(pieces.size() == 4);
        return std::vector<std::optional<bool>>{true, std::nullopt, false, false};
    };
    CHECK(bench.send());
    CHECK(bench.bodies() == Bodies{"0123", "23", "2", "3"});
    CHECK(bench.verdicts() == "added unknown added rejected");
    CHECK(looks == 1);
}

TEST_CASE("Pieces that an answer leaves open become unknown, and are then passed to the writer", "[bulk]") {
    Bench bench(6, {added(1), answer(409), answer(409), answer(409)});
    std::string heard;
    bench.write.on_open = [&](std::size_t piece, const changes::OpenFinding& open) {
        CHECK(bench.report.verdict(piece) == Verdict::Unknown);
        heard += std::to_string(piece) + (open.doubt == changes::Doubt::Conflict ? " conflict, " : " counts, ");
    };
    CHECK(bench.send());
    CHECK(heard == "0 counts, 1 counts, 2 counts, 3 counts, 4 conflict, 5 conflict, ");
}

TEST_CASE("A chunk that was certainly not sent is deferred, and the call ends", "[bulk]") {
    Bench bench(6, {lost(Kind::Connect, true)});
    CHECK_FALSE(bench.send());
    CHECK(bench.verdicts() == "deferred deferred deferred deferred - -");
    CHECK(bench.failure() == "NETWORK offline");
}

TEST_CASE("A refusal that ends the call defers its chunk", "[bulk]") {
    for (const auto& [status, expected] : std::vector<std::pair<int, std::string>>{
             {403, "FORBIDDEN app_rejected"}, {423, "FORBIDDEN account_locked"}, {426, "FORBIDDEN vip_required"}}) {
        Bench bench(6, {answer(status)});
        CHECK_FALSE(bench.send());
        CHECK(bench.verdicts() == "deferred deferred deferred deferred - -");
        CHECK(bench.failure() == expected);
    }
    Bench limited(6, {answer(429, "", {{"Retry-After", "900"}})});
    CHECK_FALSE(limited.send());
    CHECK(limited.failure() == "RATE_LIMITED rate_limited");
    CHECK(limited.report.failure()->retry_after_ms == 900'000);
}

TEST_CASE("A refusal in the first half of a chunk that ends the call leaves the second half without a verdict",
          "[bulk]") {
    Bench bench(4, {answer(422), answer(403)});
    CHECK_FALSE(bench.send());
    CHECK(bench.verdicts() == "deferred deferred - -");
}

TEST_CASE("Any other refusal rejects its chunk, and the other chunks are sent", "[bulk]") {
    for (const int status : {404, 405, 412, 301}) {
        INFO(status);
        Bench bench(6, {answer(status), added(2)});
        CHECK(bench.send());
        CHECK(bench.verdicts() == "rejected rejected rejected rejected added added");
        CHECK(bench.failure() == "none");
    }
}

TEST_CASE("A token that cannot be renewed ends the call as a failure of the report, and earlier verdicts stay",
          "[bulk]") {
    Bench bench(10, {added(4), answer(401)});
    CHECK_FALSE(bench.send());
    CHECK(bench.verdicts() == "added added added added - - - - - -");
    CHECK(bench.failure() == "UNAUTHENTICATED needs_login");
}

TEST_CASE("A cancel between two chunks ends the call as a failure of the report, and earlier verdicts stay", "[bulk]") {
    Bench bench(10, {added(4)});
    bench.scope.progress = [&](std::uint64_t done, std::uint64_t, std::string_view) {
        bench.wire.cancel = done >= 4 ? 1 : 0;
    };
    CHECK_FALSE(bench.send());
    CHECK(bench.verdicts() == "added added added added - - - - - -");
    CHECK(bench.failure() == "CANCELLED cancelled");
}

TEST_CASE("A title that Trakt does not know is in the report as it was sent", "[bulk]") {
    Bench bench(2, {answer(201, R"({"added":{"movies":1},"not_found":{"movies":[{"ids":{"tmdb":2}}]}})")});
    CHECK(bench.send());
    CHECK(bench.verdicts() == "added not_found");
    CHECK(
        bench.report.render().find(
            R"({"key":"tmdb:2","item":{"type":"movie","title":null,"year":null,"ids":{"tmdb":"2"}},"hint":"not_found"})") !=
        std::string::npos);
}

TEST_CASE("A writer may change a finding, or decide the verdict itself", "[bulk]") {
    Bench bench(3, {added(3)});
    bench.write.take = [](std::size_t piece, changes::Finding& finding) {
        if (piece == 1) finding.verdict = Verdict::Updated;
        return piece == 2;
    };
    CHECK(bench.send());
    CHECK(bench.verdicts() == "added updated -");
}

TEST_CASE("If an input has two pieces, the first verdict stays", "[bulk]") {
    Bench bench(2, {added(1), answer(404)}, Change::Add, 1);
    bench.intents[1].input = 0;
    CHECK(bench.send());
    CHECK(bench.verdicts() == "added -");
}

TEST_CASE("The holdings before the write decide a mixed answer, by piece and not by place in the chunk", "[bulk]") {
    Bench bench(4, {added(2), answer(201, R"({"added":{"movies":1},"existing":{"movies":1}})")}, Change::Add, 2);
    bench.write.held_before = [](std::size_t piece) -> std::optional<bool> { return piece == 3; };
    CHECK(bench.send());
    CHECK(bench.verdicts() == "added added added existing");
}

TEST_CASE("A plan shows the chunks that would be sent", "[bulk]") {
    Bench bench(6, {});
    const auto plan = changes::plan_chunks(bench.write, 6);
    REQUIRE(plan.size() == 2);
    CHECK(plan[0].method == "POST");
    CHECK(plan[0].path == "/sync/watchlist");
    CHECK(plan[0].body == "0123");
    CHECK(plan[1].body == "45");
    CHECK(changes::plan_chunks(bench.write, 0).empty());
}

TEST_CASE("Each kind of name has its reduced form", "[bulk]") {
    Ids ids;
    ids.set(IdKey::Tvdb, "7");
    CHECK(changes::reduced_item_json(ShowRef{ids}) == R"({"type":"show","title":null,"year":null,"ids":{"tvdb":"7"}})");
    CHECK(changes::reduced_item_json(SeasonInShow{ids, 0}) ==
          R"({"type":"season","title":null,"year":null,"ids":{},"show_ids":{"tvdb":"7"},"season":0})");
    CHECK(changes::reduced_item_json(EpisodeInShow{ids, 0, 3}) ==
          R"({"type":"episode","title":null,"year":null,"ids":{},"show_ids":{"tvdb":"7"},"season":0,"episode":3})");
    CHECK(changes::reduced_item_json(EpisodeRef{ids}) ==
          R"({"type":"episode","title":null,"year":null,"ids":{"tvdb":"7"}})");
}

TEST_CASE("After any exception once a chunk may have left, its inputs stay unknown and the rest have no verdict",
          "[bulk]") {
    const int kind = GENERATE(0, 1, 2);
    Bench bench(10, {});
    int posts = 0;
    bench.wire.transport = test::ScriptedTransport([&](const http::Request&) -> Outcome {
        if (++posts == 1) return added(4);
        if (kind == 0) throw std::bad_alloc();
        if (kind == 1) throw std::runtime_error("a defect");
        throw 42;
    });
    CHECK_THROWS(bench.send());
    CHECK(bench.verdicts() == "added added added added unknown unknown unknown unknown - -");
}

TEST_CASE("After any exception while an answer is read, verdicts read before stay and the rest of its chunk is unknown",
          "[bulk]") {
    Bench bench(6, {added(4), added(2)});
    bench.write.take = [](std::size_t piece, changes::Finding&) -> bool {
        if (piece == 2) throw std::bad_alloc();
        return false;
    };
    CHECK_THROWS_AS(bench.send(), std::bad_alloc);
    CHECK(bench.verdicts() == "added added unknown unknown - -");
}

TEST_CASE("A write with record() gets the fate of each piece, and the input has no verdict until record() sets it",
          "[bulk]") {
    Bench bench(5, {added(2), answer(404), lost(Kind::Connect, true)}, Change::Add, 2);
    std::string heard;
    bench.write.record = [&](std::size_t piece, const changes::Finding& finding) {
        heard += std::to_string(piece) + " " + std::string(changes::verdict_name(finding.verdict)) + ", ";
    };
    CHECK_FALSE(bench.send());
    CHECK(heard == "0 added, 1 added, 2 rejected, 3 rejected, 4 deferred, ");
    // An applied piece keeps its input unknown until record() sets the verdict; other pieces leave it open.
    CHECK(bench.verdicts() == "unknown unknown - - -");
}

}  // namespace mod_trakt::bulk_write_test
