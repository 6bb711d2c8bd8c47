// What happens to pieces whose request has no certain outcome.
#include "changes/bulk_write.hpp"

#include <catch2/catch.hpp>

#include "unit/changes/bulk_bench.hpp"

namespace mod_trakt::uncertain_outcomes_test {

using changes::Verdict;
using http::Outcome;
using test::added;
using test::answer;
using test::Bodies;
using test::lost;
using Bench = test::BulkBench;
using Kind = http::TransportError::Kind;

TEST_CASE("After a server fault a chunk is sent in halves, both before either is halved again", "[bulk]") {
    for (const int status : {500, 502, 503, 520}) {
        INFO(status);
        Bench bench(8,
                    {answer(status), answer(status), added(4), added(2), answer(status), added(1), answer(status),
                     answer(status)},
                    Change::Add, 8);
        CHECK(bench.send());
        CHECK(bench.bodies() == Bodies{"01234567", "0123", "4567", "01", "23", "2", "3", "3"});
        CHECK(bench.verdicts() == "added added added rejected added added added added");
        CHECK(bench.hint(3) == "http:" + std::to_string(status));
        CHECK(bench.failure() == "none");
        CHECK(bench.wire.log.count("write_failed") == 5);
    }
}

TEST_CASE("A piece that fails alone is deferred, not rejected, while no request succeeds, and the call has failed",
          "[bulk]") {
    Bench bench(1, {answer(500), answer(500)});
    bench.write.idempotent = false;
    bench.write.are_there = [](std::span<const std::size_t>) { return std::vector<std::optional<bool>>{false}; };
    CHECK_FALSE(bench.send());
    CHECK(bench.verdicts() == "deferred");
    CHECK(bench.hint(0) == "http:500");
    CHECK(bench.failure() == "REMOTE server_fault");
}

TEST_CASE("A request of another part of the call that has succeeded shows that the server is not the cause", "[bulk]") {
    std::size_t accepted = 0;
    Bench bench(1, {answer(500), answer(500)});
    bench.write.accepted = &accepted;
    CHECK_FALSE(bench.send());
    Bench second(2, {answer(500), added(1), answer(500), answer(500)});
    second.write.accepted = &accepted;
    CHECK(second.send());
    CHECK(second.verdicts() == "added rejected");
    CHECK(accepted == 1);
}

TEST_CASE("A chunk that was halved four times while no request succeeded ends the call", "[bulk]") {
    Bench bench(64, std::vector<Outcome>(100, answer(500)), Change::Add, 32);
    CHECK_FALSE(bench.send());
    // 1 of 32, 2 of 16, 4 of 8, 8 of 4, and the first of 2.
    CHECK(bench.bodies().size() == 16);
    CHECK(bench.failure() == "REMOTE server_fault");
    bench.report.conclude();
    // All of the first chunk may have been applied; the second was not sent.
    for (std::size_t i = 0; i < 64; ++i)
        CHECK(bench.report.verdict(i) == (i < 32 ? Verdict::Unknown : Verdict::Deferred));
}

TEST_CASE(
    "Plays that were read back and are not there are deferred when a chunk that was halved four times ends the call",
    "[bulk]") {
    Bench bench(32, std::vector<Outcome>(100, answer(500)), Change::Add, 32);
    bench.write.idempotent = false;
    bench.write.are_there = [](std::span<const std::size_t> pieces) {
        return std::vector<std::optional<bool>>(pieces.size(), false);
    };
    CHECK_FALSE(bench.send());
    bench.report.conclude();
    for (std::size_t i = 0; i < 32; ++i) CHECK(bench.report.verdict(i) == Verdict::Deferred);
}

TEST_CASE("An idempotent change whose outcome is not certain is sent again, and counts as added by one of its requests",
          "[bulk]") {
    const Outcome there = answer(201, R"({"added":{"movies":0},"existing":{"movies":4}})");
    for (const Outcome& fault : {Outcome(lost(Kind::Timeout)), Outcome(answer(201, "<html>")), Outcome(answer(408))}) {
        Bench bench(4, {fault, there});
        bench.write.held_before = [](std::size_t piece) -> std::optional<bool> { return piece == 0; };
        CHECK(bench.send());
        CHECK(bench.bodies() == Bodies{"0123", "0123"});
        CHECK(bench.verdicts() == "existing added added added");
    }
    const Outcome gone = answer(200, R"({"deleted":{"movies":0}})");
    Bench removal(1, {lost(Kind::Timeout), gone}, Change::Remove);
    removal.write.classify = [](json::Value, std::span<const std::size_t>) {
        return std::optional(std::vector<changes::Finding>{{Verdict::Absent, {}, {}}});
    };
    CHECK(removal.send());
    CHECK(removal.verdicts() == "removed");
}

TEST_CASE("An idempotent change whose outcome is twice uncertain stays open, and the call ends", "[bulk]") {
    Bench bench(6, {lost(Kind::Timeout), lost(Kind::Timeout)});
    std::string heard;
    bench.write.on_open = [&](std::size_t piece, const changes::OpenFinding& open) {
        CHECK(open.doubt == changes::Doubt::Uncertain);
        CHECK(open.otherwise == Verdict::Deferred);
        heard += std::to_string(piece);
    };
    CHECK_FALSE(bench.send());
    CHECK(bench.verdicts() == "unknown unknown unknown unknown - -");
    CHECK(heard == "0123");
    CHECK(bench.failure() == "NETWORK timeout");
    CHECK(bench.hint(0) == "timeout");
}

TEST_CASE("A piece that a later request did not apply, and an earlier one may have applied, stays open", "[bulk]") {
    Bench bench(2, {lost(Kind::Timeout), answer(422), answer(422), added(1)});
    std::string heard;
    bench.write.on_open = [&](std::size_t piece, const changes::OpenFinding& open) {
        CHECK(open.otherwise == Verdict::Rejected);
        heard += std::to_string(piece);
    };
    CHECK(bench.send());
    CHECK(bench.verdicts() == "unknown added");
    CHECK(heard == "0");
}

namespace {

// Plays whose request has no certain outcome. `reads`: what each read back shows, one letter for each piece: "+" it
// is there, "-" it is not, "?" that could not be read.
struct PlayBench : Bench {
    PlayBench(std::size_t n, std::vector<Outcome> outcomes, std::vector<std::string> shown_by_read)
        : Bench(n, std::move(outcomes)), reads(std::move(shown_by_read)) {
        write.idempotent = false;
        write.settle_ms = 15'000;
        write.are_there = [this](std::span<const std::size_t> places) {
            REQUIRE(read_at.size() < reads.size());
            const std::string& shown = reads[read_at.size()];
            read_at.push_back(wire.clock.steady_ms());
            std::vector<std::optional<bool>> there;
            for (const std::size_t piece : places)
                there.push_back(shown[piece] == '?' ? std::nullopt : std::optional(shown[piece] == '+'));
            return there;
        };
    }
    std::vector<std::string> reads;
    std::vector<std::int64_t> read_at;
};

}  // namespace

TEST_CASE("Plays without a certain outcome are read back: what arrived is added and nothing is sent twice", "[bulk]") {
    for (const Outcome& fault :
         {Outcome(lost(Kind::Timeout)), Outcome(answer(500)), Outcome(answer(201, "{")), Outcome(answer(408))}) {
        PlayBench bench(4, {fault}, {"++++"});
        CHECK(bench.send());
        CHECK(bench.bodies() == Bodies{"0123"});
        CHECK(bench.verdicts() == "added added added added");
        CHECK(bench.failure() == "none");
    }
}

TEST_CASE("Plays are sent again after two reads without them, of which one began settle_ms after the request",
          "[bulk]") {
    PlayBench bench(4, {lost(Kind::Timeout), added(2)}, {"+---", "+--+"});
    CHECK(bench.send());
    CHECK(bench.bodies() == Bodies{"0123", "12"});
    CHECK(bench.verdicts() == "added added added added");
    REQUIRE(bench.read_at.size() == 2);
    CHECK(bench.read_at[1] - bench.read_at[0] == 15'000);
}

TEST_CASE("One read without a play is not enough to send it again", "[bulk]") {
    PlayBench late(1, {lost(Kind::Timeout)}, {"-", "+"});
    CHECK(late.send());
    CHECK(late.bodies() == Bodies{"0"});
    CHECK(late.verdicts() == "added");
    PlayBench third(1, {lost(Kind::Timeout), added(1)}, {"?", "-", "-"});
    CHECK(third.send());
    CHECK(third.bodies() == Bodies{"0", "0"});
    PlayBench unread(2, {lost(Kind::Timeout)}, {"??", "?-", "?-"});
    unread.wire.transport.sent.clear();
    CHECK_THROWS(unread.send());  // the second POST has no answer in this script
    CHECK(unread.bodies() == Bodies{"01", "1"});
}

TEST_CASE("Plays that cannot be read back stay unknown and are not sent again", "[bulk]") {
    PlayBench lost_answer(2, {lost(Kind::Timeout)}, {"??", "??", "??"});
    CHECK_FALSE(lost_answer.send());
    CHECK(lost_answer.bodies() == Bodies{"01"});
    CHECK(lost_answer.verdicts() == "unknown unknown");
    CHECK(lost_answer.hint(0) == "timeout");
    CHECK(lost_answer.failure() == "NETWORK timeout");
    // Trakt has answered, so the other chunks are sent.
    PlayBench fault(6, {answer(503), added(2)}, {"??????", "??????", "??????"});
    CHECK(fault.send());
    CHECK(fault.verdicts() == "unknown unknown unknown unknown added added");
    CHECK(fault.hint(0) == "http:503");
}

TEST_CASE("A cancel while plays wait to be read back leaves them unknown, and halves that are not there are deferred",
          "[bulk]") {
    PlayBench bench(4, {answer(500), answer(500)}, {"----", "----", "----"});
    const auto read = bench.write.are_there;
    bench.write.are_there = [&](std::span<const std::size_t> pieces) {
        bench.wire.cancel = bench.read_at.size() == 2 ? 1 : 0;
        return read(pieces);
    };
    CHECK_THROWS_AS(bench.send(), Failure);
    bench.report.fail(Error{Status::Cancelled, "cancelled", "the caller cancelled", 0, 0});
    bench.report.conclude();
    CHECK(bench.verdicts() == "unknown unknown deferred deferred");
}

}  // namespace mod_trakt::uncertain_outcomes_test
