// Which snapshots are the present state after own writes of this and other processes.
#include <catch2/catch.hpp>

#include <filesystem>

#include "state/cache_upkeep.hpp"
#include "tests/support/thrown.hpp"
#include "unit/index/snapshot/shelf_bench.hpp"

namespace mod_trakt::snapshot_own_writes_test {

using test::read;
using test::snapshot;
using test::stamps;
using Bench = test::ShelfBench;

TEST_CASE(
    "After an own write the last snapshot is not the present one, in this run and the next, until a new one is kept",
    "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    CHECK_FALSE(shelf.written_to(FeatureId::History));
    shelf.note_write(FeatureId::History);
    CHECK(shelf.written_to(FeatureId::History));
    CHECK_FALSE(shelf.written_to(FeatureId::Ratings));
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
    CHECK(shelf.last(FeatureId::History) != nullptr);  // still complete, for a stale answer

    auto next = bench.shelf();
    CHECK(next.written_to(FeatureId::History));
    CHECK(next.current(FeatureId::History, stamps) == nullptr);
    next.keep(FeatureId::History, read(next, "U"));
    CHECK_FALSE(next.written_to(FeatureId::History));
    CHECK(next.current(FeatureId::History, stamps) != nullptr);
    CHECK(bench.shelf().current(FeatureId::History, stamps) != nullptr);
}

TEST_CASE("If a write mark cannot be set, other processes do not use their snapshots", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf(), other = bench.shelf("me", "others");
    shelf.keep(FeatureId::History, read(shelf, "T"));
    other.keep(FeatureId::History, read(other, "T"));
    bench.files.before = [](const test::FileCall& call) { return call.operation == "write" ? ENOSPC : 0; };
    shelf.note_write(FeatureId::History);
    bench.files.before = {};
    for (const char* rules : {"rules", "others"})
        CHECK(bench.shelf("me", rules).current(FeatureId::History, stamps) == nullptr);
    CHECK(other.current(FeatureId::History, stamps) == nullptr);  // it has the snapshot in memory
}

TEST_CASE("A write is refused if its mark can neither be set nor removed", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    bench.files.before = [](const test::FileCall& call) {
        return call.operation == "write" || call.operation == "unlink" ? EIO : 0;
    };
    const Error error = test::thrown_by([&] { shelf.note_write(FeatureId::History); });
    CHECK(test::outline(error) == "HOST state_unwritable");
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
}

TEST_CASE("A snapshot file that may not be on disk does not hide a write", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, read(shelf, "T"));
    const std::string before = test::slurp(bench.file());
    shelf.note_write(FeatureId::History);
    bench.files.before = [&](const test::FileCall& call) {
        return call.operation == "fsync" && call.path.ends_with("/cache/me") ? EIO : 0;
    };
    shelf.keep(FeatureId::History, read(shelf, "U"));
    CHECK(bench.log.count("cache_save_failed") == 1);
    test::spit(bench.file(), before);  // as after a power failure
    CHECK(bench.shelf().current(FeatureId::History, stamps) == nullptr);
}

TEST_CASE("Instances with other key rules see a write until each of them has read again", "[shelf]") {
    Bench bench;
    auto one = bench.shelf(), other = bench.shelf("me", "others");
    one.keep(FeatureId::History, read(one, "T"));
    other.keep(FeatureId::History, read(other, "T"));
    one.note_write(FeatureId::History);
    one.keep(FeatureId::History, read(one, "U"));
    CHECK_FALSE(one.written_to(FeatureId::History));
    CHECK(other.written_to(FeatureId::History));
    CHECK(bench.shelf("me", "others").current(FeatureId::History, stamps) == nullptr);
    other.keep(FeatureId::History, read(other, "U"));
    for (const char* rules : {"rules", "others"})
        CHECK(bench.shelf("me", rules).current(FeatureId::History, stamps) != nullptr);
}

TEST_CASE("A snapshot that another process has kept since does not make an older one in memory current", "[shelf]") {
    Bench bench;
    auto one = bench.shelf(), other = bench.shelf();
    one.keep(FeatureId::History, read(one, "T"));
    REQUIRE(other.current(FeatureId::History, stamps) != nullptr);
    one.note_write(FeatureId::History);
    one.keep(FeatureId::History, read(one, "U"));
    CHECK(other.written_to(FeatureId::History));
    CHECK(other.current(FeatureId::History, stamps) == nullptr);
}

TEST_CASE("A snapshot is not current if a write of another process began during its read", "[shelf]") {
    Bench bench;
    auto one = bench.shelf(), other = bench.shelf();
    const auto before = read(one, "T");
    other.note_write(FeatureId::History);
    one.keep(FeatureId::History, before);
    CHECK(one.written_to(FeatureId::History));
    CHECK(bench.shelf().current(FeatureId::History, stamps) == nullptr);
}

TEST_CASE("A write is still known after the cache was deleted", "[shelf]") {
    Bench bench;
    auto one = bench.shelf(), other = bench.shelf();
    other.keep(FeatureId::History, read(other, "T"));
    std::filesystem::remove_all(bench.temp / "state/cache");
    CHECK(other.written_to(FeatureId::History));  // another process may have written unseen
    one.note_write(FeatureId::History);
    CHECK(other.written_to(FeatureId::History));
    const auto anew = read(other, "U");
    other.keep(FeatureId::History, anew);
    CHECK(other.current(FeatureId::History, stamps) == anew);
}

TEST_CASE("Without a write mark a snapshot is never the present state", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    std::filesystem::create_directories(bench.folder.mark_file("me", "history"));
    shelf.keep(FeatureId::History, read(shelf, "T"));
    CHECK(bench.log.count("cache_not_marked") == 1);
    CHECK(shelf.last(FeatureId::History) != nullptr);
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
    CHECK(bench.shelf().current(FeatureId::History, stamps) == nullptr);
}

TEST_CASE("A snapshot moved to another account's cache is the present state only with its mark", "[shelf]") {
    Bench bench;
    auto login = bench.shelf("login");
    login.keep(FeatureId::History, read(login, "T"));
    const bool is_written = GENERATE(false, true), is_lost = GENERATE(false, true);
    if (is_written) login.note_write(FeatureId::History);
    bench.folder.open_cache("user", 0);
    bench.files.before = [&](const test::FileCall& call) {
        return is_lost && call.operation == "rename" && call.path.ends_with(".written") ? EIO : 0;
    };
    state::join_cache(bench.folder, "login", "user");
    bench.files.before = {};
    auto user = bench.shelf("user");
    REQUIRE(user.last(FeatureId::History) != nullptr);
    CHECK((user.current(FeatureId::History, stamps) != nullptr) == (!is_written && !is_lost));
    const auto anew = read(user, "U");
    user.keep(FeatureId::History, anew);
    CHECK(user.current(FeatureId::History, stamps) == anew);
}

}  // namespace mod_trakt::snapshot_own_writes_test
