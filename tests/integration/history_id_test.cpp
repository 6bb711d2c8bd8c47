// The history ids in the report of a write: the report has those that the call has learnt, and no request is made only
// for them.
#include <catch2/catch.hpp>

#include <string>

#include "support/config.hpp"
#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

namespace {

json::object movie_at(int number, const char* time) {
    return {{"type", "movie"}, {"ids", {{"trakt", 1'000'000 + number}}}, {"watched_at", time}};
}

std::int64_t history_id_of(const Outcome& outcome, std::size_t input) {
    const json::value result = outcome.result(input);
    return result.as_object().contains("history_id") ? number_at(result, "history_id") : 0;
}

}  // namespace

TEST_CASE("A play that is there already has its history id in the report", "[write]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    REQUIRE(handle.add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")}).verdicts() == "added");
    const std::int64_t id = number_at(twin.plays().at(0), "id");
    Handle other(config_for(twin));
    const Outcome outcome =
        other.add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z"), movie_at(1, "2024-05-04T20:11:30Z")});
    CHECK(outcome.verdicts() == "existing existing");
    CHECK(history_id_of(outcome, 0) == id);
    CHECK(history_id_of(outcome, 1) == id);
}

TEST_CASE("If two plays are there at one minute, the report names no history id", "[write]") {
    const TwinProcess twin;
    for (int i = 0; i < 2; ++i)
        twin.edit({{"op", "add"}, {"type", "movie"}, {"trakt", 1'000'001}, {"when", "2024-05-04T20:11:00Z"}});
    REQUIRE(twin.plays().size() == 2);
    const Outcome outcome = Handle(config_for(twin)).add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")});
    CHECK(outcome.verdicts() == "existing");
    CHECK(history_id_of(outcome, 0) == 0);
}

TEST_CASE("A play that was found by settling has its history id in the report", "[write]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"kind", "reset_after"}});
    const Outcome outcome = handle.add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")});
    CHECK(outcome.verdicts() == "added");
    CHECK(history_id_of(outcome, 0) == number_at(twin.plays().at(0), "id"));
}

TEST_CASE("A removed play has its history id in the report, and a play that was only sent has none", "[write]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const Outcome added = handle.add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")});
    CHECK(added.verdicts() == "added");
    CHECK(history_id_of(added, 0) == 0);
    const std::int64_t id = number_at(twin.plays().at(0), "id");
    const Outcome removed = handle.remove("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")});
    CHECK(removed.verdicts() == "removed");
    CHECK(history_id_of(removed, 0) == id);
}
