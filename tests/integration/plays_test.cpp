// Writing plays: no play is sent twice, and only named plays are removed.
#include <catch2/catch.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

const json::value lantern =
    parse(R"({"type":"movie","ids":{"imdb":"tt90010011"},"watched_at":"2024-05-04T20:11:37Z"})");

json::value with(const json::value& item, const json::object& members) { return merged(item.as_object(), members); }

std::set<std::int64_t> play_ids(const TwinProcess& twin) {
    std::set<std::int64_t> ids;
    for (const json::value& play : twin.plays()) ids.insert(number_at(play, "id"));
    return ids;
}

std::size_t plays_at(const TwinProcess& twin, std::int64_t trakt, const std::string& watched_at) {
    std::size_t count = 0;
    for (const json::value& play : twin.plays())
        if (number_at(play, "trakt") == trakt && text_at(play, "watched_at") == watched_at) ++count;
    return count;
}

// Adds a play "on the site" and returns its history id.
std::int64_t play_on_site(const TwinProcess& twin, const std::string& type, std::int64_t trakt,
                          const std::string& when) {
    const json::value answer = twin.edit({{"op", "add"}, {"type", type}, {"trakt", trakt}, {"when", when}});
    return answer.at("added").as_array().at(0).to_number<std::int64_t>();
}

}  // namespace

TEST_CASE("A movie and episodes, by their own ids or by show and numbers, are added at their minute", "[plays]") {
    const TwinProcess twin({"--plays", "20"});
    Handle handle(config_for(twin));
    const json::value items = parse(R"([
        {"type":"movie","ids":{"imdb":"tt90010011"},"watched_at":"2024-05-04T20:11:37.500Z"},
        {"type":"episode","ids":{"tvdb":"8219102"},"watched_at":"2024-05-05T20:11:00Z"},
        {"type":"episode","show_ids":{"trakt":8010001},"season":0,"episode":1,"watched_at":"2024-05-06T22:11:00+02:00"},
        {"type":"episode","show_ids":{"tmdb":"80910002"},"season":1,"episode":2,"watched_at":1714997460},
        {"type":"movie","ids":{"trakt":7010004},"watched_at":"1970-01-01T00:00:00.000Z"}])");
    const Outcome outcome = handle.add("history", items);
    CHECK(outcome.verdicts() == "added added added added added");
    CHECK(number_at(outcome.document(), "count") == 5);
    CHECK(at(outcome.document(), "ok") == true);
    CHECK(plays_at(twin, 7010001, "2024-05-04T20:11:00.000Z") == 1);
    CHECK(plays_at(twin, 8210102, "2024-05-05T20:11:00.000Z") == 1);
    CHECK(plays_at(twin, 8210001, "2024-05-06T20:11:00.000Z") == 1);
    CHECK(plays_at(twin, 8220102, "2024-05-06T12:11:00.000Z") == 1);
    CHECK(plays_at(twin, 7010004, "1970-01-01T00:00:00.000Z") == 1);
    CHECK(twin.plays().size() == 25);
    CHECK(text_at(outcome.result(0), "key") == "imdb:tt90010011");
    CHECK(text_at(outcome.result(0), "event_key") == "imdb:tt90010011@1714853497");
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
}

TEST_CASE("Identical plays of one call are sent once, and each gets the verdict", "[plays]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const Outcome outcome =
        handle.add("history", json::array{lantern, with(lantern, {{"watched_at", "2024-05-04T20:11:02Z"}}), lantern});
    CHECK(outcome.verdicts() == "added added added");
    CHECK(twin.plays().size() == 1);
    CHECK(outcome.document().at("confirmed_keys") == json::array{"imdb:tt90010011"});
}

TEST_CASE("A play that the account has is existing and not sent, in this call, the next, and on a new handle",
          "[plays]") {
    const TwinProcess twin({"--plays", "30"});
    const bool read_before = GENERATE(true, false);
    Handle handle(config_for(twin));
    if (read_before) handle.index("history");
    CHECK(handle.add("history", json::array{lantern}).verdicts() == "added");
    CHECK(handle.add("history", json::array{lantern}).verdicts() == "existing");
    Handle other(config_for(twin));
    const Outcome again = other.add("history", json::array{lantern});
    CHECK(again.verdicts() == "existing");
    CHECK(again.document().at("skipped_keys") == json::array{"imdb:tt90010011"});
    CHECK(number_at(again.document(), "count") == 0);
    CHECK(plays_at(twin, 7010001, "2024-05-04T20:11:00.000Z") == 1);
    CHECK(twin.count_requests("POST", "/sync/history") == 1);
}

TEST_CASE("An older play with seconds is the play of its minute: not added again, and found for removal", "[plays]") {
    const TwinProcess twin;
    twin.edit({{"op", "add"},
               {"type", "movie"},
               {"trakt", 7010001},
               {"when", "2024-05-04T20:11:58Z"},
               {"keep_seconds", true}});
    REQUIRE(text_at(twin.plays().at(0), "watched_at") == "2024-05-04T20:11:58.000Z");
    Handle handle(config_for(twin));
    CHECK(handle.add("history", json::array{lantern}).verdicts() == "existing");
    CHECK(handle.remove("history", json::array{lantern}).verdicts() == "removed");
    CHECK(twin.plays().empty());
}

TEST_CASE("All plays of an index are existing when they are added again", "[plays]") {
    const TwinProcess twin({"--plays", "300"});
    Handle reader(config_for(twin)), writer(config_for(twin));
    json::array items;
    for (const auto& [key, item] : reader.index("history").items()) items.push_back(item);
    const Outcome outcome = writer.add("history", items);
    CHECK(number_at(outcome.document(), "count") == 0);
    CHECK(outcome.verdicts().find("added") == std::string::npos);
    CHECK(outcome.verdicts().find("unknown") == std::string::npos);
    CHECK(twin.count_requests("POST", "/sync/history") == 0);
    CHECK(twin.plays().size() == 300);
}

TEST_CASE("More than a hundred plays are sent in chunks of a hundred, each play once", "[plays]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    json::array items;
    for (int i = 0; i < 250; ++i) {
        char when[40];
        std::snprintf(when, sizeof when, "2023-01-%02dT%02d:30:00Z", i % 28 + 1, i / 28);
        items.push_back(with(lantern, {{"watched_at", when}}));
    }
    std::vector<std::uint64_t> seen;
    const Terms terms{.progress = [&](std::uint64_t done, std::uint64_t total, const std::string&) {
        if (total == 250) seen.push_back(done);
    }};
    const Outcome outcome = handle.add("history", items, terms);
    CHECK(number_at(outcome.document(), "count") == 250);
    std::vector<std::size_t> sizes;
    for (const json::value& request : twin.requests("POST", "/sync/history"))
        sizes.push_back(request.at("body").at("movies").as_array().size());
    CHECK(sizes == std::vector<std::size_t>{100, 100, 50});
    CHECK(twin.plays().size() == 250);
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    REQUIRE_FALSE(seen.empty());
    CHECK(seen.back() == 250);
}

TEST_CASE("A play of the index is removed by its history id, its neighbours stay", "[plays]") {
    const TwinProcess twin({"--plays", "80"});
    const bool with_private_id = GENERATE(true, false);
    Handle handle(config_for(twin));
    const Outcome index = handle.index("history");
    std::set<std::int64_t> expected = play_ids(twin);
    json::array items;
    for (const auto& [key, item] : index.items()) {
        if (items.size() == 5) break;
        expected.erase(number_at(item, "_trakt_history_id"));
        json::value given = item;
        if (!with_private_id) given.as_object().erase("_trakt_history_id");
        items.push_back(given);
    }
    twin.clear_ledger();
    const Outcome outcome = handle.remove("history", items);
    CHECK(outcome.verdicts() == "removed removed removed removed removed");
    CHECK(number_at(outcome.document(), "count") == 5);
    CHECK(play_ids(twin) == expected);
    for (const json::value& request : twin.requests("POST", "/sync/history/remove")) {
        CHECK(request.at("body").as_object().size() == 1);
        CHECK(request.at("body").as_object().contains("ids"));
    }
    CHECK(handle.remove("history", items).verdicts() == "absent absent absent absent absent");
    CHECK(play_ids(twin) == expected);
    CHECK(differs_from_truth(handle.index("history"), twin, "history") == "");
}

TEST_CASE("Of several plays in one minute, as many as are named are removed, the highest history id first", "[plays]") {
    const TwinProcess twin;
    std::set<std::int64_t> ids;
    for (int i = 0; i < 4; ++i) ids.insert(play_on_site(twin, "movie", 7010001, "2024-05-04T20:11:00Z"));
    const std::int64_t other = play_on_site(twin, "movie", 7010001, "2024-05-04T20:12:00Z");
    Handle handle(config_for(twin));
    CHECK(handle.remove("history", json::array{lantern}).verdicts() == "removed");
    ids.erase(std::prev(ids.end()));
    std::set<std::int64_t> left = ids;
    left.insert(other);
    CHECK(play_ids(twin) == left);
    CHECK(handle.remove("history", json::array{lantern, lantern}).verdicts() == "removed removed");
    CHECK(play_ids(twin) == std::set<std::int64_t>{*ids.begin(), other});
    CHECK(handle.remove("history", json::array{lantern, lantern}).verdicts() == "removed absent");
    CHECK(play_ids(twin) == std::set<std::int64_t>{other});
}

TEST_CASE("A given _trakt_history_id, a number or a text, removes exactly that play and never its neighbour",
          "[plays]") {
    const TwinProcess twin;
    const std::int64_t lower = play_on_site(twin, "movie", 7010001, "2024-05-04T20:11:00Z");
    const std::int64_t higher = play_on_site(twin, "movie", 7010001, "2024-05-04T20:11:00Z");
    Handle handle(config_for(twin));
    const json::value id = GENERATE(false, true) ? json::value(std::to_string(lower)) : json::value(lower);
    const json::array named = {with(lantern, {{"_trakt_history_id", id}})};
    CHECK(handle.remove("history", named).verdicts() == "removed");
    CHECK(play_ids(twin) == std::set<std::int64_t>{higher});
    // The same removal again, as after a lost answer, leaves the other play of that minute.
    CHECK(handle.remove("history", named).verdicts() == "absent");
    CHECK(play_ids(twin) == std::set<std::int64_t>{higher});
    CHECK(handle.remove("history", named).verdicts() == "absent");
    CHECK(play_ids(twin) == std::set<std::int64_t>{higher});
}

TEST_CASE("A history id of another title, given with an item, never removes that other title's play", "[plays]") {
    const TwinProcess twin;
    const std::int64_t other = play_on_site(twin, "movie", 7010002, "2024-05-04T20:11:00Z");
    Handle handle(config_for(twin));
    CHECK(handle.remove("history", json::array{with(lantern, {{"_trakt_history_id", other}})}).verdicts() == "absent");
    CHECK(play_ids(twin) == std::set<std::int64_t>{other});
}

TEST_CASE("An item without watched_at removes no play, unless all_plays is set", "[plays]") {
    const TwinProcess twin;
    for (const char* when : {"2024-05-04T20:11:00Z", "2023-05-04T20:11:00Z", "1970-01-01T00:00:00Z"})
        play_on_site(twin, "movie", 7010001, when);
    const std::int64_t other = play_on_site(twin, "movie", 7010002, "2024-05-04T20:11:00Z");
    Handle handle(config_for(twin));
    const json::value movie = parse(R"({"type":"movie","ids":{"trakt":7010001}})");
    const Outcome refused = handle.remove("history", json::array{movie, with(movie, {{"all_plays", false}})});
    CHECK(refused.verdicts() == "rejected rejected");
    CHECK(text_at(refused.result(0), "hint") == "missing watched_at");
    CHECK(twin.plays().size() == 4);
    CHECK(twin.ledger().empty());
    CHECK(handle.remove("history", json::array{with(movie, {{"all_plays", true}})}).verdicts() == "removed");
    CHECK(play_ids(twin) == std::set<std::int64_t>{other});
    CHECK(handle.remove("history", json::array{with(movie, {{"all_plays", true}})}).verdicts() == "absent");
}

TEST_CASE("all_plays with a time means only the plays of that minute", "[plays]") {
    const TwinProcess twin;
    play_on_site(twin, "movie", 7010001, "2024-05-04T20:11:00Z");
    const std::int64_t other = play_on_site(twin, "movie", 7010001, "2023-05-04T20:11:00Z");
    Handle handle(config_for(twin));
    CHECK(handle.remove("history", json::array{with(lantern, {{"all_plays", true}})}).verdicts() == "removed");
    CHECK(play_ids(twin) == std::set<std::int64_t>{other});
}

TEST_CASE("Shows and seasons are not plays: they are rejected, and no episode is changed", "[plays]") {
    const TwinProcess twin({"--plays", "30"});
    const std::set<std::int64_t> before = play_ids(twin);
    Handle handle(config_for(twin));
    const json::value items = parse(R"([
        {"type":"show","ids":{"trakt":8010001},"watched_at":"2024-05-04T20:11:00Z"},
        {"type":"season","ids":{"trakt":8110001},"show_ids":{"trakt":8010001},"season":1,"watched_at":"2024-05-04T20:11:00Z"}])");
    for (const Outcome& outcome : {handle.add("history", items), handle.remove("history", items)}) {
        CHECK(outcome.verdicts() == "rejected rejected");
        CHECK(text_at(outcome.result(0), "hint") == "unsupported type");
    }
    CHECK(play_ids(twin) == before);
    CHECK(twin.count_requests("POST", "/sync/history") == 0);
}

TEST_CASE("Titles that Trakt does not know are not_found, in each form of the echo", "[plays]") {
    const TwinProcess twin;
    const std::string echo = GENERATE("normal", "flat", "no_ids", "null");
    twin.switches({{"not_found_echo", echo}});
    INFO(echo);
    const json::value items = parse(R"([
        {"type":"movie","ids":{"imdb":"tt90010011"},"watched_at":"2024-05-04T20:11:00Z"},
        {"type":"movie","ids":{"imdb":"tt0000001"},"watched_at":"2024-05-04T20:11:00Z"},
        {"type":"episode","ids":{"tvdb":"8219102"},"watched_at":"2024-05-05T20:11:00Z"},
        {"type":"episode","ids":{"tvdb":"999999"},"watched_at":"2024-05-05T20:11:00Z"},
        {"type":"episode","show_ids":{"trakt":8010001},"season":1,"episode":1,"watched_at":"2024-05-06T20:11:00Z"},
        {"type":"episode","show_ids":{"trakt":8010001},"season":1,"episode":99,"watched_at":"2024-05-06T20:11:00Z"},
        {"type":"episode","show_ids":{"trakt":8010001},"season":77,"episode":1,"watched_at":"2024-05-06T20:11:00Z"},
        {"type":"episode","show_ids":{"trakt":5},"season":1,"episode":1,"watched_at":"2024-05-06T20:11:00Z"}])");
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add("history", items);
    const bool known[] = {true, false, true, false, true, false, false, false};
    std::size_t guessed = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        const std::string verdict = text_at(outcome.result(i), "verdict");
        INFO(i << " " << verdict);
        // If the echo does not decide an input, it is unknown, neither a success nor a refusal.
        CHECK((verdict == (known[i] ? "added" : "not_found") || verdict == "unknown"));
        if (verdict == "unknown") ++guessed;
    }
    CHECK(twin.plays().size() == 3);
    CHECK(outcome.status == SYNCMOD_OK);
    if (echo == "normal" || echo == "flat") CHECK(guessed == 0);
    std::set<std::string> keys;
    const json::value report = outcome.document();
    for (const json::value& entry : report.at("unresolved").as_array()) keys.insert(text_at(entry, "key"));
    CHECK(keys.contains("imdb:tt0000001"));
}

TEST_CASE("With history_number_fallback an episode with unknown ids is tried by show and numbers", "[plays]") {
    const TwinProcess twin;
    const bool fallback = GENERATE(true, false);
    Handle handle(config_for(twin, {{"history_number_fallback", fallback}}));
    const json::value items = parse(R"([{"type":"episode","ids":{"tvdb":"999999"},"show_ids":{"trakt":8010001},
        "season":1,"episode":2,"watched_at":"2024-05-05T20:11:00Z"},
        {"type":"episode","ids":{"tvdb":"888888"},"watched_at":"2024-05-05T20:11:00Z"}])");
    CHECK(handle.add("history", items).verdicts() == (fallback ? "added not_found" : "not_found not_found"));
    CHECK(plays_at(twin, 8210102, "2024-05-05T20:11:00.000Z") == (fallback ? 1 : 0));
    CHECK(twin.count_requests("POST", "/sync/history") == (fallback ? 2 : 1));
}

TEST_CASE("Confirmed plays are mirrored to the collection, for the configured types", "[plays]") {
    const TwinProcess twin;
    const json::object settings =
        GENERATE(json::object{}, json::object{{"history_collection", true}},
                 json::object{{"history_collection", true}, {"history_collection_types", {"movies"}}},
                 json::object{{"history_collection", true}, {"history_collection_types", {"shows"}}});
    INFO(json::serialize(settings));
    const bool asked = settings.contains("history_collection");
    const std::string types = settings.contains("history_collection_types")
                                  ? json::serialize(settings.at("history_collection_types"))
                                  : "movies shows";
    Handle handle(config_for(twin, settings));
    const json::value items = parse(R"([
        {"type":"movie","ids":{"imdb":"tt90010011"},"watched_at":"2024-05-04T20:11:00Z"},
        {"type":"movie","ids":{"imdb":"tt0000001"},"watched_at":"2024-05-04T20:11:00Z"},
        {"type":"episode","show_ids":{"trakt":8010001},"season":1,"episode":1,"watched_at":"2024-05-06T20:11:00Z"}])");
    CHECK(handle.add("history", items).verdicts() == "added not_found added");
    std::multiset<std::string> collected;
    const json::value state = twin.state();
    for (const json::value& entry : state.at("collection").as_array()) collected.insert(text_at(entry, "trakt"));
    std::multiset<std::string> expected;
    if (asked && types.find("movies") != std::string::npos) expected.insert("7010001");
    if (asked && types.find("shows") != std::string::npos) expected.insert("8210101");
    CHECK(collected == expected);
    if (asked) CHECK(twin.count_requests("POST", "/sync/collection") == 1);
    for (const json::value& request : twin.requests("POST", "/sync/collection"))
        CHECK(json::serialize(request.at("body")).find("tt0000001") == std::string::npos);
}

TEST_CASE("A failed mirror does not change the verdicts of the plays", "[plays]") {
    const TwinProcess twin;
    twin.fault(
        {{"path", "/sync/collection"}, {"kind", "status"}, {"status", GENERATE(420, 500, 403)}, {"every", true}});
    Handle handle(config_for(twin, {{"history_collection", true}}));
    const Outcome outcome = handle.add("history", json::array{lantern});
    CHECK(outcome.summary() == "OK");
    CHECK(outcome.verdicts() == "added");
}

TEST_CASE("Plays of many kinds added and removed at random leave the twin with exactly what the verdicts say",
          "[plays]") {
    const TwinProcess twin({"--plays", "150"});
    Handle handle(config_for(twin));
    const std::set<std::int64_t> before = play_ids(twin);
    json::array added;
    for (int i = 0; i < 40; ++i) {
        char when[40];
        std::snprintf(when, sizeof when, "2019-0%d-%02dT1%d:%02d:00Z", i % 9 + 1, i % 28 + 1, i % 10, i);
        if (i % 3 == 0)
            added.push_back({{"type", "movie"}, {"ids", {{"trakt", 7010001 + i % 4}}}, {"watched_at", when}});
        else
            added.push_back({{"type", "episode"},
                             {"show_ids", {{"trakt", 8010001}}},
                             {"season", i % 2 + 1},
                             {"episode", i % 8 + 1},
                             {"watched_at", when}});
    }
    const Outcome add = handle.add("history", added);
    std::size_t count = 0;
    for (std::size_t i = 0; i < added.size(); ++i) {
        const bool known = at(added[i], "type") == "movie" || number_at(added[i], "episode") <= 6;
        CHECK(text_at(add.result(i), "verdict") == (known ? "added" : "not_found"));
        if (known) ++count;
    }
    CHECK(number_at(add.document(), "count") == static_cast<std::int64_t>(count));
    CHECK(twin.plays().size() == before.size() + count);
    const Outcome remove = handle.remove("history", added);
    CHECK(number_at(remove.document(), "count") == static_cast<std::int64_t>(count));
    CHECK(play_ids(twin) == before);
}
