// Items that made the server fail are remembered (FAULT-1).
#include "tests/unit/changes/bulk_bench.hpp"

#include <catch2/catch.hpp>

#include "account/faulty_items.hpp"

namespace mod_trakt::faulty_items_memory_test {

using test::added;
using test::answer;
using test::Bodies;
using test::BulkBench;

namespace {

struct Memory {
    test::CollectingLog log;
    account::FaultyItems faulty{nullptr, log};

    BulkBench bench(std::size_t n, std::vector<http::Outcome> outcomes, Change change = Change::Add) {
        return {n, std::move(outcomes), change};
    }
};

}  // namespace

TEST_CASE("An item that was rejected for a server fault is rejected again after a single failure of its own",
          "[bulk]") {
    Memory memory;
    const Change change = GENERATE(Change::Add, Change::Remove);
    const auto done = [&](int n) {
        return change == Change::Add ? added(n) : answer(200, R"({"deleted":{"movies":)" + std::to_string(n) + "}}");
    };
    const std::string changed = change == Change::Add ? "added" : "removed";
    {
        BulkBench bench(2, {answer(500), done(1), answer(500), answer(500)}, change);
        bench.write.faulty = &memory.faulty;
        CHECK(bench.send());
        CHECK(bench.verdicts() == changed + " rejected");
        CHECK(bench.bodies() == Bodies{"01", "0", "1", "1"});
    }
    {
        BulkBench bench(2, {answer(502), done(1), answer(502)}, change);
        bench.write.faulty = &memory.faulty;
        CHECK(bench.send());
        CHECK(bench.verdicts() == changed + " rejected");
        CHECK(bench.hint(1) == "http:502");
        CHECK(bench.bodies() == Bodies{"01", "0", "1"});
    }
    {  // no success is needed elsewhere, and the call has not failed
        BulkBench bench(2, {answer(500), answer(500), answer(500), answer(500)}, change);
        bench.write.faulty = &memory.faulty;
        CHECK_FALSE(bench.send());
        CHECK(bench.verdicts() == "unknown rejected");  // nobody can read the first one back
        CHECK(bench.bodies() == Bodies{"01", "0", "1", "0"});
    }
}

TEST_CASE("A call that has only known faulty items does not fail", "[bulk]") {
    Memory memory;
    BulkBench first(2, {answer(500), added(1), answer(500), answer(500)});
    first.write.faulty = &memory.faulty;
    CHECK(first.send());
    BulkBench bench(2, {answer(500)});
    bench.write.faulty = &memory.faulty;
    bench.pieces.erase(bench.pieces.begin());
    CHECK(bench.send());
    CHECK(bench.failure() == "none");
    CHECK(bench.verdicts() == "- rejected");
}

TEST_CASE("Only a server fault is remembered, for its path and seven days, and not after a success", "[bulk]") {
    Memory memory;
    const auto send = [&](std::vector<http::Outcome> outcomes) {
        BulkBench bench(2, std::move(outcomes));
        bench.write.faulty = &memory.faulty;
        bench.send();
        return bench.verdicts() + " " + std::to_string(bench.bodies().size());
    };
    // Dates are Trakt's.
    const auto failed = [](const char* date) { return answer(500, "", {{"Date", date}}); };
    CHECK(send({answer(400), added(1), answer(400)}) == "added rejected 3");
    CHECK(memory.faulty.empty());
    const char* day = "Sat, 12 Sep 2026 08:00:00 GMT";
    CHECK(send({failed(day), added(1), failed(day), failed(day)}) == "added rejected 4");
    CHECK(send({failed("Sat, 19 Sep 2026 07:59:00 GMT"), added(1), failed("Sat, 19 Sep 2026 07:59:00 GMT")}) ==
          "added rejected 3");
    // Seven days after the last rejection it is as any other item.
    const char* later = "Sat, 26 Sep 2026 08:00:00 GMT";
    CHECK(send({failed(later), added(1), failed(later), added(1)}) == "added added 4");
    CHECK(memory.faulty.empty());
}

TEST_CASE("A fault of a remembered item that is not a server fault does not reject it", "[bulk]") {
    Memory memory;
    memory.faulty.note("/sync/watchlist", R"(0 {"type":"movie","ids":{"tmdb":1}})", 0, BulkBench(1, {}).scope);
    BulkBench bench(1, {answer(408), answer(408)}, Change::Add, 1);
    bench.write.faulty = &memory.faulty;
    CHECK_FALSE(bench.send());
    CHECK(bench.verdicts() != "rejected");
}

}  // namespace mod_trakt::faulty_items_memory_test
