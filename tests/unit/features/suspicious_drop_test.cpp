// When two reads of a list that has become much shorter agree.
#include "features/suspicious_drop.hpp"

#include <catch2/catch.hpp>

#include <vector>

#include "tests/support/thrown.hpp"

namespace mod_trakt::suspicious_drop_test {

using features::CountsOfType;
using test::outline;
using test::thrown_by;

namespace {

std::string outcome(const std::vector<CountsOfType>& types) {
    return outline(thrown_by([&] { features::confirm_drop(types); }));
}

}  // namespace

TEST_CASE("A drop is one of more than 25 entries and more than a fifth", "[index]") {
    CHECK_FALSE(features::is_suspicious_drop(1000, 800));
    CHECK(features::is_suspicious_drop(1000, 799));
    CHECK_FALSE(features::is_suspicious_drop(30, 5));
    CHECK(features::is_suspicious_drop(30, 4));
    CHECK_FALSE(features::is_suspicious_drop(4, 1000));
}

TEST_CASE("Two reads confirm a drop when they agree on the types that are shorter", "[index]") {
    CHECK(outcome({{100, 50, 50}}) == "OK ");
    CHECK(outcome({{100, 50, 51}}) == "INCOMPLETE partial_read");
    CHECK(outcome({{100, 50, 99}}) == "OK ");  // the second read shows no drop
    // The first read kept the former movies, and three hidden ones are shown again.
    CHECK(outcome({{43, 43, 46}, {173, 117, 117}}) == "OK ");
    CHECK(outcome({{43, 43, 46}, {173, 117, 116}}) == "INCOMPLETE partial_read");
    CHECK(outcome({{43, 43, 40}, {173, 117, 117}}) == "INCOMPLETE partial_read");
}

}  // namespace mod_trakt::suspicious_drop_test
