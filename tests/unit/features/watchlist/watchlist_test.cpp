#include "account/proven_state.hpp"

#include <catch2/catch.hpp>

#include "tests/support/module_bench.hpp"
#include "tests/support/thrown.hpp"

namespace mod_trakt::watchlist_test {

using test::answer;
using test::ModuleBench;

namespace {

// Movies by tmdb number: "1 2 3" as items.
std::string movies(std::initializer_list<int> numbers) {
    std::string items = "[";
    for (const int n : numbers)
        items +=
            std::string(items.size() > 1 ? "," : "") + R"({"type":"movie","ids":{"tmdb":)" + std::to_string(n) + "}}";
    return items + "]";
}
// The list at Trakt: that many movies, numbered from `first` on.
std::string rows(int first, int count) {
    std::string list = "[";
    for (int n = first; n < first + count; ++n)
        list += std::string(n > first ? "," : "") + R"({"id":)" + std::to_string(1000 + n) +
                R"(,"type":"movie","movie":{"title":"m","year":2000,"ids":{"trakt":)" + std::to_string(5000 + n) +
                R"(,"tmdb":)" + std::to_string(n) + "}}}";
    return list + "]";
}
std::string added(int n) { return R"({"added":{"movies":)" + std::to_string(n) + "}}"; }
std::string refs(std::initializer_list<int> numbers) {
    std::string body = R"({"movies":[)";
    for (const int n : numbers)
        body += std::string(body.back() == '[' ? "" : ",") + R"({"ids":{"tmdb":)" + std::to_string(n) + "}}";
    return body + "]}";
}

}  // namespace

TEST_CASE("An entry that is on the list already is existing, and not sent", "[watchlist]") {
    ModuleBench bench;
    bench.lists["/sync/watchlist"] = rows(1, 2);
    bench.answer_post("/sync/watchlist", added(1));
    CHECK(bench.add("watchlist", movies({1, 9, 2})) == "existing added existing");
    CHECK(bench.posted("/sync/watchlist") == std::vector<std::string>{refs({9})});
    CHECK(bench.member("confirmed_keys") == R"(["tmdb:9"])");
    CHECK(bench.member("skipped_keys") == R"(["tmdb:1","tmdb:2"])");
    CHECK(bench.member("count") == "1");
}

TEST_CASE("When all entries exist already, no POST is sent", "[watchlist]") {
    ModuleBench bench;
    bench.lists["/sync/watchlist"] = rows(1, 2);
    CHECK(bench.add("watchlist", movies({2, 1})) == "existing existing");
    CHECK(bench.posted("/sync/watchlist").empty());
}

TEST_CASE("The remaining room is filled in the caller's order, and the message says how much room there was",
          "[watchlist]") {
    ModuleBench bench;
    bench.lists["/sync/watchlist"] = rows(1, 5);
    bench.lists["/users/settings"] = R"({"user":{"vip":false},"limits":{"watchlist":{"item_count":7}}})";
    bench.answer_post("/sync/watchlist", added(2));
    // Entries that are held, and duplicates, take no room.
    CHECK(bench.add("watchlist", movies({3, 20, 20, 21, 22, 1, 23})) ==
          "existing added added added limit:trakt_limit existing limit:trakt_limit");
    CHECK(bench.posted("/sync/watchlist") == std::vector<std::string>{refs({20, 21})});
    CHECK(bench.message(4) ==
          "the watchlist holds 5 of 7 entries, so there was room for only 2; remove entries or upgrade "
          "the account; see https://trakt.tv/vip");
    CHECK(bench.log->count("watchlist_limit_reached") == 1);
    CHECK_FALSE(bench.last.failure);
}

TEST_CASE("With a full list no POST is sent", "[watchlist]") {
    ModuleBench bench(R"(,"watchlist_limit":3)");
    bench.lists["/sync/watchlist"] = rows(1, 5);
    CHECK(bench.add("watchlist", movies({20, 1})) == "limit:trakt_limit existing");
    CHECK(bench.posted("/sync/watchlist").empty());
    CHECK(bench.asked("/users/settings") == 0);  // the limit is configured
}

TEST_CASE("The limit is the configuration's, else the account's, else none for VIP", "[watchlist]") {
    for (const auto& [more, settings, expected] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {R"(,"watchlist_limit":6)", "{}", "added limit:trakt_limit"},
             {R"(,"vip":true)", "{}", "added added"},
             {"", R"({"user":{"vip":true}})", "added added"},
             {"", R"({"user":{"vip":true},"limits":{"watchlist":{"item_count":6}}})", "added limit:trakt_limit"},
             {"", R"({"user":{"vip":false}})", "added added"}}) {
        ModuleBench bench(more);
        bench.lists["/sync/watchlist"] = rows(1, 5);
        bench.lists["/users/settings"] = settings;
        bench.answer_post("/sync/watchlist", added(expected == "added added" ? 2 : 1));
        INFO(more + settings);
        CHECK(bench.add("watchlist", movies({20, 21})) == expected);
    }
}

TEST_CASE("A free account without a limit in its settings may have 250 entries", "[watchlist]") {
    ModuleBench bench;
    bench.lists["/sync/watchlist"] = rows(1, 249);
    bench.lists["/users/settings"] = "{}";
    bench.answer_post("/sync/watchlist", added(1));
    CHECK(bench.add("watchlist", movies({800, 801})) == "added limit:trakt_limit");
}

TEST_CASE("When Trakt says that the list is full, all later inputs get the verdict limit", "[watchlist]") {
    ModuleBench bench(R"(,"watchlist_batch_size":2)");
    bench.answer_post("/sync/watchlist", added(2));
    bench.answer_post("/sync/watchlist", http::Outcome(answer(420)));
    CHECK(bench.add("watchlist", movies({1, 2, 3, 4, 5})) ==
          "added added limit:trakt_limit limit:trakt_limit limit:trakt_limit");
    CHECK(bench.posted("/sync/watchlist").size() == 2);
    CHECK(bench.member("ok") == "true");
}

TEST_CASE("Inputs that mean the same are sent once and share the verdict", "[watchlist]") {
    ModuleBench bench;
    bench.answer_post("/sync/watchlist", R"({"added":{"movies":1},"not_found":{"movies":[{"ids":{"tmdb":2}}]}})");
    CHECK(bench.add("watchlist", movies({1, 2, 1, 2})) == "added not_found added not_found");
    CHECK(bench.posted("/sync/watchlist") == std::vector<std::string>{refs({1, 2})});
    CHECK(bench.member("confirmed_keys") == R"(["tmdb:1"])");
}

TEST_CASE("After a cancel between chunks added inputs stay added, also inputs that share the verdict", "[watchlist]") {
    ModuleBench bench(R"(,"watchlist_batch_size":1)");
    bench.odd = [&](const http::Request& request) -> std::optional<http::Outcome> {
        if (request.method != http::Method::Post) return std::nullopt;
        bench.cancel = 1;
        return answer(201, added(1));
    };
    CHECK(bench.add("watchlist", movies({1, 2, 1})) == "added deferred:cancelled added");
    REQUIRE(bench.last.failure);
    CHECK(test::outline(*bench.last.failure) == "CANCELLED cancelled");
    CHECK(bench.member("confirmed_keys") == R"(["tmdb:1"])");
    CHECK(bench.member("ok") == "false");
}

TEST_CASE("Seasons and episodes are sent in their own form", "[watchlist]") {
    ModuleBench bench;
    bench.answer_post("/sync/watchlist", R"({"added":{"movies":1,"shows":1,"seasons":2,"episodes":2}})");
    CHECK(
        bench.add(
            "watchlist",
            R"([{"type":"movie","ids":{"tmdb":1}},{"type":"show","ids":{"tvdb":2}},{"type":"season","ids":{"trakt":3}},
        {"type":"season","show_ids":{"tvdb":2},"season":0},{"type":"episode","ids":{"tvdb":4},"show_ids":{"tvdb":2},"season":1,"episode":1},
        {"type":"episode","show_ids":{"tvdb":2},"season":0,"episode":3}])") == "added added added added added added");
}

TEST_CASE("An input that cannot be sent is rejected with its index, and the others are sent", "[watchlist]") {
    ModuleBench bench;
    bench.answer_post("/sync/watchlist", added(1));
    CHECK(bench.add(
              "watchlist",
              R"([5,{"type":"movie"},{"type":"person","ids":{"tmdb":1}},{"type":"movie","ids":{"tmdb":1}},null])") ==
          "rejected:invalid item rejected:missing ids rejected:unsupported type added rejected:invalid item");
    CHECK(bench.message(0) == "items[0] is not an object");
    CHECK(bench.message(1).starts_with("items[1]: "));
}

TEST_CASE("Removing distinguishes removed from absent entries", "[watchlist]") {
    ModuleBench bench;
    bench.lists["/sync/watchlist"] = rows(1, 3);
    bench.answer_post("/sync/watchlist/remove", R"({"deleted":{"movies":1}})");
    CHECK(bench.remove("watchlist", movies({9, 2})) == "absent removed");
    CHECK(bench.member("confirmed_keys") == R"(["tmdb:2"])");
    CHECK(bench.member("skipped_keys") == R"(["tmdb:9"])");
}

TEST_CASE("When the list cannot be read for a temporary reason, the write continues without it", "[watchlist]") {
    ModuleBench bench;
    bench.odd = [](const http::Request& request) -> std::optional<http::Outcome> {
        return ModuleBench::path_in(request.url) == "/sync/watchlist" && request.method == http::Method::Get
                   ? std::optional<http::Outcome>(answer(503))
                   : std::nullopt;
    };
    bench.answer_post("/sync/watchlist", R"({"added":{"movies":1},"existing":{"movies":1}})");
    CHECK(bench.add("watchlist", movies({1, 2})) == "unknown:ambiguous unknown:ambiguous");
    CHECK(bench.log->count("present_state_unknown") == 2);  // before the write, and to decide the verdicts
}

TEST_CASE("A refused account ends the writing before anything is sent", "[watchlist]") {
    ModuleBench bench;
    bench.odd = [](const http::Request&) { return std::optional<http::Outcome>(answer(423)); };
    CHECK(bench.add("watchlist", movies({1, 2})) == "deferred:account_locked deferred:account_locked");
    CHECK(test::outline(bench.last.failure.value()) == "FORBIDDEN account_locked");
    CHECK(bench.posted("/sync/watchlist").empty());
}

TEST_CASE("A snapshot proven to be current replaces a read, and is updated with own adds", "[watchlist]") {
    ModuleBench bench;
    bench.lists["/sync/watchlist"] = rows(1, 2);
    bench.index("watchlist");
    const std::size_t reads = bench.asked("/sync/watchlist");
    bench.answer_post("/sync/watchlist", added(1));
    CHECK(bench.add("watchlist", movies({1, 9})) == "existing added");
    // An older proof is not certain: both entries are sent, and the proof only explains the counts.
    bench.answer_post("/sync/watchlist", R"({"added":{"movies":1},"existing":{"movies":1}})");
    CHECK(bench.add("watchlist", movies({9, 10})) == "existing added");
    CHECK(bench.asked("/sync/watchlist") == reads);
    bench.clock->advance(account::ProvenState::lifetime_ms);
    bench.lists["/sync/watchlist"] = rows(1, 9);
    CHECK(bench.add("watchlist", movies({9})) == "existing");  // read again
    CHECK(bench.asked("/sync/watchlist") == reads + 1);
}

TEST_CASE("A dry run of the watchlist sends no request and shows what would be sent", "[watchlist]") {
    ModuleBench bench;
    bench.lists["/sync/watchlist"] = rows(1, 2);
    CHECK(bench.take(bench.module->add("watchlist", movies({1, 9}), bench.dry())) == "unknown:proof unknown:proof");
    CHECK(bench.transport->sent.empty());
    CHECK(bench.member("requests") == R"([{"method":"POST","path":"/sync/watchlist","body":)" + refs({1, 9}) + "}]");
    CHECK(bench.member("count") == "2");
    CHECK(bench.member("dry_run") == "true");

    bench.index("watchlist");
    const std::size_t sent = bench.transport->sent.size();
    CHECK(bench.take(bench.module->add("watchlist", movies({1, 9, 9}), bench.dry())) ==
          "existing unknown:settings unknown:settings");
    CHECK(bench.take(bench.module->remove("watchlist", movies({1, 9}), bench.dry())) == "removed absent");
    CHECK(bench.transport->sent.size() == sent);
}

TEST_CASE("A dry run uses the configured limit, and requests no other one", "[watchlist]") {
    for (const auto& [more, expected] : std::vector<std::pair<std::string, std::string>>{
             {R"(,"watchlist_limit":3)", "existing added limit:trakt_limit"},
             {"", "existing unknown:settings unknown:settings"},
             {R"(,"vip":true)", "existing added added"}}) {
        ModuleBench bench(more);
        bench.lists["/sync/watchlist"] = rows(1, 2);
        bench.lists["/users/settings"] = R"({"user":{"vip":false},"limits":{"watchlist":{"item_count":2}}})";
        bench.index("watchlist");
        const std::size_t sent = bench.transport->sent.size();
        INFO(more);
        CHECK(bench.take(bench.module->add("watchlist", movies({1, 20, 21}), bench.dry())) == expected);
        CHECK(bench.transport->sent.size() == sent);
    }
}

}  // namespace mod_trakt::watchlist_test
