// Watched maps: where they are served, in which pages, and that rows which were just read have priority over an
// outdated map.
#include <catch2/catch.hpp>

#include "support/settled_account.hpp"

using namespace mod_trakt::tests;

TEST_CASE("A map from before the newest change is not used", "[read][maps]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.switches({{"maps", "stale"}});
    // As many plays are added as removed, so the stale map has as many times as the list has rows.
    for (const char* type : {"episode", "movie"}) {
        account.twin.edit({{"op", "remove"}, {"count", 1}, {"type", type}});
        account.change({{"op", "add"}, {"count", 1}, {"type", type}, {"when", "now"}});
        const auto requests = account.requests_of();
        CHECK(requests.size() > 4);  // all pages
    }
    // Now both kinds change together.
    for (const char* type : {"episode", "movie"}) {
        account.twin.edit({{"op", "remove"}, {"count", 1}, {"type", type}});
        account.change({{"op", "add"}, {"count", 1}, {"type", type}, {"when", "now"}});
    }
    account.requests_of();
}

TEST_CASE("A map that has a newer time than the newest page does not show is not used", "[read][maps]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "now"}});
    account.requests_of();
    account.twin.switches({{"maps", "stale"}});
    const json::value newest = account.twin.plays()[0];
    account.twin.edit({{"op", "remove"}, {"id", newest.at("id")}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    account.requests_of();
}

TEST_CASE("The map of the episodes is found where an older server has it", "[read][maps]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.switches({{"maps_below_sync", true}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    const auto requests = account.requests_of();
    CHECK(count_of(requests, "/users/me/watched/episodes") == 1);
    CHECK(count_of(requests, "/sync/watched/episodes") == 1);
    CHECK(requests.size() == 5);
}

TEST_CASE("A map is read page after page until it has the times of the list", "[read][maps]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    account.twin.switches({{"maps", "paged"}});
    account.change({{"op", "add"}, {"count", 1}, {"type", "episode"}, {"when", "backdated"}});
    const auto requests = account.requests_of();
    CHECK(count_of(requests, "/users/me/watched/episodes") >= 2);
    CHECK(requests.size() < 9);
    // Changes of both kinds, for which only a common count is known.
    for (const char* type : {"episode", "movie"})
        account.twin.edit({{"op", "add"}, {"count", 1}, {"type", type}, {"when", "backdated"}});
    account.pass_minutes(5);
    CHECK(account.requests_of().size() < 14);
}

TEST_CASE("If a map lacks a title of the last index, its plays are read before they are removed", "[read][maps]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    const json::value play = account.twin.plays()[100];
    json::value other;  // an old one of the same kind
    for (const json::value& one : account.twin.plays())
        if (one.at("type") == play.at("type") && text_at(one, "watched_at") > "2019") other = one;
    account.change({{"op", "remove"}, {"type", play.at("type")}, {"trakt", play.at("trakt")}});
    account.requests_of();
    account.twin.switches({{"maps", "stale"}});
    const char* when = GENERATE("2019-05-04T20:11:00Z", "unknown");
    account.change({{"op", "add"}, {"type", play.at("type")}, {"trakt", play.at("trakt")}, {"when", when}});
    account.requests_of();
    account.change({{"op", "remove"}, {"id", other.at("id")}});
    account.requests_of();
}

TEST_CASE("A title that Trakt no longer knows has no plays", "[read][maps]") {
    SettledAccount account({{"plays", 600}}, {{"history_per_page", 50}});
    account.requests_of();
    const json::value play = account.twin.plays()[100];
    const std::string path = "/sync/history/" + text_at(play, "type") + "s/" + std::to_string(number_at(play, "trakt"));
    account.twin.fault({{"kind", "status"}, {"status", 404}, {"path", path}, {"every", true}});
    account.change({{"op", "remove"}, {"type", play.at("type")}, {"trakt", play.at("trakt")}});
    const auto requests = account.requests_of();
    CHECK(count_of(requests, path) == 1);
    CHECK(requests.size() == 4);
}
