// A dry run sends nothing and shows what a write would send, byte for byte (DRY-1).
#include <catch2/catch.hpp>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

const Terms dry{.flags = SYNCMOD_CALL_DRY_RUN};

// The bodies that a dry run shows, as its document has them.
std::vector<std::string> shown_bodies(const Outcome& outcome) {
    std::vector<std::string> bodies;
    const json::value document = outcome.document();
    for (const json::value& request : document.at("requests").as_array()) {
        bodies.push_back(text_at(request, "method") + " " + text_at(request, "path") + " " +
                         json::serialize(request.at("body")));
        // The serialized text equals the one in the document.
        CHECK(outcome.text.find(R"("body":)" + json::serialize(request.at("body")) + "}") != std::string::npos);
    }
    return bodies;
}

// The bodies that the twin received.
std::vector<std::string> sent_bodies(const TwinProcess& twin) {
    std::vector<std::string> bodies;
    for (const json::value& request : twin.ledger()) {
        if (text_at(request, "method") != "POST") continue;
        const std::string body = json::serialize(request.at("body"));
        CHECK(number_at(request, "request_bytes") == static_cast<std::int64_t>(body.size()));
        bodies.push_back("POST " + text_at(request, "path") + " " + body);
    }
    return bodies;
}

// Items for each feature: new and held titles of all its types, duplicates, several chunks, refused inputs.
json::array inputs(const std::string& feature, const json::object& held, bool is_removal) {
    json::array items;
    std::size_t taken = 0;
    for (const auto& [key, item] : held)
        if (++taken % 3 == 0) items.push_back(item);
    for (int i = 1; i <= 5; ++i) {
        const std::string at = "2024-05-0" + std::to_string(i) + "T20:11:00Z";
        items.push_back({{"type", "movie"},
                         {"ids", {{"trakt", 1'000'030 + i}, {"imdb", "tt000123" + std::to_string(i)}}},
                         {"watched_at", at},
                         {"rating", i}});
        items.push_back({{"type", "episode"},
                         {"show_ids", {{"tvdb", 123}}},
                         {"season", 0},
                         {"episode", i},
                         {"watched_at", at},
                         {"rating", i},
                         {"rated_at", at}});
        if (feature != "history") items.push_back({{"type", "show"}, {"ids", {{"tmdb", 900 + i}}}, {"rating", 8}});
        if (feature != "history")
            items.push_back({{"type", "season"}, {"show_ids", {{"trakt", 600 + i}}}, {"season", i}, {"rating", 8}});
    }
    items.push_back(items[1]);
    items.push_back({{"type", "movie"}, {"ids", json::object()}, {"rating", 99}});
    if (is_removal && feature == "history" && !items.empty()) items[0].as_object().erase("_trakt_history_id");
    return items;
}

}  // namespace

TEST_CASE("A write sends the very bodies that a dry run has shown, and gives the verdicts that it expects", "[dry]") {
    const TwinProcess twin({"--plays", "60", "--ratings", "40", "--watchlist", "24"});
    twin.clock({{"advance_ms", 600'000}});
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    const bool is_removal = GENERATE(false, true);
    const bool is_next_process = GENERATE(false, true);
    INFO(feature << (is_removal ? " remove" : " add") << (is_next_process ? ", next process" : ""));
    TempFolder folder;
    const json::object config = in_folder(
        config_for(twin, {{feature == "watchlist" ? "watchlist_batch_size" : feature + "_chunk_size", 4}}), folder);
    Handle first(config);
    const json::array items = inputs(feature, first.index(feature).items(), is_removal);
    twin.clear_ledger();
    Handle next(config);
    Handle& handle = is_next_process ? next : first;
    const Outcome planned = is_removal ? handle.remove(feature, items, dry) : handle.add(feature, items, dry);
    CHECK(planned.status == SYNCMOD_OK);
    CHECK(twin.ledger().empty());
    CHECK(planned.verdicts().find("unknown") == std::string::npos);
    const Outcome done = is_removal ? handle.remove(feature, items) : handle.add(feature, items);
    const std::vector<std::string> sent = sent_bodies(twin);
    CHECK(sent.size() >= 2);
    CHECK(shown_bodies(planned) == sent);
    // The twin does not know some of the titles, which a dry run cannot know.
    for (std::size_t i = 0; i < items.size(); ++i) {
        const std::string verdict = text_at(done.result(i), "verdict");
        INFO(i << " " << json::serialize(items[i]));
        if (verdict != "not_found") CHECK(text_at(planned.result(i), "verdict") == verdict);
    }
}

TEST_CASE("A dry run names what a write would ask first, for each feature", "[dry]") {
    const TwinProcess twin({"--plays", "60", "--ratings", "40", "--watchlist", "24"});
    const auto [feature, hint] = GENERATE(
        table<std::string, std::string>({{"history", "look-up"}, {"ratings", "proof"}, {"watchlist", "proof"}}));
    const bool is_removal = GENERATE(false, true);
    const json::array items = {
        {{"type", "movie"}, {"ids", {{"trakt", 1'000'031}}}, {"watched_at", "2024-05-01T20:11:00Z"}, {"rating", 7}}};
    Handle handle(config_for(twin));
    const auto expect = [&](const std::string& wanted) {
        const Outcome outcome = is_removal ? handle.remove(feature, items, dry) : handle.add(feature, items, dry);
        CHECK(outcome.verdicts() == "unknown");
        CHECK(text_at(outcome.result(0), "hint") == wanted);
        CHECK(text_at(outcome.result(0), "message") != "");
    };
    expect(hint);
    CHECK(twin.ledger().empty());
    CHECK(handle.index(feature).status == SYNCMOD_OK);
    CHECK(handle.add(feature, items).verdicts() == "added");  // the index no longer shows the present state
    expect(hint);
}

TEST_CASE("A play that another device may have added meanwhile would be looked up first", "[dry]") {
    const TwinProcess twin({"--plays", "60"});
    Handle handle(config_for(twin));
    CHECK(handle.index("history").status == SYNCMOD_OK);
    const std::string now = "2099-01-01T00:00:00Z";
    const json::array items = {{{"type", "movie"}, {"ids", {{"trakt", 1'000'031}}}, {"watched_at", now}}};
    CHECK(handle.add("history", items, dry).verdicts() == "added");  // a write would prove the index first
    CHECK(handle
              .remove("history",
                      json::array{
                          {{"type", "movie"}, {"ids", {{"trakt", 1'000'039}}}, {"watched_at", "2024-05-01T20:11:00Z"}}})
              .verdicts() == "absent");
    twin.clear_ledger();
    const Outcome outcome = handle.add("history", items, dry);
    CHECK(outcome.verdicts() == "unknown");
    CHECK(text_at(outcome.result(0), "hint") == "look-up");
    CHECK(twin.ledger().empty());
}
