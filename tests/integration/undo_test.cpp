// Taking back runs of writes (UNDO-1 to UNDO-8).
#include <catch2/catch.hpp>

#include <algorithm>
#include <string>

#include "support/config.hpp"
#include "support/mixed_run.hpp"
#include "support/undone.hpp"

using namespace mod_trakt::tests;

namespace {

std::string state_of_run(const Outcome& outcome) {
    const json::value document = outcome.document();
    return text_at(document, "state") + " " + text_at(document, "back") + " of " + text_at(document, "changes");
}

}  // namespace

TEST_CASE("An undo after a mixed run brings the account back to its former state", "[undo]") {
    const Site site({"--plays", "60", "--ratings", "20", "--watchlist", "20"});
    site.read_all();
    const std::string before = site.essence();
    const MixedRun run(site);
    {
        Handle handle(site.config());
        run.write(handle, {.run = "mixed"});
    }
    const std::string after = site.essence();
    REQUIRE(after != before);

    Handle handle(site.config());
    const Outcome planned = handle.plan_undo();
    INFO(planned.text);
    CHECK(text_at(planned.document(), "run") == "mixed");
    CHECK(site.essence() == after);  // a plan changes nothing
    const Outcome undone = handle.undo();
    INFO(undone.text);
    CHECK(undone.status == SYNCMOD_OK);
    CHECK(text_at(undone.document(), "run") == "mixed");
    CHECK(text_at(undone.document(), "state") == "taken_back");
    CHECK(undone.document().at("cannot_be_taken_back").as_array().empty());
    CHECK(site.essence() == before);
    CHECK(site.plays_by_history_id() != "");

    // Nothing is left to take back.
    const Outcome again = handle.undo();
    CHECK(again.status == SYNCMOD_OK);
    CHECK(again.document().at("run").is_null());
    CHECK(site.essence() == before);
}

TEST_CASE("An undo is a run, and the undo of an undo makes the changes of its run again", "[undo]") {
    const Site site({"--plays", "60", "--ratings", "20", "--watchlist", "20"});
    site.read_all();
    const std::string before = site.essence();
    const MixedRun run(site);
    Handle handle(site.config());
    run.write(handle, {.run = "mixed"});
    const std::string after = site.essence();
    CHECK(state_of_run(handle.undo("mixed", {.run = "back"})).starts_with("taken_back"));
    CHECK(site.essence() == before);
    const Outcome undone = handle.undo("back", {.run = "again"});
    INFO(undone.text);
    CHECK(text_at(undone.document(), "state") == "taken_back");
    CHECK(site.essence() == after);
    // The changes of the run are in effect again, so an undo without a name takes them back.
    const Outcome newest = handle.undo();
    INFO(newest.text);
    CHECK(text_at(newest.document(), "run") == "again");
    CHECK(site.essence() == before);
}

TEST_CASE("Calls with one name are one run, others are runs of their own, and the newest is taken back first",
          "[undo]") {
    const Site site;
    Handle first(site.config()), second(site.config());
    first.add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")});
    first.add("history", json::array{movie_at(2, "2024-05-04T20:11:00Z")}, {.run = "named"});
    second.add("history", json::array{movie_at(3, "2024-05-04T20:11:00Z")}, {.run = "named"});
    REQUIRE(site.twin.plays().size() == 3);
    CHECK(second.runs().document().at("runs").as_array().size() == 2);
    const Outcome named = second.undo();
    CHECK(text_at(named.document(), "run") == "named");
    CHECK(state_of_run(named) == "taken_back 2 of 2");
    CHECK(site.twin.plays().size() == 1);
    CHECK(state_of_run(first.undo()) == "taken_back 1 of 1");
    CHECK(site.twin.plays().empty());
    CHECK(first.undo().document().at("run").is_null());
}

TEST_CASE("Of two plays that fit, none is removed, and both are named", "[undo]") {
    const Site site;
    Handle handle(site.config());
    handle.add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z"), movie_at(2, "2024-05-04T20:11:00Z")},
               {.run = "doubled"});
    site.twin.edit({{"op", "add"}, {"type", "movie"}, {"trakt", 1'000'001}, {"when", "2024-05-04T20:11:00Z"}});
    REQUIRE(site.twin.plays().size() == 3);
    const Outcome undone = handle.undo();
    INFO(undone.text);
    CHECK(text_at(undone.document(), "state") == "taken_back");
    const json::array plays = site.twin.plays();
    REQUIRE(plays.size() == 2);
    const std::string why = text_at(undone.document().at("cannot_be_taken_back").as_array().at(0), "why");
    for (const json::value& play : plays) CHECK(why.find(text_at(play, "id")) != std::string::npos);
}

TEST_CASE("A play with a known history id is removed by that id, and never another one of its minute", "[undo]") {
    const Site site;
    Handle handle(site.config());
    // The answer is lost, so the play is read back, with its id.
    site.twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"kind", "reset_after"}});
    handle.add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")}, {.run = "known"});
    const std::int64_t id = number_at(site.twin.plays().at(0), "id");
    site.twin.edit({{"op", "remove"}, {"id", id}});
    site.twin.edit({{"op", "add"}, {"type", "movie"}, {"trakt", 1'000'001}, {"when", "2024-05-04T20:11:00Z"}});
    CHECK(state_of_run(handle.undo()) == "taken_back 1 of 1");
    CHECK(site.twin.plays().size() == 1);
}

TEST_CASE("The next index learns the history ids of a run, without a request", "[undo]") {
    const Site site;
    Handle handle(site.config());
    handle.add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")}, {.run = "learnt"});
    site.twin.clear_ledger();
    const bool is_indexed = GENERATE(true, false);
    CAPTURE(is_indexed);
    if (is_indexed) REQUIRE(Handle(site.config()).index("history").status == SYNCMOD_OK);
    // Then the play is replaced by another one of the same title and minute.
    site.twin.edit({{"op", "remove"}, {"id", site.twin.plays().at(0).at("id")}});
    site.twin.edit({{"op", "add"}, {"type", "movie"}, {"trakt", 1'000'001}, {"when", "2024-05-04T20:11:00Z"}});
    CHECK(state_of_run(handle.undo()) == "taken_back 1 of 1");
    CHECK(site.twin.plays().size() == (is_indexed ? 1 : 0));
}

TEST_CASE("A rating that was changed twice goes back to its value before the run, one that was changed since stays",
          "[undo]") {
    const Site site;
    site.twin.edit(
        {{"op", "rate"}, {"type", "movie"}, {"trakt", 1'000'001}, {"rating", 7}, {"rated_at", "2020-01-01T10:00:00Z"}});
    const std::string before = site.essence();
    const auto rated = [](int number, int rating) {
        return json::array{{{"type", "movie"}, {"ids", {{"trakt", 1'000'000 + number}}}, {"rating", rating}}};
    };
    {
        Handle handle(site.config());
        handle.add("ratings", rated(1, 3), {.run = "twice"});
        handle.add("ratings", rated(2, 3), {.run = "twice"});
    }
    {
        Handle handle(site.config());
        handle.add("ratings", rated(1, 9), {.run = "twice"});
    }
    Handle handle(site.config());
    SECTION("as the run left it") {
        CHECK(state_of_run(handle.undo()) == "taken_back 3 of 3");
        CHECK(site.essence() == before);
    }
    SECTION("changed since") {
        site.twin.edit({{"op", "rate"}, {"type", "movie"}, {"trakt", 1'000'002}, {"rating", 10}});
        const Outcome undone = handle.undo();
        INFO(undone.text);
        CHECK(state_of_run(undone) == "taken_back 2 of 3");
        CHECK(text_at(undone.document().at("cannot_be_taken_back").as_array().at(0), "why").find("10") !=
              std::string::npos);
        const json::value state = site.twin.state(true);
        REQUIRE(state.at("ratings").as_array().size() == 2);
    }
}

TEST_CASE("The next undo continues one that ended early, before it takes back an older run", "[undo]") {
    const Site site;
    Handle handle(site.config({{"history_chunk_size", 1}}));
    handle.add("history", json::array{movie_at(9, "2024-05-04T20:11:00Z")}, {.run = "older"});
    handle.add("history",
               json::array{movie_at(1, "2024-05-04T20:11:00Z"), movie_at(2, "2024-05-04T20:11:00Z"),
                           movie_at(3, "2024-05-04T20:11:00Z")},
               {.run = "newer"});
    site.twin.fault(
        {{"method", "POST"}, {"path", "/sync/history/remove"}, {"kind", "status"}, {"status", 423}, {"nth", 2}});
    const Outcome part = handle.undo();
    INFO(part.text);
    CHECK(part.status == SYNCMOD_FORBIDDEN);
    CHECK(state_of_run(part) == "in_part 1 of 3");
    CHECK(site.twin.plays().size() == 3);
    site.twin.clear_faults();
    const json::value runs = handle.runs().document();
    CHECK(text_at(runs.at("runs").as_array().at(1), "run") == "newer");
    CHECK(text_at(runs.at("runs").as_array().at(1), "state") == "in_part");
    const Outcome rest = Handle(site.config()).undo();
    CHECK(text_at(rest.document(), "run") == "newer");
    CHECK(state_of_run(rest) == "taken_back 3 of 3");
    CHECK(site.twin.plays().size() == 1);
}

TEST_CASE("The guard neither stops an undo nor counts its changes", "[undo][guard]") {
    const Site site;
    Handle handle(site.config());
    json::array plays;
    for (int i = 1; i <= 40; ++i) plays.push_back(movie_at(i, "2024-05-04T20:11:00Z"));
    handle.add("history", plays, {.run = "many"});
    const Outcome undone = handle.undo();
    INFO(undone.text);
    CHECK(state_of_run(undone) == "taken_back 40 of 40");
    CHECK(site.twin.plays().empty());
}

TEST_CASE("A run whose name is not recorded is refused, and so is an undo with the name of its run", "[undo]") {
    const Site site;
    Handle handle(site.config());
    handle.add("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")}, {.run = "one"});
    CHECK(handle.undo("other").reason == "unknown_run");
    CHECK(handle.undo("one", {.run = "one"}).reason == "bad_run");
    CHECK(site.twin.plays().size() == 1);
    Handle without(config_for(site.twin));
    CHECK(without.undo().reason == "no_state_dir");
    CHECK(without.runs().reason == "no_state_dir");
}

TEST_CASE("A removal of one of two plays at a minute is named as impossible to take back", "[undo]") {
    const Site site;
    for (int i = 0; i < 2; ++i)
        site.twin.edit({{"op", "add"}, {"type", "movie"}, {"trakt", 1'000'001}, {"when", "2024-05-04T20:11:00Z"}});
    Handle handle(site.config());
    REQUIRE(handle.remove("history", json::array{movie_at(1, "2024-05-04T20:11:00Z")}).verdicts() == "removed");
    const Outcome undone = handle.undo();
    INFO(undone.text);
    CHECK(undone.document().at("cannot_be_taken_back").as_array().size() == 1);
    CHECK(site.twin.plays().size() == 1);
}
