// Reads that fail, and the progress of a read.
#include "unit/index/paging/list_server.hpp"

namespace mod_trakt::list_failures_test {

using namespace mod_trakt::test::lists;

TEST_CASE("A page that fails after others makes the read partial, and the error has the cause", "[list]") {
    const std::vector<std::pair<Outcome, int>> faults = {{answer(500), 500},
                                                         {answer(404), 404},
                                                         {answer(200, "<html>"), 200},
                                                         {answer(200, "{}"), 200},
                                                         {lost(http::TransportError::Kind::Protocol), 0},
                                                         {lost(http::TransportError::Kind::Timeout), 0}};
    for (const auto& [fault, http_status] : faults) {
        Server server{.rows = 812};
        server.odd = [&, f = fault](std::int64_t page) { return page == 3 ? std::optional(f) : std::nullopt; };
        Reading reading(server);
        const Error error = reading.run();
        CHECK(outline(error) == "INCOMPLETE partial_read");
        CHECK(error.http_status == http_status);
        CHECK(error.message.starts_with("/sync/history/movies could not be read to its end: "));
    }
}

TEST_CASE("A first page that fails keeps its own status", "[list]") {
    for (const auto& [fault, expected] :
         std::vector<std::pair<Outcome, std::string>>{{answer(500), "REMOTE server_fault"},
                                                      {answer(404), "REMOTE not_found"},
                                                      {answer(200, "{}"), "BAD_DATA bad_body"},
                                                      {lost(http::TransportError::Kind::Connect), "NETWORK offline"}}) {
        Server server{.rows = 812};
        server.odd = [f = fault](std::int64_t) { return std::optional(f); };
        CHECK(outline(Reading(server).run()) == expected);
    }
}

TEST_CASE("An error that ends the call keeps its own status on every page", "[list]") {
    for (const auto& [fault, expected] : std::vector<std::pair<Outcome, std::string>>{
             {answer(403), "FORBIDDEN app_rejected"},
             {answer(423), "FORBIDDEN account_locked"},
             {answer(429, "", {{"Retry-After", "900"}}), "RATE_LIMITED rate_limited"},
             {lost(http::TransportError::Kind::Cancelled), "CANCELLED cancelled"}}) {
        Server server{.rows = 812};
        server.odd = [f = fault](std::int64_t page) { return page == 3 ? std::optional(f) : std::nullopt; };
        CHECK(outline(Reading(server).run()) == expected);
    }
}

TEST_CASE("The read of a list that does not end is given up", "[list]") {
    Server server{.rows = 10'000'000, .clamp = 1};
    Reading reading(server);
    CHECK(outline(reading.run()) == "INCOMPLETE partial_read");
    CHECK(reading.requests() == 10'000);
}

TEST_CASE("The first pages of all lists are read first, so that progress has a total from the start", "[list]") {
    Server server{.rows = 300};
    Wire wire([&](const http::Request& request) { return server(request); });
    std::vector<index::List> lists(2);
    lists[0].path = "/sync/history/movies";
    lists[1].path = "/sync/history/episodes";
    for (index::List& list : lists) {
        list.identity = [](json::Value row) { return row["id"].integer(); };
        list.restart = [] {};
        list.take = [](const trakt::Page&, std::span<const json::Value>) {};
    }
    CallScope scope = wire.scope();
    std::vector<std::string> heard;
    scope.progress = [&](std::uint64_t done, std::uint64_t total, std::string_view stage) {
        heard.push_back(std::to_string(done) + "/" + std::to_string(total) + " " + std::string(stage));
    };
    {
        index::ReadProgress progress(FeatureId::History, scope, wire.log);
        wire.clock.on_block = {};
        index::read_lists(wire.api, lists, FeatureId::History, &progress, scope, wire.log);
        progress.finish(600);
    }
    CHECK(wire.requests() == std::vector<std::string>{"GET /sync/history/movies?page=1&limit=250",
                                                      "GET /sync/history/episodes?page=1&limit=250",
                                                      "GET /sync/history/movies?page=2&limit=250",
                                                      "GET /sync/history/episodes?page=2&limit=250"});
    REQUIRE_FALSE(heard.empty());
    CHECK(heard.back() == "600/600 reading history");
    REQUIRE_FALSE(wire.log.events.empty());
    CHECK(wire.log.events.back() ==
          R"(snapshot:progress {"dst":"TRAKT","feature":"history","done":600,"total":600,"ok":true,"final":true})");
}

TEST_CASE("A read that failed ends its progress with ok false", "[list]") {
    Wire wire(std::vector<Outcome>{});
    const CallScope scope = wire.scope();
    { index::ReadProgress progress(FeatureId::Ratings, scope, wire.log); }
    REQUIRE(wire.log.events.size() == 1);
    CHECK(wire.log.events[0] ==
          R"(snapshot:progress {"dst":"TRAKT","feature":"ratings","done":0,"ok":false,"final":true})");
}

}  // namespace mod_trakt::list_failures_test
