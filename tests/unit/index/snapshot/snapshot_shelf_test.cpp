#include "index/snapshot/snapshot_shelf.hpp"

#include "index/snapshot/media_builder.hpp"

#include "model/timestamp.hpp"

#include <catch2/catch.hpp>

#include <sys/stat.h>

#include <array>
#include <limits>

#include "tests/support/collecting_log.hpp"
#include "tests/support/hooked_files.hpp"
#include "tests/support/temp_folder.hpp"
#include "unit/model/parsed.hpp"

using namespace mod_trakt;
using index::SnapshotShelf;

namespace {

const KeyRules rules;
const trakt::Stamps stamps = {{"movies.watched_at", "2026-09-11T20:15:00.000Z"},
                              {"episodes.watched_at", "2026-09-12T19:42:00.000Z"}};
trakt::Stamps with_last(const char* value) {
    trakt::Stamps other = stamps;
    other.back().value = value;
    return other;
}

// `taken_ms`: when the stamps were asked for; by default an hour after the newest of them.
index::SnapshotPtr snapshot(const char* title, const trakt::Stamps& taken = stamps,
                            std::int64_t taken_ms = 1'789'242'120'000 + 3'600'000) {
    const test::Parsed parsed(R"({"type":"movie","title":")" + std::string(title) + R"(","ids":{"imdb":"tt1"}})");
    constexpr std::array<std::string_view, 1> names = {"movies"};
    index::MediaBuilder builder(rules, names);
    builder.add(0, reduce(parsed.root(), rules), 1, 0);
    return std::move(builder).finish({taken, taken_ms}, 1'789'242'120'000);
}

struct Bench {
    SnapshotShelf shelf(const std::string& account = "me", const std::string& by_rules = "rules") {
        SnapshotShelf shelf(&folder, by_rules, log);
        shelf.open(account, false);
        return shelf;
    }
    std::string file() const { return folder.snapshot_file("me", "rules", "history"); }

    test::TempFolder temp;
    test::CollectingLog log;
    test::HookedFiles files;
    state::StateFolder folder{files, temp / "state", 0};
};

}  // namespace

TEST_CASE("What was kept is there again, here and in the next run, byte for byte", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    CHECK(shelf.last(FeatureId::History) == nullptr);
    const auto kept = snapshot("T");
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
    shelf.keep(FeatureId::History, snapshot("T"));
    shelf.note_write(FeatureId::Ratings);
    CHECK(bench.shelf("you").last(FeatureId::History) == nullptr);
    shelf.open("you", true);
    CHECK(shelf.last(FeatureId::History) == nullptr);
    CHECK_FALSE(shelf.written_to(FeatureId::Ratings));
    shelf.open("", true);
    CHECK(shelf.last(FeatureId::History) == nullptr);
    shelf.keep(FeatureId::History, snapshot("U"));  // in memory only
    CHECK(bench.shelf().last(FeatureId::History)->document() == snapshot("T")->document());
}

TEST_CASE("A snapshot that was made by other key rules is never shown, wherever its file lies", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T"));
    CHECK(bench.shelf("me", "others").last(FeatureId::History) == nullptr);
    std::filesystem::copy(bench.file(), bench.folder.snapshot_file("me", "others", "history"));
    CHECK(bench.shelf("me", "others").last(FeatureId::History) == nullptr);
    CHECK(bench.shelf().last(FeatureId::History) != nullptr);
}

TEST_CASE("Two key profiles of one account do not fight over one file", "[shelf]") {
    Bench bench;
    auto one = bench.shelf(), other = bench.shelf("me", "others");
    one.keep(FeatureId::History, snapshot("T"));
    other.keep(FeatureId::History, snapshot("U"));
    CHECK(bench.shelf().last(FeatureId::History)->document() == snapshot("T")->document());
    CHECK(bench.shelf("me", "others").last(FeatureId::History)->document() == snapshot("U")->document());
}

TEST_CASE("When the account gets its name, own writes stay known, and its snapshots are read from there", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf("provisional");
    shelf.keep(FeatureId::History, snapshot("T"));
    shelf.note_write(FeatureId::Ratings);
    bench.shelf().keep(FeatureId::History, snapshot("U"));
    shelf.open("me", false);
    CHECK(shelf.last(FeatureId::History)->document() == snapshot("U")->document());
    CHECK(shelf.written_to(FeatureId::Ratings));
}

TEST_CASE("A cache that was deleted under a shelf is made anew", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    std::filesystem::remove_all(bench.temp / "state/cache");
    shelf.keep(FeatureId::History, snapshot("T"));
    CHECK(bench.log.lines.empty());
    CHECK(bench.shelf().last(FeatureId::History) != nullptr);
}

TEST_CASE("A cut, broken or strange file is no snapshot", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T"));
    const std::string good = test::slurp(bench.file());
    std::vector<std::string> bad = {
        "", "\n", "{}\n{}", "no json\n" + good, good + "x", good.substr(good.find('\n') + 1)};
    for (std::size_t size = 0; size < good.size(); size += 7) bad.push_back(good.substr(0, size));
    std::string other_schema = good;
    other_schema.replace(other_schema.find("\"schema\":5"), 10, "\"schema\":9");
    bad.push_back(other_schema);
    std::string same_length = good;
    same_length[good.size() - 20] ^= 1;  // as a crash of the machine can leave it
    bad.push_back(same_length);
    for (const std::string& text : bad) {
        test::spit(bench.file(), text);
        INFO(text.substr(0, 200));
        CHECK(bench.shelf().last(FeatureId::History) == nullptr);
    }
    test::spit(bench.file(), good);
    CHECK(bench.shelf().last(FeatureId::History) != nullptr);
}

TEST_CASE("The last snapshot is the present one only when all stamps are known and equal", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    const auto kept = snapshot("T");
    shelf.keep(FeatureId::History, kept);
    CHECK(shelf.current(FeatureId::History, stamps) == kept);
    CHECK(shelf.current(FeatureId::History, with_last("2026-09-12T19:42:01.000Z")) == nullptr);
    CHECK(shelf.current(FeatureId::History, with_last("2020-01-01T00:00:00.000Z")) ==
          nullptr);  // older is different too
    CHECK(shelf.current(FeatureId::History, with_last("")) == nullptr);
    CHECK(shelf.current(FeatureId::History, {}) == nullptr);
    CHECK(shelf.current(FeatureId::History, {stamps.front()}) == nullptr);
    CHECK(bench.shelf().current(FeatureId::History, stamps) != nullptr);
}

TEST_CASE("Stamps younger than two minutes when they were taken prove nothing", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    const std::int64_t newest = *parse_iso_ms(stamps.back().value);
    shelf.keep(FeatureId::History, snapshot("T", stamps, newest + 119'999));
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
    shelf.keep(FeatureId::History, snapshot("T", stamps, newest + 120'000));
    CHECK(shelf.current(FeatureId::History, stamps) != nullptr);
    CHECK(bench.shelf().current(FeatureId::History, stamps) != nullptr);
}

TEST_CASE("A snapshot whose stamps were not known is never proven to be the present one", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T", with_last("")));
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
    CHECK(shelf.current(FeatureId::History, with_last("")) == nullptr);
}

TEST_CASE(
    "After an own write the last snapshot is not the present one, in this run and the next, until a new one is kept",
    "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T"));
    CHECK_FALSE(shelf.written_to(FeatureId::History));
    shelf.note_write(FeatureId::History);
    CHECK(shelf.written_to(FeatureId::History));
    CHECK_FALSE(shelf.written_to(FeatureId::Ratings));
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
    CHECK(shelf.last(FeatureId::History) != nullptr);  // complete all the same, for a stale answer

    auto next = bench.shelf();
    CHECK(next.written_to(FeatureId::History));
    CHECK(next.current(FeatureId::History, stamps) == nullptr);
    next.keep(FeatureId::History, snapshot("U"));
    CHECK_FALSE(next.written_to(FeatureId::History));
    CHECK(next.current(FeatureId::History, stamps) != nullptr);
    CHECK(bench.shelf().current(FeatureId::History, stamps) != nullptr);
}

TEST_CASE("A cache that cannot be written is logged, and this run has its snapshot", "[shelf]") {
    Bench bench;
    std::filesystem::create_directories(bench.file() + "/in the way");
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T"));
    CHECK(shelf.last(FeatureId::History) != nullptr);
    CHECK(bench.log.count("cache_save_failed") == 1);
    CHECK(bench.shelf().last(FeatureId::History) == nullptr);
    CHECK(bench.log.count("cache_unreadable") == 1);
}

TEST_CASE("A write that cannot be noted takes the snapshot on disk with it", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T"));
    std::filesystem::create_directories(bench.file() + ".written/in the way");
    shelf.note_write(FeatureId::History);
    CHECK_FALSE(std::filesystem::exists(bench.file()));
    CHECK(bench.shelf().current(FeatureId::History, stamps) == nullptr);
}

TEST_CASE("Without a folder a snapshot lives as long as the shelf", "[shelf]") {
    const test::CollectingLog log;
    SnapshotShelf shelf(nullptr, "rules", log);
    CHECK(shelf.last(FeatureId::History) == nullptr);
    shelf.keep(FeatureId::History, snapshot("T"));
    CHECK(shelf.current(FeatureId::History, stamps) != nullptr);
    shelf.note_write(FeatureId::History);
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
    CHECK(SnapshotShelf(nullptr, "rules", log).last(FeatureId::History) == nullptr);
}

TEST_CASE("Cache files are their owner's alone", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T"));
    struct stat info {};
    REQUIRE(::stat(bench.file().c_str(), &info) == 0);
    CHECK((info.st_mode & 07777) == 0600);
}

TEST_CASE("Moments in a file that no clock can show are brought back to those that it can", "[shelf]") {
    constexpr auto most = std::numeric_limits<std::int64_t>::max(), least = std::numeric_limits<std::int64_t>::min();
    constexpr std::int64_t last = 253'402'300'799'999;
    for (const auto& [stored, read] :
         std::vector<std::pair<std::int64_t, std::int64_t>>{{most, last}, {least, 0}, {-5, 0}, {last, last}}) {
        Bench bench;
        auto shelf = bench.shelf();
        shelf.keep(FeatureId::History, snapshot("T"));
        std::string text = test::slurp(bench.file());
        for (const char* name : {"stamps_taken_ms", "generated_at_ms", "verified_ms", "read_in_full_ms"}) {
            const std::size_t begin = text.find(name) + std::string(name).size() + 2;
            text.replace(begin, text.find_first_of(",}", begin) - begin, std::to_string(stored));
        }
        test::spit(bench.file(), text);
        const auto loaded = bench.shelf().last(FeatureId::History);
        REQUIRE(loaded != nullptr);
        CHECK(loaded->stamps_taken_ms() == read);
        CHECK(loaded->generated_at_ms() == read);
        CHECK(loaded->sections().front().checked.verified_ms == read);
        CHECK(loaded->sections().front().checked.read_in_full_ms == read);
    }
}

TEST_CASE("A file with a count that cannot be is no snapshot", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T"));
    const std::string good = test::slurp(bench.file());
    for (const char* name : {"\"count\"", "\"dropped\"", "\"skipped\"", "\"plays\"", "\"table_bytes\"",
                             "document_bytes\"", "entries_at\""})
        for (const char* number : {"-1", "9223372036854775807", "9223372036854775808", "null", "1.5"}) {
            std::string text = good;
            const std::size_t begin = text.find(name) + std::string(name).size() + 1;
            text.replace(begin, text.find_first_of(",}", begin) - begin, number);
            test::spit(bench.file(), text);
            INFO(text.substr(0, text.find('\n')));
            CHECK(bench.shelf().last(FeatureId::History) == nullptr);
        }
}

TEST_CASE("A write that can neither be noted nor take the snapshot away is an error that says what to do", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T"));
    bench.files.before = [](const test::FileCall& call) {
        return call.operation == "make_temporary" || call.operation == "unlink" ? EIO : 0;
    };
    shelf.note_write(FeatureId::History);
    CHECK(bench.log.count("cache_not_marked") == 1);
    CHECK(shelf.current(FeatureId::History, stamps) == nullptr);
}

TEST_CASE("A snapshot that is in place but not surely on disk leaves the mark of the write", "[shelf]") {
    Bench bench;
    auto shelf = bench.shelf();
    shelf.keep(FeatureId::History, snapshot("T"));
    shelf.note_write(FeatureId::History);
    // A power failure could bring back the snapshot from before the write: without the mark it would pass for current.
    bench.files.before = [&](const test::FileCall& call) {
        return call.operation == "fsync" && call.path.ends_with("/cache/me") ? EIO : 0;
    };
    shelf.keep(FeatureId::History, snapshot("U"));
    CHECK(bench.log.count("cache_save_failed") == 1);
    CHECK(std::filesystem::exists(bench.file() + ".written"));
}
