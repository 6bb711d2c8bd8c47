// After an exception when a request may have left, its inputs are unknown, the others are not sent, and the next call
// does not use the proof from before.
#include <catch2/catch.hpp>

#include <new>
#include <stdexcept>

#include "tests/support/module_bench.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::interrupted_write_test {

using test::answer;
using test::ModuleBench;

namespace {

constexpr const char* two_titles =
    R"([{"type":"movie","ids":{"tmdb":1},"rating":5,"watched_at":"2026-09-11T12:00:00Z"},
        {"type":"movie","ids":{"tmdb":2},"rating":5,"watched_at":"2026-09-11T13:00:00Z"},
        {"type":"movie","ids":{"tmdb":1},"rating":5,"watched_at":"2026-09-11T12:00:30Z"}])";

void throw_kind(int kind) {
    if (kind == 0) throw std::bad_alloc();
    if (kind == 1) throw std::runtime_error("a defect");
    throw 42;
}

struct Case {
    const char* feature;
    bool is_removal;
    const char* path;
    const char* chunk;
};
constexpr Case cases[] = {{"history", false, "/sync/history", "history_chunk_size"},
                          {"history", true, "/sync/history/remove", "history_chunk_size"},
                          {"ratings", false, "/sync/ratings", "ratings_chunk_size"},
                          {"ratings", true, "/sync/ratings/remove", "ratings_chunk_size"},
                          {"watchlist", false, "/sync/watchlist", "watchlist_batch_size"},
                          {"watchlist", true, "/sync/watchlist/remove", "watchlist_batch_size"}};

// The account has everything that is removed.
void fill(ModuleBench& bench) {
    bench.lists["/sync/history/movies"] =
        R"([{"id":12,"watched_at":"2026-09-11T13:00:00.000Z","type":"movie","movie":{"title":"b","year":2000,"ids":{"trakt":72,"tmdb":2}}},)"
        R"({"id":11,"watched_at":"2026-09-11T12:00:00.000Z","type":"movie","movie":{"title":"a","year":2000,"ids":{"trakt":71,"tmdb":1}}}])";
}

}  // namespace

TEST_CASE("After any exception of a POST, sent inputs are unknown and the rest are deferred, in every feature",
          "[write]") {
    const Case one = GENERATE(from_range(std::begin(cases), std::end(cases)));
    const int kind = GENERATE(0, 1, 2);
    INFO(one.path << " throws kind " << kind);
    ModuleBench bench(",\"" + std::string(one.chunk) + "\":1");
    if (one.is_removal) fill(bench);
    bool throws = true;
    int posts = 0;
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method != http::Method::Post || ModuleBench::path_in(request.url) != one.path) return std::nullopt;
        ++posts;
        if (throws) throw_kind(kind);
        return std::nullopt;
    };
    const std::string reason = kind == 0 ? "no_memory" : "internal";
    // The third input means the same as the first; of two equal removals of one play the second finds no play.
    const std::string third = one.is_removal && one.feature == std::string("history") ? "absent" : "unknown:" + reason;
    const std::string verdicts =
        one.is_removal ? bench.remove(one.feature, two_titles) : bench.add(one.feature, two_titles);
    CHECK(verdicts == "unknown:" + reason + " deferred:" + reason + " " + third);
    CHECK(posts == 1);
    CHECK(bench.last.failure->reason == reason);
    CHECK(bench.message(0).find("sent, but it is not known whether it was applied") == 0);
    CHECK(bench.message(1).find("not sent: ") == 0);

    // The proof from before is not used: the account is read before the next write is sent.
    throws = false;
    const std::size_t asked = bench.transport->sent.size();
    bench.answer_post(one.path, one.is_removal ? R"({"deleted":{"movies":1}})" : R"({"added":{"movies":1}})");
    bench.answer_post(one.path, one.is_removal ? R"({"deleted":{"movies":1}})" : R"({"added":{"movies":1}})");
    one.is_removal ? bench.remove(one.feature, two_titles) : bench.add(one.feature, two_titles);
    CHECK_FALSE(bench.last.failure);
    CHECK(bench.transport->sent.at(asked).request.method == http::Method::Get);
}

TEST_CASE("An interrupted removal of all plays of a title reports that it was done in part", "[write]") {
    const std::string all = R"([{"type":"movie","ids":{"tmdb":1},"all_plays":true}])";
    const auto three_plays = [](ModuleBench& bench) {
        std::string rows = "[";
        for (int id = 13; id > 10; --id)
            rows += std::string(rows.size() > 1 ? "," : "") + R"({"id":)" + std::to_string(id) +
                    R"(,"watched_at":"2026-09-11T1)" + std::to_string(id - 10) +
                    R"(:00:00.000Z","type":"movie","movie":{"title":"a","year":2000,"ids":{"trakt":71,"tmdb":1}}})";
        bench.lists["/sync/history/movies"] = rows + "]";
    };
    const std::string path = "/sync/history/remove", one = R"({"deleted":{"movies":1}})";
    SECTION("refused in the middle: not rejected, because a part is gone") {
        ModuleBench bench(R"(,"history_chunk_size":1)");
        three_plays(bench);
        bench.answer_post(path, one);
        bench.answer_post(path, http::Outcome(answer(404)));
        bench.answer_post(path, one);
        CHECK(bench.remove("history", all) == "unknown:partly removed");
        CHECK(bench.message(0).find("2 of 3 plays were removed, the rest were not: ") == 0);
    }
    SECTION("cut off in the middle: not deferred, because a part is gone") {
        ModuleBench bench(R"(,"history_chunk_size":1)");
        three_plays(bench);
        bench.answer_post(path, one);
        bench.answer_post(path, http::Outcome(test::lost(http::TransportError::Kind::Connect, true)));
        CHECK(bench.remove("history", all) == "unknown:partly removed");
        CHECK(bench.message(0).find("1 of 3 plays were removed") == 0);
    }
    SECTION("nothing was removed: deferred or rejected as any other") {
        ModuleBench bench(R"(,"history_chunk_size":1)");
        three_plays(bench);
        bench.answer_post(path, http::Outcome(test::lost(http::TransportError::Kind::Connect, true)));
        CHECK(bench.remove("history", all) == "deferred:offline");
        ModuleBench refused(R"(,"history_chunk_size":100)");
        three_plays(refused);
        refused.answer_post(path, http::Outcome(answer(404)));
        CHECK(refused.remove("history", all) == "rejected:http:404");
    }
    SECTION("a lost answer in the middle") {
        ModuleBench bench(R"(,"history_chunk_size":1)");
        three_plays(bench);
        bench.answer_post(path, one);
        bench.answer_post(path, http::Outcome(answer(502)));
        bench.answer_post(path, one);
        bench.answer_post(path, one);
        CHECK(bench.remove("history", all) == "removed");
        CHECK(bench.posted(path).size() == 4);
    }
}

TEST_CASE("Each phase of a call has its own stage, and progress never decreases", "[progress]") {
    ModuleBench bench(R"(,"ratings_chunk_size":1,"history_chunk_size":1,"history_number_fallback":true)");
    std::map<std::string, std::vector<std::pair<std::uint64_t, std::uint64_t>>> heard;
    const auto listening = [&] {
        heard.clear();
        CallScope scope = bench.scope();
        scope.progress = [&](std::uint64_t done, std::uint64_t total, std::string_view stage) {
            auto& steps = heard[std::string(stage)];
            if (!steps.empty()) CHECK(done >= steps.back().first);
            if (total > 0) CHECK(done <= total);
            steps.emplace_back(done, total);
        };
        return scope;
    };
    const std::pair<std::uint64_t, std::uint64_t> three{3, 3}, two{2, 2};
    SECTION("ratings of two types are one counter") {
        for (int i = 0; i < 2; ++i) bench.answer_post("/sync/ratings", R"({"added":{"movies":1}})");
        bench.answer_post("/sync/ratings", R"({"added":{"shows":1}})");
        const CallScope scope = listening();
        bench.take(bench.module->add(
            "ratings",
            R"([{"type":"movie","ids":{"tmdb":1},"rating":5},{"type":"show","ids":{"tmdb":1},"rating":5},
                                         {"type":"movie","ids":{"tmdb":2},"rating":5}])",
            scope));
        CHECK(heard["adding to ratings"].back() == three);
        CHECK(heard["reading ratings"].size() > 0);
        CHECK(heard.size() == 2);
    }
    SECTION("a second try under other ids continues the count") {
        bench.answer_post("/sync/history",
                          R"({"added":{"movies":0,"episodes":0},"not_found":{"episodes":[{"ids":{"tvdb":77}}]}})");
        bench.answer_post("/sync/history", R"({"added":{"movies":0,"episodes":1}})");
        const CallScope scope = listening();
        bench.take(bench.module->add(
            "history",
            R"([{"type":"episode","ids":{"tvdb":77},"show_ids":{"tvdb":7},"season":0,"episode":4,"watched_at":"2026-09-11T12:00:00Z"}])",
            scope));
        CHECK(heard["adding to history"].back() == two);
    }
    SECTION("removals say so") {
        bench.answer_post("/sync/watchlist/remove", R"({"deleted":{"movies":1}})");
        const CallScope scope = listening();
        bench.take(bench.module->remove("watchlist", R"([{"type":"movie","ids":{"tmdb":1}}])", scope));
        CHECK(heard.contains("removing from watchlist"));
    }
}

}  // namespace mod_trakt::interrupted_write_test
