// Several processes write to one account at the same time: each play is there once, and one of them has added it.
#include <catch2/catch.hpp>

#include <poll.h>

#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "support/config.hpp"
#include "support/iso_date.hpp"
#include "support/plugin_library.hpp"
#include "support/writer_process.hpp"

using namespace mod_trakt::tests;

namespace {

// Play number `i` of a series: another minute each, of one of two titles, named by imdb or Trakt id.
json::value play_number(std::int64_t i) {
    constexpr std::int64_t first_ms = 1'400'000'000'000;
    return json::object{{"type", "movie"},
                        {"ids", i % 2 == 0 ? json::object{{"imdb", "tt90010011"}} : json::object{{"trakt", 7010002}}},
                        {"watched_at", iso_of(first_ms + i * 60'000)}};
}

WriterProcess::Task task_of(const json::array& plays) { return {{"history", plays}}; }

std::vector<std::string> verdicts_of(WriterProcess& writer) {
    std::vector<std::string> verdicts;
    for (const json::array& results : writer.results())
        for (const json::value& result : results) verdicts.push_back(text_at(result, "verdict"));
    return verdicts;
}

// How often the account has each play.
std::map<std::string, std::size_t> counts_of(const TwinProcess& twin) {
    std::map<std::string, std::size_t> counts;
    for (const json::value& play : twin.plays())
        ++counts[std::to_string(number_at(play, "trakt")) + '@' + text_at(play, "watched_at")];
    return counts;
}

}  // namespace

TEST_CASE(
    "TURN-8: plays that several processes add at the same time are there once each, added by one and existing for the "
    "others",
    "[once]") {
    const std::int64_t processes = GENERATE(2, 4);
    const int chunk = GENERATE(100, 20);
    CAPTURE(processes, chunk);
    const TwinProcess twin;
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin, {{"history_chunk_size", chunk}}), folder);
    {
        Handle first(config);  // so that all of them know whose account it is
        REQUIRE(first.index("history").status == SYNCMOD_OK);
    }
    constexpr std::int64_t each = 100, step = 20;
    const std::int64_t all = each + (processes - 1) * step;
    std::vector<std::unique_ptr<WriterProcess>> adders;
    for (std::int64_t p = 0; p < processes; ++p) {
        json::array plays;
        for (std::int64_t i = 0; i < each; ++i) plays.push_back(play_number(p * step + i));
        adders.push_back(std::make_unique<WriterProcess>(config, task_of(plays)));
    }
    for (const auto& adder : adders) adder->start();
    std::vector<std::size_t> added(static_cast<std::size_t>(all));
    for (std::int64_t p = 0; p < processes; ++p) {
        const std::vector<std::string> verdicts = verdicts_of(*adders[static_cast<std::size_t>(p)]);
        REQUIRE(verdicts.size() == static_cast<std::size_t>(each));
        for (std::int64_t i = 0; i < each; ++i) {
            const std::string& verdict = verdicts[static_cast<std::size_t>(i)];
            if (verdict == "added")
                ++added[static_cast<std::size_t>(p * step + i)];
            else
                CHECK(verdict == "existing");
        }
    }
    CHECK(std::count(added.begin(), added.end(), std::size_t{1}) == all);
    const auto counts = counts_of(twin);
    CHECK(counts.size() == static_cast<std::size_t>(all));
    for (const auto& [play, count] : counts) {
        INFO(play);
        CHECK(count == 1);
    }
}

TEST_CASE("TURN-4: the plays of a writer that is killed are added once by the next ones", "[once]") {
    const TwinProcess twin;
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin, {{"history_chunk_size", 10}}), folder);
    {
        Handle first(config);
        REQUIRE(first.index("history").status == SYNCMOD_OK);
    }
    json::array plays;
    for (std::int64_t i = 0; i < 40; ++i) plays.push_back(play_number(i));
    WriterProcess killed(config, task_of(plays));
    // Its second batch takes effect, and its answer never comes.
    twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"nth", 2}, {"kind", "slow"}, {"delay_ms", 60'000}});
    killed.start();
    for (int i = 0; i < 2'000 && twin.count_requests("POST", "/sync/history") < 2; ++i) ::poll(nullptr, 0, 5);
    REQUIRE(twin.count_requests("POST", "/sync/history") == 2);
    ::poll(nullptr, 0, 200);
    killed.kill();
    twin.clear_faults();
    WriterProcess two(config, task_of(plays)), three(config, task_of(plays));
    two.start();
    three.start();
    std::size_t added = 0;
    for (WriterProcess* adder : {&two, &three}) {
        const std::vector<std::string> verdicts = verdicts_of(*adder);
        REQUIRE(verdicts.size() == plays.size());
        for (const std::string& verdict : verdicts) {
            CHECK((verdict == "added" || verdict == "existing"));
            if (verdict == "added") ++added;
        }
    }
    CHECK(added == 20);
    CHECK(counts_of(twin).size() == plays.size());
    CHECK(twin.plays().size() == plays.size());
}
