// Reading the map of watched times.
#include "trakt/watched_map.hpp"

#include <catch2/catch.hpp>

#include "unit/model/parsed.hpp"

using namespace mod_trakt;

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
