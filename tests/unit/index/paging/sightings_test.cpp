// The same rows in three reads over at least an hour.
#include "index/paging/sightings.hpp"

#include <catch2/catch.hpp>

#include "state/files.hpp"
#include "tests/support/temp_folder.hpp"

namespace mod_trakt::sightings_test {

using index::RowsSeen;
using index::Sightings;

namespace {

constexpr std::int64_t begun_ms = 1'790'000'000'000;
constexpr RowsSeen rows{.count = 12, .hash = 34, .announced = -1};

}  // namespace

TEST_CASE("Rows are proven by three reads over at least an hour", "[sightings]") {
    Sightings sightings;
    CHECK_FALSE(sightings.note("list", rows, begun_ms));
    CHECK_FALSE(sightings.note("list", rows, begun_ms + 59 * minute_ms));
    CHECK_FALSE(sightings.note("list", rows, begun_ms + 59 * minute_ms));
    CHECK(sightings.note("list", rows, begun_ms + 60 * minute_ms));
    CHECK(sightings.note("list", rows, begun_ms + 90 * minute_ms));
    Sightings two_reads;
    two_reads.note("list", rows, begun_ms);
    CHECK_FALSE(two_reads.note("list", rows, begun_ms + 600 * minute_ms));
}

TEST_CASE("Other rows, another count, or a clock that was set back start a new sighting", "[sightings]") {
    for (const RowsSeen other : {RowsSeen{12, 35, -1}, RowsSeen{11, 34, -1}, RowsSeen{12, 34, 13}}) {
        Sightings sightings;
        sightings.note("list", rows, begun_ms);
        sightings.note("list", rows, begun_ms + 30 * minute_ms);
        CHECK_FALSE(sightings.note("list", other, begun_ms + 60 * minute_ms));
        CHECK_FALSE(sightings.note("list", rows, begun_ms + 120 * minute_ms));
    }
    Sightings sightings;
    sightings.note("list", rows, begun_ms);
    sightings.note("list", rows, begun_ms);
    CHECK_FALSE(sightings.note("list", rows, begun_ms - minute_ms));
}

TEST_CASE("Sightings of each list are kept in the account's file", "[sightings]") {
    const test::TempFolder folder;
    const std::string path = folder.path() + "/sightings";
    state::SystemFiles files;
    Sightings(files, path, "one").note("list", rows, begun_ms);
    CHECK_FALSE(Sightings(files, path, "one").note("other", rows, begun_ms + 60 * minute_ms));
    CHECK_FALSE(Sightings(files, path, "one").note("list", rows, begun_ms + 60 * minute_ms));
    CHECK(Sightings(files, path, "one").note("list", rows, begun_ms + 60 * minute_ms));
    // Another account's file counts as empty.
    Sightings(files, path, "two").note("list", rows, begun_ms);
    CHECK_FALSE(Sightings(files, path, "one").note("list", rows, begun_ms + 120 * minute_ms));
}

}  // namespace mod_trakt::sightings_test
