// Mass changes that nobody has confirmed are refused (GUARD-1 to GUARD-8).
#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "support/config.hpp"
#include "support/plugin_library.hpp"

using namespace mod_trakt::tests;

namespace {

constexpr const char* guarded_minute = "2024-05-04T20:11:00Z";

// Plays of different movies at one time, the movies numbered from `from` on.
json::array movies_at(const char* time, int from, int count) {
    json::array items;
    for (int i = from; i < from + count; ++i)
        items.push_back({{"type", "movie"}, {"ids", {{"trakt", 1'000'000 + i}}}, {"watched_at", time}});
    return items;
}

// `count` entries of an index, from the `from`th on.
json::array entries_of(const json::object& index, std::size_t from, std::size_t count) {
    json::array items;
    std::size_t at = 0;
    for (const auto& [key, item] : index)
        if (at++ >= from && items.size() < count) items.push_back(item);
    return items;
}

json::array all_entries(const TwinProcess& twin, const std::string& feature) {
    Handle handle(config_for(twin));
    const json::object index = handle.index(feature).items();
    return entries_of(index, 0, index.size());
}

// "3 added 2 rejected:guard"
std::string tally(const Outcome& outcome) {
    std::map<std::string, int> counts;
    const json::value document = outcome.document();
    for (const json::value& result : document.at("results").as_array()) {
        const std::string hint = text_at(result, "hint");
        ++counts[text_at(result, "verdict") + (hint == "guard" ? ":guard" : "")];
    }
    std::string text;
    for (const auto& [verdict, count] : counts)
        text += (text.empty() ? "" : " ") + std::to_string(count) + " " + verdict;
    return text;
}

// "history plays 60 of 50", of the report's member; empty: nothing was refused.
std::string refusal(const json::value& document) {
    const json::value* guard = document.as_object().if_contains("guard");
    if (guard == nullptr) return {};
    return text_at(*guard, "feature") + " " + text_at(*guard, "kind") + " " + text_at(*guard, "number") + " of " +
           text_at(*guard, "limit");
}
std::string code_of(const Outcome& outcome) { return text_at(outcome.document().at("guard"), "code"); }

json::object with_code(const std::string& code) { return {{"guard_confirm", code}}; }

// Each call has a handle of its own, as calls of processes that run one after the other.
struct Runs {
    Outcome add(const std::string& feature, const json::array& items, const json::object& settings = {}) const {
        return Handle(in_folder(config_for(twin, settings), folder)).add(feature, items);
    }
    Outcome remove(const std::string& feature, const json::array& items, const json::object& settings = {}) const {
        return Handle(in_folder(config_for(twin, settings), folder)).remove(feature, items);
    }
    json::value health() const { return Handle(in_folder(config_for(twin), folder)).health().document().at("details"); }
    const TwinProcess& twin;
    TempFolder folder;
};

}  // namespace

TEST_CASE("More new plays on one minute than allowed are refused, and all other plays are added", "[guard]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    json::array items = movies_at(guarded_minute, 1, 51);
    for (const auto& others : {movies_at("2024-05-04T20:12:00Z", 1, 50), movies_at("1970-01-01T00:00:00Z", 1, 55)})
        items.insert(items.end(), others.begin(), others.end());
    const Outcome outcome = handle.add("history", items);
    CHECK(tally(outcome) == "105 added 51 rejected:guard");
    CHECK(refusal(outcome.document()) == "history plays 51 of 50");
    const std::string message = text_at(outcome.result(0), "message");
    CHECK(message.find("51") != std::string::npos);
    CHECK(message.find("50") != std::string::npos);
    CHECK(message.find(code_of(outcome)) != std::string::npos);
    CHECK(twin.plays().size() == 105);
    // A play that is there already is not a new play.
    CHECK(tally(handle.add("history", movies_at("2024-05-04T20:12:00Z", 1, 50))) == "50 existing");
}

TEST_CASE("The number of new plays on one minute can be configured", "[guard]") {
    const TwinProcess twin({"--plays", "400"});
    Handle handle(config_for(twin, {{"guard_plays_per_minute", 10}}));
    CHECK(tally(handle.add("history", movies_at(guarded_minute, 1, 10))) == "10 added");
    CHECK(tally(handle.add("history", movies_at(guarded_minute, 11, 1))) == "1 rejected:guard");
}

TEST_CASE("Many small calls count together: in a handle without a state folder, over processes with one", "[guard]") {
    const TwinProcess twin({"--plays", "400"});
    Handle handle(config_for(twin));
    const Runs runs{twin, {}};
    const bool has_folder = GENERATE(false, true);
    const auto add = [&](const json::array& items) {
        return tally(has_folder ? runs.add("history", items) : handle.add("history", items));
    };
    CHECK(add(movies_at(guarded_minute, 1, 20)) == "20 added");
    CHECK(add(movies_at(guarded_minute, 21, 20)) == "20 added");
    CHECK(add(movies_at(guarded_minute, 41, 11)) == "11 rejected:guard");
    CHECK(add(movies_at(guarded_minute, 41, 10)) == "10 added");
    CHECK(add(movies_at(guarded_minute, 51, 1)) == "1 rejected:guard");
    CHECK(add(movies_at("2024-05-04T20:12:00Z", 51, 1)) == "1 added");
}

TEST_CASE("Removals of more than 25 and of more than half of what there was are refused", "[guard]") {
    const TwinProcess twin({"--plays", "60", "--ratings", "60"});
    const std::string feature = GENERATE("history", "ratings");
    const bool is_indexed = GENERATE(true, false);
    const json::array all = all_entries(twin, feature);
    const Runs runs{twin, {}};
    if (is_indexed) Handle(in_folder(config_for(twin), runs.folder)).index(feature);
    const auto part = [&](std::size_t from, std::size_t count) {
        return json::array(all.begin() + static_cast<std::ptrdiff_t>(from),
                           all.begin() + static_cast<std::ptrdiff_t>(from + count));
    };
    twin.clear_ledger();
    const Outcome refused = runs.remove(feature, part(0, 31));
    CHECK(tally(refused) == "31 rejected:guard");
    CHECK(refusal(refused.document()) == feature + " removals 31 of 30");
    CHECK(twin.count_requests("POST", "/sync/" + feature + "/remove") == 0);
    CHECK(tally(runs.remove(feature, part(0, 20))) == "20 removed");
    CHECK(tally(runs.remove(feature, part(20, 11))) == "11 rejected:guard");
    CHECK(tally(runs.remove(feature, part(20, 10))) == "10 removed");
    CHECK(tally(runs.remove(feature, part(30, 1))) == "1 rejected:guard");
}

TEST_CASE("Up to 25 removals are allowed, and the ratio can be configured", "[guard]") {
    const TwinProcess twin({"--ratings", "40"});
    const json::array all = all_entries(twin, "ratings");
    REQUIRE(all.size() == 40);
    const auto first = [&](std::ptrdiff_t count) { return json::array(all.begin(), all.begin() + count); };
    SECTION("25 of 40 are more than half, and few") {
        CHECK(tally(Handle(config_for(twin)).remove("ratings", first(25))) == "25 removed");
    }
    SECTION("26 are not few") {
        CHECK(tally(Handle(config_for(twin)).remove("ratings", first(26))) == "26 rejected:guard");
    }
    SECTION("a larger ratio") {
        CHECK(tally(Handle(config_for(twin, {{"guard_remove_ratio", 0.9}})).remove("ratings", first(36))) ==
              "36 removed");
    }
}

TEST_CASE("A list of more than five is not emptied, neither at once nor one by one", "[guard]") {
    const TwinProcess twin({"--watchlist", "6"});
    const json::array all = all_entries(twin, "watchlist");
    REQUIRE(all.size() == 6);
    const Runs runs{twin, {}};
    const Outcome refused = runs.remove("watchlist", all);
    CHECK(tally(refused) == "6 rejected:guard");
    CHECK(refusal(refused.document()) == "watchlist emptying 6 of 5");
    for (std::size_t i = 0; i < 5; ++i) CHECK(tally(runs.remove("watchlist", {all[i]})) == "1 removed");
    CHECK(tally(runs.remove("watchlist", {all[5]})) == "1 rejected:guard");
    CHECK(tally(runs.remove("watchlist", {all[0]})) == "1 absent");
}

TEST_CASE("A list of five may be emptied", "[guard]") {
    const TwinProcess twin({"--watchlist", "5"});
    CHECK(tally(Runs{twin, {}}.remove("watchlist", all_entries(twin, "watchlist"))) == "5 removed");
}

TEST_CASE("A code confirms once, for its feature, its kind and up to its number", "[guard]") {
    const TwinProcess twin({"--plays", "400", "--ratings", "60"});
    const Runs runs{twin, {}};
    const json::array plays = movies_at(guarded_minute, 1, 60);
    const std::string code = code_of(runs.add("history", movies_at(guarded_minute, 1, 55)));
    CHECK(code.starts_with("guard-"));

    // A code for fewer changes than are sent, one for another kind and feature, and one that was never given.
    CHECK(tally(runs.add("history", plays, with_code(code))) == "60 rejected:guard");
    CHECK(tally(runs.remove("ratings", all_entries(twin, "ratings"), with_code(code))) == "60 rejected:guard");
    CHECK(tally(runs.add("history", plays, with_code("guard-none"))) == "60 rejected:guard");
    CHECK(twin.plays().size() == 400);

    const Outcome named = runs.add("history", plays);
    CHECK(code_of(named) != code);
    CHECK(code_of(runs.add("history", plays)) == code_of(named));  // the same refusal
    CHECK(tally(runs.add("history", plays, with_code(code_of(named)))) == "60 added");
    // The configuration still has the code.
    const Outcome again = runs.add("history", movies_at("2024-05-04T20:12:00Z", 1, 60), with_code(code_of(named)));
    CHECK(tally(again) == "60 rejected:guard");
    CHECK(code_of(again) != code_of(named));
    CHECK(tally(runs.add("history", movies_at("2024-05-04T20:12:00Z", 1, 60), with_code(code_of(named)))) ==
          "60 rejected:guard");
}

TEST_CASE("Confirmed changes make the guard neither weaker nor stricter for later runs", "[guard]") {
    const TwinProcess twin({"--ratings", "100"});
    const json::array all = all_entries(twin, "ratings");
    REQUIRE(all.size() == 100);
    const auto part = [&](std::ptrdiff_t from, std::ptrdiff_t count) {
        return json::array(all.begin() + from, all.begin() + from + count);
    };
    const Runs runs{twin, {}};
    const std::string code = code_of(runs.remove("ratings", part(0, 60)));
    CHECK(tally(runs.remove("ratings", part(0, 60), with_code(code))) == "60 removed");
    // 26 and 25 of the 40 that are left.
    CHECK(tally(runs.remove("ratings", part(60, 26))) == "26 rejected:guard");
    CHECK(tally(runs.remove("ratings", part(60, 25))) == "25 removed");
    CHECK(tally(runs.remove("ratings", part(85, 1))) == "1 rejected:guard");
}

TEST_CASE("SYNCMOD_CALL_CONFIRMED confirms only its own call", "[guard]") {
    const TwinProcess twin({"--plays", "400"});
    Handle handle(config_for(twin));
    CHECK(tally(handle.add("history", movies_at(guarded_minute, 1, 60), {.flags = SYNCMOD_CALL_CONFIRMED})) ==
          "60 added");
    CHECK(tally(handle.add("history", movies_at("2024-05-04T20:12:00Z", 1, 60))) == "60 rejected:guard");
}

TEST_CASE("After 24 hours by Trakt's clock changes no longer count, and codes have ended", "[guard]") {
    const TwinProcess twin({"--plays", "400", "--now", "2026-09-12T12:00:00Z"});
    const Runs runs{twin, {}};
    CHECK(tally(runs.add("history", movies_at(guarded_minute, 1, 40))) == "40 added");
    const std::string code = code_of(runs.add("history", movies_at(guarded_minute, 41, 20)));
    twin.clock({{"advance_ms", 23 * 3'600'000}});
    CHECK(tally(runs.add("history", movies_at(guarded_minute, 41, 11))) == "11 rejected:guard");
    twin.clock({{"advance_ms", 3'600'000 + 61'000}});
    CHECK(tally(runs.add("history", movies_at("2024-05-04T20:12:00Z", 1, 51), with_code(code))) == "51 rejected:guard");
    CHECK(tally(runs.add("history", movies_at(guarded_minute, 41, 11))) == "11 added");
}

TEST_CASE("guard: false switches it off", "[guard]") {
    const TwinProcess twin({"--plays", "400", "--watchlist", "10"});
    const Runs runs{twin, {}};
    CHECK(tally(runs.add("history", movies_at(guarded_minute, 1, 60), {{"guard", false}})) == "60 added");
    CHECK(tally(runs.remove("watchlist", all_entries(twin, "watchlist"), {{"guard", false}})) == "10 removed");
}

TEST_CASE("A dry run says what would be refused, sends nothing and gives no code", "[guard]") {
    const TwinProcess twin({"--plays", "400", "--watchlist", "10"});
    Handle handle(config_for(twin));
    const json::object list = handle.index("watchlist").items();
    handle.index("history");
    const Terms dry{.flags = SYNCMOD_CALL_DRY_RUN};
    twin.clear_ledger();
    const Outcome plays = handle.add("history", movies_at(guarded_minute, 1, 60), dry);
    CHECK(tally(plays) == "60 rejected:guard");
    CHECK(refusal(plays.document()) == "history plays 60 of 50");
    CHECK(plays.document().at("guard").at("code").is_null());
    CHECK(plays.document().at("requests").as_array().empty());
    const Outcome removals = handle.remove("watchlist", entries_of(list, 0, list.size()), dry);
    CHECK(refusal(removals.document()) == "watchlist emptying 10 of 9");
    CHECK(twin.ledger().empty());
    // Nothing was counted.
    for (int i = 0; i < 3; ++i)
        CHECK(refusal(handle.add("history", movies_at(guarded_minute, 1, 40), dry).document()) == "");
}

TEST_CASE("Health lists the refusals until they are confirmed", "[guard]") {
    const TwinProcess twin({"--watchlist", "10"});
    const Runs runs{twin, {}};
    CHECK_FALSE(runs.health().as_object().contains("guard"));
    const json::array all = all_entries(twin, "watchlist");
    const Outcome refused = runs.remove("watchlist", all);
    const json::array open = runs.health().at("guard").as_array();
    REQUIRE(open.size() == 1);
    CHECK(open[0] == refused.document().at("guard"));
    CHECK(tally(runs.remove("watchlist", all, with_code(code_of(refused)))) == "10 removed");
    CHECK_FALSE(runs.health().as_object().contains("guard"));
}

TEST_CASE("Changes that were surely not applied do not count", "[guard]") {
    const TwinProcess twin({"--plays", "400"});
    const Runs runs{twin, {}};
    twin.fault({{"method", "POST"}, {"path", "/sync/history"}, {"kind", "status"}, {"status", 423}});
    CHECK(tally(runs.add("history", movies_at(guarded_minute, 1, 50))) == "50 deferred");
    CHECK(tally(runs.add("history", movies_at(guarded_minute, 1, 50))) == "50 added");
}

TEST_CASE("Without a snapshot or a complete list, one request reads the number of entries", "[guard]") {
    const TwinProcess twin({"--plays", "60"});
    const json::array all = all_entries(twin, "history");
    const json::array six(all.begin(), all.begin() + 6);
    SECTION("and the removals are judged by it") {
        twin.clear_ledger();
        CHECK(tally(Handle(config_for(twin)).remove("history", six)) == "6 removed");
        CHECK(twin.count_requests("GET", "/sync/history") == 1);
    }
    SECTION("and when it is not known, nothing is removed") {
        twin.fault({{"method", "GET"}, {"query", "limit=1"}, {"kind", "status"}, {"status", 500}, {"every", true}});
        twin.clear_ledger();
        CHECK(tally(Handle(config_for(twin)).remove("history", six)) == "6 deferred");
        CHECK(twin.count_requests("POST", "/sync/history/remove") == 0);
    }
}

TEST_CASE("The counts are in a file of the account that only its owner can read", "[guard]") {
    const TwinProcess twin({"--plays", "400"});
    const Runs runs{twin, {}};
    runs.add("history", movies_at(guarded_minute, 1, 1));
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(runs.folder.str() + "/accounts"))
        if (entry.path().filename() == "guard.json") found.push_back(entry.path());
    REQUIRE(found.size() == 1);
    struct stat info {};
    REQUIRE(::stat(found[0].c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
}
