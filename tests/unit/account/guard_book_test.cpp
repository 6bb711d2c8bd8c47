// The changes and codes that the guard remembers.
#include "account/guard_book.hpp"

#include <catch2/catch.hpp>

namespace mod_trakt::guard_book_test {

using account::GuardBook;
using account::GuardKind;
using account::GuardRefusal;
using account::PlaysByMinute;

namespace {

constexpr FeatureId history = FeatureId::History, ratings = FeatureId::Ratings;
constexpr std::int64_t start = 1'789'000'020'000;  // a whole minute
constexpr std::int64_t watched = 1'714'824'000'000, watched_later = watched + minute_ms;

GuardRefusal plays_refused(std::int64_t number) {
    return {.feature = history, .kind = GuardKind::Plays, .number = number, .limit = 50, .code = {}};
}

}  // namespace

TEST_CASE("Changes count for 24 hours, and longer when the clock was set back", "[guard]") {
    GuardBook book;
    book.count_removals(ratings, 3, 100, start);
    book.count_removals(ratings, 4, 97, start + hour_ms);
    CHECK(book.removed(ratings, start + hour_ms) == 7);
    CHECK(book.removed(history, start + hour_ms) == 0);
    CHECK(book.first_size(ratings, start + hour_ms) == 100);
    CHECK(book.removed(ratings, start + day_ms - 1) == 7);
    CHECK(book.removed(ratings, start + day_ms + minute_ms) == 4);
    CHECK(book.first_size(ratings, start + day_ms + minute_ms) == 97);
    CHECK(book.removed(ratings, start + 2 * day_ms) == 0);
    CHECK_FALSE(book.first_size(ratings, start + 2 * day_ms));
    CHECK(book.removed(ratings, start - 30 * day_ms) == 7);
    book.forget_old(start + day_ms + minute_ms);
    CHECK(book.removed(ratings, start) == 4);
}

TEST_CASE("The first size is the one before the earliest removal, even if it was noted later", "[guard]") {
    GuardBook book;
    book.count_removals(ratings, 3, std::nullopt, start);
    CHECK_FALSE(book.first_size(ratings, start));
    book.count_removals(ratings, 2, 97, start + 5);  // in the same minute
    CHECK(book.first_size(ratings, start) == 100);
    GuardBook other;
    other.count_removals(ratings, 3, std::nullopt, start);
    other.count_removals(ratings, 2, 97, start + hour_ms);
    CHECK(other.first_size(ratings, start + hour_ms) == 100);
}

TEST_CASE("Plays count by minute, and changes that were not made are subtracted", "[guard]") {
    GuardBook book;
    book.count_plays(history, {{watched, 5}, {watched_later, 1}}, start);
    book.count_plays(history, {{watched, 7}}, start + hour_ms);
    CHECK(book.plays_at({{watched, 1}}, history, start + hour_ms) == PlaysByMinute{{watched, 12}});
    book.take_back_plays(history, {{watched, 2}, {watched_later, 1}}, start + 30'000);
    CHECK(book.plays_at({{watched, 1}, {watched_later, 1}}, history, start + hour_ms) == PlaysByMinute{{watched, 10}});
    CHECK(book.plays_at({{watched, 1}}, history, start + day_ms + minute_ms) == PlaysByMinute{{watched, 7}});
    book.count_removals(ratings, 5, 9, start);
    book.take_back_removals(ratings, 2, start);
    book.take_back_removals(ratings, 9, start + hour_ms);  // nothing was counted there
    CHECK(book.removed(ratings, start) == 3);
    book.take_back_removals(ratings, 3, start);
    CHECK_FALSE(book.first_size(ratings, start));
}

TEST_CASE("A code is valid for a feature, a kind and the largest number, and ends when it is used", "[guard]") {
    GuardBook book;
    const std::string code = book.issue(plays_refused(60), start);
    CHECK(code.size() == std::string("guard-7f3a").size());
    CHECK(book.issue(plays_refused(60), start + hour_ms) == code);
    CHECK(book.may_pass(code, plays_refused(60), start));
    CHECK(book.may_pass(code, plays_refused(51), start));
    CHECK_FALSE(book.may_pass(code, plays_refused(61), start));
    CHECK_FALSE(book.may_pass("", plays_refused(51), start));
    GuardRefusal other = plays_refused(60);
    other.kind = GuardKind::Removals;
    CHECK_FALSE(book.may_pass(code, other, start));
    other = plays_refused(60);
    other.feature = ratings;
    CHECK_FALSE(book.may_pass(code, other, start));
    // The code was given again an hour later, and is valid for 24 hours from then on.
    CHECK(book.may_pass(code, plays_refused(60), start + day_ms));
    CHECK_FALSE(book.may_pass(code, plays_refused(60), start + hour_ms + day_ms));

    CHECK(book.open_refusals(start).size() == 1);
    book.confirm(plays_refused(60), {{watched, 60}});
    CHECK_FALSE(book.may_pass(code, plays_refused(1), start));
    CHECK(book.open_refusals(start).empty());
    CHECK(book.issue(plays_refused(60), start) != code);
}

TEST_CASE("A confirmation ends only the counts of its kind", "[guard]") {
    GuardBook book;
    book.count_plays(history, {{watched, 5}, {watched_later, 3}}, start);
    book.count_removals(history, 4, 10, start);
    book.count_removals(ratings, 2, 10, start);
    book.confirm(plays_refused(60), {{watched, 55}});
    CHECK(book.plays_at({{watched, 1}, {watched_later, 1}}, history, start) == PlaysByMinute{{watched_later, 3}});
    CHECK(book.removed(history, start) == 4);
    book.confirm({.feature = history, .kind = GuardKind::Emptying, .number = 9, .limit = 0, .code = {}}, {});
    CHECK(book.removed(history, start) == 0);
    CHECK(book.removed(ratings, start) == 2);
    CHECK(book.plays_at({{watched_later, 1}}, history, start) == PlaysByMinute{{watched_later, 3}});
}

TEST_CASE("Health gets the latest refusal of each feature and kind", "[guard]") {
    GuardBook book;
    book.issue(plays_refused(60), start);
    const std::string later = book.issue(plays_refused(61), start + 1);
    GuardRefusal emptying{.feature = ratings, .kind = GuardKind::Emptying, .number = 6, .limit = 5, .code = {}};
    book.issue(emptying, start);
    const auto open = book.open_refusals(start + 1);
    REQUIRE(open.size() == 2);
    CHECK(open[0].code == later);
    CHECK(book.open_refusals(start + 2 * day_ms).empty());
}

TEST_CASE("The text of a book has all its content", "[guard]") {
    GuardBook book;
    CHECK(GuardBook::parse(book.render()) == book);
    book.count_plays(history, {{watched, 5}, {-minute_ms, 2}}, start);
    book.count_removals(ratings, 4, 10, start + hour_ms);
    book.issue(plays_refused(60), start);
    book.confirm(plays_refused(60), {});
    book.issue(plays_refused(70), start);
    CHECK(GuardBook::parse(book.render()) == book);
    for (const char* text : {"", "[]", "{", R"({"schema":2,"changes":{}})", R"({"schema":1})"})
        CHECK_FALSE(GuardBook::parse(text));
    // Values of the wrong type are left out.
    CHECK(GuardBook::parse(R"({"schema":1,"changes":{"history":5},"issued":[7,{"code":"x","kind":"y"}],"used":[1]})")
              ->empty());
}

TEST_CASE("Two books of one account become one", "[guard]") {
    GuardBook book, former;
    former.count_plays(history, {{watched, 5}}, start);
    former.count_removals(ratings, 4, 10, start);
    const std::string code = former.issue(plays_refused(60), start);
    book.count_plays(history, {{watched, 6}}, start);
    book.merge(former);
    CHECK(book.plays_at({{watched, 1}}, history, start) == PlaysByMinute{{watched, 11}});
    CHECK(book.removed(ratings, start) == 4);
    CHECK(book.first_size(ratings, start) == 10);
    CHECK(book.may_pass(code, plays_refused(60), start));
}

}  // namespace mod_trakt::guard_book_test
