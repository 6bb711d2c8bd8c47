// Which changes the guard refuses.
#include "changes/guard.hpp"

#include <catch2/catch.hpp>

namespace mod_trakt::guard_test {

using account::GuardKind;
using account::GuardOptions;
using account::PlaysByMinute;
using changes::RemovalsToJudge;

namespace {

constexpr std::int64_t noon = 1'714'824'000'000, one_later = noon + minute_ms;

// "removals 31 of 30"; "-": allowed.
std::string judged(const RemovalsToJudge& removals, double ratio = 0.5) {
    GuardOptions options;
    options.remove_ratio = ratio;
    const auto refusal = changes::judge_removals(removals, options);
    if (!refusal) return "-";
    return std::string(name_of(refusal->kind)) + " " + std::to_string(refusal->number) + " of " +
           std::to_string(refusal->limit);
}

}  // namespace

TEST_CASE("Plays are counted by minute, with the earlier ones, and minute 0 is exempt", "[guard]") {
    const GuardOptions options;
    CHECK_FALSE(changes::find_too_many_plays({{noon, 50}, {0, 500}}, {}, options));
    CHECK_FALSE(changes::find_too_many_plays({{noon, 50}}, {{one_later, 50}}, options));
    const auto found =
        changes::find_too_many_plays({{noon, 11}, {one_later, 10}}, {{noon, 40}, {one_later, 40}}, options);
    REQUIRE(found);
    CHECK(found->minutes == PlaysByMinute{{noon, 11}});
    CHECK(found->number == 51);
    // One refusal for all minutes; its number is the sum.
    CHECK(changes::find_too_many_plays({{noon, 60}, {one_later, 70}}, {}, options)->number == 130);
    // Minutes before 1970 are minutes like any other.
    CHECK(changes::find_too_many_plays({{-minute_ms, 51}}, {}, options));
}

TEST_CASE("Removals are refused when they are not few and exceed the ratio", "[guard]") {
    CHECK(judged({.fresh = 50, .size_now = 100}) == "-");
    CHECK(judged({.fresh = 51, .size_now = 100}) == "removals 51 of 50");
    CHECK(judged({.fresh = 25, .size_now = 30}) == "-");
    CHECK(judged({.fresh = 26, .size_now = 30}) == "removals 26 of 25");
    CHECK(judged({.fresh = 26, .size_now = 52}) == "-");
    CHECK(judged({.fresh = 80, .size_now = 100}, 0.8) == "-");
    CHECK(judged({.fresh = 81, .size_now = 100}, 0.8) == "removals 81 of 80");
    CHECK(judged({.fresh = 26, .size_now = 100}, 0) == "removals 26 of 25");
    CHECK(judged({.fresh = 0, .earlier = 500, .size_now = 100}) == "-");
}

TEST_CASE("Earlier removals count, against what there was before them", "[guard]") {
    CHECK(judged({.fresh = 10, .earlier = 40, .first_size = 100, .size_now = 60}) == "-");
    CHECK(judged({.fresh = 11, .earlier = 40, .first_size = 100, .size_now = 60}) == "removals 51 of 50");
    // If the size before was not noted, it is the present size plus the earlier removals.
    CHECK(judged({.fresh = 11, .earlier = 40, .size_now = 60}) == "removals 51 of 50");
    CHECK(judged({.fresh = 10, .earlier = 40, .size_now = 60}) == "-");
}

TEST_CASE("A list of more than five is not emptied", "[guard]") {
    CHECK(judged({.fresh = 6, .size_now = 6}) == "emptying 6 of 5");
    CHECK(judged({.fresh = 5, .size_now = 5}) == "-");
    CHECK(judged({.fresh = 5, .size_now = 6}) == "-");
    CHECK(judged({.fresh = 1, .earlier = 5, .first_size = 6, .size_now = 1}) == "emptying 1 of 0");
    CHECK(judged({.fresh = 1, .earlier = 4, .first_size = 5, .size_now = 1}) == "-");
    CHECK(judged({.fresh = 100, .size_now = 100}, 1) == "emptying 100 of 99");
}

TEST_CASE("The size of a list is needed only where removals could be too many", "[guard]") {
    CHECK_FALSE(changes::needs_size({.fresh = 5}));
    CHECK(changes::needs_size({.fresh = 6}));
    CHECK(changes::needs_size({.fresh = 1, .earlier = 5}));
    CHECK_FALSE(changes::needs_size({.fresh = 6, .size_now = 3}));
    CHECK_FALSE(changes::needs_size({.fresh = 0, .earlier = 50}));
    CHECK(judged({.fresh = 500}) == "-");
}

TEST_CASE("The message of a refusal has both numbers and the code", "[guard]") {
    for (const GuardKind kind : {GuardKind::Plays, GuardKind::Removals, GuardKind::Emptying}) {
        const std::string message = changes::guard_message(
            {.feature = FeatureId::Ratings, .kind = kind, .number = 4711, .limit = 815, .code = "guard-12ab"},
            "guard-old0");
        for (const char* words : {"4711", "815", "guard-12ab", "guard_confirm", "guard-old0"})
            CHECK(message.find(words) != std::string::npos);
    }
    CHECK(changes::guard_message({.number = 4711, .limit = 815, .code = {}}, {}).find("guard_confirm") ==
          std::string::npos);
}

}  // namespace mod_trakt::guard_test
