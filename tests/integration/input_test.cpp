// Bad input of every kind gives a clear reason, or rejects one item while the others are sent.
#include <catch2/catch.hpp>

#include <set>
#include <string>

#include "support/config.hpp"
#include "support/plugin_library.hpp"
#include "support/this_build.hpp"
#include "support/truth.hpp"

using namespace mod_trakt::tests;

namespace {

const std::string good = R"({"type":"movie","ids":{"trakt":7010001},"rating":6,"watched_at":"2011-05-04T20:11:00Z"})";

// Under a sanitizer it is read byte by byte, which would take minutes.
const std::size_t huge_bytes = this_build::is_sanitized ? 10'000'000 : 100'000'000;

struct Whole {
    const char* name;
    std::string text;
    std::string place;  // the place that the message must name; empty: none
};

std::vector<Whole> unusable_as_a_whole() {
    return {
        {"nothing", "", ""},
        {"not JSON", "these are not items", ""},
        {"an object", R"({"items":[]})", ""},
        {"a text", R"("[]")", ""},
        {"null", "null", ""},
        {"cut off", "[" + good + ", {\"type\":\"mov", "items[1]"},
        {"text behind the end", "[" + good + "] and more", ""},
        {"two arrays", "[][]", ""},
        {"NaN", "[" + good + R"(,{"type":"movie","ids":{"trakt":NaN}}])", "items[1].ids.trakt"},
        {"Infinity", "[" + good + R"(,{"type":"movie","rating":-Infinity}])", "items[1].rating"},
        {"invalid UTF-8",
         "[" + good +
             ",{\"type\":\"movie\",\"title\":\"a\xff"
             "b\"}]",
         "items[1].title"},
        {"overlong UTF-8", "[{\"type\":\"movie\",\"title\":\"\xc0\xaf\"}]", "items[0].title"},
        {"a surrogate in UTF-8", "[{\"type\":\"movie\",\"title\":\"\xed\xa0\x80\"}]", "items[0].title"},
        {"half a surrogate pair", R"([{"type":"movie","title":"\ud800"}])", "items[0].title"},
        {"a comment", "[ /* none */ ]", ""},
        {"single quotes", "[{'type':'movie'}]", "items[0]"},
        {"arrays 10,000 deep", std::string(10'000, '['), ""},
        {"closed arrays 10,000 deep", std::string(10'000, '[') + std::string(10'000, ']'), ""},
        {"objects 10,000 deep in an item",
         [] {
             std::string text = R"([{"type":"movie","ids":)";
             for (int i = 0; i < 10'000; ++i) text += R"({"a":)";
             return text + "1" + std::string(10'000, '}') + "}]";
         }(),
         "items[0].ids"},
    };
}

}  // namespace

TEST_CASE("Items that are unusable as a whole are INVALID_ARGUMENT bad_items, naming the place, and nothing is sent",
          "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    for (const Whole& input : unusable_as_a_whole()) {
        for (const char* feature : {"history", "ratings", "watchlist"}) {
            for (const Outcome& outcome :
                 {handle.add_text(feature, input.text), handle.remove_text(feature, input.text),
                  handle.add_text(feature, input.text, {.flags = SYNCMOD_CALL_DRY_RUN})}) {
                INFO(input.name << ": " << outcome.summary());
                CHECK(outcome.status == SYNCMOD_INVALID_ARGUMENT);
                CHECK(outcome.reason == "bad_items");
                CHECK(outcome.message.find(input.place) != std::string::npos);
            }
        }
    }
    CHECK(twin.ledger().empty());
    CHECK(handle.add_text("watchlist", "[" + good + "]").verdicts() == "added");
}

TEST_CASE("Elements that are not objects are rejected by index, and the others are sent", "[input]") {
    const TwinProcess twin;
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    Handle handle(config_for(twin));
    const std::string items = R"([null, true, 7, 1.5, "movie", [], [{}], )" + good + ", {}]";
    const Outcome outcome = handle.add_text(feature, items);
    INFO(feature);
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(outcome.verdicts() == "rejected rejected rejected rejected rejected rejected rejected added rejected");
    for (std::size_t i = 0; i < 7; ++i)
        CHECK(text_at(outcome.result(i), "message").find("items[" + std::to_string(i) + "]") != std::string::npos);
    CHECK(number_at(outcome.document(), "count") == 1);
    CHECK(outcome.document().at("unresolved").as_array().size() == 8);
}

TEST_CASE("Ids of wrong types are not used, and never mistaken for other ids", "[input]") {
    const TwinProcess twin;
    const std::string feature = GENERATE("history", "ratings", "watchlist");
    Handle handle(config_for(twin));
    const char* const bad_ids[] = {"null",
                                   "7",
                                   "\"tt90010011\"",
                                   "[]",
                                   R"([{"trakt":7010001}])",
                                   R"({"trakt":true})",
                                   R"({"trakt":null})",
                                   R"({"trakt":[7010001]})",
                                   R"({"trakt":{"id":7010001}})",
                                   R"({"trakt":-7010001})",
                                   R"({"trakt":7010001.5})",
                                   R"({"trakt":"seven"})",
                                   R"({"trakt":""})",
                                   R"({"imdb":"90010011x"})",
                                   R"({"imdb":["tt90010011"]})",
                                   R"({"trakt":1e400})",
                                   R"({"trakt":0})"};
    std::string items = "[";
    for (const char* ids : bad_ids)
        items += std::string(R"({"type":"movie","rating":6,"watched_at":"2011-05-04T20:11:00Z","ids":)") + ids + "},";
    items += good + "]";
    const Outcome outcome = handle.add_text(feature, items);
    if (outcome.status == SYNCMOD_INVALID_ARGUMENT) {
        // 1e400 does not fit in a double; a parser may refuse the whole text, naming the number.
        CHECK(outcome.message.find("items[15].ids.trakt") != std::string::npos);
        return;
    }
    for (std::size_t i = 0; i < std::size(bad_ids); ++i) {
        INFO(bad_ids[i] << " " << json::serialize(outcome.result(i)));
        const std::string verdict = text_at(outcome.result(i), "verdict");
        CHECK((verdict == "rejected" || verdict == "not_found"));
    }
    CHECK(text_at(outcome.result(std::size(bad_ids)), "verdict") == "added");
    CHECK(number_at(outcome.document(), "count") == 1);
}

TEST_CASE("An id too large for any integer matches nothing, and the other item is written", "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const Outcome outcome =
        handle.add_text("watchlist", R"([{"type":"movie","ids":{"trakt":"99999999999999999999999999"}},)" + good + "]");
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(text_at(outcome.result(0), "verdict") != "added");
    // An echo that lost digits matches no item, so the good item may be unknown; the next call settles it.
    CHECK((text_at(outcome.result(1), "verdict") == "added" || text_at(outcome.result(1), "verdict") == "unknown"));
    CHECK(handle.add_text("watchlist", "[" + good + "]").verdicts() == "existing");
}

TEST_CASE("Invalid times are rejected, each with its index, and the others are added", "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const char* const bad_times[] = {"null",
                                     "\"\"",
                                     "\"yesterday\"",
                                     "\"2024-02-30T10:00:00Z\"",
                                     "\"2023-02-29T10:00:00Z\"",
                                     "\"2024-13-01T10:00:00Z\"",
                                     "\"2024-01-01T25:00:00Z\"",
                                     "\"2024-01-01T10:61:00Z\"",
                                     "\"2024-01-01\"",
                                     "true",
                                     "[]",
                                     "{}",
                                     "\"2024-01-01T10:00:00+99:00\""};
    std::string items = "[";
    for (const char* time : bad_times)
        items += std::string(R"({"type":"movie","ids":{"trakt":7010001},"watched_at":)") + time + "},";
    items += good + "]";
    for (const bool removing : {false, true}) {
        const Outcome outcome = removing ? handle.remove_text("history", items) : handle.add_text("history", items);
        CHECK(outcome.status == SYNCMOD_OK);
        for (std::size_t i = 0; i < std::size(bad_times); ++i) {
            INFO(bad_times[i]);
            CHECK(text_at(outcome.result(i), "verdict") == "rejected");
            CHECK(text_at(outcome.result(i), "hint") == "missing watched_at");
            CHECK(text_at(outcome.result(i), "message").find("items[" + std::to_string(i) + "]") != std::string::npos);
        }
        CHECK(text_at(outcome.result(std::size(bad_times)), "verdict") == (removing ? "removed" : "added"));
    }
    CHECK(twin.plays().empty());
}

TEST_CASE("Invalid season and episode numbers reject only their item", "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const char* const bad_numbers[] = {"\"one\"", "[]", "{}"};
    std::string items = "[";
    for (const char* number : bad_numbers)
        items +=
            std::string(
                R"({"type":"episode","show_ids":{"trakt":8010001},"season":1,"watched_at":"2011-05-04T20:11:00Z","episode":)") +
            number + "},";
    items += good + "]";
    const Outcome outcome = handle.add_text("history", items);
    CHECK(outcome.verdicts() == "rejected rejected rejected added");
    CHECK(text_at(outcome.result(0), "hint") == "invalid season/episode number");
}

TEST_CASE("Types that do not exist, or are not text, are rejected or replaced by the type that the item shows",
          "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add_text("ratings", R"([
        {"type":"person","ids":{"trakt":7010001},"rating":6},
        {"type":"","ids":{"trakt":7010001},"rating":6},
        {"type":17,"ids":{"trakt":7010001},"rating":6},
        {"type":["movie"],"ids":{"trakt":7010001},"rating":6},
        {"type":null,"ids":{"trakt":7010001},"rating":6}])");
    CHECK(outcome.verdicts() == "rejected rejected rejected rejected rejected");
    CHECK(twin.count_requests("POST", "/sync/ratings") == 0);
}

TEST_CASE("A text of 100 MB in an item neither crashes nor stops the other items", "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const std::string huge(huge_bytes, 'a');
    SECTION("as a title") {
        const Outcome outcome = handle.add_text(
            "watchlist", R"([{"type":"movie","ids":{"trakt":7010002},"title":")" + huge + "\"}," + good + "]");
        CHECK(outcome.verdicts() == "added added");
    }
    SECTION("as an id") {
        const Outcome outcome =
            handle.add_text("watchlist", R"([{"type":"movie","ids":{"imdb":")" + huge + "\"}}," + good + "]");
        CHECK(outcome.verdicts() == "rejected added");
    }
    SECTION("as a time") {
        const Outcome outcome = handle.add_text(
            "history", R"([{"type":"movie","ids":{"trakt":7010001},"watched_at":")" + huge + "\"}," + good + "]");
        CHECK(outcome.verdicts() == "rejected added");
    }
    SECTION("as the whole") {
        const Outcome outcome = handle.add_text("watchlist", "\"" + huge + "\"");
        CHECK(outcome.reason == "bad_items");
        CHECK(outcome.message.size() < 512);
    }
}

TEST_CASE("Unusual texts arrive unchanged: NUL escapes, all planes of Unicode, a very long title", "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add_text(
        "watchlist", R"([{"type":"movie","ids":{"trakt":7010001},"title":"a\u0000b \ud83c\udfac \uffff"},
                         {"type":"movie","ids":{"trakt":3},"title":"a\u0000b 🎬"}])");
    CHECK(outcome.verdicts() == "added not_found");
    CHECK(outcome.document().at("unresolved").as_array().size() == 1);
}

TEST_CASE("A hundred thousand items are answered one by one", "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    std::string items = "[" + good;
    for (int i = 1; i < 100'000; ++i) items += ",{}";
    const Outcome outcome = handle.add_text("watchlist", items + "]");
    CHECK(outcome.status == SYNCMOD_OK);
    CHECK(outcome.document().at("results").as_array().size() == 100'000);
    CHECK(number_at(outcome.document(), "count") == 1);
    CHECK(twin.count_requests("POST", "/sync/watchlist") == 1);
}

TEST_CASE("Items that begin with a byte order mark are read", "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const Outcome outcome = handle.add_text("history", std::string("\xEF\xBB\xBF[") + good + "]");
    CHECK(outcome.verdicts() == "added");
}

TEST_CASE("A local time with a space and without a zone is UTC, in plays and ratings", "[input]") {
    const TwinProcess twin;
    Handle handle(config_for(twin));
    const json::value items = parse(R"([
        {"type":"movie","ids":{"trakt":7010001},"watched_at":"2014-05-05 20:30:00"},
        {"type":"movie","ids":{"trakt":7010002},"watched_at":"1969-12-31 23:59:59"}])");
    CHECK(handle.add("history", items).verdicts() == "added added");
    std::set<std::string> times;
    for (const json::value& play : twin.plays()) times.insert(text_at(play, "watched_at"));
    CHECK(times == std::set<std::string>{"2014-05-05T20:30:00.000Z", "1969-12-31T23:59:00.000Z"});
    CHECK(handle.add("history", items).verdicts() == "existing existing");
    CHECK(handle.remove("history", items).verdicts() == "removed removed");
    const json::value rating =
        parse(R"([{"type":"movie","ids":{"trakt":7010001},"rating":7,"rated_at":"2014-05-05 20:30:00"}])");
    CHECK(handle.add("ratings", rating).verdicts() == "added");
    CHECK(text_at(twin.state().at("ratings").at(0), "rated_at") == "2014-05-05T20:30:00.000Z");
}
