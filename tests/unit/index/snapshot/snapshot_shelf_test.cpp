#include "index/snapshot/snapshot_shelf.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

#include "support/iso_time.hpp"
#include "unit/index/snapshot/shelf_bench.hpp"

namespace mod_trakt::snapshot_shelf_test {

using index::SnapshotShelf;
using test::read;
using test::snapshot;
using test::stamps;
using test::with_last;
using Bench = test::ShelfBench;

TEST_CASE("A kept snapshot is the same, byte for byte, here and in the next run", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    CHECK(shelf.last(FeatureId::History) == nullptr);
    const auto kept = read(shelf, "T");
    shelf.keep(FeatureId::History, kept);
    CHECK(shelf.last(FeatureId::History) == kept);
    CHECK(shelf.last(FeatureId::Ratings) == nullptr);

    auto next = bench.shelf();
    const auto loaded = next.last(FeatureId::History);
    REQUIRE(loaded != nullptr);
    CHECK(loaded->document() == kept->document());
    CHECK(loaded->stale_document() == kept->stale_document());
    CHECK(loaded->count() == 1);
    CHECK(loaded->generated_at_ms() == kept->generated_at_ms());
    CHECK(loaded->stamps() == stamps);
}

TEST_CASE("Another account's snapshot is never shown", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    shelf.note_write(FeatureId::Ratings);
    CHECK(bench.shelf("you").last(FeatureId::History) == nullptr);
    shelf.open("you", true);
    CHECK(shelf.last(FeatureId::History) == nullptr);
    CHECK_FALSE(shelf.written_to(FeatureId::Ratings));
    shelf.open("", true);
    CHECK(shelf.last(FeatureId::History) == nullptr);
    shelf.keep(FeatureId::History, read(shelf, "U"));  // in memory only
    CHECK(bench.shelf().last(FeatureId::History)->document() == snapshot("T")->document());
}

TEST_CASE("Two key profiles of one account have different files", "[shelf]") {
    Bench bench;
    auto one = bench.shelf(), other = bench.shelf("me", "others");
    one.keep(FeatureId::History, read(one, "T"));
    other.keep(FeatureId::History, read(other, "U"));
    CHECK(bench.shelf().last(FeatureId::History)->document() == snapshot("T")->document());
    CHECK(bench.shelf("me", "others").last(FeatureId::History)->document() == snapshot("U")->document());
}

TEST_CASE("When the account gets another name, own writes stay known, and snapshots are read under that name",
          "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf("provisional");
    shelf.keep(FeatureId::History, read(shelf, "T"));
    shelf.note_write(FeatureId::Ratings);
    bench.shelf().keep(FeatureId::History, snapshot("U"));
    shelf.open("me", false);
    CHECK(shelf.last(FeatureId::History)->document() == snapshot("U")->document());
    CHECK(shelf.written_to(FeatureId::Ratings));
}

TEST_CASE("A cache that was deleted is created again", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    std::filesystem::remove_all(bench.temp / "state/cache");
    shelf.keep(FeatureId::History, read(shelf, "T"));
    CHECK(bench.log.lines.empty());
    CHECK(bench.shelf().last(FeatureId::History) != nullptr);
}

TEST_CASE("The last snapshot is the present state only if all stamps are known and equal", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    const auto kept = read(shelf, "T");
    shelf.keep(FeatureId::History, kept);
    CHECK(shelf.current(FeatureId::History, stamps) == kept);
    CHECK(shelf.current(FeatureId::History, with_last("2026-09-12T19:42:01.000Z")) == nullptr);
    CHECK(shelf.current(FeatureId::History, with_last("2020-01-01T00:00:00.000Z")) ==
          nullptr);  // an older stamp is different too
    CHECK(shelf.current(FeatureId::History, with_last("")) == nullptr);
    CHECK(shelf.current(FeatureId::History, {}) == nullptr);
    CHECK(shelf.current(FeatureId::History, {stamps.front()}) == nullptr);
    CHECK(bench.shelf().current(FeatureId::History, stamps) != nullptr);
}

TEST_CASE("Stamps younger than two minutes when they were taken prove nothing", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    const std::int64_t newest = *parse_iso_ms(stamps.back().value);
    shelf.keep(FeatureId::History, read(shelf, "T", stamps, newest + 119'999));
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
    shelf.keep(FeatureId::History, read(shelf, "T", stamps, newest + 120'000));
    CHECK(shelf.current(FeatureId::History, stamps) != nullptr);
    CHECK(bench.shelf().current(FeatureId::History, stamps) != nullptr);
}

TEST_CASE("A snapshot whose stamps were not known is never proven to be the present state", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T", with_last("")));
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
    CHECK(shelf.current(FeatureId::History, with_last("")) == nullptr);
}

TEST_CASE("A cache that cannot be written is logged, and this run keeps its snapshot", "[shelf]") {
    Bench bench;
    std::filesystem::create_directories(bench.file() + "/in the way");
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    CHECK(shelf.last(FeatureId::History) != nullptr);
    CHECK(bench.log.count("cache_save_failed") == 1);
    CHECK(bench.shelf().last(FeatureId::History) == nullptr);
    CHECK(bench.log.count("cache_unreadable") == 1);
}

TEST_CASE("Without a folder a snapshot lives as long as the shelf", "[shelf]") {
    const test::CollectingLog log;
    SnapshotShelf shelf(nullptr, "rules", log);
    CHECK(shelf.last(FeatureId::History) == nullptr);
    shelf.keep(FeatureId::History, read(shelf, "T"));
    CHECK(shelf.current(FeatureId::History, stamps) != nullptr);
    shelf.note_write(FeatureId::History);
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
    CHECK(SnapshotShelf(nullptr, "rules", log).last(FeatureId::History) == nullptr);
}

}  // namespace mod_trakt::snapshot_shelf_test
