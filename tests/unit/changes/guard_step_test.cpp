// The guard as a step of a write: what it counts, what it requests, and what stays counted.
#include "changes/guard_step.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

#include "unit/changes/wired_context.hpp"

namespace mod_trakt::guard_step_test {

using changes::Held;
using changes::Intent;
using changes::Verdict;
using test::answer;

namespace {

constexpr std::int64_t noon = 1'714'824'000'000;

// A writer that removes or adds plays, and needs little else for this step.
class Plays final : public changes::FeatureWriter {
public:
    explicit Plays(Change change) : FeatureWriter(FeatureId::History, change) {}
    std::variant<Intent, Rejection> translate(const changes::WriteInput&) const override { return Rejection{}; }
    bool names_plays_by_id() const noexcept override { return change() == Change::Remove; }
    bool is_idempotent() const noexcept override { return change() == Change::Remove; }
    Held read_back(std::span<const Intent>) override { return {}; }
    Held recall() const override { return {}; }
    bool is_satisfied(const Intent&, const account::Holdings&) const override { return false; }
    std::optional<Verdict> verdict_unsent(const Intent&, const Held&) const override { return std::nullopt; }
    std::string body(std::span<const changes::Piece>) const override { return {}; }
    Verdict expected(const Intent&) const override { return Verdict::Added; }
    bool note(account::Proof&, const Intent&, Verdict) const override { return true; }
};

struct Bench : test::WiredContext {
    explicit Bench(std::vector<http::Outcome> outcomes = {}) : WiredContext(std::move(outcomes)) {}

    // One write with this many intents, each on this minute or with these plays to remove. The judged intents get the
    // verdicts, the last one as often as needed. Returns how many were not refused.
    std::size_t run(Change change, std::size_t number, std::vector<std::int64_t> plays,
                    const std::vector<Verdict>& verdicts) {
        std::vector<changes::WriteInput> inputs(number);
        changes::WriteReport report(inputs);
        std::vector<Intent> intents(number);
        for (std::size_t i = 0; i < number; ++i) {
            intents[i].input = i;
            intents[i].minute_ms = noon;
            intents[i].plays = plays;
        }
        const Plays writer(change);
        changes::GuardStep step(writer, context, scope, report);
        step.judge(intents, {});
        for (std::size_t i = 0; i < intents.size() && !verdicts.empty(); ++i)
            report.set(intents[i].input, verdicts[std::min(i, verdicts.size() - 1)]);
        last = report.verdict(0);
        return intents.size();
    }
    std::size_t add(std::size_t number, const std::vector<Verdict>& verdicts) {
        return run(Change::Add, number, {}, verdicts);
    }
    std::size_t remove(std::size_t number, std::vector<std::int64_t> plays = {7}) {
        return run(Change::Remove, number, std::move(plays), {Verdict::Removed});
    }
    std::optional<Verdict> last;
};

http::Outcome list_of(int entries) { return answer(200, "[]", {{"X-Pagination-Item-Count", std::to_string(entries)}}); }

}  // namespace

TEST_CASE("Changes that were made or may have been made stay counted, all others do not", "[guard]") {
    for (const Verdict verdict : {Verdict::Added, Verdict::Unknown}) {
        Bench bench;
        CHECK(bench.add(50, {verdict}) == 50);
        CHECK(bench.add(1, {Verdict::Added}) == 0);
    }
    for (const Verdict verdict :
         {Verdict::Existing, Verdict::NotFound, Verdict::Limit, Verdict::Rejected, Verdict::Deferred}) {
        Bench bench;
        CHECK(bench.add(50, {Verdict::Added, verdict}) == 50);
        CHECK(bench.add(49, {Verdict::Added}) == 49);
        CHECK(bench.add(1, {Verdict::Added}) == 0);
    }
    Bench bench;
    CHECK(bench.add(50, {}) == 50);  // the call failed before anything was sent
    CHECK(bench.add(50, {Verdict::Added}) == 50);
}

TEST_CASE("Each play that an intent removes counts", "[guard]") {
    Bench bench({list_of(40)});
    CHECK(bench.remove(13, {1, 2}) == 0);
    CHECK(bench.last == Verdict::Rejected);
}

TEST_CASE("The number of entries is requested only if it can matter", "[guard]") {
    Bench bench({list_of(95), list_of(94)});
    CHECK(bench.remove(5) == 5);
    CHECK(bench.wire.transport.sent.empty());
    CHECK(bench.remove(1) == 1);
    REQUIRE(bench.wire.transport.sent.size() == 1);
    CHECK(bench.wire.transport.sent[0].request.url.find("/sync/history?page=1&limit=1") != std::string::npos);
    CHECK(bench.remove(45) == 0);  // 51 of 100
}

TEST_CASE("Without the number of entries nothing is removed", "[guard]") {
    Bench no_count({answer(200, "[]")});
    CHECK(no_count.remove(6) == 0);
    CHECK(no_count.last == Verdict::Deferred);
    Bench fault({answer(404)});
    CHECK(fault.remove(6) == 0);
    CHECK(fault.last == Verdict::Deferred);
    CHECK(fault.guard.look().empty());
}

TEST_CASE("An undo is neither refused nor counted", "[guard][undo]") {
    Bench bench;
    bench.scope.undoes = "a run";
    CHECK(bench.add(60, {Verdict::Added}) == 60);
    bench.scope.undoes.clear();
    CHECK(bench.add(50, {Verdict::Added}) == 50);
    CHECK(bench.add(1, {Verdict::Added}) == 0);
}

TEST_CASE("Nothing is forgotten without Trakt's time", "[guard]") {
    Bench bench;
    CHECK(bench.add(50, {Verdict::Added}) == 50);
    bench.wire.clock.advance(2 * day_ms);
    CHECK(bench.add(50, {Verdict::Added}) == 50);
    bench.wire.clock.advance(-2 * day_ms);
    CHECK(bench.guard.look().plays_at({{noon, 1}}, FeatureId::History, bench.wire.clock.unix_ms()).at(noon) == 100);
    bench.wire.transport =
        test::ScriptedTransport({http::Outcome(test::answer(200, "{}", {{"Date", "Fri, 31 Dec 2100 23:59:59 GMT"}}))});
    (void)bench.wire.api.get("/users/settings", bench.scope);
    CHECK(bench.add(50, {Verdict::Added}) == 50);
    CHECK(bench.guard.look().plays_at({{noon, 1}}, FeatureId::History, bench.wire.clock.unix_ms()).at(noon) == 50);
}

}  // namespace mod_trakt::guard_step_test
