// Reading the map of watched times.
#include "trakt/watched_map.hpp"

#include <catch2/catch.hpp>

#include "tests/support/wire.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::watched_map_test {

namespace {

// "603@7000 550@8000": title and time of each entry; "refused" when the text is not such a map.
std::string times_of(const std::string& json) {
    std::vector<trakt::WatchedTime> times;
    const test::Parsed parsed(json);
    if (!trakt::read_watched_map(parsed.root(), times)) return "refused";
    std::string text;
    for (const trakt::WatchedTime& time : times)
        text += (text.empty() ? "" : " ") + std::to_string(time.trakt_id) + "@" + std::to_string(time.watched_ms);
    return text;
}

constexpr const char* moment = R"(["1970-01-01T00:00:07Z"])";

}  // namespace

TEST_CASE("A watched map lists titles by Trakt's ids, each with its times", "[watched_map]") {
    CHECK(times_of(R"({"603":["1970-01-01T00:00:07Z","1970-01-01T00:00:09Z"],"1":[]})") == "603@7000 603@9000");
    CHECK(times_of(R"({"9223372036854775807":)" + std::string(moment) + "}") == "9223372036854775807@7000");
    CHECK(times_of("{}").empty());
    CHECK(times_of("[]").empty());
}

TEST_CASE("A map with a key that is not a Trakt id is refused as a whole", "[watched_map]") {
    for (const char* title : {"0", "-603", "", "x", "603x", "tt0133093", "6.5", "9223372036854775808"}) {
        INFO(title);
        CHECK(times_of(R"({"603":)" + std::string(moment) + ",\"" + title + "\":" + moment + "}") == "refused");
    }
}

TEST_CASE("A map with an unreadable time is refused as a whole", "[watched_map]") {
    for (const char* json : {R"({"603":null})", R"({"603":{}})", R"({"603":"1970-01-01T00:00:07Z"})", R"({"603":[7]})",
                             R"({"603":["soon"]})", R"({"603":["10000-01-01T00:00:00Z"]})", "[1]", "null", "5"}) {
        INFO(json);
        CHECK(times_of(json) == "refused");
    }
}

namespace {

// A server with a map of this many titles, one time each.
struct MapServer {
    std::int64_t titles = 0;
    std::int64_t largest = 1'000'000;  // a larger limit is answered with an error
    std::int64_t clamp = 1'000'000;    // the most titles of a page
    bool pages = true;                 // false: the whole map each time
    int too_large = 503;

    http::Outcome operator()(const http::Request& request) const {
        const auto number = [&](std::string_view name) {
            return std::stoll(request.url.substr(request.url.find(std::string(name) + "=") + name.size() + 1));
        };
        const std::int64_t asked = number("limit"), limit = pages ? std::min(asked, clamp) : titles;
        if (asked > largest) return test::answer(too_large);
        const std::int64_t from = pages ? (number("page") - 1) * limit : 0;
        std::string body = "{";
        for (std::int64_t id = from + 1; id <= std::min(titles, from + limit); ++id)
            body += (id > from + 1 ? ",\"" : "\"") + std::to_string(id) + "\":" + moment;
        return test::answer(200, body + "}");
    }
};

struct MapReading {
    explicit MapReading(MapServer server) : wire([server](const http::Request& r) { return server(r); }) {}
    // "12 times, 2 requests"
    std::string run(std::optional<std::int64_t> expected, MediaType type = MediaType::Movie, bool to_its_end = false) {
        return run({.times = expected, .most_pages = 100}, type, to_its_end);
    }
    std::string run(const trakt::MapSize& size, MediaType type = MediaType::Movie, bool to_its_end = false) {
        auto map = trakt::get_watched_map(wire.api, type, size, wire.scope()).map;
        if (map && to_its_end && !trakt::read_rest(wire.api, *map, 100, wire.scope())) return "no rest";
        return map ? std::to_string(map->times.size()) + " times, " + std::to_string(wire.transport.sent.size()) +
                         " requests"
                   : "no map";
    }
    test::Wire wire;
};

}  // namespace

TEST_CASE("A map is read in large pages until it has the expected times", "[watched_map]") {
    MapReading one({.titles = 30});
    CHECK(one.run(30) == "30 times, 1 requests");
    CHECK(one.wire.requests().at(0) == "GET /users/me/watched/movies?extended=min&page=1&limit=10000");
    MapReading episodes({.titles = 30});
    CHECK(episodes.run(30, MediaType::Episode) == "30 times, 1 requests");
    CHECK(episodes.wire.requests().at(0) == "GET /users/me/watched/episodes?extended=min&page=1&limit=50000");
    CHECK(MapReading({.titles = 30, .clamp = 10}).run(30) == "30 times, 3 requests");
}

TEST_CASE("A map of a large account is requested in one page", "[watched_map]") {
    const auto limit_of = [](const trakt::MapSize& size, MediaType type) {
        MapReading reading({.titles = 1});
        reading.run(size, type);
        const std::string target = reading.wire.requests().at(0);
        return target.substr(target.find("limit="));
    };
    CHECK(limit_of({.times = 9'999}, MediaType::Movie) == "limit=10000");
    CHECK(limit_of({.times = 10'000}, MediaType::Movie) == "limit=20000");
    CHECK(limit_of({.about = 18'000}, MediaType::Movie) == "limit=20000");
    CHECK(limit_of({.times = 50'000}, MediaType::Episode) == "limit=100000");
    CHECK(limit_of({.times = 5'000'000}, MediaType::Episode) == "limit=100000");
}

TEST_CASE("A page of an unusual size that is refused is requested in the usual size", "[watched_map]") {
    for (const int status : {400, 413, 422, 503}) {
        INFO(status);
        MapReading reading({.titles = 12'000, .largest = 10'000, .too_large = status});
        CHECK(reading.run(12'000) == "12000 times, 3 requests");
        CHECK(reading.wire.requests().at(1) == "GET /users/me/watched/movies?extended=min&page=1&limit=10000");
    }
    CHECK(MapReading({.titles = 30, .largest = 9'999, .too_large = 400}).run(30) == "no map");
}

TEST_CASE("A map that lacks expected times is read to an empty page", "[watched_map]") {
    CHECK(MapReading({.titles = 30}).run(31) == "30 times, 2 requests");
    CHECK(MapReading({.titles = 30, .clamp = 10}).run(31) == "30 times, 4 requests");
    CHECK(MapReading({.titles = 0}).run(5) == "0 times, 1 requests");
}

TEST_CASE("Without a number of times, a page that is not full may be the last one", "[watched_map]") {
    CHECK(MapReading({.titles = 30}).run(std::nullopt) == "30 times, 1 requests");
    CHECK(MapReading({.titles = 30, .clamp = 10}).run(std::nullopt) == "10 times, 1 requests");
    CHECK(MapReading({.titles = 30, .clamp = 10}).run(std::nullopt, MediaType::Movie, true) == "30 times, 4 requests");
}

TEST_CASE("A server that does not page a map serves it whole", "[watched_map]") {
    CHECK(MapReading({.titles = 30, .pages = false}).run(31) == "30 times, 2 requests");
}

TEST_CASE("A page that is too large for the server is requested in halves", "[watched_map]") {
    MapReading reading({.titles = 3000, .largest = 2500});
    CHECK(reading.run(3000) == "3000 times, 4 requests");
    CHECK(reading.wire.requests().back() == "GET /users/me/watched/movies?extended=min&page=2&limit=2500");
    CHECK(MapReading({.titles = 3000, .largest = 100}).run(3000) == "no map");
}

TEST_CASE("A map that is not there is requested where older servers have it", "[watched_map]") {
    const auto old_server = [](const http::Request& request) -> http::Outcome {
        if (request.url.find("/users/me/") != std::string::npos) return test::answer(404);
        return test::answer(200, R"({"7":["1970-01-01T00:00:07Z"]})");
    };
    test::Wire wire(old_server);
    const auto answer = trakt::get_watched_map(wire.api, MediaType::Episode, {.times = 1}, wire.scope());
    REQUIRE(answer.map);
    CHECK(answer.map->times.size() == 1);
    CHECK_FALSE(answer.is_absent);
    CHECK(wire.requests().size() == 2);
    test::Wire other(old_server);
    const auto none = trakt::get_watched_map(other.api, MediaType::Movie, {.times = 1}, other.scope());
    CHECK_FALSE(none.map);
    CHECK(none.is_absent);
}

}  // namespace mod_trakt::watched_map_test
