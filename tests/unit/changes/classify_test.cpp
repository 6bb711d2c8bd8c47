#include "changes/classify.hpp"

#include <catch2/catch.hpp>

#include "tests/support/temp_folder.hpp"
#include "unit/model/parsed.hpp"

namespace mod_trakt::classify_test {

using changes::Verdict;

namespace {

MediaRef movie(const char* tmdb) {
    MovieRef ref;
    ref.ids.set(IdKey::Tmdb, tmdb);
    return ref;
}
MediaRef episode(const char* trakt) {
    EpisodeRef ref;
    ref.ids.set(IdKey::Trakt, trakt);
    return ref;
}
MediaRef nested(const char* tvdb, int season, int number) {
    EpisodeInShow ref;
    ref.show.set(IdKey::Tvdb, tvdb);
    ref.season = season;
    ref.episode = number;
    return ref;
}

const changes::HeldBefore nobody_looked = [](std::size_t) { return std::nullopt; };
changes::HeldBefore held(std::vector<bool> list) {
    return [list = std::move(list)](std::size_t i) -> std::optional<bool> { return list.at(i); };
}

// "added existing unknown(ambiguous)"
std::string verdicts(Change change, const std::string& answer, const std::vector<MediaRef>& sent,
                     const changes::HeldBefore& held_before = nobody_looked) {
    const test::Parsed parsed(answer);
    std::string text;
    for (const changes::Finding& finding : changes::classify_answer(change, parsed.root(), sent, held_before)) {
        if (!text.empty()) text += ' ';
        text += changes::verdict_name(finding.verdict);
        if (!finding.hint.empty() && finding.hint != changes::verdict_name(finding.verdict))
            text += "(" + std::string(finding.hint) + ")";
        CHECK(finding.message.empty() == finding.hint.empty());
    }
    return text;
}
std::string added(const std::string& answer, const std::vector<MediaRef>& sent,
                  const changes::HeldBefore& held_before = nobody_looked) {
    return verdicts(Change::Add, answer, sent, held_before);
}
std::string removed(const std::string& answer, const std::vector<MediaRef>& sent,
                    const changes::HeldBefore& held_before = nobody_looked) {
    return verdicts(Change::Remove, answer, sent, held_before);
}

const std::vector<MediaRef> two = {movie("1"), movie("2")};

}  // namespace

TEST_CASE("A count that covers everything sent confirms everything", "[classify]") {
    CHECK(added(R"({"added":{"movies":2}})", two) == "added added");
    CHECK(added(R"({"added":{"movies":1},"updated":{"movies":1}})", two) == "added added");
    CHECK(removed(R"({"deleted":{"movies":2}})", two) == "removed removed");
    CHECK(removed(R"({"removed":{"movies":2}})", two) == "removed removed");
}

TEST_CASE("If all existed, or nothing was deleted and nothing was held, nothing had to be done", "[classify]") {
    CHECK(added(R"({"added":{"movies":0},"existing":{"movies":2}})", two) == "existing existing");
    const std::vector<MediaRef> by_trakt_id = {episode("1"), episode("2")};
    CHECK(removed(R"({"deleted":{"episodes":0}})", by_trakt_id, held({false, false})) == "absent absent");
    CHECK(removed(R"({"deleted":{"episodes":0}})", by_trakt_id, held({true, false})) == "unknown(not removed) absent");
}

TEST_CASE("If nothing was deleted, titles that were or may have been held stay open", "[classify]") {
    // They may be held under ids that Trakt accepts and never shows.
    CHECK(removed(R"({"deleted":{"movies":0}})", two, held({false, false})) ==
          "unknown(not removed) unknown(not removed)");
    CHECK(removed(R"({"deleted":{"movies":0}})", two) == "unknown(not removed) unknown(not removed)");
}

TEST_CASE("A mixed count is split by the holdings before, if they agree with it", "[classify]") {
    const char* answer = R"({"added":{"movies":1},"existing":{"movies":1}})";
    CHECK(added(answer, two, held({true, false})) == "existing added");
    CHECK(added(answer, two, held({false, true})) == "added existing");
    CHECK(removed(R"({"deleted":{"movies":1}})", two, held({true, false})) == "removed absent");
}

TEST_CASE("A mixed count stays ambiguous if the holdings are unknown or do not agree with it", "[classify]") {
    const char* answer = R"({"added":{"movies":1},"existing":{"movies":1}})";
    CHECK(added(answer, two) == "unknown(ambiguous) unknown(ambiguous)");
    CHECK(added(answer, two, held({false, false})) == "unknown(ambiguous) unknown(ambiguous)");
    CHECK(added(answer, two, held({true, true})) == "unknown(ambiguous) unknown(ambiguous)");
    CHECK(removed(R"({"deleted":{"movies":1}})", two) == "unknown(ambiguous) unknown(ambiguous)");
    CHECK(removed(R"({"deleted":{"movies":1}})", two, held({true, true})) == "unknown(ambiguous) unknown(ambiguous)");
}

TEST_CASE("Counts that are too low confirm nothing", "[classify]") {
    CHECK(added(R"({"added":{"movies":0}})", two) == "unknown(ambiguous) unknown(ambiguous)");
    CHECK(added(R"({"added":{"movies":1}})", two) == "unknown(ambiguous) unknown(ambiguous)");
    CHECK(added(R"({"added":{"movies":0},"existing":{"movies":1}})", two) == "unknown(ambiguous) unknown(ambiguous)");
    CHECK(added(R"({"added":{"shows":2}})", two) == "unknown(ambiguous) unknown(ambiguous)");
}

TEST_CASE("An answer without counts leaves everything unverified", "[classify]") {
    for (const char* answer :
         {"{}", "null", "[]", R"({"added":2})", R"({"existing":{"movies":2}})", R"({"deleted":{"movies":2}})"}) {
        INFO(answer);
        CHECK(added(answer, two) == "unknown(unverified) unknown(unverified)");
    }
    CHECK(removed("{}", two) == "unknown(unverified) unknown(unverified)");
    CHECK(removed(R"({"added":{"movies":2}})", two) == "unknown(unverified) unknown(unverified)");
}

TEST_CASE("Titles that Trakt does not know are recognised, and the rest is judged by the rest of the counts",
          "[classify]") {
    const char* answer = R"({"added":{"movies":1},"not_found":{"movies":[{"ids":{"tmdb":1}}]}})";
    CHECK(added(answer, two) == "not_found added");
    CHECK(removed(R"({"deleted":{"movies":1},"not_found":{"movies":[{"ids":{"tmdb":2}}]}})", two) ==
          "removed not_found");
    // The echo is certain even if the counts are missing.
    CHECK(added(R"({"not_found":{"movies":[{"ids":{"tmdb":1}}]}})", two) == "not_found unknown(unverified)");
}

TEST_CASE("An echo without ids leaves the others of its type undecided, unless all of them were refused",
          "[classify]") {
    CHECK(added(R"({"added":{"movies":1},"not_found":{"movies":[{}]}})", two) ==
          "unknown(unverified) unknown(unverified)");
    CHECK(added(R"({"added":{"movies":0},"not_found":{"movies":[{},{}]}})", two) == "not_found not_found");
    CHECK(added(R"({"added":{"movies":0},"not_found":{"movies":[{}]}})", two) ==
          "unknown(unverified) unknown(unverified)");
    CHECK(added(R"({"added":{"movies":0},"existing":{"movies":1},"not_found":{"movies":[{},{}]}})", two) ==
          "unknown(unverified) unknown(unverified)");
    // Other types are not affected.
    CHECK(added(R"({"added":{"movies":0,"episodes":1},"not_found":{"movies":[{}]}})", {movie("1"), episode("9")}) ==
          "not_found added");
}

TEST_CASE("An echoed show or season without ids may mean episodes that were nested under it", "[classify]") {
    const std::vector<MediaRef> sent = {nested("7", 1, 1), nested("7", 1, 2)};
    CHECK(added(R"({"added":{"episodes":1},"not_found":{"shows":[{}]}})", sent) ==
          "unknown(unverified) unknown(unverified)");
    CHECK(added(R"({"added":{"episodes":1},"not_found":{"seasons":[{}]}})", sent) ==
          "unknown(unverified) unknown(unverified)");
    CHECK(added(R"({"added":{"movies":1},"not_found":{"shows":[{}]}})", {movie("1")}) == "added");
}

TEST_CASE("Types are judged one by one", "[classify]") {
    const std::vector<MediaRef> sent = {movie("1"), episode("9"), nested("7", 0, 1), movie("2")};
    CHECK(added(R"({"added":{"movies":0,"episodes":2},"existing":{"movies":2,"episodes":0}})", sent) ==
          "existing added added existing");
}

TEST_CASE("A recorded odd answer proves no more than it says", "[classify]") {
    // Two movies echoed without ids, one episode by show, season and number; nothing added.
    CHECK(added(test::fixture("history_add_response_quirky_echo.json"),
                {movie("1"), movie("2"), nested("8910002", 4, 7), nested("8910002", 4, 8)}) ==
          "not_found not_found not_found unknown(ambiguous)");
    CHECK(added(test::fixture("history_add_response_legacy.json"), {movie("1"), movie("2"), episode("9")}) ==
          "added added added");
}

TEST_CASE("Invalid counts verify nothing", "[classify]") {
    const std::vector<MediaRef> sent = {movie("1")};
    for (const char* answer :
         {R"({"added":{"movies":9223372036854775807}})", R"({"added":{"movies":-1}})",
          R"({"added":{"movies":9223372036854775807},"updated":{"movies":9223372036854775807}})",
          R"({"added":{"movies":-5},"updated":{"movies":6}})", R"({"added":{"movies":1},"updated":{"movies":-1}})",
          R"({"added":{"movies":1},"existing":{"movies":-9223372036854775808}})",
          R"({"added":{"movies":0},"existing":{"movies":9223372036854775807}})", R"({"added":{"movies":1.5}})"}) {
        INFO(answer);
        CHECK(added(answer, sent) == "unknown(unverified)");
    }
    CHECK(added(R"({"added":{"movies":null},"existing":{"movies":1}})", sent) == "existing");
}

TEST_CASE("Without pieces there is no finding", "[classify]") { CHECK(added(R"({"added":{"movies":2}})", {}).empty()); }

}  // namespace mod_trakt::classify_test
