// Changes that Trakt refuses or does not carry out: one bad item does not affect others, and each verdict agrees with
// what the twin holds.
#include <catch2/catch.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

const std::string bad_id = "361094964128";

// The Trakt ids of the entries that the account has of a feature.
std::set<std::string> held(const TwinProcess& twin, const std::string& feature) {
    std::set<std::string> titles;
    const json::value state = twin.state();
    for (const json::value& entry : state.at(feature == "history" ? "plays" : feature).as_array())
        titles.insert(text_at(entry, "trakt"));
    return titles;
}

json::object movie(const json::object& ids) {
    return {{"type", "movie"}, {"ids", ids}, {"rating", 9}, {"watched_at", "2024-05-04T20:11:00Z"}};
}
json::array movies(std::initializer_list<std::int64_t> trakt_ids) {
    json::array items;
    for (const std::int64_t id : trakt_ids) items.push_back(movie({{"trakt", id}}));
    return items;
}

std::string path_of(const std::string& feature) { return "/sync/" + feature; }

}  // namespace

TEST_CASE("A bad id in a batch is rejected with the status of its refusal, and the others are added", "[refusals]") {
    const TwinProcess twin;
    const std::string feature = GENERATE("watchlist", "ratings", "history");
    const int status = GENERATE(400, 413, 422);
    INFO(feature << " " << status);
    twin.fault({{"method", "POST"},
                {"path", path_of(feature)},
                {"body_has", bad_id},
                {"kind", "status"},
                {"status", status},
                {"every", true}});
    json::array items = movies({7010001, 7010002});
    items.push_back(movie({{"tvdb", bad_id}}));
    items.push_back(movie({{"trakt", 7010003}}));
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add(feature, items);
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(outcome.verdicts() == "added added rejected added");
    CHECK(text_at(outcome.result(2), "hint") == "http:" + std::to_string(status));
    CHECK(text_at(outcome.result(2), "message").find(bad_id) != std::string::npos);
    CHECK(held(twin, feature) == std::set<std::string>{"7010001", "7010002", "7010003"});
    if (feature == "history") CHECK(twin.plays().size() == 3);
    // Another run fails in the same way, and changes nothing.
    CHECK(Handle(config_for(twin)).add(feature, items).verdicts() == "existing existing rejected existing");
    if (feature == "history") CHECK(twin.plays().size() == 3);
}

TEST_CASE("A bad id in a removal is rejected, and the others are removed", "[refusals]") {
    const TwinProcess twin;
    const std::string feature = GENERATE("watchlist", "ratings");
    Handle handle(config_for(twin));
    REQUIRE(handle.add(feature, movies({7010001, 7010002})).verdicts() == "added added");
    twin.fault({{"method", "POST"}, {"body_has", bad_id}, {"kind", "status"}, {"status", 400}, {"every", true}});
    json::array items = movies({7010001});
    items.push_back(movie({{"tvdb", bad_id}}));
    items.push_back(movie({{"trakt", 7010002}}));
    CHECK(handle.remove(feature, items).verdicts() == "removed rejected removed");
    CHECK(held(twin, feature).empty());
}

TEST_CASE("Plays that a request has added although it was refused are there once", "[refusals]") {
    const TwinProcess twin;
    const int status = GENERATE(400, 413, 422);
    twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"kind", "status_after"}, {"status", status}});
    Handle handle(config_for(twin));
    CHECK(handle.add("history", movies({7010001, 7010002, 7010003})).verdicts() == "added added added");
    CHECK(twin.plays().size() == 3);
    CHECK(twin.count_requests("POST", "/sync/history") == 1);
}

TEST_CASE("If a mirrored play has a bad id, the others are in the collection, and the report names the bad one",
          "[refusals]") {
    const TwinProcess twin;
    const int status = GENERATE(400, 422);
    // The history knows the title, the collection refuses it.
    twin.fault({{"method", "POST"},
                {"path", "/sync/collection"},
                {"body_has", "7010004"},
                {"kind", "status"},
                {"status", status},
                {"every", true}});
    twin.fault({{"method", "POST"},
                {"path", "/sync/history"},
                {"body_has", bad_id},
                {"kind", "status"},
                {"status", status},
                {"every", true}});
    json::array items = movies({7010001, 7010002, 7010003, 7010004});
    items.push_back(movie({{"tvdb", bad_id}}));
    Handle handle(config_for(twin, {{"history_collection", true}}));
    const Outcome outcome = handle.add("history", items);
    CHECK(outcome.verdicts() == "added added added added rejected");
    CHECK(twin.state().at("collection").as_array().size() == 3);
    const json::value report = outcome.document();
    const json::array& said = report.at("not_mirrored").as_array();
    REQUIRE(said.size() == 1);
    CHECK(number_at(said[0], "index") == 3);
    CHECK(text_at(said[0], "hint") == "http:" + std::to_string(status));
    CHECK(text_at(said[0], "message").find("7010004") != std::string::npos);
}

TEST_CASE("A removal that did nothing is rejected; after a removal of a part each item has a true verdict",
          "[refusals]") {
    const TwinProcess twin;
    const std::string feature = GENERATE("watchlist", "ratings", "history");
    const int done = GENERATE(0, 1, 2);
    const bool read_before = GENERATE(true, false);
    INFO(feature << " " << done << (read_before ? " after an index" : ""));
    const json::array items = movies({7010001, 7010002, 7010003});
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin), folder);
    REQUIRE(Handle(config_for(twin)).add(feature, items).verdicts() == "added added added");
    Handle handle(config);
    if (read_before) REQUIRE(handle.index(feature).summary() == "OK");
    twin.switches({{"remove_at_most", done}});
    const Outcome outcome = handle.remove(feature, items);
    CHECK(outcome.status == SYNCMOD_OK);
    const std::set<std::string> left = held(twin, feature);
    CHECK(left.size() == 3u - static_cast<std::size_t>(done));
    for (std::size_t i = 0; i < 3; ++i) {
        const bool is_left = left.contains(std::to_string(7010001 + i));
        CHECK(text_at(outcome.result(i), "verdict") == (is_left ? "rejected" : "removed"));
        if (is_left) CHECK(text_at(outcome.result(i), "hint") == "not removed");
    }
    CHECK(number_at(outcome.document(), "count") == done);
    CHECK(differs_from_truth(handle.index(feature), twin, feature) == "");
    // The next run removes the rest.
    twin.switches({{"remove_at_most", nullptr}});
    const std::string again = Handle(config).remove(feature, items).verdicts();
    CHECK(again.find("rejected") == std::string::npos);
    CHECK(again.find("unknown") == std::string::npos);
    CHECK(held(twin, feature).empty());
}

TEST_CASE("A removal that took effect is removed, although its answer says that nothing was deleted", "[refusals]") {
    const TwinProcess twin;
    const std::string feature = GENERATE("watchlist", "ratings", "history");
    const json::array items = movies({7010001, 7010002});
    Handle handle(config_for(twin));
    REQUIRE(handle.add(feature, items).verdicts() == "added added");
    handle.index(feature);
    twin.fault({{"method", "POST"},
                {"path", path_of(feature) + "/remove"},
                {"kind", "headers"},
                {"body", R"({"deleted":{"movies":0,"shows":0,"seasons":0,"episodes":0},"not_found":{"movies":[]}})"}});
    CHECK(handle.remove(feature, items).verdicts() == "removed removed");
    CHECK(held(twin, feature).empty());
}

TEST_CASE("A 409 to a changed rating leaves the old one: rejected", "[refusals]") {
    const TwinProcess twin;
    twin.edit({{"op", "rate"}, {"type", "movie"}, {"trakt", 7010001}, {"rating", 4}});
    const bool is_applied = GENERATE(false, true);
    twin.fault({{"method", "POST"},
                {"path", "/sync/ratings"},
                {"kind", is_applied ? "status_after" : "status"},
                {"status", 409},
                {"every", true}});
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add("ratings", movies({7010001}));
    CHECK(outcome.verdicts() == (is_applied ? "existing" : "rejected"));
    if (!is_applied) CHECK(text_at(outcome.result(0), "hint") == "http:409");
}

TEST_CASE("A play without its show is in the index without numbers, and that item removes exactly this play",
          "[refusals]") {
    const TwinProcess twin;
    twin.edit({{"op", "add"}, {"type", "episode"}, {"trakt", 8210102}, {"when", "2024-05-04T20:11:00Z"}});
    twin.edit({{"op", "add"}, {"type", "episode"}, {"trakt", 8210103}, {"when", "2024-05-04T20:11:00Z"}});
    twin.edit({{"op", "add"}, {"type", "episode"}, {"trakt", 8210102}, {"when", "2024-05-05T20:11:00Z"}});
    twin.fault({{"kind", "null_show"}, {"path", "/sync/history"}, {"every", true}});
    Handle handle(config_for(twin));
    json::array items;
    for (const auto& [key, item] : handle.index("history").items()) {
        CHECK_FALSE(item.as_object().contains("season"));
        CHECK_FALSE(item.as_object().contains("episode"));
        CHECK_FALSE(item.as_object().contains("show_ids"));
        items.push_back(item);
    }
    REQUIRE(items.size() == 3);
    CHECK(handle.add("history", items).verdicts() == "existing existing existing");
    const std::int64_t id = number_at(items[1], "_trakt_history_id");
    CHECK(handle.remove("history", json::array{items[1]}).verdicts() == "removed");
    REQUIRE(twin.plays().size() == 2);
    for (const json::value& play : twin.plays()) CHECK(number_at(play, "id") != id);
    // Added again, the play is one of the same episode.
    const std::int64_t trakt = items[1].at("ids").at("trakt").is_string()
                                   ? std::stoll(text_at(items[1].at("ids"), "trakt"))
                                   : number_at(items[1].at("ids"), "trakt");
    CHECK(handle.add("history", json::array{items[1]}).verdicts() == "added");
    std::size_t again = 0;
    for (const json::value& play : twin.plays()) again += number_at(play, "trakt") == trakt;
    CHECK(again == (trakt == 8210102 ? 2u : 1u));
}

TEST_CASE("One look-up that fails for days defers its play, and the others are added", "[refusals]") {
    const TwinProcess twin;
    twin.fault({{"path", "/sync/history/movies/7010003"}, {"kind", "status"}, {"status", 500}, {"every", true}});
    json::array items;
    for (const std::int64_t id : {7010001, 7010002, 7010003, 7010004})
        items.push_back({{"type", "movie"}, {"ids", {{"trakt", id}}}, {"watched_at", "1970-01-01T00:00:00Z"}});
    Handle handle(config_for(twin, {{"max_retries", 2}}));
    const Outcome outcome = handle.add("history", items);
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(outcome.verdicts() == "added added deferred added");
    CHECK(twin.plays().size() == 3);
}

TEST_CASE("Look-ups that always fail do not keep back the plays behind them", "[refusals]") {
    const TwinProcess twin;
    const std::vector<std::int64_t> bad = GENERATE(std::vector<std::int64_t>{7010001, 7010002, 7010003},
                                                   std::vector<std::int64_t>{1000001, 7010001, 7010002, 7010003});
    json::array items;
    std::string added, removed;
    for (const std::int64_t id : {1000001, 7010001, 7010002, 7010003, 7010004}) {
        items.push_back({{"type", "movie"}, {"ids", {{"trakt", id}}}, {"watched_at", "1970-01-01T00:00:00Z"}});
        const bool is_bad = std::find(bad.begin(), bad.end(), id) != bad.end();
        (added += added.empty() ? "" : " ") += is_bad ? "deferred" : "added";
        (removed += removed.empty() ? "" : " ") += is_bad ? "deferred" : "removed";
    }
    for (const std::int64_t id : bad)
        twin.fault({{"path", "/sync/history/movies/" + std::to_string(id)},
                    {"kind", "status"},
                    {"status", 500},
                    {"every", true}});
    const json::object config = config_for(twin, {{"max_retries", 1}});
    const Outcome adding = Handle(config).add("history", items);
    CHECK(adding.status == SYNCMOD_OK);
    CHECK(adding.verdicts() == added);
    CHECK(twin.plays().size() == items.size() - bad.size());
    const Outcome removing = Handle(config).remove("history", items);
    CHECK(removing.status == SYNCMOD_OK);
    CHECK(removing.verdicts() == removed);
    CHECK(twin.plays().empty());
}

TEST_CASE("Of many plays in one minute a removal removes the named one", "[refusals]") {
    const TwinProcess twin;
    twin.edit({{"op", "add"}, {"count", 600}, {"when", "2015-05-05T05:05:00Z"}});
    std::map<std::string, int> times;
    for (const json::value& play : twin.plays()) ++times[text_at(play, "type") + " " + text_at(play, "trakt")];
    const auto once =
        std::find_if(times.begin(), times.end(), [](const auto& title) { return title.second == 1; })->first;
    const std::size_t space = once.find(' ');
    const json::array items{{{"type", once.substr(0, space)},
                             {"ids", {{"trakt", std::stoll(once.substr(space + 1))}}},
                             {"watched_at", "2015-05-05T05:05:30Z"}}};
    Handle handle(config_for(twin));
    CHECK(handle.remove("history", items).verdicts() == "removed");
    REQUIRE(twin.plays().size() == 599);
    for (const json::value& play : twin.plays()) CHECK(text_at(play, "type") + " " + text_at(play, "trakt") != once);
}

TEST_CASE("After random writes with refused ids and removals of a part every verdict agrees with the twin",
          "[refusals]") {
    const TwinProcess twin;
    const std::string feature = GENERATE("watchlist", "ratings", "history");
    const unsigned seed = GENERATE(1u, 2u, 3u);
    std::mt19937 random(seed);
    const auto below = [&](unsigned bound) { return static_cast<unsigned>(random() % bound); };
    json::array titles = movies({7010001, 7010002, 7010003, 7010004});
    for (const std::int64_t id : {8210101, 8210102, 8210103, 8210104})
        titles.push_back(merged(movie({{"trakt", id}}), {{"type", "episode"}}));
    const auto trakt_id = [](const json::value& item) { return std::to_string(number_at(item.at("ids"), "trakt")); };

    const TempFolder folder;
    const json::object config = in_folder(config_for(twin, {{feature + "_chunk_size", 3}}), folder);
    Handle kept(config);
    for (int round = 0; round < 12; ++round) {
        json::array items;
        for (const json::value& title : titles)
            if (below(3) > 0) items.push_back(title);
        if (items.empty()) continue;
        std::shuffle(items.begin(), items.end(), random);
        const bool removing = below(2) == 0;
        twin.clear_faults();
        twin.switches({{"remove_at_most", below(2) == 0 ? json::value(below(4)) : json::value(nullptr)}});
        const std::string bad = trakt_id(items[below(static_cast<unsigned>(items.size()))]);
        const int status = std::array{400, 413, 422}[below(3)];
        if (below(2) == 0)
            twin.fault(
                {{"method", "POST"}, {"body_has", bad}, {"kind", "status"}, {"status", status}, {"every", true}});
        const std::set<std::string> before = held(twin, feature);
        const auto run = [&](Handle& handle) {
            return removing ? handle.remove(feature, items) : handle.add(feature, items);
        };
        Handle other(config);
        const Outcome outcome = run(below(2) == 0 ? kept : other);
        const std::set<std::string> after = held(twin, feature);
        INFO(feature << " seed " << seed << " round " << round << (removing ? " remove " : " add ")
                     << json::serialize(items) << "\n"
                     << outcome.verdicts() << " bad " << bad << " " << status);
        CHECK(outcome.status == SYNCMOD_OK);
        for (std::size_t i = 0; i < items.size(); ++i) {
            const std::string verdict = text_at(outcome.result(i), "verdict"), id = trakt_id(items[i]);
            const bool was = before.contains(id), is = after.contains(id);
            if (verdict == "added") CHECK((!was && is));
            if (verdict == "existing") CHECK((was && is));
            if (verdict == "removed") CHECK((was && !is));
            if (verdict == "absent") CHECK((!was && !is));
            if (verdict == "rejected") CHECK((was == is && is == (removing && was)));
            CHECK((verdict == "rejected" ||
                   verdict == (removing ? (was ? "removed" : "absent") : (was ? "existing" : "added"))));
        }
        if (feature == "history") CHECK(twin.plays().size() == after.size());
    }
    twin.clear_faults();
    CHECK(differs_from_truth(kept.index(feature), twin, feature) == "");
}
