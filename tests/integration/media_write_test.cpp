// Writes to the watchlist and ratings: every verdict is compared with what the twin then holds.
#include <catch2/catch.hpp>

#include <map>
#include <set>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

// One title of each type by its own ids, and a season and an episode also by show and number.
const json::value six_titles = parse(R"([
    {"type":"movie","ids":{"imdb":"tt90010011"}},
    {"type":"show","ids":{"tmdb":"80910002"}},
    {"type":"season","ids":{"trakt":8110001}},
    {"type":"episode","ids":{"tvdb":8219101}},
    {"type":"season","show_ids":{"trakt":8010001},"season":0},
    {"type":"episode","show_ids":{"imdb":"tt91010011"},"season":0,"episode":1}])");

const std::set<std::string> six_ids = {"movie 7010001",   "show 8010002",   "season 8110001",
                                       "episode 8210101", "season 8110000", "episode 8210001"};

std::set<std::string> listed(const TwinProcess& twin) {
    std::set<std::string> titles;
    const json::value state = twin.state();
    for (const json::value& entry : state.at("watchlist").as_array())
        titles.insert(text_at(entry, "type") + " " + text_at(entry, "trakt"));
    return titles;
}

std::map<std::string, std::int64_t> rated(const TwinProcess& twin) {
    std::map<std::string, std::int64_t> titles;
    const json::value state = twin.state();
    for (const json::value& entry : state.at("ratings").as_array())
        titles[text_at(entry, "type") + " " + text_at(entry, "trakt")] = number_at(entry, "rating");
    return titles;
}

json::array rate_all(const json::value& titles, int rating) {
    json::array rated;
    for (const json::value& title : titles.as_array()) rated.push_back(merged(title.as_object(), {{"rating", rating}}));
    return rated;
}

}  // namespace

TEST_CASE("All four types are added to the watchlist, are existing the second time, and are removed", "[write]") {
    const TwinProcess twin;
    Handle handle(config_for(twin, {{"guard", false}}));
    CHECK(handle.add("watchlist", six_titles).verdicts() == "added added added added added added");
    CHECK(listed(twin) == six_ids);
    const Outcome again = handle.add("watchlist", six_titles);
    CHECK(again.verdicts() == "existing existing existing existing existing existing");
    CHECK(number_at(again.document(), "count") == 0);
    CHECK(again.document().at("skipped_keys").as_array().size() == 6);
    CHECK(again.document().at("confirmed_keys").as_array().empty());
    CHECK(listed(twin) == six_ids);
    Handle newcomer(config_for(twin));  // without a snapshot, it reads first and then sends nothing
    twin.clear_ledger();
    CHECK(newcomer.add("watchlist", six_titles).verdicts() == "existing existing existing existing existing existing");
    CHECK(twin.count_requests("POST", "/sync/watchlist") == 0);
    CHECK(differs_from_truth(handle.index("watchlist"), twin, "watchlist") == "");
    CHECK(handle.remove("watchlist", six_titles).verdicts() == "removed removed removed removed removed removed");
    CHECK(listed(twin).empty());
    CHECK(handle.remove("watchlist", six_titles).verdicts() == "absent absent absent absent absent absent");
}

TEST_CASE("All four types are rated, not sent when unchanged, rated again, and unrated", "[write]") {
    const TwinProcess twin;
    Handle handle(config_for(twin, {{"guard", false}}));
    CHECK(handle.add("ratings", rate_all(six_titles, 7)).verdicts() == "added added added added added added");
    CHECK(rated(twin).size() == 6);
    for (const auto& [title, rating] : rated(twin)) {
        CHECK(six_ids.contains(title));
        CHECK(rating == 7);
    }
    CHECK(handle.add("ratings", rate_all(six_titles, 7)).verdicts() ==
          "existing existing existing existing existing existing");
    Handle newcomer(config_for(twin));  // without a snapshot, it reads first
    twin.clear_ledger();
    CHECK(newcomer.add("ratings", rate_all(six_titles, 7)).verdicts() ==
          "existing existing existing existing existing existing");
    CHECK(twin.count_requests("POST", "/sync/ratings") == 0);
    const Outcome updated = handle.add("ratings", rate_all(six_titles, 9));
    CHECK(updated.verdicts() == "updated updated updated updated updated updated");
    CHECK(number_at(updated.document(), "count") == 6);
    for (const auto& [title, rating] : rated(twin)) CHECK(rating == 9);
    CHECK(handle.add("ratings", rate_all(six_titles, 9)).verdicts() ==
          "existing existing existing existing existing existing");
    CHECK(handle.add("ratings", rate_all(six_titles, 7)).verdicts() ==
          "updated updated updated updated updated updated");
    CHECK(differs_from_truth(handle.index("ratings"), twin, "ratings") == "");
    CHECK(handle.remove("ratings", six_titles).verdicts() == "removed removed removed removed removed removed");
    CHECK(rated(twin).empty());
    CHECK(handle.remove("ratings", six_titles).verdicts() == "absent absent absent absent absent absent");
}

TEST_CASE("A rating keeps its date, and ratings of half steps are rounded", "[write]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const json::value items = parse(R"([
        {"type":"movie","ids":{"trakt":7010001},"rating":"7.5","rated_at":"2020-02-03T04:05:06+01:00"},
        {"type":"movie","ids":{"trakt":7010002},"rating":8.0},
        {"type":"movie","ids":{"trakt":7010003},"rating":0},
        {"type":"movie","ids":{"trakt":7010004},"rating":11},
        {"type":"show","ids":{"trakt":8010001},"rating":null},
        {"type":"show","ids":{"trakt":8010002},"rating":"good"}])");
    const Outcome outcome = handle.add("ratings", items);
    CHECK(outcome.verdicts() == "added added rejected rejected rejected rejected");
    for (const std::size_t i : {2, 3, 4, 5}) CHECK(text_at(outcome.result(i), "hint") == "invalid rating");
    CHECK(rated(twin) == std::map<std::string, std::int64_t>{{"movie 7010001", 8}, {"movie 7010002", 8}});
    const json::value state = twin.state();
    for (const json::value& entry : state.at("ratings").as_array())
        if (text_at(entry, "trakt") == "7010001") CHECK(text_at(entry, "rated_at") == "2020-02-03T03:05:06.000Z");
}

TEST_CASE("Identical inputs are sent once, and each gets the verdict of the one that was sent", "[write]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    json::array twice = six_titles.as_array();
    for (const json::value& title : six_titles.as_array()) twice.push_back(title);
    const Outcome outcome = handle.add("watchlist", twice);
    CHECK(number_at(outcome.document(), "count") == 12);
    CHECK(outcome.document().at("confirmed_keys").as_array().size() == 6);
    const json::array posts = twin.requests("POST", "/sync/watchlist");
    REQUIRE(posts.size() == 1);
    CHECK(posts[0].at("body").at("movies").as_array().size() == 1);
    CHECK(listed(twin) == six_ids);
}

TEST_CASE("Unknown titles are not_found and the others of the same call are written", "[write]") {
    const TwinProcess twin;
    const std::string echo = GENERATE("normal", "flat", "no_ids", "null");
    const std::string feature = GENERATE("watchlist", "ratings");
    INFO(feature << " " << echo);
    twin.switches({{"not_found_echo", echo}});
    const json::value items = parse(R"([
        {"type":"movie","ids":{"imdb":"tt90010011"},"rating":7},
        {"type":"movie","ids":{"imdb":"tt0000001"},"rating":7},
        {"type":"show","ids":{"trakt":1},"rating":7},
        {"type":"season","show_ids":{"trakt":8010001},"season":1,"rating":7},
        {"type":"season","show_ids":{"trakt":8010001},"season":44,"rating":7},
        {"type":"episode","show_ids":{"trakt":8010001},"season":1,"episode":2,"rating":7},
        {"type":"episode","show_ids":{"trakt":8010001},"season":1,"episode":88,"rating":7}])");
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add(feature, items);
    const bool known[] = {true, false, false, true, false, true, false};
    std::size_t open = 0;
    for (std::size_t i = 0; i < 7; ++i) {
        const std::string verdict = text_at(outcome.result(i), "verdict");
        INFO(i << " " << verdict);
        CHECK((verdict == (known[i] ? "added" : "not_found") || verdict == "unknown"));
        if (verdict == "unknown") ++open;
    }
    if (echo == "normal" || echo == "flat") CHECK(open == 0);
    const std::set<std::string> expected = {"movie 7010001", "season 8110001", "episode 8210102"};
    if (feature == "watchlist")
        CHECK(listed(twin) == expected);
    else
        CHECK(rated(twin).size() == 3);
    // A second call settles the unknown verdicts of the first: entries that were applied are existing.
    const Outcome again = handle.add(feature, items);
    for (std::size_t i = 0; i < 7; ++i)
        if (known[i]) CHECK(text_at(again.result(i), "verdict") == "existing");
}

TEST_CASE("A free account's watchlist is filled to its limit in the caller's order, the rest is limit", "[write]") {
    const TwinProcess twin({"--free", "--watchlist", "40"});
    twin.switches({{"watchlist_limit", 43}});
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add("watchlist", six_titles);
    CHECK(outcome.verdicts() == "added added added limit limit limit");
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(text_at(outcome.result(5), "hint") == "trakt_limit");
    CHECK(listed(twin).size() == 43);
    CHECK(handle.add("watchlist", six_titles).verdicts() == "existing existing existing limit limit limit");
}

TEST_CASE("A limit that only the server knows gives the verdict limit, and the rest is not sent", "[write]") {
    const TwinProcess twin;
    twin.fault({{"method", "POST"},
                {"path", "/sync/watchlist"},
                {"nth", 2},
                {"kind", "status"},
                {"status", 420},
                {"every", false},
                {"headers", {{"X-Upgrade-URL", "https://trakt.tv/vip"}}}});
    Handle handle(config_for(twin, {{"watchlist_batch_size", 2}}));
    const Outcome outcome = handle.add("watchlist", six_titles);
    CHECK(outcome.verdicts() == "added added limit limit limit limit");
    CHECK(twin.count_requests("POST", "/sync/watchlist") == 2);
    CHECK(listed(twin).size() == 2);
}

TEST_CASE("Items of unknown types and without ids are rejected one by one", "[write]") {
    const TwinProcess twin;
    const std::string feature = GENERATE("watchlist", "ratings");
    Handle handle(config_for(twin));
    const json::value items = parse(R"([
        {"type":"movie","ids":{},"rating":5},
        {"type":"person","ids":{"trakt":1},"rating":5},
        {"type":"movie","ids":{"plex":"x"},"rating":5},
        {"type":"season","season":1,"rating":5},
        {"type":"show","ids":{"trakt":8010002},"rating":5}])");
    for (const bool removing : {false, true}) {
        const Outcome outcome = removing ? handle.remove(feature, items) : handle.add(feature, items);
        CHECK(outcome.verdicts() ==
              (removing ? "rejected rejected rejected rejected removed" : "rejected rejected rejected rejected added"));
        CHECK(text_at(outcome.result(0), "hint") == "missing ids");
        CHECK(text_at(outcome.result(1), "hint") == "unsupported type");
        CHECK(text_at(outcome.result(0), "message").find("items[0]") != std::string::npos);
    }
}

TEST_CASE("A dry run sends nothing, and lists byte for byte what the real run sends after an index", "[write]") {
    const TwinProcess twin({"--plays", "40", "--ratings", "40", "--watchlist", "40"});
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const bool removing = GENERATE(false, true);
    const bool indexed = GENERATE(true, false);
    INFO(feature << (removing ? " remove" : " add") << (indexed ? " after an index" : ""));
    TempFolder folder;
    Handle handle(in_folder(config_for(twin), folder));  // the index also requests the settings
    if (indexed) REQUIRE(handle.index(feature).summary() == "OK");
    json::array items;
    if (removing && feature == "history") {
        for (const json::value& play : twin.plays())
            if (items.size() < 3)
                items.push_back({{"type", text_at(play, "type")},
                                 {"ids", {{"trakt", play.at("trakt")}}},
                                 {"watched_at", play.at("watched_at")}});
        if (!indexed)
            for (std::size_t i = 0; i < 3; ++i) items[i].as_object()["_trakt_history_id"] = twin.plays()[i].at("id");
    } else {
        if (removing)
            twin.edit({{"op", feature == "ratings" ? "rate" : "watchlist_add"},
                       {"type", "movie"},
                       {"trakt", 7010001},
                       {"rating", 7}});
        if (removing && indexed) handle.index(feature);
        for (const json::value& title : six_titles.as_array())
            items.push_back(merged(title.as_object(), {{"rating", 7}, {"watched_at", "2011-01-02T03:04:05Z"}}));
        if (feature == "history") {
            items.erase(items.begin() + 4);
            items.erase(items.begin() + 1, items.begin() + 3);
        }
    }
    twin.clear_ledger();
    const auto run = [&](std::uint32_t flags) {
        const Terms terms{.flags = flags};
        return removing ? handle.remove(feature, items, terms) : handle.add(feature, items, terms);
    };
    const Outcome dry = run(SYNCMOD_CALL_DRY_RUN);
    CHECK(twin.ledger().empty());
    const json::value plan = dry.document();
    CHECK(at(plan, "dry_run") == true);
    CHECK(number_at(plan, "count") == static_cast<std::int64_t>(items.size()));
    CHECK(plan.at("results").as_array().size() == items.size());
    json::array planned, sent;
    for (const json::value& request : plan.at("requests").as_array())
        planned.push_back(
            {{"path", request.at("path")}, {"body", request.at("body")}, {"method", request.at("method")}});
    const Outcome real = run(0);
    for (const json::value& entry : twin.ledger())
        if (text_at(entry, "method") == "POST")
            sent.push_back({{"path", entry.at("path")}, {"body", entry.at("body")}, {"method", "POST"}});
    // Without an index it does not know the Trakt ids of held titles, by which the real run names them.
    CHECK(planned.size() == sent.size());
    if (indexed) CHECK(json::serialize(planned) == json::serialize(sent));
    CHECK_FALSE(sent.empty());
    if (indexed)
        CHECK(dry.verdicts() == real.verdicts());
    else
        CHECK(dry.verdicts().find("added") == std::string::npos);
}

TEST_CASE("One key with different verdicts is unresolved, neither confirmed nor skipped", "[write]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const json::value items = parse(R"([
        {"type":"movie","ids":{"imdb":"tt90010011"},"rating":7},
        {"type":"movie","ids":{"imdb":"tt90010011"},"rating":70}])");
    const Outcome outcome = handle.add("ratings", items);
    CHECK(outcome.verdicts() == "added rejected");
    const json::value report = outcome.document();
    CHECK(report.at("confirmed_keys").as_array().empty());
    CHECK(report.at("skipped_keys").as_array().empty());
    CHECK(report.at("unresolved").as_array().size() == 2);
    CHECK(number_at(report, "count") == 1);
}

TEST_CASE("A write is in the next index of another handle on the same folder", "[write]") {
    const TwinProcess twin({"--plays", "20", "--ratings", "20", "--watchlist", "20"});
    const TempFolder folder;
    const json::object config = in_folder(config_for(twin), folder);
    Handle reader(config), writer(config);
    for (const char* feature : {"history", "ratings", "watchlist"}) REQUIRE(reader.index(feature).summary() == "OK");
    twin.clock({{"freeze", true}});  // the stamps cannot distinguish the write from the read before
    writer.add("watchlist", six_titles);
    writer.add("ratings", rate_all(six_titles, 3));
    for (const char* feature : {"ratings", "watchlist"})
        CHECK(differs_from_truth(reader.index(feature), twin, feature) == "");
}
